"""What petitions contribute to the CMS and to the house."""

from wagtail import hooks

from petitions import counting, demo, letters, limiting, opening
from petitions.choosers import petition_chooser
from petitions.viewsets import petition_viewset

hooks.register("register_admin_viewset", lambda: petition_viewset)
hooks.register("register_admin_viewset", lambda: petition_chooser)
hooks.register("due", counting.roll_up)
hooks.register("due", opening.keep_timetable)
hooks.register("due", limiting.forget_windows)
hooks.register("mail_kind", letters.mail_kinds)
hooks.register("demo_content", demo.make, order=30)


@hooks.register("audit_actions")
def audit_actions() -> dict[str, str]:
    return {
        "petitions.moved": "moved a petition from one state to the next",
        "petitions.written": "changed the words of a petition",
        "petitions.ruled": "released or struck out signatures",
        "petitions.ruling_undone": "undid a ruling on signatures",
        "petitions.reasons_judged": "chose which reasons of signers are shown",
        "petitions.limits_set": "changed the limits of a petition",
        "petitions.limits_reset": "put the limits of a petition back to the usual ones",
        "petitions.workplace_written": "listed or changed the internet addresses of a workplace",
        "petitions.workplace_removed": "took the internet addresses of a workplace off the list",
        "petitions.counts_repaired": "put the tallies of a petition right after an audit",
    }
