"""The demo's staff around members' views: who drafts, keys paper, leads on safeguarding, exports."""

from datetime import datetime

from union.accounts.welcoming import welcome
from union.demo import Hint

STAFF = (
    ("organiser@example.org", "Owen Tarrant", "Organisers", "draft a consultation"),
    ("keyer@example.org", "Tess Loring", "Keyers of paper", "key replies from paper"),
    ("lead@example.org", "Mina Castell", "Safeguarding leads", "see replies about somebody at risk"),
    ("researcher@example.org", "Asha Renwick", "Researchers", "sort texts into themes, and export replies"),
)


def demo_staff(*, at: datetime) -> list[Hint]:
    """Four people, each in the group of their work, which every installation has."""
    hints = []
    for address, name, group, work in STAFF:
        welcome(address, name=name, groups=(group,))
        hints.append(Hint(f"Sign in as {address} to {work}", "/cms/"))
    return hints
