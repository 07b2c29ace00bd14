"""A mail server's answer to a whole letter is waited for longer than any other.

A server may look through a letter for minutes before it says yes. Whoever hangs up meanwhile and sends it
again fills a mailbox with copies (RFC 5321 4.5.3.2.6).
"""

import smtplib
from typing import Any

from django.core.mail.backends.smtp import EmailBackend


class Unanswered(smtplib.SMTPException):
    """The line was lost after the letter was handed over: nobody knows whether it was taken."""


class PatientSMTP(smtplib.SMTP):
    """Waits `patience` seconds for what the server says to a letter that was handed over."""

    patience: float | None = None
    handed_over = False

    def send(self, s: Any) -> None:
        if isinstance(s, bytes):  # the letter itself; commands are text
            self.handed_over = True
        super().send(s)
        if self.handed_over and self.patience and self.sock:
            self.sock.settimeout(self.patience)

    def data(self, msg: Any) -> tuple[int, bytes]:
        try:
            return super().data(msg)
        except (smtplib.SMTPServerDisconnected, OSError):
            if self.handed_over:
                raise Unanswered from None
            raise
        finally:
            self.handed_over = False
            if self.sock:
                self.sock.settimeout(self.timeout)


class PatientSMTPOverTLS(PatientSMTP, smtplib.SMTP_SSL):
    pass


class PatientBackend(EmailBackend):
    """Django's own, which waits `answer_within` seconds for the answer to a letter where it is told so.

    The outbox tells it. Whoever waits before a page for the code of a sign-in waits no longer than ever.
    """

    def __init__(self, *args: Any, answer_within: float | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.answer_within = answer_within

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return PatientSMTPOverTLS if self.use_ssl else PatientSMTP

    def open(self) -> bool | None:
        opened = super().open()
        if isinstance(self.connection, PatientSMTP):
            self.connection.patience = self.answer_within
        return opened
