"""A published result in the words and drawings of its page, its panel and its certificate."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.safestring import SafeString

from ballots.charts import Bar, bar_chart


@dataclass(frozen=True)
class UnitRow:
    name: str
    region: str
    electorate: int
    papers: int
    votes: Sequence[int]


@dataclass(frozen=True)
class QuestionShown:
    """One question's result: a headline in words, the bars, their drawing and the table by unit."""

    number: int
    text: str
    headline: str
    options: Sequence[Mapping[str, Any]]
    chart: SafeString
    units: Sequence[UnitRow]
    tie: bool


def questions_shown(results: Mapping[str, Any]) -> list[QuestionShown]:
    """Every question of `ballot.count.results`; empty where only the turnout may be shown."""
    return [_question(place, question, results) for place, question in enumerate(results["questions"])]


def _question(place: int, question: Mapping[str, Any], results: Mapping[str, Any]) -> QuestionShown:
    leading = question["leading"]
    bars = [
        Bar(o["label"], o["votes"], Decimal(o["share"]), leads=o["number"] in leading)
        for o in question["options"]
    ]
    return QuestionShown(
        number=question["number"],
        text=question["text"],
        headline=headline(question, counted=results["counted"]),
        options=question["options"],
        chart=bar_chart(bars, key=f"question-{question['number']}", title=f"Votes: {question['text']}"),
        units=[
            UnitRow(u["name"], u["region"], u["electorate"], u["papers"], u["votes"][place])
            for u in results["units"]
        ],
        tie=len(leading) > 1,
    )


def headline(question: Mapping[str, Any], *, counted: int) -> str:
    """Who is ahead, in one sentence. A tie is said to be one; it is never broken."""
    ahead = [option for option in question["options"] if option["number"] in question["leading"]]
    if not ahead or not counted:
        return "No votes were counted."
    names = " and ".join(f"“{option['label']}”" for option in ahead)
    votes, share = ahead[0]["votes"], ahead[0]["share"]
    if len(ahead) > 1:
        return f"{names} are level, with {votes:,} votes each."
    most = "a majority" if votes * 2 > counted else "the most votes"
    return f"{names} has {most}: {votes:,} of {counted:,} votes, {share}%."
