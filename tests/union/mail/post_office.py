"""A mail server that answers as it is told."""

from collections import defaultdict
from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class PostOffice(BaseEmailBackend):
    """`answers` holds what the next tries of an address meet, `door` the next connections: None lets in."""

    answers: dict[str, list[Exception]] = defaultdict(list)
    door: list[Exception | None] = []
    delivered: list[EmailMessage] = []
    opened = 0

    @classmethod
    def reset(cls) -> None:
        cls.answers, cls.door, cls.delivered, cls.opened = defaultdict(list), [], [], 0

    def open(self) -> bool:
        if self.door and (refusal := self.door.pop(0)):
            raise refusal
        type(self).opened += 1
        return True

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for email in email_messages:
            if waiting := self.answers[email.to[0]]:
                raise waiting.pop(0)
            self.delivered.append(email)
        return len(email_messages)
