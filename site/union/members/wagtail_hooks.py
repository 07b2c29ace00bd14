"""What the roll contributes to the house: demo people, its jobs, and its sentences for the audit log."""

from datetime import datetime

from wagtail import hooks

from union.demo import Hint
from union.jobs.kinds import JobKind
from union.members import demo, letting_go, telling, uploading

hooks.register("due", uploading.let_go)
hooks.register("expiring", uploading.expire_uploads)
# Before the rolls and places that hold a member go: a dry run and the night see the same of them.
hooks.register("expiring", letting_go.expire_lapsed, order=-1)
hooks.register("mail_kind", telling.mail_kinds)


@hooks.register("demo_content", order=10)
def demo_people(*, at: datetime) -> list[Hint]:
    return demo.people(at=at)


@hooks.register("audit_actions")
def roll_actions() -> dict[str, str]:
    return {
        "roll.imported": "enrolled a membership extract",
        "roll.uploaded": "uploaded a membership extract",
        "roll.discarded": "threw an uploaded extract away",
        "roll.unreachable": "downloaded the list of members who cannot be reached",
        letting_go.LET_GO: "let go of members who had left",
        "roll.stopped": "stopped the work on an uploaded extract",
        "roll.regions": "set up regions",
        "roll.branches": "set up branches",
    }


@hooks.register("job_kind")
def roll_jobs() -> list[JobKind]:
    return [
        JobKind(uploading.CHECK, "Checking the file", uploading.check_upload),
        JobKind(uploading.COMMIT, "Writing to the roll", uploading.commit_upload),
    ]
