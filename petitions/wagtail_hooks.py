"""What petitions contribute to the CMS and to the house."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.urls import URLPattern, URLResolver, include, path
from django.utils.translation import gettext as _
from wagtail import hooks

from petitions import (
    alerting,
    api,
    auditing,
    batches,
    cms_handing,
    cms_limits,
    cms_moderation,
    cms_postcodes,
    counting,
    demo,
    demo_moderation,
    directory_queue,
    doubts,
    expiring,
    finding,
    handing_in,
    letters,
    letting_go,
    limiting,
    milestones,
    mine,
    news_letters,
    opening,
    recorded,
    reminding,
    resolving,
    shredding,
    telling,
)
from petitions.choosers import petition_chooser
from petitions.cms_panels import to_do
from petitions.viewsets import petition_viewset
from union.accounts.roles import works_for_a_branch
from union.desk.me_sections import MePart, Records
from union.desk.sections import Section

hooks.register("register_admin_viewset", lambda: petition_viewset)
hooks.register("register_admin_viewset", lambda: petition_chooser)
hooks.register("register_admin_menu_item", cms_postcodes.menu_item)
hooks.register("to_do", to_do)
hooks.register("found_records", finding.find_by_words)
hooks.register("due", counting.roll_up)
hooks.register("due", opening.keep_timetable)
hooks.register("due", milestones.step_up, order=10)  # after the roll-up
hooks.register("due", telling.carry_on, order=20)
hooks.register("due", reminding.remind_in_turn)
hooks.register("due", limiting.forget_windows)
hooks.register("due", directory_queue.wake_for_waiting)
hooks.register("due", alerting.look_around)
hooks.register("due", auditing.audit_at_night)
hooks.register("due", batches.settle_paper_twins)
hooks.register("due", resolving.resolve_places)
hooks.register("due", handing_in.prepare_packs)
hooks.register("due", handing_in.keep_packs)
hooks.register("expiring", expiring.expire)
hooks.register("expiring", letting_go.expire)
hooks.register("expiring", shredding.expire)
hooks.register("health", auditing.health)
hooks.register("mail_kind", letters.mail_kinds)
hooks.register("mail_kind", news_letters.news_kinds)
hooks.register("audit_actions", recorded.audit_actions)
hooks.register("api_routes", api.api_routes)
hooks.register("page_gaps", doubts.page_gaps)
hooks.register("demo_content", demo.make, order=30)
hooks.register("demo_content", demo_moderation.make, order=34)


# --- the CMS ----------------------------------------------------------------------------------------------


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern | URLResolver]:
    moderation = include((cms_moderation.urlpatterns, "petitions_moderation"))
    limits = include((cms_limits.urlpatterns, "petitions_limits"))
    own = [path("petitions/<int:pk>/moderation/", moderation), path("petitions/", limits)]
    return [*own, *cms_handing.urlpatterns, *cms_postcodes.urlpatterns]


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    """So that the permission stands on the group pages of the CMS."""
    return Permission.objects.filter(content_type__app_label="petitions", codename="rule_signature")


# --- the two desks ----------------------------------------------------------------------------------------


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
