"""Setting the limits that `limiting` keeps, and listing workplaces; each change is in force at once."""

from collections.abc import Mapping
from datetime import datetime
from ipaddress import ip_network
from typing import Any

from django.db import transaction

from petitions.keeping import forget, show_anew
from petitions.limiting import Network
from petitions.models import Limits, Petition, WorkplaceRange
from union.accounts.models import User
from union.audit.recording import record

FIELDS: dict[str, Any] = {field.name: field for field in Limits._meta.fields if not field.primary_key}
NAMES = list(FIELDS)
# A wider network is no workplace, and would lift the limits for a whole provider.
WIDEST = {4: 16, 6: 32}


class BadNetwork(Exception):
    """This is not the network of one workplace; the words say what to write instead."""


def usual() -> dict[str, int]:
    """The limits of a petition for which nobody has set others."""
    return {name: field.default for name, field in FIELDS.items()}


@transaction.atomic
def set_limits(petition: Petition, *, values: Mapping[str, int], by: User, at: datetime) -> list[str]:
    """Write the limits of a petition; which ones changed."""
    was = Limits.objects.select_for_update().filter(petition=petition).values(*NAMES).first() or usual()
    changed = {name: [was[name], values[name]] for name in NAMES if values[name] != was[name]}
    if changed:
        wanted = {name: values[name] for name in NAMES}
        Limits.objects.update_or_create(petition=petition, defaults=wanted)
        record("petitions.limits_set", subject=petition.subject, by=by, at=at, detail=changed)
        show_anew(petition)
    return list(changed)


@transaction.atomic
def reset_limits(petition: Petition, *, by: User, at: datetime) -> None:
    """Go back to the usual limits; again is no error."""
    if Limits.objects.filter(petition=petition).delete()[0]:
        record("petitions.limits_reset", subject=petition.subject, by=by, at=at)
        show_anew(petition)


def workplace_network(typed: str, *, apart_from: int = 0) -> str:
    """The network in its usual spelling. Raises BadNetwork with a sentence."""
    try:
        network = ip_network(typed.strip(), strict=False)
    except ValueError:
        raise BadNetwork("Write the network like 192.0.2.0/24 or 2001:db8::/32.") from None
    spelt = typed.strip().partition("/")
    if spelt[2] and str(network).partition("/")[0] != str(ip_network(spelt[0])).partition("/")[0]:
        raise BadNetwork(f"{typed.strip()} is one address inside a network. Did you mean {network}?")
    widest = WIDEST[network.version]
    if network.prefixlen < widest:
        raise BadNetwork(f"{network} is wider than any workplace: /{widest} is the widest we take.")
    _refuse_overlap(network, apart_from=apart_from)
    return str(network)


def _refuse_overlap(network: Network, *, apart_from: int) -> None:
    for listed in WorkplaceRange.objects.exclude(pk=apart_from):
        other = ip_network(listed.network)
        if other.version == network.version and network.overlaps(other):
            raise BadNetwork(f"{network} is already listed: {listed.name} has {other}.")


@transaction.atomic
def list_workplace(
    *, name: str, network: str, by: User, at: datetime, listed: WorkplaceRange | None = None
) -> WorkplaceRange:
    """Add a workplace's network, or change the one that is listed. Raises BadNetwork."""
    entry = listed or WorkplaceRange()
    entry.network = workplace_network(network, apart_from=entry.pk or 0)
    entry.name = name
    entry.save(update_fields=["network", "name"] if listed else None)
    record("petitions.workplace_written", subject=f"workplace:{entry.pk}", by=by, at=at)
    _show_all_anew()
    return entry


@transaction.atomic
def remove_workplace(listed: WorkplaceRange, *, by: User, at: datetime) -> None:
    """Its people fall under the usual limits again, on every petition."""
    record("petitions.workplace_removed", subject=f"workplace:{listed.pk}", by=by, at=at)
    listed.delete()
    _show_all_anew()


def _show_all_anew() -> None:
    forget(Petition.objects.public().values_list("slug", flat=True))
