"""A published result in the words and drawings of its page, its panel and its certificate."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.safestring import SafeString

from ballots.asking import ACCEPT_REJECT, APPROVAL, RANKED, SINGLE, TURNOUT, YES_NO
from ballots.charts import Bar, bar_chart
from ballots.counting import per_cent
from ballots.thresholds import needed

# How it is said where the labels are fixed: members accept, 24 branches reject, 1 region rejects.
DO = {ACCEPT_REJECT: ("accept", "reject"), YES_NO: ("say yes", "say no")}
DOES = {ACCEPT_REJECT: ("accepts", "rejects"), YES_NO: ("says yes", "says no")}
FIGURE = {SINGLE: "Votes", RANKED: "First preferences", APPROVAL: "Ticks"}
NOTE = {
    RANKED: "Members put the options in order. The votes here are first preferences.",
    APPROVAL: "Members ticked as many options as they liked, so the shares do not add up to 100%.",
}


@dataclass(frozen=True)
class PlaceRow:
    """A branch, or branches together, or a region, with its votes for each option of one question."""

    name: str
    region: str
    electorate: int
    papers: int
    votes: Sequence[int]


@dataclass(frozen=True)
class RoundShown:
    """One round of a run-off; a vote is None once its option is out."""

    number: int
    votes: Sequence[int | None]
    exhausted: int
    outcome: str


@dataclass(frozen=True)
class QuestionShown:
    """One question's result: headline, the count by places, bars, their drawing, and every table."""

    number: int
    text: str
    headline: str
    places: str
    note: str
    figure: str
    options: Sequence[Mapping[str, Any]]
    choices: Sequence[str]
    adds_up: bool
    chart: SafeString
    rounds: Sequence[RoundShown]
    units: Sequence[PlaceRow]
    regions: Sequence[PlaceRow]
    tie: bool


@dataclass(frozen=True)
class ThresholdShown:
    """Whether a threshold is reached, with the two integers that say so."""

    label: str
    figures: str
    outcome: str
    note: str


def shown_of(results: Mapping[str, Any]) -> dict[str, object]:
    """What page, panel and certificate show of a count, by the names their templates use."""
    return {
        "results": results,
        "questions": questions_shown(results),
        "thresholds": thresholds_shown(results),
    }


def questions_shown(results: Mapping[str, Any]) -> list[QuestionShown]:
    """Every question of `ballot.count.results`; empty where only the turnout may be shown."""
    return [_question(place, question, results) for place, question in enumerate(results["questions"])]


def _question(place: int, question: Mapping[str, Any], results: Mapping[str, Any]) -> QuestionShown:
    leading, figure = question["leading"], FIGURE.get(question["kind"], FIGURE[SINGLE])
    bars = [
        Bar(o["label"], o["votes"], Decimal(o["share"]), leads=o["number"] in leading)
        for o in question["options"]
    ]
    return QuestionShown(
        number=question["number"],
        text=question["text"],
        headline=headline(question, counted=results["counted"]),
        places=places_in_words(question, units=len(results["units"]), regions=len(results["regions"])),
        note=NOTE.get(question["kind"], ""),
        figure=figure,
        options=question["options"],
        choices=[option["label"] for option in question["options"] if not option["abstains"]],
        adds_up=question["kind"] != APPROVAL,
        chart=bar_chart(bars, key=f"question-{question['number']}", title=f"{figure}: {question['text']}"),
        rounds=_rounds(question),
        units=[_place(unit, place) for unit in results["units"]],
        regions=[_place(region, place) for region in results["regions"]],
        tie=len(leading) > 1,
    )


def _place(row: Mapping[str, Any], place: int) -> PlaceRow:
    return PlaceRow(row["name"], row.get("region", ""), row["electorate"], row["papers"], row["votes"][place])


# --- in one sentence


def headline(question: Mapping[str, Any], *, counted: int) -> str:
    """Who is ahead, in one sentence. A tie is said to be one; it is never broken."""
    ahead = [option for option in question["options"] if option["number"] in question["leading"]]
    if not counted:
        return "No votes were counted."
    if not ahead:
        return "Everybody abstained."
    if question["kind"] == RANKED:
        return _elected(question, ahead)
    names = _listed([f"“{option['label']}”" for option in ahead])
    votes, share = ahead[0]["votes"], ahead[0]["share"]
    if question["kind"] == APPROVAL:
        level = f"{names} are level, each ticked on {votes:,} of {counted:,} papers, {share}%."
        return (
            level
            if len(ahead) > 1
            else f"{names} is ticked on most papers: {votes:,} of {counted:,}, {share}%."
        )
    if len(ahead) > 1:
        return f"{names} are level, with {votes:,} votes each."
    if question["kind"] in DO:
        return f"Members {_does(question, ahead[0], DO)}: {votes:,} of {counted:,} votes, {share}%."
    most = "a majority" if votes * 2 > counted else "the most votes"
    return f"{names} has {most}: {votes:,} of {counted:,} votes, {share}%."


def _elected(question: Mapping[str, Any], winners: Sequence[Mapping[str, Any]]) -> str:
    """The outcome of a run-off: at once, after rounds, whichever way a tie goes, or a tie."""
    names, last = _listed([f"“{option['label']}”" for option in winners]), question["rounds"][-1]
    if len(winners) > 1:
        return f"{names} are level: which of them wins depends on a tie that nothing breaks."
    if last["tied"]:
        return f"{names} wins, whichever of the options that are last and level goes out."
    standing = [option["number"] for option in question["options"] if not option["abstains"]]
    votes = last["votes"][standing.index(winners[0]["number"])]
    papers = sum(count for count in last["votes"] if count is not None)
    rounds = len(question["rounds"])
    when = "in the first round" if rounds == 1 else f"in round {rounds}"
    return f"{names} wins {when}, with {votes:,} of the {papers:,} papers that count in it."


def places_in_words(question: Mapping[str, Any], *, units: int, regions: int) -> str:
    """In how many branches and regions each option leads; nothing where there is only one branch."""
    sentences = [
        _leads(question, "units", "branches", units) if units > 1 else "",
        _leads(question, "regions", "regions", regions) if regions > 1 else "",
    ]
    return " ".join(filter(None, sentences))


def _leads(question: Mapping[str, Any], key: str, places: str, total: int) -> str:
    leaders = [option for option in question["options"] if option[key]]
    level = total - sum(option[key] for option in leaders)
    if question["kind"] in DO:
        parts = [
            f"{option[key]:,} {_does(question, option, DOES if option[key] == 1 else DO)}"
            for option in leaders
        ]
    else:
        parts = [f"“{option['label']}” leads in {option[key]:,}" for option in leaders]
    if not leaders:
        return f"In none of {total:,} {places} does one option lead."
    none_leads = [f"in {level:,} no option leads"] if level else []
    return f"Of {total:,} {places}, {_listed([*parts, *none_leads])}."


def _does(
    question: Mapping[str, Any], option: Mapping[str, Any], words: Mapping[str, tuple[str, str]]
) -> str:
    standing = [other["number"] for other in question["options"] if not other["abstains"]]
    return words[question["kind"]][standing.index(option["number"])]


def _listed(parts: Sequence[str]) -> str:
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


# --- rounds and thresholds


def _rounds(question: Mapping[str, Any]) -> list[RoundShown]:
    labels = {option["number"]: f"“{option['label']}”" for option in question["options"]}
    shown = []
    for number, now in enumerate(question.get("rounds", ()), start=1):
        if now["excluded"]:
            verb = "go" if len(now["excluded"]) > 1 else "goes"
            outcome = f"{_listed([labels[out] for out in now['excluded']])} {verb} out"
        elif now["tied"]:
            outcome = f"{_listed([labels[out] for out in now['tied']])} are last and level"
        else:
            outcome = f"{_listed([labels[won] for won in question['leading']] or ['nobody'])} wins"
        shown.append(RoundShown(number, now["votes"], now["exhausted"], outcome))
    return shown


def thresholds_shown(results: Mapping[str, Any]) -> list[ThresholdShown]:
    """Every threshold of the ballot, in the order in which they were set."""
    return [_threshold(threshold) for threshold in results["thresholds"]]


def _threshold(threshold: Mapping[str, Any]) -> ThresholdShown:
    part, whole = threshold["part"], threshold["whole"]
    share = needed(*threshold["fraction"])
    of_what = "members on the roll voted" if threshold["basis"] == TURNOUT else "votes"
    outcome = {True: "Reached", False: "Not reached", None: "Not in force on the closing day"}
    return ThresholdShown(
        label=threshold["label"],
        figures=f"{part:,} of {whole:,} {of_what}, {per_cent(part, whole)}%; at least {share} is needed",
        outcome=outcome[threshold["reached"]],
        note=threshold["note"],
    )
