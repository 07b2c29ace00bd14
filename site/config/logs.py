"""What never reaches a log: the secret part of an address, who somebody is, what a row holds."""

import logging
import re
from typing import Any

SECRETS_STAND_AFTER = (
    "vote",
    r"views/[-\w]+/m",
    "views/news/(?:confirm|stop)",
    "petitions/(?:confirm|stall|news)",
    "newsletters/(?:confirm|stop|choices)",
    "comments/confirm",
    "embargo",
    "me",
    "accounts",
)
SECRET_PATHS = re.compile(rf"(?i)(/(?:{'|'.join(SECRETS_STAND_AFTER)})/)[^\s'\"?]+(\?\S*)?")


class WithoutSecrets(logging.Filter):
    """Shortens every address that may hold a token to its first part, in any logger's message."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        clean = SECRET_PATHS.sub(r"\1...", message)
        if clean != message:
            record.msg, record.args = clean, None
        return True


# What the database says beneath the first line of an error quotes the row, or the statement with its values.
QUOTED = re.compile(r"\n(?:DETAIL|CONTEXT|LINE \d+): .*?(?=\n\n(?:The above|During)|\Z)", re.S)
MAIL_ADDRESS = re.compile(r"[\w.+%'-]+@[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}")


class DiscreetFormatter(logging.Formatter):
    """A line, and beneath it where it went wrong: without secrets, addresses and rows there either."""

    def formatException(self, ei: Any) -> str:  # noqa: N802 - logging's own name
        text = QUOTED.sub("", super().formatException(ei))
        return MAIL_ADDRESS.sub("...", SECRET_PATHS.sub(r"\1...", text))
