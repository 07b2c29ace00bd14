"""What the platform notices by itself and shows to the moderators; it decides nothing.

Three things are looked at in every sweep: a mail domain outside the common ones that has reached the
petition's alert limit within the hour; a region whose share of the confirmed signatures is more than five
times its share of the members on the roll, from 100 signatures up; twenty signatures held within an hour.

The roll is the measure for regions because every installation has one, and because the members are whom the
union asks first. A region with few members is taken to have at least a hundredth of them.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db import transaction
from django.db.models import Count, F, Sum
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from petitions.models import Alert, Limits, Petition, RateWindow, Signature, Tally
from union.accounts.models import User
from union.members.models import Member, Region

HOUR = timedelta(hours=1)
TIMES_ITS_SHARE = 5
FROM_SIGNATURES = 100
SMALLEST_SHARE = 0.01
HELD_IN_AN_HOUR = 20
TAKING = [Petition.State.OPEN, Petition.State.PAUSED, Petition.State.CLOSING]


def look_around(*, at: datetime) -> int:
    """Write down what stands out now, once a day for each subject; how many alerts are new."""
    return sum(map(raise_alert, [*_domains(at), *_regions(at), *_held(at)]))


@transaction.atomic
def raise_alert(alert: Alert) -> bool:
    """Enter an alert, or bring the one of the same day and subject up to date; whether it is new."""
    same = Alert.objects.filter(
        petition=alert.petition_id, kind=alert.kind, subject=alert.subject, day=alert.day
    )
    now = {"n": Greatest("n", alert.n), "detail": alert.detail, "last_at": alert.last_at}
    if same.update(**now):
        return False
    return bool(Alert.objects.bulk_create([alert], ignore_conflicts=True))


def see_alert(alert: Alert, *, by: User, at: datetime) -> None:
    """Somebody has looked at it: it leaves the list; who was first stands on it."""
    Alert.objects.filter(pk=alert.pk, seen_at=None).update(seen_at=at, seen_by=by)


def alert_of(petition: int, kind: str, *, n: int, detail: str, at: datetime, subject: str = "") -> Alert:
    """An alert of the day of `at`, not yet entered."""
    day = timezone.localdate(at)
    return Alert(
        petition_id=petition,
        kind=kind,
        subject=subject,
        day=day,
        detail=detail,
        n=n,
        first_at=at,
        last_at=at,
    )


def _domains(at: datetime) -> Iterable[Alert]:
    usual = Limits._meta.get_field("domain_alert").default
    windows = RateWindow.objects.filter(name="domain_hour", ends_at__gt=at, ends_at__lte=at + HOUR)
    limited = windows.annotate(alert=Coalesce(F("petition__limits__domain_alert"), usual))
    reached = limited.filter(n__gte=F("alert"))
    for number, domain, n in reached.order_by("petition", "shown").values_list("petition", "shown", "n"):
        detail = f"{n} signings within an hour from addresses at {domain}."
        yield alert_of(number, Alert.Kind.DOMAIN, subject=domain, n=n, detail=detail, at=at)


def _regions(at: datetime) -> Iterable[Alert]:
    tallies = Tally.objects.filter(petition__state__in=TAKING, dimension="region").exclude(key="")
    sums = tallies.values("petition").annotate(all=Sum("n")).filter(all__gte=FROM_SIGNATURES)
    total = dict(sums.order_by("petition").values_list("petition", "all"))
    if not total or not (shares := roll_shares()):
        return
    for cell in tallies.filter(petition__in=total).order_by("petition", "key"):
        share = max(shares.get(cell.key, 0), SMALLEST_SHARE)
        if cell.n > TIMES_ITS_SHARE * share * total[cell.petition_id]:
            detail = (
                f"{cell.n} of {total[cell.petition_id]} confirmed signatures come from the region "
                f"{cell.key}, more than {TIMES_ITS_SHARE} times its share of the members."
            )
            yield alert_of(
                cell.petition_id, Alert.Kind.REGION, subject=cell.key, n=cell.n, detail=detail, at=at
            )


def roll_shares() -> dict[str, float]:
    """Each region's share of the active members, counted at most once an hour; empty without a roll."""
    return cache.get_or_set("petitions:roll-shares", _count_shares, 3600) or {}


def _count_shares() -> dict[str, float]:
    rows = Member.objects.active().order_by().values_list("branch__region__code").annotate(n=Count("pk"))
    members = dict(rows)
    total = sum(members.values())
    codes = Region.objects.values_list("code", flat=True) if total else []
    return {code: members.get(code, 0) / total for code in codes}


def _held(at: datetime) -> Iterable[Alert]:
    lately = Signature.objects.filter(state=Signature.State.HELD, signed_at__gt=at - HOUR, signed_at__lte=at)
    sums = lately.filter(petition__state__in=TAKING).order_by("petition").values_list("petition")
    for number, n in sums.annotate(n=Count("pk")).filter(n__gte=HELD_IN_AN_HOUR):
        detail = f"{n} signatures were held within an hour."
        yield alert_of(number, Alert.Kind.HELD, n=n, detail=detail, at=at)
