"""Voting: one vote through all four pages, beside bare views; pages with a pay table, beside one without."""

import re
from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.test import override_settings
from django.utils import timezone
from wagtail.models import Page, Site

from ballots.linking import token_for
from campaigns.models import CampaignPage, HomePage
from tests.ballots import scenes
from tests.bench.measuring import Server, Work, costs_of
from tests.bench.rows import Row
from tests.campaigns.test_pay_table import FLAT, RPI
from tests.petitions.factories import open_petition
from union.pay.loading import load_njc_scale
from union.pay.models import PayScale

VOTES, PAGES = 500, 200
SLIP = re.compile(rb'name="slip" value="([^"]+)"')


def rows() -> Iterator[Row]:
    load_njc_scale(at=timezone.now())
    yield from voting()
    yield from comparing()


def voting() -> Iterator[Row]:
    """Each vote is another member's: a link can be cast with once."""
    scene = scenes.opened(timezone.now(), members=VOTES + 2)  # two of them for counting statements
    links = iter([f"/vote/{token_for(entry)}/" for entry in scene.ballot.roll.all()])
    petition = open_petition(at=timezone.now() - timedelta(days=1))
    site = Server()
    with override_settings(ROOT_URLCONF="tests.bench.plain", MIDDLEWARE=[]):
        plain = Server()

    def vote(number: int) -> None:
        site.get(next(links))
        booth = [cookie for cookie in site.given if cookie.startswith("booth=")]
        site.get("/vote/", cookies=booth)
        chosen = {"question_1": "1", "hours": "", "weeks": ""}
        found = SLIP.search(site.post("/vote/review/", chosen, cookies=booth))
        assert found
        site.post("/vote/cast/", {"slip": found[1].decode()}, cookies=booth)

    def bare(number: int) -> None:
        with override_settings(ROOT_URLCONF="tests.bench.plain"):
            for _ in range(3):
                plain.get("/nothing/")
            plain.post("/insert/", {"petition": petition.pk, "name": f"Person {number}"})

    costs = costs_of({"bare": bare, "vote": vote}, times=VOTES)
    if scene.ballot.roll.filter(has_voted=True).count() < VOTES:
        raise RuntimeError("The bench lost votes.")
    yield Row("one vote, all four requests", costs["vote"], at_most=12, statements_at_most=10)
    yield Row("four bare requests, one INSERT", costs["bare"])
    yield Row.ratio("one vote to bare requests", costs["vote"].total / costs["bare"].total)


def comparing() -> Iterator[Row]:
    """Two claims at the 43 points of the national spine, with and without a reader's own point."""
    site, pages = Server(), campaign_pages(PayScale.objects.get())
    costs = costs_of({name: reader_of(site, path) for name, path in pages.items()}, times=PAGES)
    plain = costs["a plain campaign page"]
    for name, cost in costs.items():
        yield Row(name, cost)
        if cost is not plain:
            yield Row.ratio(f"{name}, to a plain one", cost.total / plain.total, at_most=2)


def reader_of(site: Server, path: str) -> Work:
    return lambda number: site.get(path)


def campaign_pages(scale: PayScale) -> dict[str, str]:
    """The addresses of a page without a table, of one with it, and of that page for a reader at point 21."""
    home = Page.get_first_root_node().add_child(
        instance=HomePage(title="Home", slug="front", demand="Safe visits")
    )
    host = settings.ALLOWED_HOSTS[0]
    Site.objects.update_or_create(is_default_site=True, defaults={"hostname": host, "root_page": home})
    claims = {"heading": "Two claims", "scale": scale, "claims": [RPI, FLAT]}
    plain, paid = (
        home.add_child(instance=CampaignPage(title=title, slug=title, demand="Two by two.", body=body))
        for title, body in (("plain", []), ("paid", [("pay_table", claims)]))
    )
    point = f"?pay-{CampaignPage.objects.get(pk=paid.pk).body[0].id[:8]}-point=21"
    return {
        "a plain campaign page": plain.url,
        "the same with the pay table": paid.url,
        "with the pay table at one's own point": f"{paid.url}{point}",
    }
