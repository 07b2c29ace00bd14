"""What stands under an article that takes comments: `{% comments_of page %}`."""

from django import template
from django.template.context import Context
from django.utils import timezone
from wagtail.models import Page

from campaigns.comments.commenting import stamp, takes_comments
from campaigns.comments.forms import CommentForm
from campaigns.comments.models import Comment

register = template.Library()


@register.inclusion_tag("comments/_comments.html", takes_context=True)
def comments_of(context: Context, page: Page) -> dict[str, object]:
    """Published comments in order, and the form while the page takes any. One query."""
    now = timezone.now()
    takes = takes_comments(page, at=now)
    return {
        "page": page,
        "comments": list(Comment.objects.published().filter(page_id=page.pk)),
        "form": CommentForm() if takes else None,
        "stamp": stamp(page, at=now) if takes and page.pk else "",
        "csrf_token": context.get("csrf_token"),
    }
