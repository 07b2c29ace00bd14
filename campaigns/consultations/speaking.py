"""In which language a page says the words of a record: Welsh where both speak it, else English."""

from django.db.models import Model

from campaigns.consultations.frozen import frozen_questions
from campaigns.consultations.models import Consultation, Reply
from campaigns.consultations.questionnaire import Questionnaire
from union.languages import page_is_welsh

ENGLISH = "en-GB"


def lang_of_words(consultation: Consultation) -> str:
    """What the `lang` of its words says on a page in another language; empty where the page speaks theirs."""
    return ENGLISH if page_is_welsh() and not consultation.in_welsh else ""


def words_of(record: Model, field: str) -> str:
    """A text such as `purpose` in the language of the page, in English where there is no Welsh.

    A consultation speaks Welsh where it is `in_welsh`; a theme, an outcome or a report where it has words.
    """
    speaks = page_is_welsh() and getattr(record, "in_welsh", True)
    return str((getattr(record, f"{field}_cy") if speaks else "") or getattr(record, field))


def questions_of(reply: Reply) -> Questionnaire:
    """The questions of a reply as frozen, in the language of the page."""
    welsh = page_is_welsh() and reply.consultation.in_welsh
    return frozen_questions(reply.version, in_welsh=welsh)


def in_page_language(questionnaire: Questionnaire, consultation: Consultation) -> Questionnaire:
    welsh = page_is_welsh() and consultation.in_welsh
    return questionnaire.in_welsh() if welsh else questionnaire
