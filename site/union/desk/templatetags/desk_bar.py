"""The bar at the top of every page of the desk."""

from django import template
from django.template import Context
from django.urls import reverse

from union.desk.sections import sections_for

register = template.Library()


@register.inclusion_tag("desk/_bar.html", takes_context=True)
def desk_bar(context: Context) -> dict[str, object]:
    """Who is signed in and for which branch or office, the sections, and the way out."""
    request = context["request"]
    front = reverse("desk:front")
    return {
        "user": request.user,
        "roles": request.user.roles.all(),
        "sections": [
            (section, request.path.startswith(f"{front}{section.slug}/"))
            for section in sections_for(request.user)
        ],
        "at_front": request.path == front,
    }
