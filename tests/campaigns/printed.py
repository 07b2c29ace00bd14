"""PDFs in tests: pages published as somebody does it, what is wanted of them, a quick program that draws."""

from pathlib import Path

import pytest
from django.test import TestCase
from wagtail.models import Page

from union.pages.models import PagePrint


def publish(page: Page) -> None:
    with TestCase.captureOnCommitCallbacks(execute=True):
        page.save_revision().publish()


def wanted() -> set[str]:
    rows = PagePrint.objects.filter(wanted_at__isnull=False)
    return set(rows.values_list("page__title", flat=True))


def program(folder: Path, monkeypatch: pytest.MonkeyPatch, does: str) -> None:
    file = folder / "python"
    file.write_text(f"#!/bin/sh\ncat > /dev/null; {does}\n")
    file.chmod(0o755)
    monkeypatch.setattr("sys.executable", str(file))
