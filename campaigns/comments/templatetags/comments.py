"""What stands under an article that takes comments: `{% comments_of page %}`."""

from dataclasses import dataclass

from django import template
from django.conf import settings
from django.template.context import Context
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from wagtail.models import Page

from campaigns.comments.commenting import stamp, takes_comments
from campaigns.comments.forms import CommentForm
from campaigns.comments.models import Comment
from union.gaps import Kept
from union.numbers import number_in
from union.statements import Tables, records

register = template.Library()
COMMENTS: Tables = (("c", Comment, ("id", "name", "text", "written_at")),)
PUBLISHED = Comment.State.PUBLISHED.value
FROM_COMMENTS = """FROM comments_comment c WHERE c.page_id = %s AND c.state = %s
    ORDER BY c.written_at, c.id LIMIT %s OFFSET %s"""
A_PAGE = 100
_FORMS = Kept(most=len(settings.LANGUAGES))


@dataclass(frozen=True)
class Leaf:
    """The published comments of one page of them, in order, and how many there are in all."""

    number: int
    comments: list[Comment]
    total: int

    @property
    def last(self) -> int:
        return max(1, -(-self.total // A_PAGE))


@register.inclusion_tag("comments/_comments.html", takes_context=True)
def comments_of(context: Context, page: Page) -> dict[str, object]:
    """Published comments in order, a hundred at a time, and the form while the page takes any.

    One query, and a second where there are more than a hundred.
    """
    now = timezone.now()
    takes = takes_comments(page, at=now)
    request = context.get("request")
    asked = number_in(request.GET.get("comments")) if request else 1
    return {
        "page": page,
        "leaf": _leaf(page, max(1, asked)),
        "form": _empty_form() if takes else "",
        "stamp": stamp(page, at=now) if takes and page.pk else "",
        "csrf_token": context.get("csrf_token"),
    }


def _leaf(page: Page, number: int) -> Leaf:
    """That page of the comments, or the first where there are not so many."""
    before = (number - 1) * A_PAGE
    found = records(COMMENTS, FROM_COMMENTS, [page.pk, PUBLISHED, A_PAGE + 1, before])
    if not found and before:
        return _leaf(page, 1)
    comments = [comment for [comment] in found[:A_PAGE] if isinstance(comment, Comment)]
    all_of_them = number == 1 and len(found) <= A_PAGE
    total = len(found) if all_of_them else Comment.objects.published().filter(page=page).count()
    return Leaf(number, comments, total)


def _empty_form() -> SafeString:
    """The fields as nobody has filled them in yet: the same on every page, drawn once in each language."""
    return mark_safe(_FORMS.drawn(get_language(), lambda: CommentForm().render()).filled({}).decode())
