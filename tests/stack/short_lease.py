"""Production's settings, but for a lease of seconds: nobody here waits for the slowest mail server."""

from config.settings import *  # noqa: F403 - all of them

MAIL_LEASE_SECONDS = 5
MAIL_ANSWER_SECONDS = 1
