"""What ballots contribute to the house: letters, work that is due, health, demo content, audit sentences."""

from datetime import datetime, timedelta

from django.conf import settings
from wagtail import hooks

from ballots import demo, due, shredding
from ballots.calling import APPROVAL_ASKED, render_approval_asked
from ballots.choosing import BallotChooser, ballot_chooser
from ballots.errors import BallotError
from ballots.inviting import AGAIN, INVITATION, render_invitation
from ballots.models import Ballot, State
from ballots.pay_shown import fixed_with
from ballots.tallying import private_key_of
from ballots.trying_out import TEST_LETTER, render_test_letter
from union.accounts.roles import works_at_the_desk
from union.demo import Hint
from union.desk.sections import Section
from union.health import Finding
from union.mail.models import Lane
from union.mail.rendering import MailKind

LATE = timedelta(minutes=5)

for step in due.STEPS:
    hooks.register("due", step)


@hooks.register("mail_kind")
def mail_kinds() -> list[MailKind]:
    return [
        MailKind(INVITATION, Lane.BULK, render_invitation),
        MailKind(AGAIN, Lane.INTERACTIVE, render_invitation),
        MailKind(APPROVAL_ASKED, Lane.INTERACTIVE, render_approval_asked),
        MailKind(TEST_LETTER, Lane.INTERACTIVE, render_test_letter),
    ]


hooks.register("expiring", shredding.expire)


@hooks.register("health")
def health(*, at: datetime) -> list[Finding]:
    """Late closings, write-ahead logs not yet wiped, and, where the key is, boxes that would not open."""
    running = Ballot.objects.filter(state__in=[State.OPEN, State.PAUSED])
    late = running.filter(closes_at__lt=at - LATE).count()
    traces = Ballot.objects.filter(closed_at__lt=at - LATE, traces_wiped=False).count()
    findings = [
        Finding("late closings", ok=not late, detail=str(late)),
        Finding("traces of casting not wiped", ok=not traces, detail=str(traces)),
    ]
    if settings.BALLOT_UNWRAP_KEY:
        locked = [
            ballot.pk for ballot in running | Ballot.objects.filter(state=State.CLOSED) if not _opens(ballot)
        ]
        findings.append(Finding("boxes that would not open", ok=not locked, detail=str(locked or "none")))
    return findings


@hooks.register("demo_content", order=31)
def demo_content(*, at: datetime) -> list[Hint]:
    return demo.hold_ballots(at=at)


@hooks.register("audit_actions")
def audit_actions() -> dict[str, str]:
    proposals = {
        f"ballot.{act}_{step}": f"{step} {words}"
        for act, words in {
            "freeze": "fixing the ballot",
            "early_close": "closing the ballot early",
            "publication": "publishing the result",
            "extension": "closing later",
            "pause": "pausing the voting",
            "resume": "going on with the voting",
            "void": "declaring the ballot void",
        }.items()
        for step in ("proposed", "approved", "withdrawn")
    }
    return proposals | {
        "ballot.drawn_up": "drew up the ballot",
        "ballot.revised": "changed the draft",
        "ballot.question_set": "wrote a question",
        "ballot.question_removed": "removed a question",
        "ballot.thresholds_set": "set the thresholds",
        "ballot.freeze_refused": "could not be fixed, and went back to draft",
        "ballot.frozen": "was fixed with its roll",
        "ballot.scheduled": "was scheduled",
        "ballot.open": "opened",
        "ballot.link_renewed": "gave a member a new link",
        "ballot.closed": "closed",
        "ballot.counted": "was counted",
        "ballot.certified": "was certified",
        "ballot.published": "was published",
        "ballot.given_up": "deleted the draft",
        "ballot.extended": "extended the voting",
        "ballot.pause": "paused the voting",
        "ballot.resume": "went on with the voting",
        "ballot.void": "declared the ballot void",
        "ballot.shredded": "had its papers and its key destroyed",
        "ballot.roll_destroyed": "had its roll destroyed",
    }


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


@hooks.register("register_admin_viewset")
def choose_ballots() -> BallotChooser:
    return ballot_chooser
