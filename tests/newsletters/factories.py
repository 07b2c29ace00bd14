"""Newsletters, pages and people for the tests."""

from datetime import date, datetime
from typing import Any

from wagtail.models import Page, Site

from campaigns.models import CampaignPage, HomePage
from campaigns.newsletters import mailing as verbs
from campaigns.newsletters.models import Mailing, Newsletter, Subscriber, Wish
from campaigns.newsletters.subscribing import ask, confirm
from union.accounts.models import User
from union.accounts.welcoming import welcome
from union.members.models import Branch, Member, Region


def newsletter(**fields: Any) -> Newsletter:
    values = {"name": "Campaign news", "about": "What we won and what comes next, once a month.", **fields}
    return Newsletter.objects.create(**values)


def subscriber(name: str, *newsletters: Newsletter, at: datetime, language: str = "en") -> Subscriber:
    """Somebody who asked and confirmed."""
    ask(f"{name}@example.org", newsletters=newsletters, language=language, at=at)
    return confirm(Wish.objects.get(email=f"{name}@example.org", confirmed_at=None), at=at)


def kit() -> User:
    """Kit prepares mailings."""
    return welcome("kit@example.org", name="Kit Marlowe", groups=("Editors",))


def sana() -> User:
    """Sana approves them."""
    return welcome("sana@example.org", name="Sana Mirza", groups=("Moderators",))


WORDS = "<p>We won the <b>first</b> point.</p>"


def page(*, title: str = "Visits in twos", body: list[dict[str, Any]] | None = None) -> CampaignPage:
    """A published page, /visits-in-twos/ for the usual title."""
    home = HomePage.objects.first()
    if home is None:
        home = Page.get_first_root_node().add_child(
            instance=HomePage(title="Home", slug="front", demand="Safe visits")
        )
        site = {"hostname": "testserver", "root_page": home}
        Site.objects.update_or_create(is_default_site=True, defaults=site)
    blocks = body or [{"type": "text", "value": WORDS}]
    made: CampaignPage = home.add_child(instance=CampaignPage(title=title, demand="Two by two.", body=blocks))
    made.save_revision().publish()
    made.refresh_from_db()
    return made


def draft(of: Newsletter | None, *, at: datetime, **fields: Any) -> Mailing:
    """Kit's draft: to the subscribers of a newsletter, or with None to members on the roll."""
    values: dict[str, Any] = {
        "page": fields.pop("page", None) or page(),
        "subject": "We won the first point",
        "audience": "subscribers" if of else "members",
        "newsletter": of,
        **fields,
    }
    return verbs.make(Mailing(**values), by=kit(), at=at)


def sending(of: Newsletter | None, *, at: datetime, **fields: Any) -> Mailing:
    """A mailing that Sana approved and that has begun."""
    made = draft(of, at=at, **fields)
    verbs.approve(made, by=sana(), at=at, version=made.version)
    made.refresh_from_db()
    return made


def member(number: int, *, email: str = "", branch: str = "NW-001", **fields: Any) -> Member:
    """Number 7 has the address m7@example.org, unless another is given."""
    region, _ = Region.objects.get_or_create(code=branch[:2], defaults={"name": f"Region {branch[:2]}"})
    where, _ = Branch.objects.get_or_create(code=branch, defaults={"name": branch, "region": region})
    values: dict[str, Any] = {
        "number": f"TP{number}",
        "name": f"Member {number}",
        "email": email or f"m{number}@example.org",
        "branch": where,
        "joined": date(2015, 9, 1),
        **fields,
    }
    return Member.objects.create(**values)
