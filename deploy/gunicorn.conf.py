"""The web server of demo, tests and production: `gunicorn -c deploy/gunicorn.conf.py config.wsgi`."""

import os
from datetime import timedelta

from gunicorn.arbiter import Arbiter
from gunicorn.config import Config
from gunicorn.glogging import Logger
from gunicorn.http.message import Request
from gunicorn.http.wsgi import Response

from config import environment
from config.logs import DiscreetFormatter, WithoutSecrets, discreet

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
with environment.in_a_sentence():
    from django.conf import settings

    bind = settings.BIND
    workers = environment.whole("WEB_WORKERS", 2, least=1, most=100, meaning="processes of the web server")
    threads = environment.whole("WEB_THREADS", 4, least=1, most=100, meaning="threads in each process")
    forwarded_allow_ips = environment.trusted("FORWARDED_ALLOW_IPS", "127.0.0.1")
    accesslog = "-" if environment.env.bool("ACCESS_LOG", True) else None
    if "Manifest" in settings.STORAGES["staticfiles"]["BACKEND"]:
        environment.stylesheets(settings.STATIC_ROOT, settings.SITE_DIR / "config" / "static")
preload_app = True  # read once, before the workers part
worker_class = "gthread"
timeout = 60
graceful_timeout = 15
max_requests = 100_000
max_requests_jitter = 10_000
limit_request_line = 2048
# Not SCRIPT_NAME, which gunicorn takes from a proxy unasked and a proxy passes on from anybody: the site
# would then stand at an address of the visitor's choice, every link and every guarded address elsewhere.
forwarder_headers = ""
control_socket_disable = True
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
    """The access log without a line about the booth, members' views or an address that holds a token.

    And the log of errors without any of them in a line: gunicorn quotes the request there.
    """

    def setup(self, cfg: Config) -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.addFilter(WithoutSecrets())
            handler.setFormatter(DiscreetFormatter(self.error_fmt, self.datefmt))

    def access(
        self, resp: Response, req: Request, environ: dict[str, object], request_time: timedelta
    ) -> None:
        whole = str(environ.get("PATH_INFO", ""))
        path = whole.lower()
        # Anywhere in it: a link pasted with a slash too many opens nothing and is still a link.
        secret = any(part in path for part in UNLOGGED) or discreet(whole) != whole
        if not secret and not path.endswith(COUNTS):
            super().access(resp, req, environ, request_time)


logger_class = DiscreetLogger


def when_ready(server: Arbiter) -> None:
    """Before the workers part."""
    from config.reading import read_once  # which needs the settings

    read_once()
