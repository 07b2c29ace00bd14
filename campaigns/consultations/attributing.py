"""How a quote is signed: as closely as enough people fit, and never closer. Pure: counts are passed in.

The rule is that of the design: at least 20 members on the roll and 3 of those who replied fit each signature,
else it coarsens by itself: role and region, role, region, then the words of the consultation. A branch never
stands in one.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

ON_THE_ROLL = 20
WHO_REPLIED = 3


@dataclass(frozen=True)
class Fit:
    """How many people a signature could be: active members on the roll, and replies that count."""

    members: int = 0
    replies: int = 0


@dataclass(frozen=True)
class Signing:
    """The signatures that may stand under a quote, the closest first, and why no closer one may."""

    allowed: tuple[str, ...]
    reasons: tuple[str, ...]

    @property
    def text(self) -> str:
        return self.allowed[0]


def sign(*, role: str, region: str, fits: Mapping[tuple[str, str], Fit], last_resort: str) -> Signing:
    """The signing of a quote by somebody of this role and region; empty where the reply does not say.

    `fits` holds the counts for (role, region), (role, "") and ("", region); what is missing fits nobody.
    """
    allowed, reasons = [], []
    for words, pair in _rungs(role, region):
        why = _too_few(fits.get(pair, Fit()))
        if not why:
            allowed.append(words)
        elif not allowed:
            reasons.append(f"“{words}” fits fewer than {why}.")
    if not (role or region):
        reasons.append("The reply does not say a role or a region.")
    return Signing((*allowed, last_resort), tuple(reasons))


def _too_few(fit: Fit) -> str:
    if fit.members < ON_THE_ROLL:
        return f"{ON_THE_ROLL} members on the roll"
    return f"{WHO_REPLIED} of those who replied" if fit.replies < WHO_REPLIED else ""


def _rungs(role: str, region: str) -> Iterator[tuple[str, tuple[str, str]]]:
    if role and region:
        yield f"{role}, {region}", (role, region)
    if role:
        yield role, (role, "")
    if region:
        yield f"Member, {region}", ("", region)
