"""Reminders: on their days, to those who have not voted, of whom no list exists anywhere."""

import re
from datetime import date, datetime, time, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from ballots import due, errors, reminding
from ballots.drafting import revise_ballot
from ballots.freezing import freeze_ballot
from ballots.linking import token_for
from ballots.models import Act, Ballot, Reminder, RollEntry, State
from ballots.patterns import OFFER
from ballots.reminder_days import plan_reminders
from ballots.reminding import REMINDER, forget_left, remind_due, set_days
from ballots.setting_up import set_dates
from ballots.starting import start_from_pattern
from tests.ballots import factories, scenes
from tests.ballots.factories import a_branch, cast, frozen, ines, opened
from tests.ballots.scenes import A, Scene
from tests.ballots.test_booth import text_of
from tests.conftest import SignIn
from tests.once import told_once
from union.accounts.models import Role, User
from union.audit.models import Entry
from union.mail.composing import render
from union.mail.models import Message
from union.mail.sending import send_due
from union.members.models import Member

pytestmark = pytest.mark.django_db
PAGE = "/desk/ballots/njc-pay-claim-2022/reminders/"
HALF_WAY, TWO_DAYS_BEFORE = date(2022, 3, 18), date(2022, 3, 20)


@pytest.fixture
def ballot(noon: datetime) -> Ballot:
    """Three members; open from Tuesday 15 March 2022 to the Tuesday after it."""
    return opened(a_branch(members=3), noon=noon)


def ten_on(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(10)))


def rowan_of(ballot: Ballot) -> RollEntry:
    return ballot.roll.select_related("ballot", "member").earliest("pk")


def test_the_usual_days_come_with_the_freeze(ballot: Ballot) -> None:
    assert list(ballot.reminders.values_list("day", flat=True)) == [HALF_WAY, TWO_DAYS_BEFORE]


@pytest.mark.parametrize(("days", "usual"), [(1, []), (2, [16]), (3, [16]), (4, [17]), (5, [17, 18])])
def test_a_short_ballot_reminds_less(noon: datetime, days: int, usual: list[int]) -> None:
    draft = factories.a_draft(a_branch(members=3), noon=noon)
    Ballot.objects.update(closes_at=noon + timedelta(days=days))
    draft.refresh_from_db()
    plan_reminders(draft)
    assert [day.day for day in draft.reminders.values_list("day", flat=True)] == usual


@pytest.mark.django_db(transaction=True)
def test_who_has_not_voted_is_found_out_in_the_send(ballot: Ballot, mailoutbox: list[object]) -> None:
    cast(rowan_of(ballot))
    at = ten_on(HALF_WAY)
    assert [remind_due(at=at) for _ in range(2)] == [3, 0]
    second = ballot.roll.select_related("ballot").order_by("pk")[1]
    cast(second, at=at)  # between the queue and the send
    send_due(at=at)
    assert [mail.to for mail in mailoutbox] == [["member3.nw-001@example.org"]]  # type: ignore[attr-defined]
    assert (forget_left(at=at), Message.objects.count()) == (3, 0)


def test_the_reminder_has_the_present_link_and_stops_with_the_vote(ballot: Ballot) -> None:
    remind_due(at=ten_on(HALF_WAY))
    rowan = rowan_of(ballot)
    message = Message.objects.get(subject=f"entry:{rowan.pk}")
    letter = render(message)
    assert letter
    assert (letter.subject, token_for(rowan) in letter.text, token_for(rowan) in letter.html) == (
        "Voting is still open",
        True,
        True,
    )
    assert (message.kind, message.lane) == (REMINDER, "bulk")
    cast(rowan)
    assert render(message) is None


def test_a_reminder_is_due_from_ten_on_its_day(ballot: Ballot) -> None:
    at = ten_on(HALF_WAY)
    early = at - timedelta(minutes=1)
    assert [remind_due(at=moment) for moment in (early, at, ten_on(TWO_DAYS_BEFORE))] == [0, 3, 3]
    assert list(Message.objects.values_list("version", flat=True).distinct().order_by("version")) == list(
        ballot.reminders.values_list("pk", flat=True)
    )


def test_of_missed_days_the_last_counts(ballot: Ballot) -> None:
    assert remind_due(at=ten_on(date(2022, 3, 21))) == 3
    assert list(ballot.reminders.values_list("done", "upto")) == [
        (True, 0),
        (True, ballot.roll.latest("pk").pk),
    ]


@pytest.mark.parametrize("state", [State.SCHEDULED, State.PAUSED, State.CLOSED, State.VOID])
def test_a_ballot_that_is_not_open_reminds_nobody(ballot: Ballot, state: State) -> None:
    Ballot.objects.update(state=state)
    assert remind_due(at=ten_on(HALF_WAY)) == 0


@pytest.mark.any_database
def test_a_worker_that_dies_is_followed_by_one_that_goes_on(
    ballot: Ballot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reminding, "BATCH", 1)
    at, reminder = ten_on(HALF_WAY), ballot.reminders.earliest("day")
    assert reminding._queue_some(reminder, at=at) == 1
    assert remind_due(at=at) == 2
    assert Message.objects.count() == 3


def test_members_without_an_address_and_corrected_ones(ballot: Ballot) -> None:
    Member.objects.update(email="")
    RollEntry.objects.filter(pk=rowan_of(ballot).pk).update(email="rowan.new@example.org")
    assert remind_due(at=ten_on(HALF_WAY)) == 1
    assert Message.objects.get().recipient == "rowan.new@example.org"


def test_letters_on_their_way_are_not_forgotten(ballot: Ballot) -> None:
    remind_due(at=ten_on(HALF_WAY))
    assert forget_left(at=ten_on(HALF_WAY)) == 0


def test_the_steps_are_in_the_sweep() -> None:
    assert {remind_due, forget_left} <= set(due.STEPS)


# --- the days


def test_ines_sets_other_days_until_they_are_sent(ballot: Ballot) -> None:
    by = ines(a_branch())
    set_days(ballot, days=[HALF_WAY, date(2022, 3, 19)], by=by, at=ballot.opens_at)
    remind_due(at=ten_on(HALF_WAY))
    set_days(ballot, days=[date(2022, 3, 21)], by=by, at=ten_on(HALF_WAY))
    assert list(ballot.reminders.values_list("day", "done")) == [
        (HALF_WAY, True),
        (date(2022, 3, 21), False),
    ]
    entry = Entry.objects.filter(action="ballot.reminders_set").latest("pk")
    assert (entry.by_id, entry.detail) == (by.pk, {"days": ["2022-03-21"]})


@pytest.mark.parametrize(
    "days",
    [
        [date(2022, 3, 15)],  # today, after ten
        [date(2022, 3, 23)],  # after the close
        [date(2022, 3, 17), date(2022, 3, 17)],
    ],
)
def test_days_have_to_be_to_come_open_and_different(ballot: Ballot, days: list[date]) -> None:
    with pytest.raises(errors.BadReminderDays):
        set_days(ballot, days=days, by=ines(a_branch()), at=ballot.opens_at)
    assert ballot.reminders.count() == 2


def test_a_day_that_was_sent_is_not_taken_again(ballot: Ballot) -> None:
    remind_due(at=ten_on(HALF_WAY))
    with pytest.raises(errors.BadReminderDays):
        set_days(ballot, days=[HALF_WAY], by=ines(a_branch()), at=ten_on(HALF_WAY) - timedelta(hours=1))


def test_before_the_opening_no_day_is_before_it(noon: datetime) -> None:
    ballot = frozen(a_branch(members=3), noon=noon)
    Ballot.objects.update(state=State.SCHEDULED, opens_at=noon + timedelta(days=2))
    with pytest.raises(errors.BadReminderDays):
        set_days(ballot, days=[date(2022, 3, 16)], by=ines(a_branch()), at=noon)


def test_officers_of_another_branch_and_closed_ballots(ballot: Ballot) -> None:
    orla = factories.an_officer("orla@example.org", branch=a_branch("NW-002"))
    with pytest.raises(errors.NotYours):
        set_days(ballot, days=[], by=orla, at=ballot.opens_at)
    Ballot.objects.update(state=State.CLOSED)
    with pytest.raises(errors.WrongMoment):
        set_days(ballot, days=[], by=ines(a_branch()), at=ballot.opens_at)


# --- at the desk


@told_once
def scene() -> Scene:
    return scenes.opened(timezone.now(), members=12)


@pytest.fixture
def desk(scene: Scene, sign_in: SignIn) -> Client:
    return sign_in(scene.ines)


def test_ines_reads_and_changes_the_days(desk: Client, scene: Scene) -> None:
    scenes.cast(scene.entry(), A, at=scene.at)
    page = desk.get(PAGE)
    assert text_of(page).count("planned, from 10 in the morning") == 2
    day = timezone.localtime(scene.at).date() + timedelta(days=4)
    after = desk.post(PAGE, {"first": day.isoformat(), "second": "", "third": ""}, follow=True)
    assert after.redirect_chain == [(PAGE, 302)]
    assert list(Reminder.objects.values_list("day", flat=True)) == [day]
    assert f'value="{day}"' in after.content.decode()
    assert not re.search("Rowan|NW-001-0", after.content.decode())


@pytest.mark.parametrize(
    ("first", "status", "sentence"),
    [
        ("soon", 422, "Enter a day such as 25/03/2026, or leave the field empty."),
        ("2022-03-25", 409, "Choose days that are still to come and on which the ballot is open"),
    ],
)
def test_a_day_that_will_not_do_is_told_and_kept(
    desk: Client, first: str, status: int, sentence: str
) -> None:
    page = desk.post(PAGE, {"first": first})
    assert (page.status_code, sentence in text_of(page)) == (status, True)
    assert f'value="{first}"' in page.content.decode()


def test_others_find_nothing_change_nothing(scene: Scene, sign_in: SignIn, desk: Client) -> None:
    orla = sign_in(scene.orla)
    assert [orla.get(PAGE).status_code, orla.post(PAGE).status_code] == [404, 404]
    assert desk.delete(PAGE).status_code == 405
    Ballot.objects.update(branch=None)
    ola = User.objects.create_user("ola@example.org", name="Ola Berg")
    Role.objects.create(user=ola, kind=Role.Kind.SCRUTINEER)
    browser = sign_in(ola)
    assert [browser.get(PAGE).status_code, browser.post(PAGE).status_code] == [200, 403]


def test_a_closed_ballot_shows_what_was_and_no_form(desk: Client) -> None:
    Ballot.objects.update(state=State.CLOSED)
    page = desk.get(PAGE)
    assert (text_of(page).count("not sent"), "<form" in page.content.decode().split("<main")[1]) == (2, False)
    assert desk.post(PAGE, {}).status_code == 409


# --- from the draft on


def days_of(ballot: Ballot) -> list[date]:
    return list(ballot.reminders.values_list("day", flat=True))


def test_the_usual_days_stand_in_the_draft_and_move_along(noon: datetime) -> None:
    draft = factories.a_draft(a_branch(members=3), noon=noon)
    assert days_of(draft) == [HALF_WAY, TWO_DAYS_BEFORE]
    later = {"opens_at": draft.opens_at + timedelta(days=1), "closes_at": draft.closes_at + timedelta(days=1)}
    revise_ballot(draft, by=ines(a_branch()), at=noon, **later)
    assert days_of(draft) == [date(2022, 3, 19), date(2022, 3, 21)]


def test_days_that_were_chosen_in_the_draft_stay_through_the_freeze(noon: datetime) -> None:
    draft = factories.a_draft(a_branch(members=3), noon=noon)
    dates = {"opens_at": draft.opens_at, "closes_at": draft.closes_at}
    chosen = [date(2022, 3, 17), date(2022, 3, 21)]
    set_dates(draft, **dates, reminders=chosen, by=ines(a_branch()), at=noon)
    revise_ballot(draft, closes_at=draft.closes_at + timedelta(days=1), by=ines(a_branch()), at=noon)
    factories.two_people(draft, Act.FREEZE, at=noon)
    draft.refresh_from_db()
    dates = {"opens_at": draft.opens_at, "closes_at": draft.closes_at}
    with pytest.raises(errors.NotADraft, match="Two people have fixed this ballot"):  # days alone, too
        set_dates(draft, **dates, reminders=[date(2022, 3, 18)], by=ines(a_branch()), at=noon)
    assert freeze_ballot(draft, at=noon)
    assert days_of(draft) == chosen
    assert Entry.objects.filter(action="ballot.reminders_set").get().detail == {
        "days": ["2022-03-17", "2022-03-21"]
    }


def test_no_reminder_at_all_stays_none(noon: datetime) -> None:
    draft = factories.a_draft(a_branch(members=3), noon=noon)
    dates = {"opens_at": draft.opens_at, "closes_at": draft.closes_at}
    set_dates(draft, **dates, reminders=[], by=ines(a_branch()), at=noon)
    factories.two_people(draft, Act.FREEZE, at=noon)
    assert freeze_ballot(draft, at=noon)
    assert days_of(draft) == []


def test_usual_days_left_alone_move_and_chosen_ones_have_to_fit(noon: datetime) -> None:
    draft, by = factories.a_draft(a_branch(members=3), noon=noon), ines(a_branch())
    later = {"opens_at": draft.opens_at, "closes_at": draft.closes_at + timedelta(days=6)}
    draft = set_dates(draft, **later, reminders=[HALF_WAY, TWO_DAYS_BEFORE], by=by, at=noon)
    assert days_of(draft) == [date(2022, 3, 21), date(2022, 3, 26)]
    draft = set_dates(draft, **later, reminders=[date(2022, 3, 27)], by=by, at=noon)
    sooner = {"opens_at": draft.opens_at, "closes_at": draft.closes_at - timedelta(days=3)}
    with pytest.raises(errors.DatesUnclear, match="Choose days that are still to come") as refusal:
        set_dates(draft, **sooner, reminders=[date(2022, 3, 27)], by=by, at=noon)
    draft.refresh_from_db()
    assert (refusal.value.field, draft.closes_at, days_of(draft)) == (
        "first",
        later["closes_at"],
        [date(2022, 3, 27)],
    )


def test_a_ballot_fixed_late_reminds_nobody_on_the_day_it_invites_them(noon: datetime) -> None:
    draft = factories.a_draft(a_branch(members=3), noon=noon)
    late = ten_on(HALF_WAY)
    factories.two_people(draft, Act.FREEZE, at=late)
    assert freeze_ballot(draft, at=late)
    assert days_of(draft) == [TWO_DAYS_BEFORE]


def test_ines_sees_and_changes_the_days_where_she_sets_opening_and_closing(sign_in: SignIn) -> None:
    draft = scenes.drafted(timezone.now(), members=12)
    desk, page = sign_in(draft.ines), "/desk/ballots/njc-pay-claim-2022/dates/"
    [half, before] = days_of(draft.ballot)
    shown = desk.get(page).content.decode()
    assert (f'value="{half}"' in shown, f'value="{before}"' in shown) == (True, True)
    closes = timezone.localtime(draft.ballot.closes_at)
    sent = {
        "opens_on": f"{timezone.localdate()}", "opens_time": "23:00",
        "closes_on": f"{closes:%Y-%m-%d}", "closes_time": f"{closes:%H:%M}",
        "first": f"{before}", "second": "", "third": "",
    }  # fmt: skip
    assert desk.post(page, sent).status_code == 302
    assert days_of(draft.ballot) == [before]
    text = text_of(desk.get("/desk/ballots/njc-pay-claim-2022/check/"))
    assert f"Those who have not voted are reminded on {before:%A} {before.day} {before:%B %Y}." in text
    late = desk.post(page, {**sent, "first": f"{closes.date() + timedelta(days=1)}"})
    assert (late.status_code, "Choose days that are still to come" in text_of(late)) == (422, True)
    desk.post(page, {**sent, "first": ""})
    assert "No reminder is sent." in text_of(desk.get("/desk/ballots/njc-pay-claim-2022/check/"))


def test_a_ballot_by_returns_plans_none_and_asks_for_none(sign_in: SignIn, noon: datetime) -> None:
    nell = User.objects.create_user("nell@example.org", name="Nell Voss")
    Role.objects.create(user=nell, kind=Role.Kind.NATIONAL_OFFICE)
    ballot = start_from_pattern(OFFER, branch=None, by_returns=True, by=nell, at=noon)
    assert days_of(ballot) == []
    page = sign_in(nell).get(f"/desk/ballots/{ballot.slug}/dates/")
    assert "reminder" not in text_of(page).lower()
