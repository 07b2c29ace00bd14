"""What never reaches a log: the part of an address that is a secret."""

import logging
import re

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
