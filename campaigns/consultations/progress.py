"""How far somebody is with the questions, said honestly where later ones depend on the answers. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from campaigns.consultations.questionnaire import Asked, Given, Questionnaire


@dataclass(frozen=True)
class Progress:
    """The place on the way, and how many questions there are; `at_most` when some may not be asked."""

    place: int
    total: int
    at_most: bool


def progress_at(question: Asked, questionnaire: Questionnaire, given: Mapping[str, Given]) -> Progress:
    """Counted with what was answered up to here: what later answers lead to is not known yet."""
    here = questionnaire.asked.index(question)
    earlier = questionnaire.asked[:here]
    settled = {other.key for other in earlier}
    route = set(questionnaire.route(given))
    before = sum(other in route for other in earlier)
    sure, possible = set[str](), {question.key}
    for other in questionnaire.asked[here + 1 :]:
        known = not other.only_if or other.only_if in settled
        if other in route if known else other.only_if in possible:
            possible.add(other.key)
            sure |= {other.key} if known else set()
    return Progress(before + 1, before + len(possible), at_most=len(sure) + 1 < len(possible))
