"""Tables: counted from the replies, proposed by one, released by another, withdrawn by either.

Everything ever released of a consultation is judged together (docs/decisions/0133 and 0134): later tables
stand in the groups of the earlier ones, and no number may have moved by a few people in between.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.utils import timezone

from campaigns.consultations.asked_after import check_conditions
from campaigns.consultations.errors import NotForPublication, SamePerson, TooFew
from campaigns.consultations.models import Answer, Consultation, Figure, Reply, Table
from campaigns.consultations.models.publishing import POUND
from campaigns.consultations.questionnaire import Asked, Choice, Given, Questionnaire, thaw
from campaigns.consultations.splitting import (
    HAVE_AVERAGES,
    SPLIT,
    SPLITTING,
    SplitBy,
    blocks_of,
    is_another_average,
    put_together,
    split,
    without_none,
)
from campaigns.consultations.tabulating import (
    COUNTABLE,
    Tabulated,
    choices_of,
    one_way_groups,
    part_of,
    tabulate,
)
from union.accounts.models import User
from union.audit.recording import record
from union.disclosure import NONE, Groups, moved_by_a_few
from union.pages.changing import record_taken_back

TOO_FEW = (
    "This table cannot be shown: fewer than 10 people would stand behind one of its numbers, or behind one "
    "that could be worked out from it."
)
TOO_CLOSE = (
    "Tables of these numbers were released before, and only a few people lie between then and now. "
    "Wait until ten more have replied."
)
NOT_SPLIT = "Choose a question and another one to split it by from the lists."
Row = tuple[Given | None, str, int]


@dataclass(frozen=True)
class Wanted:
    """Which table: a question, the line of it where it is a matrix, and what it is split by."""

    question: str
    line: str = ""
    split_by: str = ""

    @property
    def what(self) -> str:
        return f"{self.question}/{self.line}/{self.split_by}"


# --- what there is to count -------------------------------------------------------------------------------


def countable(questionnaire: Questionnaire) -> list[tuple[Wanted, Asked]]:
    """Every table of one question; a matrix has one for each line."""
    found = []
    for asked in questionnaire.asked:
        if asked.kind in COUNTABLE:
            lines = [line.key for line in asked.lines] if asked.kind == "matrix" else [""]
            found += [(Wanted(asked.key, line), part_of(asked, line)) for line in lines]
    return found


def splitting(questionnaire: Questionnaire) -> list[Asked]:
    """What a table can be split by; what says who people are comes first."""
    return sorted((q for q in questionnaire.asked if q.kind in SPLITTING), key=lambda q: not q.describes)


def counted_values(consultation: Consultation, keys: Iterable[str]) -> dict[str, list[tuple[Given, int]]]:
    """Each answer to these questions with how many gave it, in one pass of the database over the replies."""
    found: dict[str, list[tuple[Given, int]]] = {key: [] for key in keys}
    rows = (
        Answer.objects.counted()
        .filter(reply__consultation=consultation, question__in=found)
        .values_list("question", "value")
        .annotate(n=Count("pk"))
        .order_by()
    )
    for key, value, n in rows.iterator(chunk_size=2000):
        found[key].append((value, n))
    return found


def crossed_values(consultation: Consultation, keys: list[str]) -> list[tuple[Any, ...]]:
    """Each combination of answers to these questions with how many gave it; None for no answer."""
    given = Answer.objects.filter(reply=OuterRef("pk"))
    columns = {
        f"v{n}": Subquery(given.filter(question=key).values("value")[:1]) for n, key in enumerate(keys)
    }
    rows = Reply.objects.counted().filter(consultation=consultation).annotate(**columns)
    return list(rows.values_list(*columns).annotate(n=Count("pk")).order_by())


# --- the groups that bind ---------------------------------------------------------------------------------


def binding(consultation: Consultation) -> QuerySet[Table]:
    """Tables that were released, even if withdrawn since, for readers keep them; and those that wait."""
    tables = Table.objects.filter(consultation=consultation)
    return tables.exclude(released_at=None, withdrawn_at__isnull=False).order_by("pk")


class Counting:
    """One look at the replies of a consultation: tables, and the blocks of those that stand."""

    def __init__(self, consultation: Consultation) -> None:
        self.consultation = consultation
        self.questionnaire = thaw(consultation.current_version().content)
        self.standing = list(binding(consultation))
        self.one: dict[str, Groups] = {}
        self.cross: dict[str, Groups] = {}
        for table in self.standing:
            self.one |= {key: _tuples(groups) for key, groups in table.groups.get("one", {}).items()}
            self.cross |= {key: _tuples(groups) for key, groups in table.groups.get("cross", {}).items()}

    def region_of(self, asked: Asked) -> Asked | None:
        """The question of the region in which the branches of this one lie."""
        if asked.describes != "branch":
            return None
        return next((q for q in self.questionnaire.asked if q.describes == "region"), None)

    def rows(self, wanted: Wanted) -> list[Row]:
        """What was answered, under which answer of the other question, by how many."""
        asked = self.questionnaire.get(wanted.question)
        assert asked is not None
        across = self.questionnaire.get(wanted.split_by) if wanted.split_by else None
        if across is None and self.region_of(asked) is None:
            return [(v, NONE, n) for v, n in counted_values(self.consultation, [asked.key])[asked.key]]
        dimensions = [asked, *([across] if across else [])]
        keys = [q.key for q in dimensions]
        keys += [region.key for q in dimensions if (region := self.region_of(q)) and region.key not in keys]
        rows = []
        for *values, n in crossed_values(self.consultation, keys):
            given = dict(zip(keys, values, strict=True))
            value = self._place(asked, given) if self.region_of(asked) else given[asked.key]
            rows.append((value, self._place(across, given) if across else NONE, n))
        return rows

    def _place(self, asked: Asked, given: dict[str, Any]) -> Any:
        """The answer, and for a branch the region with it: branches are counted inside their region."""
        branch, region = given[asked.key] or NONE, self.region_of(asked)
        if region is None:
            return branch
        around = given[region.key] or NONE
        return f"{around}/{branch}" if branch or around else NONE

    def _as_placed(self, asked: Asked, rows: Iterable[Row], which: int) -> Asked:
        """A question of branches with each branch once for each region that was named with it."""
        region = self.region_of(asked)
        if region is None:
            return asked
        order = [{choice.key: at for at, choice in enumerate(q.options)} for q in (region, asked)]
        keys = sorted(
            {str(row[which]) for row in rows if row[which]},
            key=lambda key: [known.get(part, -1) for known, part in zip(order, key.split("/"), strict=True)],
        )
        options = []
        for key in keys:
            known = next((c for c in asked.options if c.key == key.partition("/")[2]), None)
            options.append(replace(known, key=key) if known else Choice(key, "Not stated", "Heb ei nodi"))
        return replace(asked, options=tuple(options))

    def table(self, wanted: Wanted) -> tuple[Tabulated, dict[str, dict[str, Groups]], list[Row]]:
        """The table as it may be shown, the groups it binds, and what it was counted from. Raises TooFew."""
        asked = self.questionnaire.get(wanted.question)
        if asked is None or asked.kind not in COUNTABLE or wanted not in self._possible(asked):
            raise TooFew(NOT_SPLIT)
        rows = self.rows(wanted)
        asked_here = self._as_placed(asked, rows, 0)
        key = f"{wanted.question}/{wanted.line}"
        if not wanted.split_by:
            return self._one_way(asked_here, rows, wanted, key)
        across = self.questionnaire.get(wanted.split_by)
        assert across is not None
        by, more = self._split_by(across, rows, wanted)
        found = split(
            asked_here,
            rows,
            by=by,
            line=wanted.line,
            units=self.one.get(key, ()),
            fixed=self.cross.get(key, ()),
        )
        if found is None:
            raise TooFew(TOO_FEW)
        return found, {"cross": {**more, key: found.answers, f"{across.key}/": found.splits}}, rows

    def _possible(self, asked: Asked) -> list[Wanted]:
        lines = [line.key for line in asked.lines] if asked.kind == "matrix" else [""]
        found = [Wanted(asked.key, line) for line in lines]
        if asked.kind in SPLIT and asked.describes != "branch":
            found += [
                Wanted(asked.key, line, other.key)
                for line in lines
                for other in splitting(self.questionnaire)
                if other.key != asked.key and not (asked.describes == "region" and self.region_of(other))
            ]
        return found

    def _one_way(
        self, asked: Asked, rows: list[Row], wanted: Wanted, key: str
    ) -> tuple[Tabulated, dict[str, dict[str, Groups]], list[Row]]:
        inside, more = without_none(self.cross.get(key, ())), {}
        region = self.region_of(asked)
        if region and not inside:
            around = self.cross.get(f"{region.key}/") or self.one.get(f"{region.key}/")
            around = around or self._region_groups(region)
            inside, more = self._inside(around, asked), {f"{region.key}/": without_none(around)}
        pairs = [(value, n) for value, _, n in rows]
        found = tabulate(asked, pairs, line=wanted.line, inside=inside, fixed=self.one.get(key, ()))
        if found is None:
            raise TooFew(TOO_FEW)
        return found, {"one": {**more, key: found.answers}} if found.answers else {}, rows

    def _region_groups(self, region: Asked) -> Groups:
        counts = {choice.key: 0 for choice in region.options}
        counts |= {str(v): n for v, n in counted_values(self.consultation, [region.key])[region.key]}
        return one_way_groups(counts)

    def _inside(self, around: Groups, placed: Asked) -> Groups:
        """Groups of regions, as groups of the branches in them; those without a region are in the last."""
        known = {answer for group in around for answer in group}
        inside = []
        for group in around:
            last = group == around[-1]
            mine = [
                choice.key
                for choice in placed.options
                if (at := choice.key.partition("/")[0]) in group or (last and at not in known)
            ]
            without = NONE in group or (last and NONE not in known)
            inside.append((*mine, NONE) if without else tuple(mine))
        return tuple(group for group in inside if group)

    def _split_by(self, across: Asked, rows: list[Row], wanted: Wanted) -> tuple[SplitBy, dict[str, Groups]]:
        """What binds the other side; for branches the groups of their regions, which the table binds too."""
        key, region = f"{across.key}/", self.region_of(across)
        one, cross = self.one.get(key, ()), self.cross.get(key, ())
        by = SplitBy(choices_of(across), units=one, fixed=cross, apart=bool(across.only_if))
        if region is None:
            return by, {}
        around = self.cross.get(f"{region.key}/")
        if around is None:
            by_region = replace(wanted, split_by=region.key)
            around = self.table(by_region)[0].splits
        placed = self._as_placed(across, rows, 1)
        names = {choice.key: choice for choice in region.options}
        lies_in = {c.key: names[at] for c in placed.options if (at := c.key.partition("/")[0]) in names}
        inside = self._inside(around, placed)
        by = replace(by, choices=placed.options, inside=inside, around=lies_in)
        return by, {f"{region.key}/": around}

    def again(self, table: Table, *, for_question: str) -> list[list[list[int]]]:
        """The blocks of a table that stands, in the replies of now.

        One more than there was is left out of it where an average of the question that is counted anew is
        another one though nobody came or went: what is compared are people, and somebody changed an answer.
        """
        asked = self.questionnaire.get(table.question)
        assert asked is not None
        rows = self.rows(Wanted(table.question, table.line, table.split_by))
        found = blocks_of(asked, rows, shown=table.tabulated, line=table.line)
        if table.question == for_question and asked.kind in HAVE_AVERAGES:
            unmoved = [before == after for before, after in zip(table.blocks[0], found[0], strict=True)]
            if is_another_average(asked, rows, shown=table.tabulated, unmoved=unmoved):
                found[1] = [[table.blocks[1][0][0] + 1]]
        return found


def _tuples(groups: list[list[str]]) -> Groups:
    return tuple(tuple(group) for group in groups)


# --- the acts ---------------------------------------------------------------------------------------------


def looked_at(consultation: Consultation, wanted: Wanted, *, at: datetime) -> Table:
    """The table as it would be proposed now; it is not kept. Raises TooFew."""
    return _counted(Counting(consultation), wanted, at=at)


def _counted(counting: Counting, wanted: Wanted, *, at: datetime) -> Table:
    found, groups, rows = counting.table(wanted)
    asked = counting.questionnaire.get(wanted.question)
    across = counting.questionnaire.get(wanted.split_by) if wanted.split_by else None
    assert asked is not None
    part = part_of(asked, wanted.line)
    plain = across if across and counting.region_of(across) is None else None  # not inside regions
    table = Table(
        consultation=counting.consultation,
        question=wanted.question,
        line=wanted.line,
        split_by=wanted.split_by,
        title=part.label,
        title_cy=part.label_cy,
        split_title=across.label if across else "",
        split_title_cy=across.label_cy if across else "",
        kind=asked.kind,
        unit=POUND if asked.kind == "money" else asked.unit,
        unit_cy=POUND if asked.kind == "money" else asked.unit_cy,
        content=found.freeze() | {"together": put_together(found, part, across=plain)},
        blocks=blocks_of(asked, rows, shown=found, line=wanted.line),
        groups=groups,
        base=found.base,
        channels=_by_channel(counting.consultation, wanted.question),
        counted_on=timezone.localdate(at),
    )
    check_conditions(
        table,
        standing=counting.standing,
        questionnaire=counting.questionnaire,
        count=lambda key, split_by: counting.rows(Wanted(key, split_by=split_by)),
    )
    return table


@transaction.atomic
def propose_table(consultation: Consultation, wanted: Wanted, *, by: User, at: datetime) -> Table:
    """The table as the replies stand now, waiting for somebody else to release it.

    Refuses a table in which a few could be told apart, by itself or beside everything that stands.
    """
    Consultation.objects.select_for_update().get(pk=consultation.pk)
    counting = Counting(consultation)
    table = _counted(counting, wanted, at=at)
    table.author = by
    table.beside = {
        str(other.pk): counting.again(other, for_question=wanted.question) for other in counting.standing
    }
    _check_beside(table, [standing for standing in counting.standing if standing.released_at])
    table.save()
    record("table.proposed", subject=f"table:{table.pk}", by=by, at=at, detail={"base": table.base})
    return table


@transaction.atomic
def release_table(table: Table, *, by: User, at: datetime) -> None:
    """From now on the table is public. Refuses its author, and one too close to any released before."""
    table = Table.objects.select_for_update(of=("self",)).get(pk=table.pk)
    if table.released_at or table.withdrawn_at:
        raise NotForPublication("This table is not waiting for release any more.")
    if table.author_id == by.pk:
        raise SamePerson("You proposed this table, so somebody else has to release it.")
    # One release at a time, so that two cannot pass the comparison together.
    Consultation.objects.select_for_update().get(pk=table.consultation_id)
    released = Table.objects.filter(consultation=table.consultation_id, released_at__isnull=False)
    _check_beside(table, list(released))
    Table.objects.filter(pk=table.pk).update(released_by=by, released_at=at)
    record("table.released", subject=f"table:{table.pk}", by=by, at=at, detail={"base": table.base})


@transaction.atomic
def withdraw_table(table: Table, *, by: User, at: datetime) -> None:
    """The table and its figures leave every page; withdrawing twice is harmless. Its groups still bind."""
    if Table.objects.filter(pk=table.pk, withdrawn_at=None).update(withdrawn_at=at):
        record("table.withdrawn", subject=f"table:{table.pk}", by=by, at=at)
        figures = table.figures.values_list("pk", flat=True)
        record_taken_back(Figure, figures, at=at, also={Consultation: [table.consultation_id]})


def _check_beside(table: Table, released: Iterable[Table]) -> None:
    """Any two released tables tell of the same people, or of people of whom ten or more came or went.

    Whichever of two was counted later holds the blocks of the other as they stood then.
    """
    for other in released:
        if str(other.pk) in table.beside:
            before, after = other.blocks, table.beside[str(other.pk)]
        else:
            before, after = table.blocks, other.beside[str(table.pk)]
        if any(moved_by_a_few(*pair) for pair in zip(before, after, strict=True)):
            raise TooFew(TOO_CLOSE)


def _by_channel(consultation: Consultation, question: str) -> dict[str, int]:
    """How many answered on paper and by telephone, in whole tens, so that no single sheet shows."""
    answers = Answer.objects.counted().filter(reply__consultation=consultation, question=question)
    rows = answers.values_list("reply__channel").annotate(n=Count("pk")).order_by()
    return {channel: n // 10 * 10 for channel, n in rows if channel != Reply.Channel.WEB and n >= 10}
