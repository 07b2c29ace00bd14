"""The web server of demo, tests and production: `gunicorn -c deploy/gunicorn.conf.py config.wsgi`."""

import os
from datetime import timedelta

from gunicorn.arbiter import Arbiter
from gunicorn.glogging import Logger
from gunicorn.http.message import Request
from gunicorn.http.wsgi import Response

bind = os.environ.get("BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
preload_app = True  # read once, before the workers part
worker_class = "gthread"
timeout = 60
graceful_timeout = 15
max_requests = 100_000
max_requests_jitter = 10_000
limit_request_line = 2048
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1")
# Not SCRIPT_NAME, which gunicorn takes from a proxy unasked and a proxy passes on from anybody: the site
# would then stand at an address of the visitor's choice, every link and every guarded address elsewhere.
forwarder_headers = ""
control_socket_disable = True
accesslog = "-" if os.environ.get("ACCESS_LOG", "true") == "true" else None
# Neither addresses nor query strings nor browsers: nothing here says who.
access_log_format = "%(m)s %(U)s %(s)s %(B)s bytes %(M)s ms"

# Addresses that hold a secret, or whose time would say when somebody voted or wrote: not a line about them.
UNLOGGED = (
    "/vote/",
    "/views/",
    "/petitions/confirm/",
    "/comments/",
    "/petitions/stall/",
    "/petitions/news/",
    "/newsletters/confirm/",
    "/newsletters/choices/",
    "/newsletters/stop/",
    "/embargo/",
    "/me/",
    "/accounts/",
)
# Asked four times a minute by every open page: a line for each would tell nothing.
COUNTS = "/count.json"


class DiscreetLogger(Logger):
    """The access log without a line about the booth, members' views or an address that holds a token."""

    def access(
        self, resp: Response, req: Request, environ: dict[str, object], request_time: timedelta
    ) -> None:
        path = str(environ.get("PATH_INFO", "")).lower()
        # Anywhere in it: a link pasted with a slash too many opens nothing and is still a link.
        if not any(part in path for part in UNLOGGED) and not path.endswith(COUNTS):
            super().access(resp, req, environ, request_time)


logger_class = DiscreetLogger


def when_ready(server: Arbiter) -> None:
    """Before the workers part."""
    from config.reading import read_once  # which needs the settings

    read_once()
