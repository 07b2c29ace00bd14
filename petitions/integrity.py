"""How a petition was counted, for everybody to see: the figures of its integrity panel, and its hours."""

import csv
from dataclasses import dataclass
from datetime import datetime
from io import StringIO

from petitions.models import PAPER, TAKEN_OUT, TWIN, Petition, Signature, Tally
from union.statements import run

State = Signature.State
SHOWN_STATES = [State.HELD, State.INVALID, State.WITHDRAWN]
OFF_PAPER = "off paper"
FIGURES = """SELECT key, n FROM petitions_tally WHERE petition_id = %s AND dimension = 'source' AND key = %s
    UNION ALL SELECT CASE WHEN state = 'invalid' AND held_reason IN (%s, %s) THEN %s ELSE state END, COUNT(*)
    FROM petitions_signature WHERE petition_id = %s AND state IN (%s, %s, %s) GROUP BY 1"""


@dataclass(frozen=True)
class Figures:
    """What the panel shows. `confirmed` is everybody who counts, those on paper among them.

    `removed` are those whom moderators struck out; `off_paper` stood on paper and counted, until they were
    found to have signed online as well or their sheets were taken out to be keyed anew.
    """

    confirmed: int
    paper: int
    held: int
    removed: int
    withdrawn: int
    off_paper: int


def figures(petition: Petition, *, confirmed: int) -> Figures:
    """One statement, which looks at no confirmed signature."""
    off_paper = [TWIN, TAKEN_OUT, OFF_PAPER]
    n = dict(run(FIGURES, [petition.pk, PAPER, *off_paper, petition.pk, *SHOWN_STATES]))
    return Figures(
        confirmed=confirmed,
        paper=max(n.get(PAPER, 0), 0),
        held=n.get(State.HELD, 0),
        removed=n.get(State.INVALID, 0),
        withdrawn=n.get(State.WITHDRAWN, 0),
        off_paper=n.get(OFF_PAPER, 0),
    )


def hours_csv(petition: Petition) -> str:
    """A line for each hour in which somebody was counted: the hour, how many, and how many so far."""
    cells = Tally.objects.filter(petition=petition, dimension="hour").exclude(n=0).order_by("key")
    written = StringIO()
    lines = csv.writer(written, lineterminator="\r\n")
    lines.writerow(["hour (UTC)", "confirmed in this hour", "confirmed so far"])
    total = 0
    for key, n in cells.values_list("key", "n"):
        total += n
        lines.writerow([_hour(key), n, total])
    return written.getvalue()


def _hour(key: str) -> str:
    """As a spreadsheet reads it; nothing else than a date can come of it."""
    return datetime.strptime(key, "%Y-%m-%dT%H").strftime("%Y-%m-%d %H:00")
