"""Pictures that are sent to the CMS: what cannot be drawn is refused in words."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError
from PIL import ImageFile
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from union.pages.sent_files import CountedFile

UNDRAWABLE = (
    "This picture cannot be read: it is cut off, damaged or far too large. Save it again and send that."
)


class PictureField(WagtailImageField):
    """Wagtail's looks at the first bytes, and trips where the rest breaks off or would fill the memory."""

    def to_python(self, data: Any) -> Any:
        try:
            with _whole_ones_only():
                return super().to_python(data)
        except ValidationError:
            raise
        except Exception:  # each kind of picture breaks in a way of its own
            raise ValidationError(UNDRAWABLE, code="invalid_image") from None


@contextmanager
def _whole_ones_only() -> Iterator[None]:
    """Whoever has drawn a PDF in this process has told Pillow to make do with half a picture."""
    before, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


class PictureForm(CountedFile, BaseImageForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if old := self.fields.get("file"):
            self.fields["file"] = PictureField(
                label=old.label, required=old.required, widget=old.widget, help_text=old.help_text
            )
