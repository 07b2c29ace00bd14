"""The web server of demo, tests and production: `gunicorn -c deploy/gunicorn.conf.py config.wsgi`."""

import os
from datetime import timedelta

from gunicorn.glogging import Logger
from gunicorn.http.message import Request
from gunicorn.http.wsgi import Response

bind = os.environ.get("BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
worker_class = "gthread"
timeout = 60
graceful_timeout = 15
max_requests = 5000
max_requests_jitter = 500
limit_request_line = 2048
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1")
control_socket_disable = True
accesslog = "-" if os.environ.get("ACCESS_LOG", "true") == "true" else None
# Neither addresses nor query strings nor browsers: nothing here says who.
access_log_format = "%(m)s %(U)s %(s)s %(B)s bytes %(M)s ms"

# Addresses that hold a secret, or whose time would say when somebody voted: not a line about them.
UNLOGGED = ("/vote/", "/petitions/confirm/", "/me/", "/accounts/")


class DiscreetLogger(Logger):
    """The access log without a line about the voting booth or any address that holds a token."""

    def access(
        self, resp: Response, req: Request, environ: dict[str, object], request_time: timedelta
    ) -> None:
        if not str(environ.get("PATH_INFO", "")).startswith(UNLOGGED):
            super().access(resp, req, environ, request_time)


logger_class = DiscreetLogger
