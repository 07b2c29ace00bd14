"""Kinds of mail that exist in these tests only, and a post office that can be told to refuse."""

from collections.abc import Iterator

import pytest
from django.conf import LazySettings
from wagtail import hooks

from tests.union.mail.post_office import PostOffice
from union.mail.models import Lane, Message
from union.mail.rendering import Letter, MailKind


def render_news(message: Message) -> Letter | None:
    """News of anything; none of a thing that is gone, and a failure for a thing that is broken."""
    if message.subject.startswith("gone:"):
        return None
    if message.subject.startswith("broken:"):
        raise LookupError("ada@example.org is not to be logged")
    return Letter(
        subject=f"News of {message.subject}",
        text="Plain.\n",
        html="<html><head><style>p { color: red }</style></head><body><p>Dressed.</p></body></html>",
        headers={"List-Unsubscribe": "<https://news.example.org/stop/>"},
    )


@pytest.fixture(autouse=True)
def _kinds() -> Iterator[None]:
    def kinds() -> list[MailKind]:
        return [MailKind(f"news_{lane}", Lane(lane), render_news) for lane in Lane.values]

    with hooks.register_temporarily("mail_kind", kinds):
        yield


@pytest.fixture
def post_office(settings: LazySettings) -> type[PostOffice]:
    PostOffice.reset()
    settings.EMAIL_BACKEND = "tests.union.mail.post_office.PostOffice"
    return PostOffice
