"""Which signatures a moderator means: by state, reason, mail domain, connection and time. Reads only."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import CharField, Count, F, Max, Min, Q, QuerySet, Value
from django.db.models.functions import Lower, StrIndex, Substr

from petitions.models import Petition, Signature

State = Signature.State
LARGEST_GROUPS = 10
# What is counted by: the field, and the smallest group worth showing.
GROUPED_BY = {"reason": ("held_reason", 1), "domain": ("domain", 2), "place": ("identity__address_hash", 2)}


@dataclass(frozen=True)
class Sieve:
    """What is asked for. `until` also keeps out whatever arrives after a preview was drawn."""

    state: str = State.HELD
    reason: str = ""
    domain: str = ""
    place: str = ""  # the hash of an internet address on one day
    since: datetime | None = None
    until: datetime | None = None
    ids: tuple[uuid.UUID, ...] = ()

    @property
    def clock(self) -> str:
        """The time that matters: of the confirmation, or of the signing where there is none yet."""
        return "confirmed_at" if self.state == State.CONFIRMED else "signed_at"

    @property
    def is_wide(self) -> bool:
        """Whether it would look through all confirmed signatures of a petition."""
        return self.state != State.HELD and not (self.domain or self.place or self.since or self.ids)

    def signatures(self, petition: Petition) -> QuerySet[Any]:
        found = with_domain(Signature.objects.filter(petition=petition, state=self.state))
        wanted = {
            "held_reason": self.reason,
            "domain": self.domain.lower(),
            "identity__address_hash": self.place,
            f"{self.clock}__gte": self.since,
            f"{self.clock}__lte": self.until,
            "pk__in": self.ids,
        }
        return found.filter(**{field: value for field, value in wanted.items() if value})

    def narrowed(self, **more: Any) -> Sieve:
        return replace(self, **more)

    def pairs(self) -> list[tuple[str, str]]:
        """As the fields of a form or the query of an address."""
        words = [(name, getattr(self, name)) for name in ("state", "reason", "domain", "place")]
        times = [(name, value.isoformat()) for name in ("since", "until") if (value := getattr(self, name))]
        return [(name, value) for name, value in words + times if value] + [("ids", str(i)) for i in self.ids]

    def query(self) -> str:
        return urlencode(self.pairs())


@dataclass(frozen=True)
class Group:
    by: str
    key: str
    n: int
    oldest: datetime
    newest: datetime
    query: str


def with_domain(signatures: QuerySet[Signature]) -> QuerySet[Any]:
    """Each with the domain of its mailbox, or nothing where the person is gone or signed on paper."""
    address = F("identity__email")
    at_sign = StrIndex(address, Value("@"))
    return signatures.annotate(domain=Lower(Substr(address, at_sign + 1), output_field=CharField()))


def groups(petition: Petition, sieve: Sieve) -> list[Group]:
    """The largest groups among them, by reason, by mail domain and by connection: three queries."""
    return [group for by in GROUPED_BY for group in _grouped(petition, sieve, by)]


def _grouped(petition: Petition, sieve: Sieve, by: str) -> list[Group]:
    field, least = GROUPED_BY[by]
    found = sieve.signatures(petition).filter(~Q(**{field: ""}), **{f"{field}__isnull": False})
    rows = found.values(key=F(field)).annotate(n=Count("pk"), first=Min(sieve.clock), last=Max(sieve.clock))
    largest = rows.filter(n__gte=least).order_by("-n", "key")[:LARGEST_GROUPS]
    return [
        Group(by, r["key"], r["n"], r["first"], r["last"], sieve.narrowed(**{by: r["key"]}).query())
        for r in largest
    ]


@dataclass(frozen=True)
class Preview:
    """What a ruling would do, before anybody decides."""

    n: int
    chosen: int
    counted: int
    oldest: datetime | None
    newest: datetime | None
    domains: int
    places: int
    reasons: tuple[tuple[str, int], ...]

    @property
    def left_out(self) -> int:
        return self.chosen - self.n


def preview(able: QuerySet[Any], *, clock: str, chosen: int) -> Preview:
    """How many, of which groups, from when to when: two queries."""
    sums = able.aggregate(
        n=Count("pk"),
        counted=Count("pk", filter=Q(state=State.CONFIRMED)),
        oldest=Min(clock),
        newest=Max(clock),
        domains=Count("domain", distinct=True, filter=~Q(domain="")),
        places=Count("identity__address_hash", distinct=True, filter=~Q(identity__address_hash="")),
    )
    reasons = able.exclude(held_reason="").values_list("held_reason").annotate(n=Count("pk"))
    return Preview(**sums, chosen=chosen, reasons=tuple(reasons.order_by("-n", "held_reason")))
