"""A published result in the words and drawings of its page, its panel and its certificate."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ballots.asking import ACCEPT_REJECT, APPROVAL, RANKED, SINGLE, TURNOUT, YES_NO
from ballots.counting import per_cent
from ballots.own_words import is_of_several, own_label, own_place
from ballots.thresholds import needed
from union.charts import Bar, bar_chart

FIGURE = {
    SINGLE: gettext_lazy("Votes"),
    RANKED: gettext_lazy("First preferences"),
    APPROVAL: gettext_lazy("Ticks"),
}
NOTE = {
    RANKED: gettext_lazy("Members put the options in order. The votes here are first preferences."),
    APPROVAL: gettext_lazy(
        "Members ticked as many options as they liked, so the shares do not add up to 100%."
    ),
}
ROUNDED = gettext_lazy(
    "Shares are rounded so that together they are 100%: options with equally many votes may differ by 0.1."
)
MANY_BRANCHES = 20
# How it is said where the labels are fixed, for the first of them and the second.
MEMBERS_DO = {
    ACCEPT_REJECT: (
        gettext_lazy("Members accept: %(votes)s of %(counted)s votes, %(share)s%%."),
        gettext_lazy("Members reject: %(votes)s of %(counted)s votes, %(share)s%%."),
    ),
    YES_NO: (
        gettext_lazy("Members say yes: %(votes)s of %(counted)s votes, %(share)s%%."),
        gettext_lazy("Members say no: %(votes)s of %(counted)s votes, %(share)s%%."),
    ),
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

    @property
    def is_long(self) -> bool:
        """Whether the branches fill more than a screen, so that what follows them would not be found."""
        return len(self.units) > MANY_BRANCHES


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
        "merges": [
            {"units": ", ".join(map(own_place, merge["units"])), "into": own_place(merge["into"])}
            for merge in results["merges"]
        ],
        "one_place": [merge["into"] for merge in results["merges"]] == ["All branches"],
        **_returned(results),
    }


def _returned(results: Mapping[str, Any]) -> dict[str, object]:
    """What came in otherwise: votes counted by hand, spoilt papers, and branches that sent nothing."""
    returns = [] if results["turnout_only"] else results["returns"]
    return {
        "by_hand": sum(line["counted"] for line in returns),
        "spoilt": sum(line["spoilt"] for line in returns),
        "missing": [own_place(name) for name in results["missing"]],
    }


def questions_shown(results: Mapping[str, Any]) -> list[QuestionShown]:
    """Every question of `ballot.count.results`; empty where only the turnout may be shown."""
    return [_question(place, question, results) for place, question in enumerate(results["questions"])]


def _question(place: int, question: Mapping[str, Any], results: Mapping[str, Any]) -> QuestionShown:
    options = [option | {"label": own_label(option["label"])} for option in question["options"]]
    question = {**question, "options": options}
    leading, figure = question["leading"], str(FIGURE.get(question["kind"], FIGURE[SINGLE]))
    bars = [
        Bar(o["label"], o["votes"], Decimal(o["share"]), leads=o["number"] in leading)
        for o in question["options"]
    ]
    return QuestionShown(
        number=question["number"],
        text=question["text"],
        headline=headline(question, counted=results["counted"]),
        places=places_in_words(
            question,
            units=[unit["name"] for unit in results["units"]],
            regions=len(results["regions"]),
        ),
        note=_note(question),
        figure=figure,
        options=options,
        choices=[option["label"] for option in options if not option["abstains"]],
        adds_up=question["kind"] != APPROVAL,
        chart=bar_chart(bars, title=f"{figure}: {question['text']}"),
        rounds=_rounds(question),
        units=[_place(unit, place) for unit in results["units"]],
        regions=[_place(region, place) for region in results["regions"]],
        tie=len(leading) > 1,
    )


def _note(question: Mapping[str, Any]) -> str:
    """What a reader has to know of the figures: how members answered, and why equals have other shares."""
    notes = [str(NOTE[question["kind"]])] if question["kind"] in NOTE else []
    figures = {(option["votes"], option["share"]) for option in question["options"]}
    if len(figures) > len({votes for votes, _share in figures}):
        notes.append(str(ROUNDED))
    return " ".join(notes)


def _place(row: Mapping[str, Any], place: int) -> PlaceRow:
    return PlaceRow(
        own_place(row["name"]), row.get("region", ""), row["electorate"], row["papers"], row["votes"][place]
    )


# --- in one sentence


def headline(question: Mapping[str, Any], *, counted: int) -> str:
    """Who is ahead, in one sentence. A tie is said to be one; it is never broken."""
    ahead = [option for option in question["options"] if option["number"] in question["leading"]]
    if not counted:
        return _("No votes were counted.")
    if not ahead:
        return _("Everybody abstained.")
    if question["kind"] == RANKED:
        return _elected(question, ahead)
    votes = ahead[0]["votes"]
    sentence = _level(question) if len(ahead) > 1 else _ahead(question, ahead[0], most=votes * 2 > counted)
    return sentence % {
        "options": _names(ahead),
        "votes": f"{votes:,}",
        "counted": f"{counted:,}",
        "share": ahead[0]["share"],
    }


def _level(question: Mapping[str, Any]) -> str:
    if question["kind"] == APPROVAL:
        return _("%(options)s are level, each ticked on %(votes)s of %(counted)s papers, %(share)s%%.")
    return _("%(options)s are level, with %(votes)s votes each.")


def _ahead(question: Mapping[str, Any], option: Mapping[str, Any], *, most: bool) -> str:
    if question["kind"] in MEMBERS_DO:
        return str(MEMBERS_DO[question["kind"]][_standing(question).index(option["number"])])
    if question["kind"] == APPROVAL:
        return _("%(options)s is ticked on most papers: %(votes)s of %(counted)s, %(share)s%%.")
    if most:
        return _("%(options)s has a majority: %(votes)s of %(counted)s votes, %(share)s%%.")
    return _("%(options)s has the most votes: %(votes)s of %(counted)s votes, %(share)s%%.")


def _elected(question: Mapping[str, Any], winners: Sequence[Mapping[str, Any]]) -> str:
    """The outcome of a run-off: at once, after rounds, whichever way a tie goes, or a tie."""
    names, last = _names(winners), question["rounds"][-1]
    if len(winners) > 1:
        tied = _("%(options)s are level: which of them wins depends on a tie that nothing breaks.")
        return tied % {"options": names}
    if last["tied"]:
        certain = _("%(options)s wins, whichever of the options that are last and level goes out.")
        return certain % {"options": names}
    rounds = len(question["rounds"])
    sentence = (
        _("%(options)s wins in the first round, with %(votes)s of the %(papers)s papers that count in it.")
        if rounds == 1
        else _(
            "%(options)s wins in round %(round)s, with %(votes)s of the %(papers)s papers that count in it."
        )
    )
    votes = last["votes"][_standing(question).index(winners[0]["number"])]
    papers = sum(count for count in last["votes"] if count is not None)
    return sentence % {"options": names, "round": rounds, "votes": f"{votes:,}", "papers": f"{papers:,}"}


def places_in_words(question: Mapping[str, Any], *, units: Sequence[str], regions: int) -> str:
    """In how many branches and regions each option leads; nothing where there is only one branch.

    `units` are the names of the branches, and of what was put together of several.
    """
    branches = [
        _("Of %(total)s branches, %(parts)s."),
        _("In none of %(total)s branches does one option lead."),
    ]
    areas = [_("Of %(total)s regions, %(parts)s."), _("In none of %(total)s regions does one option lead.")]
    sentences = [
        _leads(question, "units", branches, len(units)) if len(units) > 1 else "",
        _("Branches that are counted together stand there as one.")
        if len(units) > 1 and any(map(is_of_several, units))
        else "",
        _leads(question, "regions", areas, regions) if regions > 1 else "",
    ]
    return " ".join(filter(None, sentences))


def _leads(question: Mapping[str, Any], key: str, sentences: Sequence[str], total: int) -> str:
    leaders = [option for option in question["options"] if option[key]]
    level = total - sum(option[key] for option in leaders)
    parts = [_leads_in(question, option, option[key]) for option in leaders]
    if level:
        parts.append(_("in %(n)s no option leads") % {"n": f"{level:,}"})
    some, none = sentences
    return (some if leaders else none) % {"total": f"{total:,}", "parts": _together(parts)}


def _leads_in(question: Mapping[str, Any], option: Mapping[str, Any], n: int) -> str:
    """In so many places an option leads, or is what they say."""
    if question["kind"] not in MEMBERS_DO:
        return _("“%(option)s” leads in %(n)s") % {"option": option["label"], "n": f"{n:,}"}
    first = _standing(question).index(option["number"]) == 0
    if question["kind"] == ACCEPT_REJECT:
        accept = ngettext("%(n)s accepts", "%(n)s accept", n)
        says = accept if first else ngettext("%(n)s rejects", "%(n)s reject", n)
    else:
        yes = ngettext("%(n)s says yes", "%(n)s say yes", n)
        says = yes if first else ngettext("%(n)s says no", "%(n)s say no", n)
    return says % {"n": f"{n:,}"}


def _standing(question: Mapping[str, Any]) -> list[int]:
    """The numbers of the options beside abstaining, in order."""
    return [option["number"] for option in question["options"] if not option["abstains"]]


def _names(options: Sequence[Mapping[str, Any]]) -> str:
    """Options by their labels: “A”, “B” and “C”."""
    names = [f"“{option['label']}”" for option in options]
    if len(names) < 2:
        return "".join(names)
    return _("%(names)s and %(last)s") % {"names": ", ".join(names[:-1]), "last": names[-1]}


def _together(parts: Sequence[str]) -> str:
    """Parts of one sentence, each with a verb of its own."""
    if len(parts) < 2:
        return "".join(parts)
    return _("%(parts)s and %(last)s") % {"parts": ", ".join(parts[:-1]), "last": parts[-1]}


# --- rounds and thresholds


def _rounds(question: Mapping[str, Any]) -> list[RoundShown]:
    rounds = enumerate(question.get("rounds", ()), start=1)
    return [
        RoundShown(number, now["votes"], now["exhausted"], _outcome(question, now)) for number, now in rounds
    ]


def _outcome(question: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    """Who goes out in a round, or why it is the last."""
    if now["excluded"]:
        out = _numbered(question, now["excluded"])
        return ngettext("%(options)s goes out", "%(options)s go out", len(out)) % {"options": _names(out)}
    if now["tied"]:
        return _("%(options)s are last and level") % {"options": _names(_numbered(question, now["tied"]))}
    if not question["leading"]:
        return _("nobody wins")
    return _("%(options)s wins") % {"options": _names(_numbered(question, question["leading"]))}


def _numbered(question: Mapping[str, Any], numbers: Sequence[int]) -> list[Mapping[str, Any]]:
    options = {option["number"]: option for option in question["options"]}
    return [options[number] for number in numbers]


def thresholds_shown(results: Mapping[str, Any]) -> list[ThresholdShown]:
    """Every threshold of the ballot, in the order in which they were set."""
    return [_threshold(threshold) for threshold in results["thresholds"]]


def _threshold(threshold: Mapping[str, Any]) -> ThresholdShown:
    part, whole = threshold["part"], threshold["whole"]
    at_least = needed(*threshold["fraction"])
    figures = (
        _("%(part)s of %(whole)s members on the roll voted, %(share)s%%; at least %(needed)s is needed")
        if threshold["basis"] == TURNOUT
        else _("%(part)s of %(whole)s votes, %(share)s%%; at least %(needed)s is needed")
    )
    share = per_cent(part, whole)
    outcome = {True: _("Reached"), False: _("Not reached"), None: _("Not in force on the closing day")}
    return ThresholdShown(
        label=threshold["label"],
        figures=figures % {"part": f"{part:,}", "whole": f"{whole:,}", "share": share, "needed": at_least},
        outcome=outcome[threshold["reached"]],
        note=threshold["note"],
    )
