"""Petitions: signing, confirming and reading, beside a bare view with one INSERT."""

from collections.abc import Iterator
from datetime import timedelta

from django.db import connection
from django.test import override_settings
from django.utils import timezone

from petitions.confirming import confirm
from petitions.models import Limits, Petition, Signature, SignatureIdentity
from petitions.signing import sign
from tests.bench.measuring import Server, cost_of, costs_of
from tests.bench.rows import Row
from tests.petitions.factories import filled_form, open_petition, rowan

SIGNS, PAGES, MANY = 1000, 1000, 100_000
NO_LIMIT = dict.fromkeys(
    ["address_minute", "address_hour", "address_day", "domain_alert", "domain_hold"], 10**9
)


def rows() -> Iterator[Row]:
    petition = open_petition(at=timezone.now() - timedelta(days=1))
    Limits.objects.create(petition=petition, **NO_LIMIT)
    yield from signing(petition)
    yield confirming(petition)
    yield from reading(petition)


def signing(petition: Petition) -> Iterator[Row]:
    site = Server()
    with override_settings(ROOT_URLCONF="tests.bench.plain", MIDDLEWARE=[]):
        plain = Server()

    def new(number: int) -> None:
        form = filled_form(petition, at=timezone.now(), email=f"person.{number}@example.org")
        site.post("/petitions/ten-points/sign/", form)

    def again(number: int) -> None:
        form = filled_form(petition, at=timezone.now(), email=f"again.{number % 200}@example.org")
        site.post("/petitions/ten-points/sign/", form)

    def bare(number: int) -> None:
        with override_settings(ROOT_URLCONF="tests.bench.plain"):
            plain.post("/insert/", {"petition": petition.pk, "name": f"Person {number}"})

    for number in range(200):
        sign(petition, signer=rowan(email=f"again.{number}@example.org"), at=timezone.now())
    costs = costs_of({"new": new, "again": again, "bare": bare}, times=SIGNS)
    yield Row("sign, CPU with its database", costs["new"], at_most=6, statements_at_most=6)
    yield Row("the same person again", costs["again"], at_most=6, statements_at_most=6)
    yield Row("bare view with one INSERT", costs["bare"])
    yield Row.ratio("new to again", costs["new"].total / costs["again"].total, at_most=1.1)
    yield Row.ratio("again to new", costs["again"].total / costs["new"].total, at_most=1.1)
    yield Row.ratio("sign to bare view", costs["new"].total / costs["bare"].total)


def confirming(petition: Petition) -> Row:
    waiting = Signature.objects.filter(petition=petition, state="pending", identity__isnull=False)
    ids = list(waiting.values_list("pk", flat=True)[: SIGNS + 10])
    cost = cost_of(lambda number: confirm(ids[number], at=timezone.now()), times=SIGNS)
    return Row("confirm, CPU with its database", cost, at_most=4, statements_at_most=4)


def sign_up_to(many: int, petition: Petition) -> None:
    """So many confirmed signatures, each with a person and a reason that nobody has judged."""
    have, at = Signature.objects.filter(petition=petition, state="confirmed").count(), timezone.now()
    more = [
        Signature(petition=petition, signed_at=at, confirmed_at=at, state="confirmed")
        for _ in range(many - have)
    ]
    Signature.objects.bulk_create(more, batch_size=5000)
    people = [
        SignatureIdentity(signature=one, petition=petition, email_hash=str(one.pk), reason="It is time.")
        for one in more
    ]
    SignatureIdentity.objects.bulk_create(people, batch_size=5000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as a server does by itself after so many rows


def reading(petition: Petition) -> Iterator[Row]:
    from django.core.cache import cache

    site, path = Server(), "/petitions/ten-points/"

    def afresh(number: int) -> None:
        cache.clear()
        site.get(path)

    took = []
    for many in (3, MANY):
        sign_up_to(many, petition)
        cost = cost_of(afresh, times=200)
        took.append(cost.total)
        yield Row(f"petition page, nothing kept, {many:,} or more signatures", cost, statements_at_most=12)
    yield Row.ratio("with many signatures to with few", took[1] / took[0], at_most=1.5)
    site.get(path)
    yield Row(
        "petition page, kept", cost_of(lambda number: site.get(path), times=PAGES), statements_at_most=0
    )
    count = cost_of(lambda number: site.get(f"{path}count.json"), times=PAGES)
    yield Row("count.json, kept", count, statements_at_most=0)
