"""Ines edits the pages of her branch, and can neither see nor touch a draft of anybody else's."""

from datetime import datetime
from itertools import islice
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection, Locale, Page, PageViewRestriction

from campaigns.branches import BranchPage
from campaigns.giving import give_branch_its_pages
from campaigns.models import CampaignPage, HomePage, PetitionPage, PlanPage
from petitions.models import Petition
from tests.ballots.factories import a_branch, a_draft
from tests.campaigns.branch_addresses import ADDRESSES, FILES, FORM, WRITES
from tests.conftest import SignIn
from tests.consultations.factories import draft
from tests.once import told_once
from tests.petitions.factories import open_petition
from union.accounts.models import Role, User
from union.accounts.welcoming import welcome
from union.members.models import Branch, Region
from union.pages.models import CampaignDocument, CampaignImage

pytestmark = pytest.mark.django_db
SECRET = "Not for the branch"


@told_once
def branch() -> Branch:
    region = Region.objects.create(code="NW", name="North West")
    return Branch.objects.create(code="NW-001", name="Harbour branch", region=region)


@told_once
def ines(branch: Branch) -> User:
    """Ines Okafor is an officer of the Harbour branch."""
    user = welcome("ines@example.org", name="Ines Okafor")
    Role.objects.create(user=user, kind=Role.Kind.BRANCH_OFFICER, branch=branch)
    return user


@told_once
def own(plan: PlanPage, branch: Branch, ines: User, kit: User, at: datetime) -> BranchPage:
    """The branch's page, given by the comms office."""
    return give_branch_its_pages(branch, home=HomePage.objects.get(), by=kit, at=at)


@told_once
def hidden(plan: PlanPage, kit: User) -> PlanPage:
    """A draft in the campaign's own part, with a version to go back to and a scheduled one.

    The plan beside it is live, and is to have another title.
    """
    beside = PlanPage.objects.get(pk=plan.pk)
    beside.title = f"{SECRET} either"
    beside.save_revision(user=kit)
    page = plan.get_parent().add_child(instance=PlanPage(title=SECRET, slug="hidden", live=False))
    page.save_revision(user=kit)
    page.get_workflow().start(page, kit)
    return PlanPage.objects.get(pk=page.pk)


@pytest.fixture
def desk(own: BranchPage, ines: User, sign_in: SignIn) -> Client:
    return sign_in(User.objects.get(pk=ines.pk))


def test_ines_writes_news_and_submits_it_but_does_not_publish(own: BranchPage, desk: Client) -> None:
    assert desk.get(f"/cms/pages/{own.pk}/edit/").status_code == 200
    assert desk.get(f"/cms/pages/add/campaigns/campaignpage/{own.pk}/").status_code == 200
    form = {
        "title": "Picnic",
        "slug": "picnic",
        "summary": "",
        "demand": "Come.",
        "body-count": "0",
        "seo_title": "",
        "search_description": "",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
    }
    desk.post(f"/cms/pages/add/campaigns/campaignpage/{own.pk}/", form | {"action-publish": "1"})
    page = CampaignPage.objects.get(slug="picnic")
    assert (page.live, page.get_parent().pk) == (False, own.pk)
    desk.post(f"/cms/pages/{page.pk}/edit/", form | {"action-submit": "1"})
    assert Page.objects.get(pk=page.pk).workflow_in_progress


def at_hidden(address: str, hidden: PlanPage, own: BranchPage) -> str:
    state = hidden.current_workflow_task_state
    return address.format(
        task=state.pk,
        of=state.task_id,
        pk=hidden.pk,
        parent=hidden.get_parent().pk,
        own=own.pk,
        revision=hidden.latest_revision_id,
        branch=own.branch_id,
    )


def tree() -> list[tuple[object, ...]]:
    return list(Page.objects.order_by("path").values_list("pk", "path", "title", "live", "locked", "slug"))


def test_no_address_shows_a_draft_of_another_part(desk: Client, own: BranchPage, hidden: PlanPage) -> None:
    for address in ADDRESSES:
        answer = desk.get(at_hidden(address, hidden, own))
        assert answer.status_code in (200, 302, 400, 403, 404, 405), address
        assert SECRET not in answer.content.decode(), address


def test_no_address_changes_another_part(
    subtests: pytest.Subtests, desk: Client, own: BranchPage, hidden: PlanPage
) -> None:
    before, versions = tree(), hidden.revisions.count()
    new_parent = {"new_parent_page": str(own.pk), "chooser": str(own.pk), "action-publish": "1"}
    for address in WRITES:
        with subtests.test(address=address):
            answer = desk.post(at_hidden(address, hidden, own), FORM | new_parent)
            assert answer.status_code in (302, 403, 404, 405)
            assert (tree(), hidden.revisions.count()) == (before, versions)


@pytest.mark.parametrize(
    "address",
    [
        "/cms/pages/{own}/copy/",
        "/cms/pages/{own}/move/{parent}/confirm/",
        "/cms/pages/add/campaigns/planpage/{parent}/",
    ],
)
def test_nothing_of_the_branch_is_put_into_another_part(
    desk: Client, own: BranchPage, hidden: PlanPage, address: str
) -> None:
    news = own.add_child(instance=CampaignPage(title="News", slug="news", demand="News.", live=False))
    elsewhere = HomePage.objects.get().pk
    path = address.format(own=news.pk, parent=elsewhere)
    before = tree()
    answer = desk.post(path, FORM | {"new_parent_page": str(elsewhere), "copy_subpages": ""})
    assert answer.status_code in (200, 302, 403)
    assert tree() == before


def test_the_colleague_sees_what_the_branch_does_not(
    kit: User, own: BranchPage, hidden: PlanPage, sign_in: SignIn
) -> None:
    """The addresses are real: whoever may, sees the draft there."""
    office = sign_in(kit)
    seen = (
        address
        for address in ADDRESSES
        if SECRET in office.get(at_hidden(address, hidden, own), follow=True).content.decode()
    )
    assert len(list(islice(seen, 21))) == 21


def test_the_branch_has_files_of_its_own_and_sees_no_others(desk: Client, own: BranchPage) -> None:
    root = Collection.get_first_root_node()
    ours = Collection.objects.get(name="Files of NW-001")
    for title, collection in (("Minutes", ours), (SECRET, root)):
        CampaignDocument.objects.create(
            title=title, collection=collection, file=ContentFile(b"x", name=f"{title}.txt")
        )
    for address in ("/cms/documents/", "/cms/documents/chooser/"):
        listed = desk.get(address).content.decode()
        assert ("Minutes" in listed, SECRET in listed) == (True, False)
    foreign = CampaignDocument.objects.get(title=SECRET)
    assert desk.get(f"/cms/documents/edit/{foreign.pk}/").status_code == 302
    assert desk.get("/cms/images/").status_code == 200


def test_no_address_names_a_file_of_another_part(
    desk: Client, kit: User, own: BranchPage, sign_in: SignIn
) -> None:
    root = Collection.get_first_root_node()
    file = ContentFile(b"x", name="minutes.txt")
    foreign = {
        "document": CampaignDocument.objects.create(title=SECRET, collection=root, file=file),
        "image": CampaignImage.objects.create(
            title=SECRET, collection=root, file=get_test_image_file(filename="minister.png")
        ),
    }
    addresses = [address.format(kind=kind, pk=made.pk) for kind, made in foreign.items() for address in FILES]
    seen = [address for address in addresses if names_a_file(desk.get(address))]
    office = sign_in(kit)
    told = [address for address in addresses if names_a_file(office.get(address, follow=True))]
    assert (seen, len(told) > 10) == ([], True)


def names_a_file(answer: Any) -> bool:
    words = answer.content.decode()
    return any(word in words for word in (SECRET, "minutes-", "minister"))


# --- records that are not public yet


@pytest.fixture
def records(own: BranchPage, at: datetime) -> dict[str, int]:
    """A petition, a consultation and a ballot that the office is still writing, by their choosers."""
    petition = open_petition(at=at, state=Petition.State.DRAFT, title=SECRET)
    consultation, ballot = draft(at), a_draft(a_branch("NW-009"), noon=at)
    for record in (consultation, ballot):
        type(record).objects.filter(pk=record.pk).update(title=SECRET)
    return {
        "petition_chooser": petition.pk,
        "consultation_chooser": consultation.pk,
        "ballot_chooser": ballot.pk,
    }


def in_chooser(who: Client, chooser: str, pk: int) -> list[bool]:
    """Whether its list, the answer to a choice and to several name the record."""
    addresses = ("", "results/", f"chosen/{pk}/", f"chosen-multiple/?id={pk}")
    return [SECRET in who.get(f"/cms/{chooser}/{address}").content.decode() for address in addresses]


def test_choosers_name_no_record_that_is_not_public_yet(
    desk: Client, kit: User, records: dict[str, int], sign_in: SignIn
) -> None:
    seen = {chooser: in_chooser(desk, chooser, pk) for chooser, pk in records.items()}
    assert seen == dict.fromkeys(records, [False] * 4)
    office = sign_in(kit)
    assert in_chooser(office, "petition_chooser", records["petition_chooser"]) == [True] * 4
    assert in_chooser(office, "ballot_chooser", records["ballot_chooser"]) == [False] * 4
    drafts = Permission.objects.get(codename="draft_consultations")
    kit.user_permissions.add(drafts)
    drafter = sign_in(User.objects.get(pk=kit.pk))
    assert in_chooser(drafter, "consultation_chooser", records["consultation_chooser"]) == [True] * 4


def test_a_forged_choice_is_not_taken_and_names_nothing(
    desk: Client, own: BranchPage, records: dict[str, int]
) -> None:
    petition = records["petition_chooser"]
    body = {"body-count": "1", "body-0-deleted": "", "body-0-order": "0", "body-0-type": "sign"}
    body |= {"body-0-id": "", "body-0-value-petition": str(petition)}
    page = FORM | {"title": "Picnic", "slug": "picnic", "demand": "Come."}
    answer = desk.post(f"/cms/pages/add/campaigns/campaignpage/{own.pk}/", page | body)
    assert (answer.status_code, SECRET in answer.content.decode()) == (200, False)
    assert "This is not public yet, so you cannot put it on a page." in answer.content.decode()
    form = FORM | {"title": "", "slug": "", "petition": str(petition), "body-count": "0"}
    answer = desk.post(f"/cms/pages/add/campaigns/petitionpage/{own.pk}/", form)
    assert (answer.status_code, SECRET in answer.content.decode()) == (200, False)
    assert not Page.objects.filter(slug__in=["picnic", "not-for-the-branch"]).exists()


def test_a_forged_link_to_a_draft_of_others_names_nothing(
    desk: Client, own: BranchPage, hidden: PlanPage, kit: User, sign_in: SignIn
) -> None:
    body = {"body-count": "1", "body-0-deleted": "", "body-0-order": "0", "body-0-type": "plan"}
    body |= {"body-0-id": "", "body-0-value-plan": str(hidden.pk)}
    form = FORM | {"title": "Picnic", "slug": "picnic", "demand": "Come."} | body
    desk.post(f"/cms/pages/add/campaigns/campaignpage/{own.pk}/", form)
    page = CampaignPage.objects.get(slug="picnic")
    edit = f"/cms/pages/{page.pk}/edit/"
    shown = [SECRET in desk.get(address).content.decode() for address in (edit, f"{edit[:-5]}view_draft/")]
    assert shown == [False, False]
    assert SECRET in sign_in(kit).get(edit).content.decode()


def test_what_the_office_put_on_a_page_of_the_branch_stays_and_names_nothing(
    desk: Client, own: BranchPage, kit: User, records: dict[str, int], sign_in: SignIn
) -> None:
    page = own.add_child(
        instance=PetitionPage(title="Ours", slug="ours", petition_id=records["petition_chooser"], live=False)
    )
    shown = desk.get(f"/cms/pages/{page.pk}/edit/").content.decode()
    assert (SECRET in shown, "Something that is not public yet" in shown) == (False, True)
    assert SECRET in sign_in(kit).get(f"/cms/pages/{page.pk}/edit/").content.decode()
    form = FORM | {"title": "Ours too", "slug": "ours", "petition": str(page.petition_id), "body-count": "0"}
    assert desk.post(f"/cms/pages/{page.pk}/edit/", form).status_code == 302
    assert PetitionPage.objects.get().get_latest_revision_as_object().title == "Ours too"


# --- who gives, and to whom


def test_a_chooser_leads_to_the_form_of_a_page_for_those_who_may_open_it(
    desk: Client, own: BranchPage, kit: User, sign_in: SignIn
) -> None:
    home = f'href="/cms/pages/{HomePage.objects.get().pk}/edit/"'
    seen = [home in who.get(f"/cms/pages/{own.pk}/copy/").content.decode() for who in (desk, sign_in(kit))]
    assert seen == [False, True]


def test_an_address_that_is_typed_leads_to_its_page_and_tells_no_title_of_a_draft(
    desk: Client, own: BranchPage, hidden: PlanPage, plan: PlanPage, kit: User, sign_in: SignIn
) -> None:
    def typed(who: Client, address: str) -> dict[str, Any]:
        words = {"external-link-chooser-url": address, "external-link-chooser-link_text": "Our plan"}
        answer: dict[str, Any] = who.post("/cms/choose-external-link/", words).json()
        return answer.get("result", answer)

    there = typed(desk, plan.url)
    assert (there["id"], there["adminTitle"], there["editUrl"]) == (plan.pk, "Three points", None)
    assert typed(desk, f"{plan.url}?from=harbour")["url"] == f"{plan.url}?from=harbour"
    there = typed(sign_in(kit), plan.url)
    assert (there["adminTitle"], there["editUrl"]) == (f"{SECRET} either", f"/cms/pages/{plan.pk}/edit/")


def test_an_officer_who_goes_loses_the_pages_and_one_who_comes_gets_them(
    own: BranchPage, branch: Branch, ines: User, sign_in: SignIn
) -> None:
    bram = welcome("bram@example.org", name="Bram Teller")
    assert sign_in(bram).get("/cms/").status_code == 403
    Role.objects.create(user=bram, kind=Role.Kind.BRANCH_OFFICER, branch=branch)
    assert sign_in(User.objects.get(pk=bram.pk)).get(f"/cms/pages/{own.pk}/edit/").status_code == 200
    Role.objects.filter(user=ines).get().delete()
    assert sign_in(User.objects.get(pk=ines.pk)).get(f"/cms/pages/{own.pk}/edit/").status_code == 403


def test_an_officer_of_another_branch_gets_nothing(own: BranchPage, branch: Branch, sign_in: SignIn) -> None:
    other = Branch.objects.create(code="NW-002", name="Hill branch", region=branch.region)
    joan = welcome("joan@example.org", name="Joan Beck")
    Role.objects.create(user=joan, kind=Role.Kind.BRANCH_OFFICER, branch=other)
    assert sign_in(User.objects.get(pk=joan.pk)).get(f"/cms/pages/{own.pk}/edit/").status_code == 403


def test_given_twice_it_is_one_page_with_one_editor(
    own: BranchPage, branch: Branch, kit: User, at: datetime, ines: User
) -> None:
    again = give_branch_its_pages(branch, home=HomePage.objects.get(), by=kit, at=at)
    assert (again.pk, BranchPage.objects.count()) == (own.pk, 1)
    assert [user.pk for user in User.objects.filter(groups__name="Pages of NW-001")] == [ines.pk]


def test_only_the_comms_office_gives_pages(
    plan: PlanPage, branch: Branch, ines: User, kit: User, at: datetime, sign_in: SignIn
) -> None:
    ned = welcome("ned@example.org", name="Ned Fry", groups=("Editors",))
    with pytest.raises(PermissionDenied):
        give_branch_its_pages(branch, home=HomePage.objects.get(), by=ned, at=at)
    assert sign_in(ned).post(reverse("campaigns_branches:give", args=[branch.pk])).status_code == 302
    assert BranchPage.objects.count() == 0
    office = sign_in(kit)
    assert office.get(reverse("campaigns_branches:give", args=[branch.pk])).status_code == 405
    shown = office.get("/cms/branches/").content.decode()
    assert 'Give <span class="w-sr-only">Harbour branch</span> its pages' in shown
    office.post(reverse("campaigns_branches:give", args=[branch.pk]))
    assert BranchPage.objects.get().title == "Harbour branch"
    assert "No branch has a name with these words." in office.get("/cms/branches/?q=zzz").content.decode()


def test_the_welsh_side_is_the_branchs_too(own: BranchPage, desk: Client) -> None:
    welsh = Locale.objects.get(language_code="cy")
    HomePage.objects.get().copy_for_translation(welsh)
    side = own.copy_for_translation(welsh)
    assert desk.get(f"/cms/pages/{side.pk}/edit/").status_code == 200


def test_the_page_of_a_branch_shows_its_news(client: Client, own: BranchPage) -> None:
    own.save_revision().publish()
    page = client.get("/harbour-branch/").content.decode()
    assert "Nothing yet. Your branch officers write here" in page
    picnic = CampaignPage(title="Picnic", slug="picnic", demand="Come.", summary="On Sunday.")
    own.add_child(instance=picnic)
    page = client.get("/harbour-branch/").content.decode()
    assert '<a href="/harbour-branch/picnic/">Picnic</a>' in page
    PageViewRestriction.objects.create(page=picnic, restriction_type="login")
    assert "Picnic" not in client.get("/harbour-branch/").content.decode()


def test_the_report_of_translations_is_for_those_who_work_on_the_whole_site(
    desk: Client, kit: User, own: BranchPage, sign_in: SignIn
) -> None:
    report = "/cms/localize/reports/translations/"
    assert (desk.get(report).status_code, sign_in(kit).get(report).status_code) == (302, 200)
