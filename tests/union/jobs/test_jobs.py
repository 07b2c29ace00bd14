"""Long work with progress: asked for once, done once, called off, and taken up again after a worker died."""

import logging
from datetime import datetime, timedelta
from io import StringIO
from types import SimpleNamespace

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.test.utils import CaptureQueriesContext
from wagtail import hooks

from tests.union.jobs.conftest import Flock
from union import leases
from union.accounts.models import User
from union.expiring import expire
from union.health import Finding, examine
from union.jobs import working
from union.jobs.asking import AlreadyUnderWay, ask_for, cancel, latest, latest_of
from union.jobs.models import Job, State
from union.jobs.showing import look_again
from union.sweeping import sweep

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
SUBJECT = "flock:1"


def ask(at: datetime, subject: str = SUBJECT) -> Job:
    return ask_for("sheep", subject=subject, by=None, at=at)


def now(job: Job) -> tuple[str, int, int]:
    job.refresh_from_db()
    return job.state, job.done, job.total


# --- asking


def test_a_job_waits_until_a_sweep_does_it(noon: datetime, flock: type[Flock]) -> None:
    job = ask(noon)
    assert now(job) == ("waiting", 0, 0)
    assert sweep(at=noon)["union.jobs.wagtail_hooks.run_jobs"] == 1
    assert now(job) == ("done", 3, 3)
    assert (job.report, job.reason, job.worker, job.tries) == ({"sheep": 3}, "", "", 1)
    assert latest("sheep", subject=SUBJECT) == job
    assert sweep(at=noon)["union.jobs.wagtail_hooks.run_jobs"] == 0


def test_a_subject_has_one_live_job_of_a_kind(noon: datetime, flock: type[Flock]) -> None:
    first = ask(noon)
    with pytest.raises(AlreadyUnderWay) as refusal:
        ask(noon)
    assert str(refusal.value) == "Counting sheep is under way already: wait until it has ended."
    other = ask(noon, "flock:2")
    assert working.run_waiting(at=noon) == 2
    again = ask(noon)
    assert (now(first)[0], now(other)[0], now(again)[0]) == ("done", "done", "waiting")


def test_a_kind_nobody_registered_cannot_be_asked_for(noon: datetime) -> None:
    with pytest.raises(KeyError):
        ask_for("goats", subject=SUBJECT, by=None, at=noon)


def test_a_job_is_done_here_and_now_unless_another_worker_has_it(noon: datetime, flock: type[Flock]) -> None:
    first, second = ask(noon), ask(noon, "flock:2")
    assert working.do_now(second, at=noon)
    assert (now(first)[0], now(second)[0], second.report) == ("waiting", "done", {"sheep": 3})
    assert not working.do_now(second, at=noon)
    assert working.claim(worker="w1", at=noon) == first
    assert not working.do_now(first, at=noon)
    assert working.do_now(first, at=noon + working.LEASE)


def test_the_newest_of_each_kind_is_found(noon: datetime, flock: type[Flock]) -> None:
    ask(noon)
    working.run_waiting(at=noon)
    newest, other = ask(noon), ask(noon, "flock:2")
    assert latest_of(["sheep", "goats"], subject=SUBJECT) == [newest]
    assert latest_of(["goats"], subject=SUBJECT) == []
    assert latest_of(["sheep"], subject="flock:2") == [other]


# --- how it ends


def test_a_refusal_is_read_by_whoever_asked(noon: datetime, flock: type[Flock]) -> None:
    job = ask(noon, "flock:none")
    working.run_waiting(at=noon)
    assert (now(job)[0], job.reason) == ("failed", "There are no sheep: let some in first.")


def test_a_mistake_of_ours_ends_that_job_alone_and_is_logged_without_its_words(
    noon: datetime, flock: type[Flock], caplog: pytest.LogCaptureFixture
) -> None:
    broken, whole = ask(noon, "flock:wolf"), ask(noon)
    with caplog.at_level(logging.ERROR):
        assert working.run_waiting(at=noon) == 2
    assert (now(broken)[0], broken.reason, now(whole)[0]) == ("failed", working.UNEXPECTED, "done")
    assert "LookupError" in caplog.text
    assert "rowan.ashby" not in caplog.text


# --- calling off


def test_a_job_that_waits_is_called_off_at_once(noon: datetime, flock: type[Flock]) -> None:
    job = ask(noon)
    assert cancel(job, at=noon)
    assert now(job)[0] == "cancelled"
    assert not cancel(job, at=noon)
    assert (working.run_waiting(at=noon), flock.counted) == (0, 0)


@pytest.mark.django_db(transaction=True)
def test_a_running_job_is_called_off_at_its_next_step(
    noon: datetime, flock: type[Flock], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(working, "TELL_EVERY", 0)
    job = ask(noon)

    def somebody_calls(n: int) -> None:
        if n == 3:
            assert now(job) == ("running", 2, 3)
            assert cancel(job, at=noon)

    flock.meets = somebody_calls  # type: ignore[assignment]
    working.run_waiting(at=noon)
    assert (now(job)[0], flock.counted) == ("cancelled", 2)


@pytest.mark.django_db(transaction=True)
def test_telling_often_writes_once_a_second(noon: datetime) -> None:
    ask(noon)
    job = working.claim(worker="w1", at=noon)
    assert job is not None
    with CaptureQueriesContext(connection) as captured:
        for n in range(1000):
            working.advance(job, done=n, total=1000)
    assert len([q for q in captured if q["sql"].startswith("UPDATE")]) == 1


# --- a worker that dies


def test_no_two_workers_get_one_job(noon: datetime) -> None:
    ask(noon)
    assert working.claim(worker="w1", at=noon) is not None
    assert working.claim(worker="w2", at=noon + working.LEASE - timedelta(seconds=1)) is None


@pytest.mark.django_db(transaction=True)
def test_a_dead_workers_job_is_taken_up_again_and_the_dead_one_changes_nothing(
    noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(working, "TELL_EVERY", 0)
    ask(noon)
    dead = working.claim(worker="w1", at=noon)
    alive = working.claim(worker="w2", at=noon + working.LEASE)
    assert dead is not None
    assert alive is not None
    assert (alive.pk, alive.tries) == (dead.pk, 2)
    with pytest.raises(working.Lost):
        working.advance(dead, done=1)
    assert not working.finish(dead, report={}, at=noon)
    assert working.finish(alive, report={"sheep": 3}, at=noon)


@pytest.mark.django_db(transaction=True)
def test_telling_renews_the_lease(noon: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    ask(noon)
    job = working.claim(worker="w1", at=noon)
    assert job is not None
    job.claimed -= 240  # four minutes have passed
    working.advance(job, done=1)
    assert working.claim(worker="w2", at=noon + timedelta(minutes=8)) is None
    assert working.claim(worker="w2", at=noon + timedelta(minutes=10)) is not None


def test_a_job_that_a_long_sweep_begins_is_left_to_it(
    noon: datetime, flock: type[Flock], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ten minutes into the sweep its lease begins then, and has not ended before the work has begun."""
    job, passed = ask(noon), [0.0]
    monkeypatch.setattr(leases, "time", SimpleNamespace(monotonic=lambda: passed[0]))

    def ten_minutes(*, at: datetime) -> int:
        passed[0] = 600.0
        return 1

    others = []
    flock.meets = lambda n: others.append(working.claim(worker="w2", at=noon + timedelta(minutes=11)))  # type: ignore[assignment]
    with hooks.register_temporarily("due", ten_minutes):
        sweep(at=noon)
    assert (others, now(job)[0], job.tries) == ([None, None, None], "done", 1)


def test_a_lease_of_a_clock_that_was_ahead_is_taken_back(noon: datetime) -> None:
    ask(noon)
    assert working.claim(worker="w1", at=noon + timedelta(hours=1)) is not None
    assert working.claim(worker="w2", at=noon) is not None


def test_what_kills_its_worker_three_times_is_given_up(noon: datetime) -> None:
    job = ask(noon)
    for n in range(3):
        assert working.claim(worker=f"w{n}", at=noon + n * working.LEASE) is not None
    assert working.claim(worker="w4", at=noon + 3 * working.LEASE) is None
    assert (now(job)[0], job.reason) == ("failed", working.GAVE_UP)


def test_a_dead_workers_job_that_was_called_off_is_not_taken_up(noon: datetime) -> None:
    job = ask(noon)
    working.claim(worker="w1", at=noon)
    cancel(job, at=noon)
    assert working.claim(worker="w2", at=noon + working.LEASE) is None
    assert now(job)[0] == "cancelled"


# --- on a page, and afterwards


def page_of(job: Job | None) -> str:
    request = HttpRequest()
    request.path = "/desk/sheep/"
    text = '{% load job_progress %}{% job_progress job "/desk/sheep/stop/" %}'
    return Template(text).render(Context({"request": request, "job": job}))


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"state": State.WAITING}, "Waiting for a worker. It begins within half a minute."),
        ({"state": State.RUNNING, "done": 34_000, "total": 100_000}, "34,000 of 100,000 (34%)."),
        ({"state": State.RUNNING, "done": 34_000}, "34,000 so far."),
        ({"state": State.RUNNING}, "Under way."),
        ({"state": State.RUNNING, "cancel_asked": True}, "Stopping."),
        ({"state": State.FAILED, "reason": "There are no sheep."}, "There are no sheep."),
        ({"state": State.CANCELLED}, "Stopped before the end. Nothing was changed."),
    ],
)
def test_a_page_says_how_far_it_is(noon: datetime, fields: dict[str, object], words: str) -> None:
    job = Job(pk=1, kind="sheep", subject=SUBJECT, asked_at=noon, **fields)
    page = page_of(job)
    assert words in page
    assert "Counting sheep" in page
    may_stop = job.is_live and not job.cancel_asked
    assert ('action="/desk/sheep/stop/"' in page, "<progress" in page) == (may_stop, job.is_live)
    assert look_again(HttpResponse(), job).headers.get("Refresh") == ("3" if job.is_live else None)


def test_a_page_says_nothing_of_no_job_or_a_done_one(noon: datetime) -> None:
    done = Job(pk=1, kind="sheep", subject=SUBJECT, asked_at=noon, state=State.DONE)
    assert (page_of(None).strip(), page_of(done).strip()) == ("", "")


def test_a_page_has_no_button_where_nothing_can_be_stopped_and_says_why(noon: datetime) -> None:
    job = Job(pk=1, kind="sheep", subject=SUBJECT, asked_at=noon, state=State.RUNNING)
    text = '{% load job_progress %}{% job_progress job "" "They go by themselves." %}'
    page = Template(text).render(Context({"request": HttpRequest(), "job": job}))
    assert ("<progress" in page, "<form" in page, "They go by themselves." in page) == (True, False, True)


def test_jobs_that_wait_long_are_a_finding(noon: datetime) -> None:
    ask(noon)
    name = "jobs waiting for over 15 minutes"
    for later, ok in ((15, True), (16, False)):
        found = {f.name: f.ok for f in examine(at=noon + timedelta(minutes=later))}
        assert found[name] is ok


def test_a_worker_that_is_away_is_a_finding_though_nothing_waits(noon: datetime) -> None:
    def last(*, minutes: int) -> Finding:
        return next(f for f in examine(at=noon + timedelta(minutes=minutes)) if f.name == "last sweep")

    assert last(minutes=6) == Finding("last sweep", ok=True, detail="not yet")  # and nobody to be told
    User.objects.create_user("ada@example.org", date_joined=noon)
    assert last(minutes=5) == Finding("last sweep", ok=True, detail="not yet")
    never = "none ever: is the worker running, and the scheduler?"
    assert last(minutes=6) == Finding("last sweep", ok=False, detail=never)
    sweep(at=noon - timedelta(minutes=1))
    sweep(at=noon)
    assert last(minutes=5) == Finding("last sweep", ok=True, detail="15 March 12:00 UTC")
    assert last(minutes=-60).ok is False  # the clock was set back, and the worker died with it
    assert last(minutes=6) == Finding(
        "last sweep", ok=False, detail="15 March 12:00 UTC: is the worker running, and the scheduler?"
    )


def test_a_database_that_is_away_is_told_in_a_sentence(noon: datetime) -> None:
    def ask_the_database(*, at: datetime) -> list[Finding]:
        raise OperationalError("could not extend file: No space left on device")

    with hooks.register_temporarily([("health", ask_the_database), ("health", ask_the_database)]):
        words = "no answer from the database: is it running, has it room on its disk, and a connection left?"
        told = [found for found in examine(at=noon) if not found.ok]
        assert told == [Finding("database", ok=False, detail=words)]


def finding(name: str, *, at: datetime) -> Finding:
    return next(found for found in examine(at=at) if found.name == name)


@pytest.mark.django_db(transaction=True)  # as in a worker: one part wants a transaction of its own
def test_a_part_of_the_sweep_that_fails_for_five_minutes_is_a_finding(noon: datetime) -> None:
    def count_the_sheep(*, at: datetime) -> int:
        raise RuntimeError("the gate is shut")

    part = f"{count_the_sheep.__module__}.count_the_sheep since 15 March 12:00 UTC"

    def told(*, minutes: int) -> tuple[bool, bool]:
        at = noon + timedelta(minutes=minutes)
        sweep(at=at)
        found = finding("parts of the sweep that fail", at=at)
        return part in found.detail, found.ok

    with hooks.register_temporarily("due", count_the_sheep):
        assert [told(minutes=minutes) for minutes in (0, 4, 5)] == [
            (False, True),
            (False, True),
            (True, False),
        ]
        with pytest.raises(CommandError, match="Not all of it was done"):
            call_command("sweep", stdout=StringIO())
    assert told(minutes=6) == (False, True)


def test_the_web_server_tells_what_a_worker_alone_can_see(noon: datetime, settings: LazySettings) -> None:
    """The worker alone has the key, and the web server alone is asked."""
    locked = Finding("the sheepfold", ok=False, detail="does not open with the present key")
    with hooks.register_temporarily("worker_health", lambda *, at: [locked]):
        assert locked not in examine(at=noon)
        sweep(at=noon)
    assert locked in examine(at=noon)
    settings.BALLOT_UNWRAP_KEY = ""
    sweep(at=noon)  # of a process that has no key: it knows no better
    assert locked in examine(at=noon)


def test_ended_jobs_are_kept_for_30_days(noon: datetime, flock: type[Flock]) -> None:
    ask(noon)
    working.run_waiting(at=noon)
    waits = ask(noon)
    for days, dry_run, left in ((30, False, 2), (31, True, 2), (31, False, 1)):
        expire(at=noon + timedelta(days=days), dry_run=dry_run)
        assert Job.objects.count() == left
    assert Job.objects.get() == waits
