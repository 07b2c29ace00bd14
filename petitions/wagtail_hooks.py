"""What petitions contribute to the CMS and to the house."""

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLResolver, include, path
from django.utils.translation import gettext as _
from wagtail import hooks

from petitions import (
    alerting,
    auditing,
    cms_limits,
    cms_moderation,
    counting,
    demo,
    expiring,
    letters,
    limiting,
    milestones,
    mine,
    news_letters,
    opening,
    reminding,
    telling,
)
from petitions import batches, counting, demo, letters, limiting, opening
from petitions.choosers import petition_chooser
from petitions.cms_panels import ModerationPanel
from petitions.viewsets import petition_viewset
from union.desk.me_sections import MePart, Records
from union.accounts.models import User
from union.accounts.roles import branches_of
from union.desk.sections import Section

hooks.register("register_admin_viewset", lambda: petition_viewset)
hooks.register("register_admin_viewset", lambda: petition_chooser)
hooks.register("due", counting.roll_up)
hooks.register("due", opening.keep_timetable)
hooks.register("due", milestones.step_up, order=10)  # after the roll-up
hooks.register("due", telling.carry_on, order=20)
hooks.register("due", limiting.forget_windows)
hooks.register("due", reminding.remind_in_turn)
hooks.register("due", alerting.look_around)
hooks.register("due", auditing.audit_at_night)
hooks.register("health", auditing.health)
hooks.register("due", batches.settle_paper_twins)
hooks.register("due", batches.forget_paper)
hooks.register("mail_kind", letters.mail_kinds)
hooks.register("expiring", expiring.expire)
hooks.register("mail_kind", news_letters.news_kinds)
hooks.register("demo_content", demo.make, order=30)


@hooks.register("audit_actions")
def audit_actions() -> dict[str, str]:
    return {
        "petitions.expired": "deleted what was kept long enough",
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
        "petitions.begun": "began a petition",
        "petitions.followed": "named the petition that follows",
        "petitions.goal_reached": "saw a goal reached",
        "petitions.entry_written": "wrote an entry for a petition's page",
        "petitions.entry_published": "published an entry on a petition's page",
        "petitions.entry_corrected": "corrected an entry on a petition's page",
        "petitions.entry_taken_back": "took an entry off a petition's page",
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


# --- moderation and limits


@hooks.register("register_admin_urls")
def moderation_urls() -> list[URLResolver]:
    moderation = include((cms_moderation.urlpatterns, "petitions_moderation"))
    limits = include((cms_limits.urlpatterns, "petitions_limits"))
    return [path("petitions/<int:pk>/moderation/", moderation), path("petitions/", limits)]


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    """So that the permission stands on the group pages of the CMS."""
    return Permission.objects.filter(content_type__app_label="petitions", codename="rule_signature")


@hooks.register("construct_homepage_panels")
def moderation_panel(request: HttpRequest, panels: list[Any]) -> None:
    if request.user.has_perm(cms_moderation.PERMISSION):
        panels.append(ModerationPanel())
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
