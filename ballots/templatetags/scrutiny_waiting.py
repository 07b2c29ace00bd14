"""What waits for a scrutineer, for any page of the desk: `{% scrutiny_waiting user %}`."""

from django import template
from django.contrib.auth.models import AnonymousUser

from ballots.desk.waiting import waiting_for
from union.accounts.models import User

register = template.Library()


@register.inclusion_tag("desk/ballots/_scrutiny_waiting.html")
def scrutiny_waiting(user: User | AnonymousUser) -> dict[str, object]:
    """A panel with the ballots that cannot go on without this person, or nothing."""
    return {"waiting": waiting_for(user)}
