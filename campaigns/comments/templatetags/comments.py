"""What stands under an article that takes comments: `{% comments_of page %}`."""

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
from union.statements import Tables, records

register = template.Library()
COMMENTS: Tables = (("c", Comment, ("id", "name", "text", "written_at")),)
PUBLISHED = Comment.State.PUBLISHED.value
FROM_COMMENTS = """FROM comments_comment c WHERE c.page_id = %s AND c.state = %s
    ORDER BY c.written_at, c.id"""
_FORMS = Kept(most=len(settings.LANGUAGES))


@register.inclusion_tag("comments/_comments.html", takes_context=True)
def comments_of(context: Context, page: Page) -> dict[str, object]:
    """Published comments in order, and the form while the page takes any. One query."""
    now = timezone.now()
    takes = takes_comments(page, at=now)
    return {
        "page": page,
        "comments": [comment for [comment] in records(COMMENTS, FROM_COMMENTS, [page.pk, PUBLISHED])],
        "form": _empty_form() if takes else "",
        "stamp": stamp(page, at=now) if takes and page.pk else "",
        "csrf_token": context.get("csrf_token"),
    }


def _empty_form() -> SafeString:
    """The fields as nobody has filled them in yet: the same on every page, drawn once in each language."""
    return mark_safe(_FORMS.drawn(get_language(), lambda: CommentForm().render()).filled({}).decode())
