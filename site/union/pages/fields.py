"""The field behind the body of every page: what a form did not bring, or brought torn, stays as it was."""

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.html import strip_tags
from wagtail import fields
from wagtail.blocks import RichTextBlock
from wagtail.blocks.base import BlockField, BlockWidget
from wagtail.blocks.stream_block import StreamValue


class BodyWidget(BlockWidget):
    """Reads None where the form came without blocks, as from a browser without scripts, or was cut off."""

    def value_from_datadict(
        self, data: Mapping[str, Any], files: Mapping[str, Any], name: str
    ) -> StreamValue | None:
        try:
            return super().value_from_datadict(data, files, name)
        except (LookupError, ValueError):
            return None


class BodyFormField(BlockField):
    def __init__(self, block: Any = None, **kwargs: Any) -> None:
        super().__init__(block, **{"widget": BodyWidget(block), **kwargs})

    def has_changed(self, initial: StreamValue | None, data: StreamValue | None) -> bool:
        """Whether they say different things: how each is written down is no difference."""
        if data is None:
            return False
        try:
            return self.said(initial) != self.said(self.block.clean(data))
        except ValidationError:
            return True

    def said(self, body: StreamValue | None) -> Any:
        """As it would be stored, without what is empty: a block may have got a field since it was written."""
        now = StreamValue(self.block, [(child.block_type, child.value, child.id) for child in body or ()])
        stored = json.dumps(self.block.get_prep_value(now), cls=DjangoJSONEncoder)
        return json.loads(stored, object_hook=without_empties)

    def clean(self, value: StreamValue | None) -> StreamValue | None:
        return None if value is None else super().clean(value)


def without_empties(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, "") and value is not False}


def drop_empty_texts(body: StreamValue) -> None:
    """Take out the texts in which nobody wrote anything."""
    for place in reversed(range(len(body))):
        block = body[place].block
        if isinstance(block, RichTextBlock) and not strip_tags(body[place].value.source).strip():
            del body[place]


class StreamField(fields.StreamField):
    """Wagtail's own. What a form did not bring stays as it is, empty texts are not kept, and a migration
    knows it as plain JSON.

    So a new block needs no migration, and a migration that reads old rows sees all that is in them.
    """

    if TYPE_CHECKING:  # read as blocks, written as pairs of names and values

        def __get__(self, page: object, kind: object) -> Any: ...
        def __set__(self, page: object, value: object) -> None: ...

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": BodyFormField, **kwargs})

    def save_form_data(self, instance: models.Model, data: StreamValue | None) -> None:
        if data is not None:
            drop_empty_texts(data)
            super().save_form_data(instance, data)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, _path, _args, kwargs = models.Field.deconstruct(self)
        return name, "django.db.models.JSONField", [], kwargs

    def clone(self) -> Any:
        """What a migration's state holds in its place."""
        return models.JSONField(**self.deconstruct()[3])


def read_together(bodies: Iterable[StreamValue]) -> None:
    """Read what the blocks of several bodies show, with one query for each kind and not for each body."""
    places: dict[str, list[tuple[StreamValue, int, Any]]] = {}
    for body in bodies:
        for place, raw in enumerate(body.raw_data):
            places.setdefault(raw["type"], []).append((body, place, raw))
    for kind, found in places.items():
        block = found[0][0].stream_block.child_blocks[kind]
        values = block.bulk_to_python([raw["value"] for _body, _place, raw in found])
        for (body, place, raw), value in zip(found, values, strict=True):
            body[place] = (kind, value, raw.get("id"))
