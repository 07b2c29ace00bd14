"""Pages as somebody without an account reads them, beside a bare page of Wagtail's; and the PDF of a plan.

The pages are those of the demo, one of each kind, with what they show.
"""

import resource
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.test import override_settings
from django.utils import timezone
from wagtail.models import Page

from ballots.models import Ballot
from campaigns.models import CampaignPage, PlanPage
from tests.bench.measuring import Server, cost_of, costs_of
from tests.bench.rows import Row
from tests.campaigns.page_types import forget_all_but_the_site
from union import demo
from union.pages.base import UnionPage
from union.pages.printing import print_html
from union.pay import comparison, readers_table
from union.pay.templatetags import pay_comparison
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
IN_THE_PROCESS = tuple(
    kept.cache_clear
    for kept in (
        comparison._rows,
        pay_comparison._kept_gains,
        pay_comparison._kept_row,
        readers_table._at_point,
        readers_table._worded,
    )
)
CAMPAIGN, PLAN = "/protect-vulnerable-children/", "/protect-vulnerable-children/ten-point-plan/"
FORGETTING = "what is done to have it drawn anew"
KEPT_TOO = ("campaign with everything", "plan", "petition")


def rows() -> Iterator[Row]:
    with override_settings(PAGES_KEPT_SECONDS=600):  # long enough for a round on a slow machine
        demo.seed(at=timezone.now())
        paths = site_of_pages()
        yield from reading(paths)
        yield from printing(PlanPage.objects.get(slug="ten-point-plan"))


def site_of_pages() -> dict[str, str]:
    """The demo's first page of each kind by what editors call it, the campaign with a ballot; a bare page."""
    campaign = CampaignPage.objects.get(slug="protect-vulnerable-children")
    campaign.body.append(("vote", {"ballot": Ballot.objects.public().order_by("pk").first()}))
    campaign.save()
    bare = campaign.get_parent().add_child(instance=Page(title="Bare", slug="bare"))
    for number in range(3):
        bare.add_child(instance=Page(title=f"Child {number}", slug=f"child-{number}"))
    paths = {"campaign with everything": CAMPAIGN, "plan": PLAN}
    for kind in sorted(page_types(), key=lambda kind: str(kind._meta.verbose_name)):
        page = kind.objects.live().filter(locale__language_code="en-gb").order_by("path").first()
        if page is not None and page.get_url() not in paths.values():
            paths[str(kind._meta.verbose_name).removesuffix(" page")] = page.get_url()
    return paths


def page_types() -> list[type[Any]]:
    return [model for model in apps.get_models() if issubclass(model, UnionPage)]


def reading(paths: dict[str, str]) -> Iterator[Row]:
    """Drawn as if another page of the site had been read before, and nothing of this one; and kept."""
    with override_settings(**PLAIN):
        plain = Server()
        bare = cost_of(lambda number: plain.get("/bare/"), times=TIMES)
    yield Row("a bare page of Wagtail's", bare)
    site = Server()
    drawings = {f"{name}, drawn": drawn(site, path) for name, path in paths.items()}
    drawings[FORGETTING] = lambda number: forget_all_but_the_site()
    # Apart, since what is drawn anew forgets all that was kept, and the first to ask would draw it again.
    givings = {f"{name}, kept": kept(site, paths[name]) for name in KEPT_TOO}
    costs = costs_of(drawings, times=TIMES)
    forgetting = costs.pop(FORGETTING)
    costs = {name: cost.without(forgetting) for name, cost in costs.items()} | costs_of(givings, times=TIMES)
    for name, cost in costs.items():
        milliseconds, statements = (1, 0) if name.endswith("kept") else (15, 15)
        yield Row(name, cost, at_most=milliseconds, statements_at_most=statements)
    sums = cost_of(drawn(site, paths["pay claim"], *IN_THE_PROCESS), times=TIMES)
    yield Row("pay claim, its sums done again", sums)
    dearest = max(costs, key=lambda name: costs[name].total)
    for name in (dearest, "plan, drawn", "plan, kept"):
        yield Row.ratio(f"{name}, to the bare page", costs[name].total / bare.total)


def drawn(site: Server, path: str, *forgets: Callable[[], object]) -> Callable[[int], object]:
    def work(number: int) -> None:
        forget_all_but_the_site()
        for forget in forgets:
            forget()
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
