"""What petitions contribute to the CMS and to the house."""

from django.utils.translation import gettext as _
from wagtail import hooks

from petitions import counting, demo, letters, limiting, opening, reminding
from petitions import counting, demo, expiring, letters, limiting, mine, opening
from petitions.choosers import petition_chooser
from petitions.viewsets import petition_viewset
from union.desk.me_sections import MePart, Records

hooks.register("register_admin_viewset", lambda: petition_viewset)
hooks.register("register_admin_viewset", lambda: petition_chooser)
hooks.register("due", counting.roll_up)
hooks.register("due", opening.keep_timetable)
hooks.register("due", limiting.forget_windows)
hooks.register("due", reminding.remind_in_turn)
hooks.register("mail_kind", letters.mail_kinds)
hooks.register("expiring", expiring.expire)
hooks.register("demo_content", demo.make, order=30)


@hooks.register("audit_actions")
def audit_actions() -> dict[str, str]:
    return {
        "petitions.expired": "deleted what was kept long enough",
        "petitions.moved": "moved a petition from one state to the next",
        "petitions.written": "changed the words of a petition",
    }


@hooks.register("me_section")
def my_signatures() -> MePart:
    return MePart(
        slug="signatures",
        title=_("Your signatures"),
        urls="petitions.me_urls",
        template="petitions/me_section.html",
        show=mine.show,
    )


@hooks.register("personal_data")
def signatures() -> Records:
    return Records(name="petitions", collect=mine.collect, goes=mine.goes, erase=mine.erase)
