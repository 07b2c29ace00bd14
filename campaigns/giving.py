"""Giving a branch its pages: a page to begin with, and editors who can touch nothing else."""

from typing import Any

from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils.text import slugify
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from campaigns.branches import BranchPage
from union.accounts.models import Role, User
from union.audit.recording import record
from union.members.models import Branch

PAGES = ("add_page", "change_page")
# Wagtail asks for the rights on its own models, whatever ours are called.
FILES = ("add_image", "change_image", "choose_image", "add_document", "change_document", "choose_document")
WORK = Q(codename="access_admin") | Q(codename="submit_translation")


def may_give(user: Any, home: Page) -> bool:
    """Whoever approves what stands on the home page: the comms office."""
    return user.is_superuser or "publish" in home.permissions_for_user(user).permissions


@transaction.atomic
def give_branch_its_pages(branch: Branch, *, home: Page, by: User, at: Any) -> BranchPage:
    """The branch's page, a draft beneath the home page, and its officers as editors of that part alone.

    Given again, it brings page, rights and editors back in order. Raises PermissionDenied.
    """
    if not may_give(by, home):
        raise PermissionDenied("Only the comms office gives a branch its pages.")
    page = BranchPage.objects.filter(branch=branch, locale=home.locale_id).first() or _new_page(branch, home)
    give_rights(branch)
    follow_officers(branch)
    record("branch.pages_given", subject=f"branch:{branch.pk}", by=by, at=at)
    return page


def _new_page(branch: Branch, home: Page) -> BranchPage:
    page: BranchPage = home.add_child(
        instance=BranchPage(title=branch.name, slug=_free_slug(branch, home), branch=branch, live=False)
    )
    page.save_revision()
    return page


def _free_slug(branch: Branch, home: Page) -> str:
    slug = slugify(branch.name)
    return slug if Page._slug_is_available(slug, home) else f"{slug}-{slugify(branch.code)}"


def group_of(branch: Branch) -> Group:
    return Group.objects.get_or_create(name=f"Pages of {branch.code}")[0]


def give_rights(branch: Branch) -> None:
    """Write and change, and submit: never publish. On its pages in each language, and its own files."""
    group = group_of(branch)
    group.permissions.set(Permission.objects.filter(WORK))
    GroupPagePermission.objects.filter(group=group).delete()
    for page in BranchPage.objects.filter(branch=branch):
        for right in Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=PAGES):
            GroupPagePermission.objects.create(group=group, page=page, permission=right)
    files = _collection_of(branch)
    for right in Permission.objects.filter(
        content_type__app_label__in=["wagtailimages", "wagtaildocs"], codename__in=FILES
    ):
        GroupCollectionPermission.objects.get_or_create(group=group, collection=files, permission=right)


def _collection_of(branch: Branch) -> Collection:
    found = Collection.objects.filter(name=f"Files of {branch.code}").first()
    return found or Collection.get_first_root_node().add_child(name=f"Files of {branch.code}")


def follow_officers(branch: Branch) -> None:
    """The editors are the branch's officers, from the day they are appointed to the day they are not."""
    officers = User.objects.filter(roles__kind=Role.Kind.BRANCH_OFFICER, roles__branch=branch)
    group = Group.objects.filter(name=f"Pages of {branch.code}").first()
    if group is not None:
        group.user_set.set(officers)


def role_changed(instance: Role, **news: Any) -> None:
    """An officer came or went; the signals of a saved and of a deleted role."""
    if instance.branch is not None:
        follow_officers(instance.branch)


def page_in_another_language(instance: Page, created: bool = False, **news: Any) -> None:
    """The Welsh side of a branch's page is the branch's too; the signal of a saved page."""
    if created and instance.branch and Group.objects.filter(name=f"Pages of {instance.branch.code}").exists():
        give_rights(instance.branch)
