"""The CMS's own reports as files: what somebody typed as a title is a text there, and breaks nothing."""

from typing import Any

from wagtail.admin.views.mixins import SpreadsheetExportMixin

from union.members.spreadsheet import safe
from union.pasted import fit

_preprocess = SpreadsheetExportMixin.preprocess_field_value


def preprocess_field_value(view: Any, field: str, value: Any, export_format: str) -> Any:
    """Wagtail's value of a cell, without control characters, and in CSV never a formula."""
    cell = _preprocess(view, field, value, export_format)
    if not isinstance(cell, str):
        return cell
    return safe(fit(cell)) if export_format == view.FORMAT_CSV else fit(cell)


def take_over() -> None:
    SpreadsheetExportMixin.preprocess_field_value = preprocess_field_value
