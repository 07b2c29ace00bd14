"""What is written to whoever approves, and to whoever wrote."""

import pytest
from django.core import mail
from wagtail.models import WorkflowState

from campaigns.models import PlanPage
from tests.union.publishing.changes import submit
from union.accounts.models import User
from union.mail.composing import render
from union.mail.models import Message

pytestmark = pytest.mark.django_db


def test_the_letters_wait_in_the_outbox_and_nothing_leaves_by_itself(
    plan: PlanPage, rosa: User, sana: User, ada: User
) -> None:
    state = submit(plan, rosa)
    letter = Message.objects.get()
    assert (letter.kind, letter.recipient, mail.outbox) == ("page_to_approve", "sana@example.org", [])
    drawn = render(letter)
    assert drawn is not None
    assert drawn.subject == "Please read and approve: Four points"
    assert f"http://testserver/cms/pages/{plan.pk}/approve/" in drawn.text
    state.task.specific.on_action(state, sana, "approve", comment="Good.")
    assert render(letter) is None
    thanks = Message.objects.get(kind="page_approved")
    assert thanks.recipient == "rosa@example.org"
    told = render(thanks)
    assert told is not None
    assert told.text == (
        "Sana Mirza approved the page “Four points”.\n\nThey wrote: Good.\n\nIt is live.\n"
        f"http://testserver/cms/pages/{plan.pk}/edit/\n\nTenpoint Union\n"
    )
    assert mail.outbox == []


def test_what_is_sent_back_says_what_should_change(plan: PlanPage, rosa: User, sana: User) -> None:
    state = submit(plan, rosa)
    state.task.specific.on_action(state, sana, "reject", comment="Count again.")
    letter = Message.objects.get(kind="page_sent_back")
    drawn = render(letter)
    assert drawn is not None
    assert (letter.recipient, "They wrote: Count again." in drawn.text) == ("rosa@example.org", True)
    assert WorkflowState.objects.get().status == "needs_changes"


def test_neither_who_wrote_nor_who_asked_is_written_to(plan: PlanPage, rosa: User, sana: User) -> None:
    plan.save_revision(user=sana)
    state = plan.get_workflow().start(plan, rosa).current_task_state
    assert Message.objects.count() == 0
    state.task.specific.on_action(state, rosa, "reject", comment="I count again.")
    assert Message.objects.count() == 0


def test_whoever_wants_no_letters_gets_none(plan: PlanPage, rosa: User, sana: User) -> None:
    from wagtail.users.models import UserProfile

    profile = UserProfile.get_for_user(sana)
    profile.submitted_notifications = False
    profile.save()
    submit(plan, rosa)
    assert Message.objects.count() == 0
