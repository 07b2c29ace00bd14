"""The words of the consent, by version. A version that has been shown is never edited: add the next one."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDINGS: Mapping[int, str | Promise] = {
    1: _("E-mail me the newsletters I tick here. I can stop any of them whenever I like."),
}


def current_version() -> int:
    return max(WORDINGS)


def words(version: int | None = None) -> str:
    """The sentence somebody read, or reads now, in the language of the page."""
    return str(WORDINGS[version or current_version()])
