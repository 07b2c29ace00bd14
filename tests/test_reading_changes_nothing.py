"""No GET and no HEAD of any address of the site changes the database, whoever asks."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.contrib.admindocs.views import simplify_regex
from django.db import connection
from django.test import Client
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve
from django.utils import timezone
from wagtail.models import Page
from wagtail.users.models import UserProfile

from campaigns.comments.commenting import Written, leave_comment, token_for
from campaigns.comments.models import Comment
from campaigns.consultations.interested import ask_to_hear, confirm_token, stop_token
from campaigns.consultations.models import Interested
from campaigns.consultations.theming import write_theme
from campaigns.models import OpinionPage
from campaigns.newsletters import links as newsletter_links
from campaigns.newsletters.models import Wish
from campaigns.newsletters.subscribing import ask as ask_for_newsletters
from petitions import codes, links
from petitions.confirming import confirm
from petitions.models import PaperRow, Petition, Signature, Stall
from petitions.sheets import ask_for_sheets
from petitions.signing import sign
from petitions.stalls import code_of, start_stall
from tests.ballots import scenes
from tests.conftest import SignIn
from tests.consultations import counted as counted_views
from tests.consultations import factories as consultations
from tests.consultations.theme_scenes import approved
from tests.newsletters import factories as newsletters
from tests.petitions import paper_scenes
from tests.petitions.factories import open_petition, rowan
from tests.union.members.factories import ROWAN as ROWAN_OF_THE_ROLL
from tests.union.members.factories import extract_of
from union.accounts.models import Role
from union.accounts.welcoming import welcome
from union.desk import me_links
from union.desk.me_letters import ask
from union.jobs.working import run_waiting
from union.mail.models import Message
from union.members.models import Branch, Member
from union.members.uploading import keep_upload, settle_columns

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
WRITES = re.compile(r"\s*(?:INSERT|UPDATE|DELETE|REPLACE)\b.*", re.IGNORECASE | re.DOTALL)
# Who is there just now: sessions of browsers, and the notes of Wagtail's page editor on who has a page open.
PRESENCE = ("django_session", "wagtailadmin_editingsession", "wagtailcore_pagesubscription")
# What stands in the addresses of allauth and Wagtail.
ANYWHERE = {
    ("/", "uidb36"): "1",
    ("/", "uidb64"): "MQ",
    ("/", "key"): "x",
    ("/", "token"): "x",
    ("/", "var"): "",
    ("/", "app_label"): "pages",
    ("/", "app_name"): "pages",
    ("/", "model_name"): "organisation",
    ("/", "content_type_app_name"): "campaigns",
    ("/", "content_type_model_name"): "homepage",
    ("/", "filter_spec"): "max-10x10",
    ("/", "action"): "delete",
    ("/", "action_name"): "delete",
    ("/", "decision"): "approve",
}
BROKEN_ON_PURPOSE = "/cms/failwhale/"  # where Wagtail shows its page for an error
ROWAN = "rowan.ashby@example.org"


@dataclass(frozen=True)
class Address:
    """A pattern of the URL configuration, such as /petitions/<slug:slug>/, and the view behind it."""

    pattern: str
    view: Any


def addresses(patterns: Iterable[Any], prefix: str = "") -> Iterator[Address]:
    for entry in patterns:
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from addresses(entry.url_patterns, path)
        elif isinstance(entry, URLPattern):
            yield Address(simplify_regex(path), entry.callback)


@dataclass
class Samples:
    """What stands in an address: by the beginning of the address and the name of the part."""

    by_place: dict[tuple[str, str], str]
    unbuilt: list[str] = field(default_factory=list)

    def fill(self, address: Address) -> str | None:
        """The address with something in each of its parts; None where it would not lead to its view."""

        def value(match: re.Match[str]) -> str:
            name = match[1].rpartition(":")[2]
            places = [key for key in self.by_place if key[1] == name and address.pattern.startswith(key[0])]
            found = max(places, key=lambda key: len(key[0]), default=None)
            return self.by_place[found] if found else pk_for(address.view)

        path = re.sub(r"<([^>]+)>", value, address.pattern)
        try:
            resolve(path)
        except Resolver404:
            self.unbuilt.append(address.pattern)
            return None
        return path


def pk_for(view: Any) -> str:
    """The first record of the model that a view of the CMS is about, or 1."""
    told = getattr(view, "view_initkwargs", {}).get("model") or getattr(
        getattr(view, "view_class", None), "model", None
    )
    first = told.objects.order_by("pk").first() if hasattr(told, "objects") else None
    return str(first.pk) if first else "1"


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


def on_paper(petition: Petition, scene: scenes.Scene, *, at: datetime) -> tuple[PaperRow, Stall]:
    """A keyed line and a stall of Ines's branch."""
    north, ines = scene.branch, scene.ines
    batch = ask_for_sheets(petition, branch=north, sheets=1, by=ines, at=at)
    desk = paper_scenes.Scene(petition, north, batch, ines, scene.bram, scene.orla, ines, at)
    line = paper_scenes.key(desk, name="Sam Ashby")
    return line, start_stall(petition, branch=north, place="Market", by=ines, at=at)


def checked_extract(scene: scenes.Scene, *, at: datetime) -> int:
    """A file that Ines sent, checked with a fault."""
    data = extract_of(ROWAN_OF_THE_ROLL | {"status": "?"}).encode()
    mine = Branch.objects.filter(pk=scene.branch.pk)
    upload = keep_upload(BytesIO(data), name="extract.csv", branches=mine, by=scene.ines, at=at)
    settle_columns(upload, upload.layout, by=scene.ines, at=at)
    run_waiting(at=at)
    return upload.pk


def commented(parent: Page, *, at: datetime) -> Comment:
    """A comment that waits for its writer, on an article beneath this page."""
    article = parent.add_child(instance=OpinionPage(title="Opinion", slug="opinion", author="Robin Vale"))
    article.save_revision().publish()
    leave_comment(article, written=Written("Rowan Ashby", ROWAN, "This as well."), at=at)
    return Comment.objects.get()


Parts = dict[tuple[str, str], str]


def of_petitions(petition: Petition, waiting: int, scene: scenes.Scene, *, at: datetime) -> Parts:
    """A petition with a signature that waits, a line on paper and a stall."""
    line, stall = on_paper(petition, scene, at=at)
    return {
        ("/petitions/", "slug"): petition.slug,
        ("/petitions/", "token"): links.token_for(waiting),
        ("/petitions/news/", "token"): links.token_for(waiting, purpose=links.STOP_NEWS),
        ("/petitions/stall/", "code"): code_of(stall),
        ("/desk/petitions/", "slug"): petition.slug,
        ("/desk/petitions/", "number"): str(line.batch.number),
        ("/desk/petitions/<slug>/stalls/", "pk"): str(stall.pk),
        ("/desk/petitions/", "pk"): str(line.pk),
        ("/api/", "slug"): petition.slug,
        ("/me/signatures/", "handle"): codes.handle_for(waiting),
        ("/cms/petitions/", "pk"): str(petition.pk),
    }


def of_views(scene: scenes.Scene, *, at: datetime) -> Parts:
    """A consultation with a theme, a released table, and somebody who asked to hear of it."""
    consultation = consultations.opened(at)
    theme = write_theme(consultation, title="Fewer forms", by=scene.ines, at=at)
    approved(consultation, "Fewer forms.", by=scene.ines, at=at)
    ask_to_hear(consultation, email="nia@example.org", language="en", at=at)
    interested = Interested.objects.get()
    counted_views.send(consultation, [({"worried": "yes"}, 20), ({"worried": "no"}, 20)], at=at)
    table = counted_views.release(consultation, "worried", at=at)
    return {
        ("/views/", "slug"): consultation.slug,
        ("/views/", "key"): "worried",
        ("/views/news/confirm/", "token"): confirm_token(interested),
        ("/views/news/stop/", "token"): stop_token("0" * 64),
        ("/views/", "pk"): str(table.pk),
        ("/cms/views/", "pk"): str(consultation.pk),
        ("/cms/views/", "question"): "change",
        ("/cms/views/themes/", "pk"): str(theme.pk),
    }


def of_newsletters(*, at: datetime) -> Parts:
    """A newsletter that somebody asked for, a draft of its next issue, and a comment beneath it."""
    news = newsletters.newsletter()
    issue = newsletters.draft(news, at=at)
    comment = commented(issue.page, at=at)
    ask_for_newsletters("nia@example.org", newsletters=[news], language="en", at=at)
    return {
        ("/comments/", "token"): token_for(comment),
        ("/comments/", "pk"): str(comment.page_id),
        ("/cms/comments/", "pk"): str(comment.pk),
        ("/newsletters/confirm/", "token"): newsletter_links.confirm_token(Wish.objects.get().pk),
        ("/newsletters/stop/", "token"): newsletter_links.stop_token("0" * 64, mailing=issue.pk),
        ("/newsletters/choices/", "token"): newsletter_links.choices_token("0" * 64),
        ("/cms/newsletters/", "pk"): str(issue.pk),
        ("/cms/newsletters/offers/", "pk"): str(issue.newsletter_id),
        ("/cms/newsletters/", "page_pk"): str(issue.page_id),
        ("/cms/newsletters/", "language"): "en",
        ("/cms/newsletters/", "verb"): "approve",
    }


def of_ballots(scene: scenes.Scene, *, at: datetime) -> Parts:
    """A ballot that runs, and the roll of its branch."""
    return {
        ("/vote/", "token"): scene.link().split("/")[2],
        ("/ballots/", "slug"): scene.ballot.slug,
        ("/desk/ballots/", "slug"): scene.ballot.slug,
        ("/desk/ballots/", "act"): "early_close",
        ("/desk/roll/branches/", "code"): scene.branch.code,
        ("/desk/roll/members/", "pk"): str(Member.objects.values_list("pk", flat=True)[0]),
        ("/desk/roll/uploads/", "pk"): str(checked_extract(scene, at=at)),
    }


@pytest.fixture
def samples() -> Samples:
    """A site with an open petition, ballot and consultation, and links of every kind."""
    at = timezone.now()
    petition: Petition = open_petition(at=at - timedelta(days=2), title_cy="T", demand_cy="D")
    waiting = sign(petition, signer=rowan(), at=at).signature_id
    counted = sign(petition, signer=rowan(email="idris@example.org", name="Idris"), at=at).signature_id
    confirm(counted, at=at)
    scene = scenes.voted(at, members=5, a=2, b=1, abstain=0)
    parts = of_petitions(petition, waiting, scene, at=at) | of_views(scene, at=at) | of_newsletters(at=at)
    ask(ROWAN, language="en", at=at)
    me = me_links.token_for(Message.objects.get(kind="me_link"))
    home = str(Page.objects.filter(depth=2).values_list("pk", flat=True)[0])
    pages = ("page_id", "parent_page_id", "page_to_move_id", "page_pk", "destination_id", "object_id")
    parts |= of_ballots(scene, at=at) | {("/me/", "token"): me}
    return Samples({**parts, **ANYWHERE, **{("/", name): home for name in pages}})


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
