"""The words of a consultation in the language of the page, and the same page in the other language."""

from django import template
from django.db.models import Model
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.consultations.models import Consultation, ReleasedFigure
from campaigns.consultations.speaking import ENGLISH, lang_of_words, words_of
from union.languages import page_is_welsh
from union.pages.templatetags.languages import address_in, lang_said

register = template.Library()
register.filter("words", words_of)
register.filter("lang_said", lang_said)
register.simple_tag(address_in)


@register.filter
def grouped(number: int) -> str:
    """1140 as `1,140`."""
    return number_format(number, force_grouping=True)


@register.filter
def of_whom(figure: ReleasedFigure) -> str:
    """How many stand behind a released figure, in words."""
    counts = {"number": grouped(figure.numerator or 0), "base": grouped(figure.base)}
    if figure.numerator:
        return _("%(number)s of %(base)s who answered") % counts
    return _("From %(base)s who answered") % counts


@register.filter
def members_said(n: int) -> str:
    """How many members said something, in words."""
    sentence = ngettext("%(members)s member said this", "%(members)s members said this", n)
    return sentence % {"members": grouped(n)}


@register.filter
def lang_attr(lang: str | Consultation) -> str:
    """` lang="en-GB"` around words of a consultation on a page in another language, else nothing."""
    lang = lang_of_words(lang) if isinstance(lang, Consultation) else lang
    return format_html(' lang="{}"', lang) if lang else ""


@register.filter
def lang_of(record: Model, field: str) -> str:
    """` lang="en-GB"` on a Welsh page around words of a record that has no Welsh ones, else nothing."""
    return lang_attr(ENGLISH) if page_is_welsh() and not getattr(record, f"{field}_cy") else ""
