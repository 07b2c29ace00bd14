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


# What the database says beneath the first line of an error quotes the row, or the statement with its values.
QUOTED = re.compile(r"(?s)\n(?:DETAIL|CONTEXT|LINE \d+): .*?(?=\n\n(?:The above|During)|\Z)")
QUOTED_IN_A_LINE = re.compile(r"\\n(?:DETAIL|CONTEXT|LINE \d+): [^\n]*")  # as Celery tells of an error
MAIL_ADDRESS = re.compile(r"[\w.+%'-]+(?:@|%40)[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}")
# A link of ours whose beginning was mistyped or torn off; the longest slug of a page has no capitals.
LONG_SECRET = re.compile(r"\b(?=[\w-]*[A-Z])(?=[\w-]*\d)[\w-]{40,}")
# The web server tells of a request that is none with its visitor's address and what it held.
NO_REQUEST = re.compile(r"(?s)^Invalid request from ip=\S*: ([^'\"]*).*")


def discreet(text: str) -> str:
    """The text without tokens, addresses and rows."""
    text = QUOTED_IN_A_LINE.sub("", QUOTED.sub("", NO_REQUEST.sub(r"Invalid request: \1", text)))
    return MAIL_ADDRESS.sub("...", LONG_SECRET.sub("...", SECRET_PATHS.sub(r"\1...", text)))


class WithoutSecrets(logging.Filter):
    """Shortens every address that may hold a token to its first part, in any logger's message.

    Nor does one name a mailbox, a visitor's address or what a row holds.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        clean = discreet(message)
        if clean != message:
            record.msg, record.args = clean, None
        return True


class DiscreetFormatter(logging.Formatter):
    """A line, and beneath it where it went wrong: without secrets, addresses and rows there either."""

    def formatException(self, ei: Any) -> str:  # noqa: N802 - logging's own name
        return discreet(super().formatException(ei))
