"""The last part of a consultation's address, made from its title."""

from django.utils.text import slugify

from campaigns.consultations.models import Consultation

LONGEST = 70


def free_slug(title: str) -> str:
    """An address made of the title that no other consultation has."""
    made = slugify(title)[:LONGEST].strip("-") or "views"
    tried, number = made, 2
    while Consultation.objects.filter(slug=tried).exists():
        tried, number = f"{made}-{number}", number + 1
    return tried
