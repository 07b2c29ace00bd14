"""The nightly comparison of the tallies with the signatures themselves."""

import logging
from datetime import datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from petitions import auditing
from petitions.auditing import Difference
from petitions.confirming import confirm
from petitions.counting import published_count, roll_up
from petitions.models import Alert, CountAudit, Petition, Tally, TallyDelta
from petitions.signing import sign
from petitions.withdrawing import withdraw
from tests.petitions.factories import rowan
from union.audit.models import Entry

pytestmark = pytest.mark.django_db
HOURS = timedelta(hours=1)


def confirmed(petition: Petition, count: int, *, at: datetime) -> None:
    for number in range(count):
        signer = rowan(email=f"person.{number}@example.org", role="Social worker", employer="A Council")
        entered = sign(petition, signer=signer, at=at)
        confirm(entered.signature_id, at=at + number * HOURS)


def damage(petition: Petition) -> list[Difference]:
    """One lost from the whole count, a region that nobody signed from; what the audit must say."""
    Tally.objects.filter(dimension="all").update(n=2)
    Tally.objects.create(petition=petition, dimension="region", key="NW", n=4)
    return [Difference(petition.pk, "all", "", 3, 2), Difference(petition.pk, "region", "NW", 0, 4)]


def test_what_is_rolled_up_and_what_waits_are_one_count(petition: Petition, at: datetime) -> None:
    confirmed(petition, 3, at=at)
    assert auditing.compare() == []
    roll_up(at=at)
    entered = sign(petition, signer=rowan(), at=at)
    confirm(entered.signature_id, at=at)
    withdraw(entered.signature_id, at=at)
    assert (auditing.compare(), TallyDelta.objects.count()) == ([], 2)
    roll_up(at=at)
    assert auditing.compare() == []


@pytest.mark.parametrize("dimension", ["all", "region", "employer", "role", "source", "hour"])
def test_one_too_many_in_any_dimension_is_found(petition: Petition, at: datetime, dimension: str) -> None:
    confirmed(petition, 1, at=at)
    roll_up(at=at)
    Tally.objects.filter(dimension=dimension).update(n=2)
    assert [(d.dimension, d.signatures, d.tally, d.missing) for d in auditing.compare()] == [
        (dimension, 1, 2, -1)
    ]


def test_a_difference_alarms_and_repairs_nothing(
    petition: Petition, at: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    confirmed(petition, 3, at=at)
    roll_up(at=at)
    expected = damage(petition)
    with caplog.at_level(logging.ERROR, "petitions.auditing"):
        assert auditing.audit_counts(at=at) == expected
    assert caplog.messages == [f"petitions: the tally of petition {petition.pk} differs in 2 cells"]
    assert Alert.objects.values_list("petition", "kind", "n").get() == (petition.pk, "counts", 2)
    assert published_count(petition) == 2
    assert [(f.name, f.ok) for f in auditing.health(at=at)] == [("petition counts", False)]


def test_healthz_is_red_until_an_audit_finds_the_counts_right(
    client: Client, petition: Petition, at: datetime
) -> None:
    def line() -> str:
        [finding] = auditing.health(at=at)
        return f"{finding.ok} {finding.detail}"

    assert line() == "True not audited yet"
    confirmed(petition, 3, at=at)
    roll_up(at=at)
    found = damage(petition)
    auditing.audit_counts(at=at)
    assert line().startswith("False 2 cells differ")
    assert auditing.repair(found, by=None, at=at) == 2
    auditing.audit_counts(at=at)
    assert line().startswith("True 0 cells differ")


def test_once_a_night_after_two_o_clock(petition: Petition, noon: datetime) -> None:
    def audits() -> list[str]:
        return [f"{day:%d}" for day in CountAudit.objects.order_by("day").values_list("day", flat=True)]

    midnight = noon - 12 * HOURS  # the 15th begins
    Tally.objects.create(petition=petition, dimension="all", n=7)
    assert (auditing.audit_at_night(at=midnight - HOURS), audits()) == (1, ["14"])
    assert (auditing.audit_at_night(at=midnight + HOURS), audits()) == (0, ["14"])
    assert (auditing.audit_at_night(at=midnight + 2 * HOURS), audits()) == (1, ["14", "15"])
    assert (auditing.audit_at_night(at=midnight + 3 * HOURS), audits()) == (0, ["14", "15"])
    fortnight = 14 * 24 * HOURS  # by which a clock is ahead, until it is put right
    assert (auditing.audit_at_night(at=midnight + fortnight), audits()) == (1, ["14", "15", "29"])
    next_night = midnight + 26 * HOURS
    assert (auditing.audit_at_night(at=next_night), audits()) == (1, ["14", "15", "16", "29"])
    assert (auditing.audit_at_night(at=next_night), auditing.health(at=next_night)[0].detail) == (
        0, "1 cells differ, 2022-03-16",
    )  # fmt: skip


def test_a_repair_adds_what_is_missing_whatever_happens_meanwhile(petition: Petition, at: datetime) -> None:
    confirmed(petition, 3, at=at)
    roll_up(at=at)
    found = damage(petition) and auditing.compare()
    entered = sign(petition, signer=rowan(), at=at)
    confirm(entered.signature_id, at=at)
    roll_up(at=at)
    assert auditing.repair(found, by=None, at=at) == 2
    assert (auditing.compare(), published_count(petition)) == ([], 4)
    assert not Tally.objects.filter(key="NW").exists()  # an empty cell would tell where somebody was
    entry = Entry.objects.get(action="petitions.counts_repaired")
    assert (entry.subject, entry.detail) == (f"petition:{petition.pk}", {"cells": 2, "whole": 1})


def test_the_command_prints_refuses_and_repairs(petition: Petition, at: datetime) -> None:
    def run(*options: str) -> str:
        said = StringIO()
        call_command("audit_petitions", *options, stdout=said)
        return said.getvalue()

    confirmed(petition, 3, at=at)
    roll_up(at=at)
    assert run() == "Every count is what the signatures say.\n"
    damage(petition)
    with pytest.raises(CommandError, match=r"2 cells differ\. Run it with --repair"):
        run()
    assert published_count(petition) == 2
    assert run("--repair") == (
        f"petition {petition.pk}  all -  signatures 3  tally 2  missing +1\n"
        f"petition {petition.pk}  region NW  signatures 0  tally 4  missing -4\n"
        "Repaired 2 cells.\n"
    )
    assert (published_count(petition), run()) == (3, "Every count is what the signatures say.\n")
