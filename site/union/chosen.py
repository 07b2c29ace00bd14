"""Blocks that hold a page or a record: what a body shows of one kind is read in one written out statement."""

import copy
from collections.abc import Mapping, Sequence
from typing import Any

from wagtail.blocks import ChooserBlock, PageChooserBlock

from union.statements import by_key


class ReadTogether:
    """For a block whose `model_class` has all its rows under `objects`; else it says how they are read."""

    model_class: Any

    def read(self, keys: Sequence[int]) -> Mapping[int, Any]:
        return by_key(self.model_class, keys)

    def bulk_to_python(self, values: Sequence[int | None]) -> list[Any]:
        """The record of each key, in order; None where there is none, a copy where one comes again."""
        found = self.read(sorted({key for key in values if key is not None}))
        records, seen = [], set()
        for key in values:
            record = None if key is None else found.get(key)
            records.append(copy.copy(record) if key in seen else record)
            seen.add(key)
        return records


class RecordBlock(ReadTogether, ChooserBlock):
    """What a chooser of records makes its block of."""


class PageBlock(ReadTogether, PageChooserBlock):
    """One page."""
