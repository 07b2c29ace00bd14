"""Wagtail's reports as files: a title that begins as a formula does is none in a spreadsheet."""

from typing import Any

from wagtail.admin.views.mixins import SpreadsheetExportMixin

from union.members.spreadsheet import safe

CSV = SpreadsheetExportMixin.FORMAT_CSV
as_wagtail_writes = SpreadsheetExportMixin.preprocess_field_value


def take_over() -> None:
    """In CSV too: Wagtail itself sees to workbooks. A branch writes titles, and an office opens reports."""
    SpreadsheetExportMixin.preprocess_field_value = _cell


def _cell(report: SpreadsheetExportMixin, field: str, value: Any, export_format: str) -> Any:
    cell = as_wagtail_writes(report, field, value, export_format)
    return safe(cell) if export_format == CSV and isinstance(cell, str) else cell
