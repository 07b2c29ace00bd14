"""No GET and no HEAD of any address of the site changes the database, whoever asks."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone
from wagtail.users.models import UserProfile

from petitions.models import Signature
from tests.conftest import SignIn
from tests.every_address import ROWAN, Samples, addresses, one_of_everything
from union.accounts.models import Role
from union.accounts.welcoming import welcome
from union.desk import me_links
from union.desk.me_letters import ask
from union.mail.models import Message

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
WRITES = re.compile(r"\s*(?:INSERT|UPDATE|DELETE|REPLACE)\b.*", re.IGNORECASE | re.DOTALL)
# Who is there just now: sessions of browsers, and the notes of Wagtail's page editor on who has a page open.
PRESENCE = ("django_session", "wagtailadmin_editingsession", "wagtailcore_pagesubscription")
BROKEN_ON_PURPOSE = "/cms/failwhale/"  # where Wagtail shows its page for an error


def rows() -> dict[str, list[str]]:
    """Every row of every table, but for who is there just now."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table not in PRESENCE:
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
                found[table] = sorted(map(repr, cursor.fetchall()))
    return found


def writing(client: Client, paths: Iterable[str]) -> list[str]:
    """The requests that wrote or failed, each with what it did."""
    faults: list[str] = []
    asked = ""

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if WRITES.match(sql) and not any(f'"{table}"' in sql for table in PRESENCE):
            faults.append(f"{asked}: {sql[:90]}")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        for path in paths:
            for method in ("get", "head"):
                asked = f"{method.upper()} {path}"
                status = getattr(client, method)(path).status_code
                if status == 500 and path != BROKEN_ON_PURPOSE:
                    faults.append(f"{asked}: {status}")
    return faults


def my_desk(at: datetime) -> Client:
    """A browser in which Rowan's own desk is open."""
    ask(ROWAN, language="en", at=at)
    client = Client(raise_request_exception=False)
    message = Message.objects.filter(kind="me_link").latest("pk")
    assert client.post(f"/me/{me_links.token_for(message)}/").status_code == 302
    return client


def staff(sign_in: SignIn) -> Client:
    """Somebody who may enter every room."""
    admin = welcome("admin@example.org", name="Ada Admin", superuser=True)
    Role.objects.create(user=admin, kind=Role.Kind.NATIONAL_OFFICE)
    UserProfile.get_for_user(admin)
    client = sign_in(admin)
    client.raise_request_exception = False
    return client


@pytest.fixture
def samples() -> Samples:
    return one_of_everything()


def ends_a_session(path: str) -> bool:
    """The pages of the account and the way out are read last: some forget who reads them."""
    return path.startswith("/accounts/") or "logout" in path


@pytest.mark.parametrize("visitor", ["anybody", "rowan", "staff"])
def test_no_get_and_no_head_of_any_address_changes_the_database(
    samples: Samples, sign_in: SignIn, visitor: str
) -> None:
    at = timezone.now()
    client = {
        "anybody": lambda: Client(raise_request_exception=False),
        "rowan": lambda: my_desk(at),
        "staff": lambda: staff(sign_in),
    }[visitor]()
    known = list(addresses(get_resolver().url_patterns))
    backoffice = ("/cms/", "/documents/")
    paths = [samples.fill(a) for a in known if visitor == "staff" or not a.pattern.startswith(backoffice)]
    paths += ["/cy/petitions/ten-points/", "/cy/me/"]
    built = [path for path in paths if path]
    before = rows()
    inside = [path for path in built if not ends_a_session(path)]
    # Some addresses lead on only after others have been read.
    assert writing(client, inside if visitor == "staff" else inside * 2) == []
    assert client.get("/desk/petitions/").status_code == (200 if visitor == "staff" else 302)
    assert writing(client, [path for path in built if ends_a_session(path)]) == []
    assert rows() == before
    ours = (
        "/petitions/",
        "/me/",
        "/vote/",
        "/ballots/",
        "/desk/",
        "/views/",
        "/newsletters/",
        "/comments/",
        "/healthz/",
    )
    assert [pattern for pattern in samples.unbuilt if pattern.startswith(ours)] == []
    assert Signature.objects.filter(state="pending").count() == 1
