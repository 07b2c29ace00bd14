"""No log holds the part of an address that is a secret."""

import logging

import pytest

from config.logs import WithoutSecrets


@pytest.mark.parametrize(
    ("said", "written"),
    [
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
    ],
)
def test_an_address_with_a_secret_is_shortened(said: str, written: str) -> None:
    record = logging.makeLogRecord({"msg": "%s", "args": (said,)})
    assert (WithoutSecrets().filter(record), record.getMessage()) == (True, written)
