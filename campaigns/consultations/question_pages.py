"""The page of one question. Empty, it is drawn once in a process, with a gap for the receipt code.

docs/decisions/0145-a-question-is-drawn-once.md says what is kept, and what is not.
"""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from campaigns.consultations.forms import AnswerForm
from campaigns.consultations.holding import code_held
from campaigns.consultations.models import Consultation, Reply
from campaigns.consultations.progress import progress_at
from campaigns.consultations.questionnaire import Asked, Given, Questionnaire
from union.gaps import Kept
from union.pages.drawn_once import draw

KEPT = Kept(most=200)  # some 2 MB
TEMPLATE = "consultations/question.html"
Context = dict[str, object]


def empty(
    request: HttpRequest,
    reply: Reply,
    asked: Asked,
    questionnaire: Questionnaire,
    given: Mapping[str, Given],
    *,
    lang: str,
) -> HttpResponse:
    """The page as everybody sees it who has not answered this question."""
    around = _around(request, reply, asked, questionnaire, given)

    def context(own: Mapping[str, object]) -> Mapping[str, object]:
        return {**around, "form": AnswerForm(asked, lang=lang)}

    seen = (*_shows(reply), asked.key, around["progress"], _key(around["before"]), around["from_check"])
    own = {"code": code_held(request)}
    return draw(request, TEMPLATE, kept=KEPT, shows=seen, context=context, own=own)


def filled(
    request: HttpRequest,
    reply: Reply,
    form: AnswerForm,
    questionnaire: Questionnaire,
    given: Mapping[str, Given],
) -> HttpResponse:
    """The page with an answer, or with what is wrong or doubtful about one: drawn for one reader alone."""
    around = _around(request, reply, form.asked, questionnaire, given)
    return render(request, TEMPLATE, {**around, "form": form, "code": code_held(request)})


def _around(
    request: HttpRequest,
    reply: Reply,
    asked: Asked,
    questionnaire: Questionnaire,
    given: Mapping[str, Given],
) -> Context:
    return {
        "consultation": reply.consultation,
        "reply": reply,
        "asked": asked,
        "progress": progress_at(asked, questionnaire, given),
        "before": questionnaire.before(asked, given),
        "from_check": "check" in request.GET,
    }


def _shows(reply: Reply) -> tuple[object, ...]:
    """All that the page shows beside the question: of the reply only whether it was sent."""
    consultation: Consultation = reply.consultation
    words = (consultation.title, consultation.title_cy, consultation.in_welsh, consultation.slug)
    until = (consultation.mode, consultation.closes)
    return reply.version_id, reply.version.frozen_at, *words, *until, reply.state


def _key(before: object) -> str:
    return before.key if isinstance(before, Asked) else ""
