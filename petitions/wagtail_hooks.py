"""What petitions contribute to the CMS and to the house."""

from wagtail import hooks

from petitions import (
    counting,
    demo,
    letters,
    limiting,
    milestones,
    news_letters,
    opening,
    telling,
)
from petitions.choosers import petition_chooser
from petitions.viewsets import petition_viewset

hooks.register("register_admin_viewset", lambda: petition_viewset)
hooks.register("register_admin_viewset", lambda: petition_chooser)
hooks.register("due", counting.roll_up)
hooks.register("due", opening.keep_timetable)
hooks.register("due", milestones.step_up, order=10)  # after the roll-up
hooks.register("due", telling.carry_on, order=20)
hooks.register("due", limiting.forget_windows)
hooks.register("mail_kind", letters.mail_kinds)
hooks.register("mail_kind", news_letters.news_kinds)
hooks.register("demo_content", demo.make, order=30)


@hooks.register("audit_actions")
def audit_actions() -> dict[str, str]:
    return {
        "petitions.begun": "began a petition",
        "petitions.moved": "moved a petition from one state to the next",
        "petitions.written": "changed the words of a petition",
        "petitions.followed": "named the petition that follows",
        "petitions.goal_reached": "saw a goal reached",
        "petitions.entry_written": "wrote an entry for a petition's page",
        "petitions.entry_published": "published an entry on a petition's page",
        "petitions.entry_corrected": "corrected an entry on a petition's page",
        "petitions.entry_taken_back": "took an entry off a petition's page",
    }
