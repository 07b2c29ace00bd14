"""Pages as somebody without an account reads them, beside a bare page of Wagtail's; and the PDF of a plan."""

import resource
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.test import override_settings
from django.utils import timezone
from wagtail.models import Page, Site

from campaigns.demo_words import TEN_POINTS
from campaigns.models import CampaignPage, HomePage, PetitionPage, PlanPage, PlanPoint
from tests.ballots import scenes
from tests.bench.measuring import Server, cost_of, costs_of
from tests.bench.rows import Row
from tests.petitions.factories import open_petition
from union.pages.printing import print_html
from union.pdf import make_pdf_apart

TIMES = 200
PLAIN = {
    "ROOT_URLCONF": "tests.bench.plain_wagtail",
    "MIDDLEWARE": [
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
    "TEMPLATES": [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "DIRS": [Path(__file__).parent / "templates"],
            "APP_DIRS": True,
            "OPTIONS": {
                "context_processors": [
                    "django.template.context_processors.request",
                    "django.contrib.auth.context_processors.auth",
                    "django.contrib.messages.context_processors.messages",
                ],
            },
        },
    ],
}
KEPT = "pages:kept:en-gb:testserver:"


def rows() -> Iterator[Row]:
    settings.PAGES_KEPT_SECONDS = 600  # long enough for a round on a slow machine
    plan = site_of_pages()
    yield from reading()
    yield from printing(plan)


def site_of_pages() -> PlanPage:
    """A front page, a campaign with everything on it, its ten points, a petition's page, and a bare page."""
    at = timezone.now()
    home = Page.get_first_root_node().add_child(instance=HomePage(title="Home", slug="front", demand="Safe"))
    Site.objects.update_or_create(is_default_site=True, defaults={"hostname": "localhost", "root_page": home})
    campaign = home.add_child(instance=CampaignPage(title="Safe visits", slug="safe", demand="Two by two."))
    plan = PlanPage(title="Ten points", slug="plan", summary="Short and good.", intro="<p>We asked.</p>")
    plan.points = [
        PlanPoint(number=n, sort_order=n, title=point[0], text=f"<p>{point[1]}</p>", anchor=f"p{n}")
        for n, point in enumerate(TEN_POINTS, 1)
    ]
    campaign.add_child(instance=plan)
    petition = open_petition(at=at - timedelta(days=1))
    campaign.add_child(instance=PetitionPage(title="Sign", slug="sign", petition=petition))
    campaign.body = [
        ("text", "<h2>Why</h2><p>Because.</p>"),
        ("plan", {"plan": plan}),
        ("sign", {"petition": petition}),
        ("vote", {"ballot": scenes.opened(at).ballot}),
    ]
    campaign.save()
    bare = home.add_child(instance=Page(title="Bare", slug="bare"))
    for number in range(3):
        bare.add_child(instance=Page(title=f"Child {number}", slug=f"child-{number}"))
    return plan


def reading() -> Iterator[Row]:
    with override_settings(**PLAIN):
        plain = Server()
        bare = cost_of(lambda number: plain.get("/bare/"), times=TIMES)
    yield Row("a bare page of Wagtail's", bare)
    site = Server()
    works: dict[str, Callable[[int], object]] = {}
    for name, path in {"campaign with everything": "/safe/", "plan": "/safe/plan/"}.items():
        works[f"{name}, drawn"] = drawn(site, path)
        works[f"{name}, kept"] = kept(site, path)
    works["petition's page, nothing kept of it"] = drawn(site, "/safe/sign/", "petitions:shown:ten-points")
    works["petition's page with its form, kept"] = kept(site, "/safe/sign/")
    costs = costs_of(works, times=TIMES)
    for name, cost in costs.items():
        milliseconds, statements = (1, 0) if name.endswith("kept") else (15, 15)
        yield Row(name, cost, at_most=milliseconds, statements_at_most=statements)
    for name in ("campaign with everything, drawn", "plan, drawn", "plan, kept"):
        yield Row.ratio(f"{name}, to the bare page", costs[name].total / bare.total)


def drawn(site: Server, path: str, *keys: str) -> Callable[[int], object]:
    def work(number: int) -> None:
        cache.delete_many([KEPT + path, *keys])
        site.get(path)

    return work


def kept(site: Server, path: str) -> Callable[[int], object]:
    return lambda number: site.get(path)


def printing(plan: PlanPage) -> Iterator[Row]:
    html = print_html(plan)
    spent, took = [], []
    for _ in range(3):
        before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
        make_pdf_apart(html)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        took.append(time.monotonic() - started)
        spent.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    yield Row("PDF of the plan in a process of its own, CPU", figure=min(spent), unit="s", at_most=2)
    yield Row("the same by the clock", figure=min(took), unit="s")
