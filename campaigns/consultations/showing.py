"""What the public pages show of a consultation, in SQL: whoever reads one begins with these statements."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from campaigns.consultations.models import (
    Answer,
    AnsweredTheme,
    Coding,
    Consent,
    Consultation,
    Outcome,
    PublishedQuote,
    Quote,
    ReleasedFigure,
    Reply,
    Report,
    Table,
    Theme,
)
from union.statements import ALL, Tables, records, run

TOLD: Tables = (("r", Report, ALL), ("t", Theme, ALL), ("o", Outcome, ALL))
FROM_TOLD = """
FROM consultations_consultation c
LEFT JOIN consultations_report r ON r.consultation_id = c.id
LEFT JOIN consultations_theme t ON t.consultation_id = c.id
LEFT JOIN consultations_outcome o ON o.theme_id = t.id AND o.published_at IS NOT NULL
WHERE c.id = %s ORDER BY t."order", t.id
"""
# As `PublishedQuote.objects` has them.
PUBLIC = (Quote.State.PUBLISHED.value, Consent.Purpose.CAMPAIGN.value)
QUOTES: Tables = (("q", PublishedQuote, ALL),)
FROM_QUOTES = """
FROM consultations_quote q
JOIN consultations_answer a ON a.id = q.answer_id
JOIN consultations_reply r ON r.id = a.reply_id
WHERE r.consultation_id = %s AND q.state = %s AND q.purpose = %s AND NOT EXISTS (
    SELECT 1 FROM consultations_coding c JOIN consultations_outcome o ON o.theme_id = c.theme_id
    WHERE c.answer_id = q.answer_id AND o.published_at IS NOT NULL
)
ORDER BY q.approved_at
"""
QUOTES_ON: Tables = (("q", PublishedQuote, ALL), ("c", Coding, ("id", "theme_id")))
FROM_QUOTES_ON = """
FROM consultations_coding c JOIN consultations_quote q ON q.answer_id = c.answer_id
WHERE c.theme_id IN ({}) AND q.state = %s AND q.purpose = %s ORDER BY q.approved_at
"""
ANSWERS: Tables = (
    ("q", Quote, ("id",)),
    ("a", Answer, ("id", "reply_id")),
    ("r", Reply, ("id", "consultation_id")),
    ("c", Consultation, ALL),
)
FROM_ANSWERS = """
FROM consultations_quote q
JOIN consultations_answer a ON a.id = q.answer_id
JOIN consultations_reply r ON r.id = a.reply_id
JOIN consultations_consultation c ON c.id = r.consultation_id
WHERE q.id IN ({})
"""
# As `ReleasedFigure.objects` has them.
FIGURES: Tables = (
    ("f", ReleasedFigure, ALL),
    ("t", Table, ("id", "consultation_id", "counted_on")),
    ("c", Consultation, ALL),
)
FROM_FIGURES = """
FROM consultations_figure f
JOIN consultations_consultation c ON c.id = f.consultation_id
LEFT JOIN consultations_table t ON t.id = f.table_id
WHERE f.{} IN ({}) AND f.released_at IS NOT NULL AND f.withdrawn_at IS NULL AND t.withdrawn_at IS NULL
ORDER BY f.released_at
"""
FROM_QUOTES_BY_KEY = "FROM consultations_quote q WHERE q.id IN ({}) AND q.state = %s AND q.purpose = %s"
# As `AnsweredTheme.objects` has them.
THEMES: Tables = (("t", AnsweredTheme, ALL), ("o", Outcome, ALL), ("c", Consultation, ALL))
FROM_THEMES = """
FROM consultations_theme t
JOIN consultations_outcome o ON o.theme_id = t.id AND o.published_at IS NOT NULL
JOIN consultations_consultation c ON c.id = t.consultation_id
WHERE t.id IN ({})
"""
HAS_TABLES = """
SELECT 1 FROM consultations_table
WHERE consultation_id = %s AND released_at IS NOT NULL AND withdrawn_at IS NULL LIMIT 1
"""


@dataclass(frozen=True)
class Told:
    """What came of a consultation: the report, and the public outcomes in the order of the codebook."""

    report: Report | None
    outcomes: list[Outcome]


def told(consultation: Consultation) -> Told:
    """All of it in one statement."""
    rows = records(TOLD, FROM_TOLD, [consultation.pk])
    outcomes = []
    for _report, theme, outcome in rows:
        if isinstance(outcome, Outcome) and isinstance(theme, Theme):
            theme.consultation, outcome.theme = consultation, theme
            outcomes.append(outcome)
    report = next((row[0] for row in rows if isinstance(row[0], Report)), None)
    if report:
        report.consultation = consultation
    return Told(report, outcomes)


def quotes_on(themes: Sequence[Theme]) -> dict[int | None, list[PublishedQuote]]:
    """By the number of a theme, the approved quotes from texts in it, which are not recalled."""
    found: dict[int | None, list[PublishedQuote]] = defaultdict(list)
    if themes:
        sql = FROM_QUOTES_ON.format(_marks(themes))
        for quote, coding in records(QUOTES_ON, sql, [*(theme.pk for theme in themes), *PUBLIC]):
            assert isinstance(quote, PublishedQuote)
            assert isinstance(coding, Coding)
            found[coding.theme_id].append(quote)
    return found


def lead_back(quotes: Iterable[PublishedQuote | None]) -> None:
    """Give each quote its way back to the consultation it comes from; one statement for all of them."""
    found = {quote.pk: quote for quote in quotes if quote}
    if not found:
        return
    sql = FROM_ANSWERS.format(_marks(list(found)))
    rows: list[Any] = records(ANSWERS, sql, list(found))
    for quote, answer, reply, consultation in rows:
        reply.consultation, answer.reply, found[quote.pk].answer = consultation, reply, answer


def published(consultation: Consultation) -> dict[str, object]:
    """What may be shown of a consultation: its released figures, approved quotes, and whether it has tables.

    Quotes on a theme whose outcome is published stand there instead.
    """
    return {
        "figures": _figures("consultation_id", [consultation.pk]),
        "quotes": [quote for [quote] in records(QUOTES, FROM_QUOTES, [consultation.pk, *PUBLIC])],
        "has_tables": bool(run(HAS_TABLES, [consultation.pk])),
    }


def figures(keys: Sequence[int]) -> dict[int, ReleasedFigure]:
    """The released figures of these numbers; a withdrawn one is not among them."""
    return {figure.pk: figure for figure in _figures("id", keys)}


def quotes(keys: Sequence[int]) -> dict[int, PublishedQuote]:
    """The approved quotes of these numbers; a recalled one is not among them."""
    rows = records(QUOTES, FROM_QUOTES_BY_KEY.format(_marks(keys)), [*keys, *PUBLIC]) if keys else []
    return {quote.pk: quote for [quote] in rows if isinstance(quote, PublishedQuote)}


def themes(keys: Sequence[int]) -> dict[int, AnsweredTheme]:
    """The themes of these numbers on which the union has said in public what it does."""
    found: dict[int, AnsweredTheme] = {}
    rows: list[Any] = records(THEMES, FROM_THEMES.format(_marks(keys)), list(keys)) if keys else []
    for theme, outcome, consultation in rows:
        theme.outcome, theme.consultation = outcome, consultation
        found[theme.pk] = theme
    return found


def _figures(column: str, keys: Sequence[int]) -> list[ReleasedFigure]:
    found = []
    sql = FROM_FIGURES.format(column, _marks(keys))
    rows: list[Any] = records(FIGURES, sql, list(keys)) if keys else []
    for figure, table, consultation in rows:
        figure.consultation = consultation
        if table is not None:  # of the same consultation: both were released of one crosstab
            table.consultation, figure.table = consultation, table
        found.append(figure)
    return found


def _marks(keys: Sequence[object]) -> str:
    return ", ".join(["%s"] * len(keys))
