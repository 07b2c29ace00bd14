"""The CMS's own reports as files: what somebody typed as a title is a text there, and breaks nothing."""

from collections.abc import Iterator
from typing import Any

from wagtail.admin.views.mixins import SpreadsheetExportMixin

from union.members.spreadsheet import safe
from union.pasted import fit

_preprocess = SpreadsheetExportMixin.preprocess_field_value
_stream_csv = SpreadsheetExportMixin.stream_csv


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


def take_over() -> None:
    SpreadsheetExportMixin.stream_csv = stream_csv
    SpreadsheetExportMixin.preprocess_field_value = preprocess_field_value
