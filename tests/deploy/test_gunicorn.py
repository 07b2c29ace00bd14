"""What the web server takes over from a request, before anything of ours sees it."""

from pathlib import Path

import pytest
from gunicorn.app.wsgiapp import WSGIApplication
from gunicorn.http.parser import RequestParser

CONFIG = Path(__file__).resolve().parent.parent.parent / "deploy" / "gunicorn.conf.py"
PROXY = ("192.0.2.9", 40000)


def headers_of(words: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The headers that remain of a request through the proxy, which compose lets the web server trust."""
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "*")
    monkeypatch.setattr("sys.argv", ["gunicorn", "-c", str(CONFIG), "config.wsgi"])
    config = WSGIApplication("%(prog)s [OPTIONS]").cfg
    parser = RequestParser(config, iter([words.encode()]), PROXY)
    return dict(next(parser).headers)


def test_nobody_chooses_where_the_site_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a SCRIPT_NAME of "/x" the address /x/cms/ was that of /cms/, and each link began with /x."""
    asked = "GET /x/cms/ HTTP/1.1\r\nHost: a.example.org\r\nSCRIPT_NAME: /x\r\nPATH_INFO: /cms/\r\n\r\n"
    assert headers_of(asked, monkeypatch) == {"HOST": "a.example.org"}
