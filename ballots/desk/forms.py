"""The forms of the screens on which an officer sets a ballot up; every rule is in the verbs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, QuerySet
from django.http import QueryDict
from django.utils import timezone

from ballots.desk.fields import DAYS, ReminderDays, reminders_of
from ballots.models import Ballot
from ballots.patterns import PATTERNS
from ballots.setting_up import four_weeks_before
from union.accounts.models import Role, User
from union.accounts.roles import branches_of
from union.asking import MomentsForm, day_field, time_field
from union.members.models import Branch, Employer, Member, Region
from union.members.named import MOST_TICKED, NamedField, OneNamedField
from union.pages.forms import HintedRadios, LargeRadios

NATION = "nation"
BY_LINK, BY_RETURNS = "link", "returns"
FEW = 12  # choices that are shown as tick boxes; more of them in a list of their own


class PatternForm(forms.Form):
    """Screen 1: which ready-made ballot, and for whom where somebody works for several."""

    pattern = forms.ChoiceField(
        label="What do you want to ask?",
        choices=[(pattern.slug, pattern.name) for pattern in PATTERNS.values()],
        widget=LargeRadios(hints={pattern.slug: pattern.in_words for pattern in PATTERNS.values()}),
        error_messages={
            "required": "Choose what you want to ask.",
            "invalid_choice": "Choose one of the ballots listed.",
        },
    )

    def __init__(self, data: QueryDict | None, *, by: User) -> None:
        super().__init__(data)
        self.scopes = scopes_of(by)
        if len(self.scopes) > 1:
            self.fields["branch"] = scope_field(self.scopes, by=by)
        if NATION in dict(self.scopes):
            self.fields["how"] = how_field()

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if found.get("how") == BY_RETURNS and (found.get("branch") or NATION) != NATION:
            self.add_error(
                "how",
                "Branch returns are for a ballot of the whole union. Choose that above; the page “Who votes” "
                "narrows it to some regions or branches.",
            )
        return found

    @property
    def branch(self) -> Branch | None:
        return branch_from(self.cleaned_data.get("branch") or self.scopes[0][0])

    @property
    def by_returns(self) -> bool:
        return self.cleaned_data.get("how") == BY_RETURNS


class VotersForm(forms.Form):
    """Screen 3: the rules on who may vote. Every one of them may be left alone."""

    def __init__(self, data: QueryDict | None, *, ballot: Ballot, by: User) -> None:
        super().__init__(data, initial=_voters_of(ballot))
        self.written: dict[str, str] = {}  # of what is asked for by name, the column that the rule holds
        scopes = [scope for scope in scopes_of(by) if scope[0] != NATION]
        if ballot.branch and len(scopes) > 1:  # a national ballot stays one: its key is kept by others
            self.fields["branch"] = scope_field(scopes, by=by)
        members = Member.objects.filter(branch=ballot.branch) if ballot.branch else Member.objects.all()
        if ballot.branch is None:
            self._offer("regions", "Only these regions", Region.objects.values_list("code", "name"))
            self._offer_rows("branches", "Only these branches", Branch.objects.all(), value="code")
        self._offer("sectors", "Only these service groups", _named(members, "sector"))
        self._offer_rows("employers", "Only these employers", _employers(ballot.branch), value="name")
        for name, label in (("pay_from", "Pay points from"), ("pay_to", "Pay points to")):
            self.fields[name] = forms.IntegerField(
                label=label,
                required=False,
                min_value=1,
                max_value=999,
                widget=forms.TextInput(attrs={"inputmode": "numeric"}),
                error_messages={"invalid": "Enter a pay point as a number, such as 5."},
            )
        self.four_weeks = four_weeks_before(ballot.opens_at)
        self.fields["four_weeks"] = forms.BooleanField(
            label=f"Only members who joined before {self.four_weeks:%-d %B %Y}",
            help_text="Four weeks before the ballot opens: a common rule. It moves along with the opening.",
            required=False,
        )

    def _offer(self, name: str, label: str, found: Iterable[tuple[str, str]]) -> None:
        """A rule with its values, where there is more than one to choose from."""
        choices = [(value, text) for value, text in found if value]
        if len(choices) < 2:
            return
        many = len(choices) > FEW
        self.fields[name] = forms.MultipleChoiceField(
            label=label,
            help_text="Choose none to ask all of them.",
            required=False,
            choices=choices,
            widget=forms.SelectMultiple(attrs={"size": 8}) if many else forms.CheckboxSelectMultiple,
        )

    def _offer_rows(self, name: str, label: str, rows: QuerySet[Any], *, value: str) -> None:
        """A rule whose values are rows of the roll: so many that nobody finds one in a list are written."""
        offered = list(rows.values_list(value, "name")[: MOST_TICKED + 1])
        if len(offered) <= MOST_TICKED:
            self._offer(name, label, offered)
            return
        self.fields[name] = NamedField(rows, label=label)
        self.initial[name] = rows.filter(**{f"{value}__in": self.initial[name]})
        self.written[name] = value

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        for name, value in self.written.items():
            if name in found:
                found[name] = list(found[name].values_list(value, flat=True))
        low, high = found.get("pay_from"), found.get("pay_to")
        if (low is None) != (high is None) and not {"pay_from", "pay_to"} & set(self.errors):
            missing = "pay_to" if high is None else "pay_from"
            self.add_error(missing, "Enter both pay points, or neither.")
        if low and high and low > high:
            self.add_error("pay_to", "Enter a pay point that is not below the first.")
        return found

    def branch_or(self, present: Branch | None) -> Branch | None:
        """The branch chosen, or the present one where there was nothing to choose."""
        chosen = self.cleaned_data.get("branch")
        return branch_from(chosen) if chosen else present

    @property
    def rules(self) -> dict[str, object]:
        """The rules as a ballot holds them."""
        data = self.cleaned_data
        lists = {name: data.get(name) for name in ("regions", "branches", "sectors", "employers")}
        points = [data["pay_from"], data["pay_to"]] if data.get("pay_from") else None
        joined = self.four_weeks.isoformat() if data.get("four_weeks") else None
        return {**lists, "pay_points": points, "joined_before": joined}


class DatesForm(MomentsForm, ReminderDays):
    """Screen 4: when voting opens and closes, and when those who have not voted are reminded."""

    template_name = "desk/ballots/_dates_form.html"
    field_order = ("opens_on", "opens_time", "closes_on", "closes_time", *DAYS)
    opens_on = day_field("Opens on", "Today means: as soon as a colleague has agreed.")
    opens_time = time_field("Opens at")
    closes_on = day_field("Closes on", "Two weeks are usual. Members who are away need a weekend or two.")
    closes_time = time_field("Closes at")

    def __init__(self, data: QueryDict | None, *, ballot: Ballot) -> None:
        opens, closes = timezone.localtime(ballot.opens_at), timezone.localtime(ballot.closes_at)
        initial = {
            "opens_on": opens.date(),
            "opens_time": opens.time(),
            "closes_on": closes.date(),
            "closes_time": closes.time(),
            **reminders_of(ballot),
        }
        super().__init__(data, initial=initial)
        if ballot.by_returns:  # nobody is written to
            for name in DAYS:
                del self.fields[name]

    @property
    def opens_at(self) -> datetime:
        return self.moment("opens")

    @property
    def closes_at(self) -> datetime:
        return self.moment("closes")


class ReceiptForm(forms.Form):
    """Beside the screens: what a member can check by the receipt."""

    receipt = forms.ChoiceField(
        label="What can members check by their receipt?",
        choices=[
            (Ballot.Receipt.TRACKER, "That their vote was counted as they cast it"),
            (Ballot.Receipt.INCLUSION, "That their sealed paper was counted"),
        ],
        widget=HintedRadios(
            hints={
                Ballot.Receipt.TRACKER: "Every vote is listed with its tracker. Whoever is shown a member’s "
                "tracker reads how that member voted.",
                Ballot.Receipt.INCLUSION: "Votes are listed without trackers. A member can show nobody how "
                "they voted, and cannot look up either what their paper was counted as.",
            }
        ),
        error_messages={"required": "Choose one.", "invalid_choice": "Choose one of the two."},
    )


class ReasonForm(forms.Form):
    """Why a ballot is closed before its time, paused, goes on or is void."""

    reason = forms.CharField(
        label="The reason, in a sentence",
        help_text="Members read it on the ballot’s page.",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": "Write the reason in a sentence: members read it on the ballot’s page.",
            "max_length": "Write the reason in 200 characters or fewer.",
        },
    )


class ExtensionForm(MomentsForm, ReasonForm):
    """A later closing time, and why."""

    closes_on = day_field("New closing day", "At most 14 days after the day that was fixed.")
    closes_time = time_field("New closing time")
    field_order = ("closes_on", "closes_time", "reason")

    @property
    def closes_at(self) -> datetime:
        return self.moment("closes")


def scopes_of(by: User) -> list[tuple[str, str]]:
    """The branches somebody draws up ballots for, by code and name; the whole union first for its office."""
    nation = by.roles.filter(kind=Role.Kind.NATIONAL_OFFICE).exists()
    branches = list(branches_of(by).order_by("name").values_list("code", "name"))
    return [(NATION, "The whole union: a national ballot"), *branches] if nation else branches


def scope_field(scopes: list[tuple[str, str]], *, by: User) -> forms.Field:
    """A choice of `scopes`, or the name of a branch to be written where nobody finds it among so many."""
    label = "Whose ballot is it?"
    if len(scopes) <= MOST_TICKED:
        chosen = {"required": "Choose a branch.", "invalid_choice": "Choose one of your branches."}
        return forms.ChoiceField(label=label, choices=scopes, error_messages=chosen)
    national = NATION in dict(scopes)
    written = {"required": "Enter the name or the code of a branch."}
    field = OneNamedField(branches_of(by), required=not national, label=label, error_messages=written)
    if national:
        field.help_text += " Leave it empty for the whole union: a national ballot."
    return field


def how_field() -> forms.ChoiceField:
    """How members vote: asked of the national office alone."""
    return forms.ChoiceField(
        label="How do members vote?",
        required=False,
        initial=BY_LINK,
        choices=[(BY_LINK, "Each with a link of their own"), (BY_RETURNS, "By branch returns alone")],
        widget=HintedRadios(
            hints={
                BY_LINK: "Everybody on the roll gets a link by e-mail, or a code in a letter.",
                BY_RETURNS: "No link is mailed. Each branch consults its members in its own way, such as at "
                "meetings or on paper, and two of its officers send in its figures here.",
            }
        ),
    )


def branch_from(scope: str | Branch) -> Branch | None:
    """The branch that was written, or that of a scope among the choices; None for the whole union."""
    if isinstance(scope, Branch):
        return scope
    return None if scope == NATION else Branch.objects.get(code=scope)


def _voters_of(ballot: Ballot) -> dict[str, object]:
    rules: Mapping[str, Any] = ballot.rules
    low, high = rules.get("pay_points") or (None, None)
    return {
        **{name: rules.get(name, []) for name in ("regions", "branches", "sectors", "employers")},
        "branch": ballot.branch.code if ballot.branch else NATION,
        "pay_from": low,
        "pay_to": high,
        "four_weeks": bool(rules.get("joined_before")),
    }


def _named(members: QuerySet[Member], field: str) -> list[tuple[str, str]]:
    found = members.order_by(field).values_list(field, flat=True).distinct()
    return [(name, name) for name in found]


def _employers(branch: Branch | None) -> QuerySet[Employer]:
    """Of a branch those at which its members work."""
    if branch is None:
        return Employer.objects.all()
    return Employer.objects.filter(Exists(Member.objects.filter(employer=OuterRef("pk"), branch=branch)))
