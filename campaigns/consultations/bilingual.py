"""The words of a record in the language of the page: Welsh where somebody wrote them, else English."""

from django.db.models import Model
from django.utils.translation import get_language


def words(record: Model, field: str) -> str:
    """A text such as `title`, from `title_cy` on a Welsh page where that is not empty."""
    welsh = getattr(record, f"{field}_cy") if (get_language() or "").startswith("cy") else ""
    return str(welsh or getattr(record, field))
