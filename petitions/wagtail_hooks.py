"""What petitions contribute to the CMS and to the house."""

from wagtail import hooks

from petitions import batches, counting, demo, letters, limiting, opening
from petitions.choosers import petition_chooser
from petitions.viewsets import petition_viewset
from union.accounts.models import User
from union.accounts.roles import branches_of
from union.desk.sections import Section

hooks.register("register_admin_viewset", lambda: petition_viewset)
hooks.register("register_admin_viewset", lambda: petition_chooser)
hooks.register("due", counting.roll_up)
hooks.register("due", opening.keep_timetable)
hooks.register("due", limiting.forget_windows)
hooks.register("due", batches.settle_paper_twins)
hooks.register("due", batches.forget_paper)
hooks.register("mail_kind", letters.mail_kinds)
hooks.register("demo_content", demo.make, order=30)


@hooks.register("audit_actions")
def audit_actions() -> dict[str, str]:
    return {
        "petitions.moved": "moved a petition from one state to the next",
        "petitions.written": "changed the words of a petition",
        "petitions.paper_printed": "asked for sheets to collect names on paper",
        "petitions.paper_scanned": "added a scan of sheets",
        "petitions.paper_scan_removed": "deleted a scan of sheets",
        "petitions.paper_keyed": "finished keying a batch of sheets",
        "petitions.paper_reopened": "opened a batch of sheets for keying again",
        "petitions.paper_checked": "checked a batch of sheets",
        "petitions.paper_counted": "counted a batch of sheets",
        "petitions.paper_taken_out": "took a batch of sheets out of the count",
        "petitions.stall_started": "started a stall",
        "petitions.stall_ended": "ended a stall",
    }


@hooks.register("desk_section", order=20)
def petitions_section() -> Section:
    return Section(
        slug="petitions",
        title="Petitions",
        urls="petitions.desk_urls",
        index="desk_petitions:list",
        summary="Collect names on paper and at stalls, and see which workplaces have signed.",
        visible_to=works_for_a_branch,
    )


def works_for_a_branch(user: User) -> bool:
    """Scrutineers have no branch, and nothing to collect."""
    return branches_of(user).exists()
