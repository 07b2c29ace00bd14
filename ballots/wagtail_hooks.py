"""What ballots contribute to the house: letters, work that is due, health, demo content, audit sentences."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Model
from django.utils.translation import gettext as _
from wagtail import hooks

from ballots import certifying, demo, due, mine, shredding, under_way
from ballots.audit_words import audit_words
from ballots.awaited import render_awaited
from ballots.awaiting import AWAITED
from ballots.calling import APPROVAL_ASKED, render_approval_asked
from ballots.chasing import CHASE, render_chase
from ballots.choosing import BallotChooser, ballot_chooser
from ballots.correcting import ADDRESS_CHANGED, render_address_changed
from ballots.database_log import told_by_the_log
from ballots.errors import BallotError
from ballots.inviting import INVITATION, RENEWED, render_invitation
from ballots.limiting import forget_knocks
from ballots.models import RUNNING, UNTIL_CLOSE, Ballot, State
from ballots.pay_shown import fixed_with
from ballots.reminding import REMINDER, render_reminder
from ballots.resending import AGAIN, render_again
from ballots.tallying import private_key_of
from ballots.telling import RECORDED, RESULT, VOID, render_recorded, render_result_out, render_void
from ballots.trying_out import TEST_LETTER, render_test_letter
from union.accounts.roles import works_at_the_desk
from union.demo import Hint
from union.desk.me_sections import MePart, Records
from union.desk.sections import Section
from union.health import Finding
from union.jobs.kinds import JobKind
from union.mail.models import Lane
from union.mail.rendering import MailKind

LATE = timedelta(minutes=5)

for step in due.STEPS:
    hooks.register("due", step)
hooks.register("expiring", forget_knocks)
hooks.register("job_kind", under_way.job_kinds)


@hooks.register("shown_records")
def shown_records() -> dict[str, type[Model]]:
    return {"ballot": Ballot}


@hooks.register("mail_kind")
def mail_kinds() -> list[MailKind]:
    return [
        MailKind(INVITATION, Lane.BULK, render_invitation),
        MailKind(RENEWED, Lane.INTERACTIVE, render_invitation),
        MailKind(AGAIN, Lane.INTERACTIVE, render_again),
        MailKind(REMINDER, Lane.BULK, render_reminder),
        MailKind(RECORDED, Lane.BULK, render_recorded),
        MailKind(RESULT, Lane.BULK, render_result_out),
        MailKind(VOID, Lane.BULK, render_void),
        MailKind(ADDRESS_CHANGED, Lane.INTERACTIVE, render_address_changed),
        MailKind(CHASE, Lane.SYSTEM, render_chase),
        MailKind(APPROVAL_ASKED, Lane.INTERACTIVE, render_approval_asked, keeps=True),
        MailKind(AWAITED, Lane.SYSTEM, render_awaited),
        MailKind(TEST_LETTER, Lane.INTERACTIVE, render_test_letter, keeps=True),
    ]


hooks.register("expiring", shredding.expire)


@hooks.register("health")
def health(*, at: datetime) -> list[Finding]:
    """Late closings, write-ahead logs not yet wiped, and a log of the database that would tell of casting."""
    running = Ballot.objects.filter(state__in=RUNNING)
    late = running.filter(closes_at__lt=at - LATE).count()
    traces = Ballot.objects.filter(closed_at__lt=at - LATE, traces_wiped=False).count()
    votes = Ballot.objects.filter(state__in=[State.FROZEN, *UNTIL_CLOSE]).exists()
    told = told_by_the_log() if votes else []
    return [
        Finding("late closings", ok=not late, detail=str(late)),
        Finding("traces of casting not wiped", ok=not traces, detail=str(traces)),
        Finding("votes in the log of the database", ok=not told, detail=", ".join(told) or "none"),
    ]


@hooks.register("worker_health")
def boxes(*, at: datetime) -> list[Finding]:
    """Where the key is: whether it opens the boxes of the ballots that run or wait for their count."""
    if not settings.BALLOT_UNWRAP_KEY:
        return []
    sealed = Ballot.objects.filter(state__in=[*RUNNING, State.CLOSED], by_returns=False)
    ours = sealed.filter(custody=Ballot.Custody.PLATFORM)
    locked = [ballot.pk for ballot in ours if not _opens(ballot)]
    return [Finding("boxes that would not open", ok=not locked, detail=str(locked or "none"))]


@hooks.register("job_kind")
def ballot_jobs() -> list[JobKind]:
    return [JobKind(certifying.CHECK, "Checking the count", certifying.check_brought)]


@hooks.register("demo_content", order=31)
def demo_content(*, at: datetime) -> list[Hint]:
    return demo.hold_ballots(at=at)


@hooks.register("audit_actions")
def audit_actions() -> dict[str, str]:
    return audit_words()


def _opens(ballot: Ballot) -> bool:
    try:
        private_key_of(ballot)
    except BallotError:
        return False
    return True


hooks.register("pay_scale_fixed", fixed_with)


# --- desk and chooser


@hooks.register("desk_section", order=10)
def ballots_section() -> Section:
    return Section(
        slug="ballots",
        title="Ballots",
        urls="ballots.desk.urls",
        index="desk_ballots:list",
        summary="Hold a consultative ballot with a colleague, follow the turnout, publish the result.",
        visible_to=works_at_the_desk,
    )


@hooks.register("me_section", order=10)
def my_ballots() -> MePart:
    return MePart(
        slug="ballots",
        title=_("Your ballots"),
        urls="ballots.me_urls",
        template="ballots/me_section.html",
        show=mine.show,
    )


@hooks.register("personal_data")
def places_on_rolls() -> Records:
    return Records(name="ballots", collect=mine.collect, goes=mine.goes, erase=mine.erase)


@hooks.register("register_admin_viewset")
def choose_ballots() -> BallotChooser:
    return ballot_chooser
