"""Nothing goes live on one person's word: who may approve, and who may publish in a hurry."""

from typing import Any

from wagtail.models import Page, PagePermissionTester

HURRY = "publishing.publish_in_a_hurry"


def edited_last(page: Page, user: Any) -> bool:
    """Whether the newest version of the page is this person's."""
    return bool(page.get_latest_revision() and page.get_latest_revision().user_id == user.pk)


_may_publish = PagePermissionTester.can_publish
_may_publish_beneath = PagePermissionTester.can_publish_subpage
_may_delete = PagePermissionTester.can_delete


def may_hurry(tester: PagePermissionTester) -> bool:
    return _may_publish(tester) and tester.user.has_perm(HURRY)


def may_hurry_beneath(tester: PagePermissionTester) -> bool:
    return _may_publish_beneath(tester) and tester.user.has_perm(HURRY)


def may_delete(tester: PagePermissionTester, ignore_bulk: bool = False) -> bool:
    """Wagtail's own answer. Whoever approves nothing deletes nothing live: of a live page that needs no look
    at those beneath it, which a list of pages would take twice for each.
    """
    kept = tester.page.live and not tester.user.is_superuser and "publish" not in tester.permissions
    return not kept and _may_delete(tester, ignore_bulk)


def take_over() -> None:
    """Wagtail's right to publish a page means here: to approve, recall, move and plan it.

    To publish it alone takes the right to a hurry as well. Wagtail has no setting for this.
    """
    PagePermissionTester.can_publish = may_hurry
    PagePermissionTester.can_publish_subpage = may_hurry_beneath
    PagePermissionTester.can_delete = may_delete
    PagePermissionTester.can_set_view_restrictions = _may_publish
    PagePermissionTester.can_unschedule = _may_publish
