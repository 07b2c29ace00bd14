"""Whoever has to agree gets a letter with a link to the one page where they do; others get none."""

from datetime import datetime

import pytest

from ballots.approving import propose, withdraw
from ballots.calling import APPROVAL_ASKED, render_approval_asked
from ballots.models import Act, Appointment, Ballot
from ballots.second_people import may_approve, second_people
from tests.ballots import scenes
from tests.ballots.scenes import Scene
from tests.ballots.test_booth import text_of
from tests.conftest import SignIn
from tests.once import told_once
from union.accounts.models import Role, User
from union.mail.models import Message
from union.mail.rendering import Letter
from union.members.models import Region

pytestmark = pytest.mark.django_db
APPROVE = "/desk/ballots/njc-pay-claim-2022/freeze/approve/"


@told_once
def draft(at: datetime) -> Scene:
    return scenes.drafted(at)


def holder(kind: Role.Kind, name: str, **scope: object) -> User:
    user = User.objects.create_user(f"{name.lower()}@example.org", name=name)
    Role.objects.create(user=user, kind=kind, **scope)
    return user


def asked() -> list[str]:
    return sorted(Message.objects.filter(kind=APPROVAL_ASKED).values_list("recipient", flat=True))


def letter_for(address: str) -> Letter | None:
    return render_approval_asked(Message.objects.get(kind=APPROVAL_ASKED, recipient=address))


def test_the_other_officers_of_the_branch_are_asked_and_nobody_else(draft: Scene) -> None:
    holder(Role.Kind.REGIONAL_OFFICE, "Rhea", region=draft.branch.region)
    holder(Role.Kind.NATIONAL_OFFICE, "Nell")
    propose(draft.ballot, Act.FREEZE, by=draft.ines, at=draft.at)
    assert asked() == ["officer2@example.org"]


def test_where_there_is_no_second_officer_the_regional_office_is_asked(draft: Scene) -> None:
    rhea = holder(Role.Kind.REGIONAL_OFFICE, "Rhea", region=draft.branch.region)
    draft.bram.delete()
    propose(draft.ballot, Act.FREEZE, by=draft.ines, at=draft.at)
    assert asked() == [rhea.email]


def test_nationally_the_scrutineers_are_asked(draft: Scene) -> None:
    nell, joss = holder(Role.Kind.NATIONAL_OFFICE, "Nell"), holder(Role.Kind.SCRUTINEER, "Joss")
    Ballot.objects.update(branch=None)
    Appointment.objects.create(
        ballot=draft.ballot,
        user=joss,
        appointed_by=nell,
        appointed_at=draft.at,
        accepted_at=draft.at,
        signing_key="k",
    )
    national = Ballot.objects.get()
    assert list(second_people(national, but=nell)) == [joss]
    assert [may_approve(user, national) for user in (nell, joss, draft.ines)] == [False, True, False]


def test_nationally_nobody_is_asked_who_has_not_accepted_or_has_left_or_asks_herself(draft: Scene) -> None:
    """Kim watched over the ballot before she came to the office; Mo has not answered; Zed has left."""
    nell = holder(Role.Kind.NATIONAL_OFFICE, "Nell")
    joss, mo, zed, kim = (holder(Role.Kind.SCRUTINEER, name) for name in ("Joss", "Mo", "Zed", "Kim"))
    Ballot.objects.update(branch=None)
    for user in (joss, zed, kim, mo):
        Appointment.objects.create(
            ballot=draft.ballot,
            user=user,
            appointed_by=nell,
            appointed_at=draft.at,
            **({} if user == mo else {"accepted_at": draft.at, "signing_key": user.name}),
        )
    User.objects.filter(pk=zed.pk).update(is_active=False)
    national = Ballot.objects.get()
    assert list(second_people(national, but=kim)) == [joss]
    assert [may_approve(user, national) for user in (joss, mo)] == [True, False]
    joss.roles.all().delete()
    assert not may_approve(joss, national)


def test_a_ballot_by_returns_is_agreed_on_by_any_scrutineer(draft: Scene) -> None:
    """It has no box and no key, so nobody is appointed to it."""
    nell, rhea = (
        holder(Role.Kind.NATIONAL_OFFICE, "Nell"),
        holder(Role.Kind.REGIONAL_OFFICE, "Rhea", region=draft.branch.region),
    )
    joss, mo, zed = (holder(Role.Kind.SCRUTINEER, name) for name in ("Joss", "Mo", "Zed"))
    User.objects.filter(pk=zed.pk).update(is_active=False)
    Ballot.objects.update(branch=None, by_returns=True, public_key=None, wrapped_private_key=None)
    national = Ballot.objects.get()
    assert list(second_people(national, but=nell)) == [joss, mo]
    assert list(second_people(national, but=joss)) == [mo]
    assert [may_approve(user, national) for user in (joss, nell, rhea, draft.ines)] == [True] + [False] * 3


def test_where_the_second_officer_has_left_the_regional_office_is_asked(draft: Scene) -> None:
    rhea = holder(Role.Kind.REGIONAL_OFFICE, "Rhea", region=draft.branch.region)
    User.objects.filter(pk=draft.bram.pk).update(is_active=False)
    assert list(second_people(draft.ballot, but=draft.ines)) == [rhea]


def test_who_may_agree_on_a_branch_ballot(draft: Scene) -> None:
    region = draft.branch.region
    rhea = holder(Role.Kind.REGIONAL_OFFICE, "Rhea", region=region)
    elsewhere = Region.objects.create(code="SW", name="South West")
    sol = holder(Role.Kind.REGIONAL_OFFICE, "Sol", region=elsewhere)
    others = [
        sol,
        holder(Role.Kind.NATIONAL_OFFICE, "Nell"),
        holder(Role.Kind.SCRUTINEER, "Joss"),
        draft.orla,
    ]
    assert [may_approve(user, draft.ballot) for user in (draft.ines, draft.bram, rhea)] == [True] * 3
    assert [may_approve(user, draft.ballot) for user in others] == [False] * 4


def test_the_letter_says_what_is_asked_and_leads_to_the_page(draft: Scene, sign_in: SignIn) -> None:
    propose(draft.ballot, Act.FREEZE, by=draft.ines, at=draft.at)
    letter = letter_for("officer2@example.org")
    assert letter
    assert letter.subject == "Please read and agree or turn down: fix the ballot and its roll"
    assert letter.text.startswith("Ines Okafor asks for a second person’s agreement.")
    assert f"http://testserver{APPROVE}" in letter.text
    assert f'href="http://testserver{APPROVE}"' in letter.html
    text = text_of(sign_in(draft.bram).get(APPROVE))
    assert "Which pay claim should the union make?" in text
    assert "40 members, 1 without an e-mail address" in text
    assert "Agree to fix the ballot" in text


def test_the_page_behind_the_letter_asks_for_a_second_factor(draft: Scene, client: object) -> None:
    propose(draft.ballot, Act.FREEZE, by=draft.ines, at=draft.at)
    client.force_login(draft.bram)  # type: ignore[attr-defined]
    page = client.get(APPROVE)  # type: ignore[attr-defined]
    assert (page.status_code, page["Location"]) == (302, "/accounts/2fa/")


def test_once_it_is_answered_the_letter_is_not_sent_and_the_page_says_where_it_stands(
    draft: Scene, sign_in: SignIn
) -> None:
    withdraw(propose(draft.ballot, Act.FREEZE, by=draft.ines, at=draft.at), by=draft.ines, at=draft.at)
    assert letter_for("officer2@example.org") is None
    scenes.agreed(draft, Act.FREEZE)
    answer = sign_in(draft.bram).get(APPROVE)
    assert (answer.status_code, answer["Location"]) == (302, "/desk/ballots/njc-pay-claim-2022/")


def test_asking_again_sends_another_letter(draft: Scene) -> None:
    for _ in range(2):
        proposal = propose(draft.ballot, Act.FREEZE, by=draft.ines, at=draft.at)
        withdraw(proposal, by=draft.ines, at=draft.at)
    assert asked() == ["officer2@example.org"] * 2


def test_early_close_and_publication_are_asked_for_by_letter_too(at: datetime) -> None:
    scene = scenes.voted(at)
    scenes.close(scene)
    scenes.count(scene)
    scenes.publish(scene)
    assert [render_approval_asked(message) for message in Message.objects.filter(kind=APPROVAL_ASKED)] == [
        None
    ] * 2


def test_the_scrutineer_may_turn_a_national_proposal_down(draft: Scene) -> None:
    nell, joss = holder(Role.Kind.NATIONAL_OFFICE, "Nell"), holder(Role.Kind.SCRUTINEER, "Joss")
    Ballot.objects.update(branch=None, state="open", public_key=b"k", custody="scrutineers")
    Appointment.objects.create(
        ballot=draft.ballot,
        user=joss,
        appointed_by=nell,
        appointed_at=draft.at,
        accepted_at=draft.at,
        signing_key="k",
    )
    proposal = propose(Ballot.objects.get(), Act.PAUSE, by=nell, at=draft.at, reason="A trial.")
    withdraw(proposal, by=joss, at=draft.at)
    assert Ballot.objects.get().approvals.count() == 0
    # Nell, who may not agree to it, takes back what she asked herself.
    again = propose(Ballot.objects.get(), Act.PAUSE, by=nell, at=draft.at, reason="A trial.")
    withdraw(again, by=nell, at=draft.at)
    assert Ballot.objects.get().approvals.count() == 0
