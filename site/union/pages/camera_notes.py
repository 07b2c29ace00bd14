"""What a camera notes in a picture, the place and the day for instance, stays with its original."""

from functools import cached_property
from typing import Any

from wagtail.images.models import Filter


class WithoutNotes(Filter):
    """Draws a picture for readers without what its camera noted: the place, the day, the owner's name."""

    @cached_property
    def filter_operations(self) -> list[Any]:
        return [*super().filter_operations, ForgetNotes()]


class ForgetNotes:
    """The last step of drawing; by then the picture stands the right way up."""

    def run(self, willow: Any, image: Any, env: Any) -> None:
        for note in ("exif", "xmp", "comment"):
            willow.get_pillow_image().info.pop(note, None)
