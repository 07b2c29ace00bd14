"""No log holds the part of an address that is a secret."""

import logging
import re
import runpy
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.db import IntegrityError
from django.urls import URLPattern, URLResolver, get_resolver

from config import settings as production
from config.logs import DiscreetFormatter, WithoutSecrets

CONFIG = Path(__file__).resolve().parent.parent.parent / "deploy" / "gunicorn.conf.py"


def test_an_address_with_a_secret_is_shortened() -> None:
    for said, written in [
        ("Not Found: /vote/b9GYMhJ7mBvF/", "Not Found: /vote/..."),
        ("Not Found: /petitions/confirm/abc.def/", "Not Found: /petitions/confirm/..."),
        ("Not Found: /cy/petitions/confirm/abc.def/", "Not Found: /cy/petitions/confirm/..."),
        ("Not Found: /petitions/stall/K7M2PQ9XRT/thanks/", "Not Found: /petitions/stall/..."),
        ("Not Found: /petitions/news/abc_def/stop/", "Not Found: /petitions/news/..."),
        ("GET /vote/abc?x=1 HTTP/1.1", "GET /vote/... HTTP/1.1"),
        ("Not Found: //vote/b9GYMhJ7mBvF/", "Not Found: //vote/..."),
        ("Not Found: /VOTE/b9GYMhJ7mBvF/", "Not Found: /VOTE/..."),
        ("Not Found: /views/workload/m/b9GYMhJ7mBvF/", "Not Found: /views/workload/m/..."),
        ("Not Found: /cy/views/workload/m/b9GY/", "Not Found: /cy/views/workload/m/..."),
        ("Not Found: /views/workload/q/caseload/", "Not Found: /views/workload/q/caseload/"),
        ("Not Found: /petitions/safe-visits/", "Not Found: /petitions/safe-visits/"),
        ("Forbidden (CSRF): /vote/", "Forbidden (CSRF): /vote/"),
        ("Not Found: /vot/s31BO1eGYvYNpy0HWN7id-SdNTrvYurOTYeGF7lkoDG8/", "Not Found: /vot/.../"),
        ("Not Found: /rowan.ashby@example.org", "Not Found: /..."),
        ("Not Found: /write/rowan.ashby%40example.org", "Not Found: /write/..."),
        (
            "Invalid request from ip=203.0.113.7: Request Line is too large (9 > 8)",
            "Invalid request: Request Line is too large (9 > 8)",
        ),
        (
            "Invalid request from ip=::1: Invalid HTTP request line: 'GET /x/TOKEN'",
            "Invalid request: Invalid HTTP request line: ",
        ),
        (
            "Task x[1] raised unexpected: Fault('null\\nDETAIL:  Failing row (7, Ada).')\nTraceback:\n  x"
            "\nFault: null\nDETAIL:  Failing row (7, Ada).",
            "Task x[1] raised unexpected: Fault('null\nTraceback:\n  x\nFault: null",
        ),
    ]:
        record = logging.makeLogRecord({"msg": "%s", "args": (said,)})
        assert (WithoutSecrets().filter(record), record.getMessage()) == (True, written), said


def with_tokens(patterns: Sequence[URLPattern | URLResolver], before: str = "") -> Iterator[str]:
    """Every address of the site that holds a token or the code of a stall, with TOKEN in its place."""
    for pattern in patterns:
        whole = f"{before}{pattern.pattern}"
        if isinstance(pattern, URLResolver):
            yield from with_tokens(pattern.url_patterns, whole)
        elif re.search(r"<(?:str:)?token>|stall/<str:code>", whole):
            secret = re.sub(r"\(\?P<token>[^)]*\)|<str:(?:token|code)>", "TOKEN", whole)
            yield "/" + re.sub(r"<\w+:\w+>", "x", secret).replace("^", "").replace("$", "")


def test_no_address_with_a_token_is_written_whole_by_any_log() -> None:
    unlogged: Any = runpy.run_path(str(CONFIG))["UNLOGGED"]
    found = [each for each in with_tokens(get_resolver().url_patterns) if not each.startswith("/cms/")]
    assert len(found) == 17
    assert [address for address in found if not any(part in address for part in unlogged)] == []
    records = [logging.makeLogRecord({"msg": "Not Found: %s", "args": (address,)}) for address in found]
    for record in records:
        WithoutSecrets().filter(record)
    assert [record.getMessage() for record in records if "TOKEN" in record.getMessage()] == []


def test_where_it_went_wrong_is_written_without_the_row_the_address_and_the_link() -> None:
    """Ada's row broke a rule of the database, which quotes it; what was tried then names her and her link."""
    row = 'null value in column "lane"\nDETAIL:  Failing row contains (7, Ada Lovelace, I am\nleaving).'
    try:
        try:
            raise IntegrityError(row)
        except IntegrityError as first:
            raise KeyError("ada.o'hara@mail.example.org at /vote/b9GYMhJ7mBvF/") from first
    except KeyError:
        record = logging.makeLogRecord(
            {"msg": "sweep: %s failed", "args": ("due",), "exc_info": sys.exc_info()}
        )
    written = DiscreetFormatter("%(message)s").format(record)
    assert written.startswith("sweep: due failed\nTraceback (most recent call last):")
    assert (
        'IntegrityError: null value in column "lane"\n\nThe above exception was the direct cause' in written
    )
    assert "KeyError: " in written.splitlines()[-1]
    assert written.endswith(' at /vote/..."')
    assert [word for word in ("Lovelace", "leaving", "hara", "example.org", "b9GY") if word in written] == []


def test_every_line_of_production_is_written_so() -> None:
    assert production.LOGGING["formatters"]["line"]["class"] == "config.logs.DiscreetFormatter"  # type: ignore[index]
