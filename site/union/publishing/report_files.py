"""The CMS's own reports as files: what somebody typed as a title is a text there, and breaks nothing."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from wagtail.admin.views.mixins import SpreadsheetExportMixin
from wagtail.admin.views.reports.audit_logging import LogEntriesView

from union.members.spreadsheet import safe
from union.pasted import fit

_preprocess = SpreadsheetExportMixin.preprocess_field_value
_stream_csv = SpreadsheetExportMixin.stream_csv
_with_instances = LogEntriesView.decorate_paginated_queryset
A_PIECE = 500  # acts of the site history that are in memory at once


def preprocess_field_value(view: Any, field: str, value: Any, export_format: str) -> Any:
    """Wagtail's value of a cell, without control characters, and in CSV never a formula."""
    cell = _preprocess(view, field, value, export_format)
    if not isinstance(cell, str):
        return cell
    return safe(fit(cell)) if export_format == view.FORMAT_CSV else fit(cell)


def stream_csv(view: Any, queryset: Any) -> Iterator[str]:
    """Wagtail's lines behind the mark by which Excel knows UTF-8: without it, it garbles ŵ and ŷ."""
    yield "\ufeff"
    yield from _stream_csv(view, queryset)


def with_instances(view: Any, queryset: Any) -> Any:
    """The acts of the site history with what they were done to; for a file piece by piece.

    Wagtail would hold the acts of all years, and every page they were done to, before it wrote a line.
    """
    return _in_pieces(view, queryset) if view.is_export else _with_instances(view, queryset)


def _in_pieces(view: Any, queryset: Any) -> Iterator[Any]:
    rows = queryset.iterator(chunk_size=A_PIECE)
    while piece := list(islice(rows, A_PIECE)):
        yield from _with_instances(view, piece)


def take_over() -> None:
    LogEntriesView.decorate_paginated_queryset = with_instances
    SpreadsheetExportMixin.stream_csv = stream_csv
    SpreadsheetExportMixin.preprocess_field_value = preprocess_field_value
