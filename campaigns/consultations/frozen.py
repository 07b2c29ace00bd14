"""The questions of an opened consultation, read once in a process: nobody can change them any more."""

from datetime import datetime
from functools import lru_cache

from campaigns.consultations.models import QuestionnaireVersion
from campaigns.consultations.questionnaire import Questionnaire, thaw


def frozen_questions(version: QuestionnaireVersion, *, in_welsh: bool = False) -> Questionnaire:
    """The questionnaire of a frozen version; `in_welsh` with its Welsh words, where it has them."""
    return _kept(version.pk, version.frozen_at, in_welsh)


@lru_cache(maxsize=64)
def _kept(pk: int, frozen_at: datetime, in_welsh: bool) -> Questionnaire:
    if in_welsh:
        return _kept(pk, frozen_at, False).in_welsh()
    return thaw(QuestionnaireVersion.objects.values_list("content", flat=True).get(pk=pk))


def forget() -> None:
    """For tests alone: after a rollback ids come again."""
    _kept.cache_clear()
