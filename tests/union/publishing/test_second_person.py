"""Rosa writes, Sana approves: nothing goes live on one person's word."""

import html
import re
from collections.abc import Iterable
from typing import Any

import pytest
from django.contrib.messages.storage.cookie import CookieStorage
from django.test import Client, RequestFactory
from django.utils.html import strip_tags
from wagtail.models import Page, PageLogEntry, TaskState

from campaigns.models import PlanPage
from tests.campaigns.publishing import newest
from tests.conftest import SignIn
from tests.union.publishing.changes import form_of, live_title, said, submit
from union.accounts.models import User
from union.accounts.welcoming import welcome
from union.mail.composing import render
from union.mail.models import Message
from union.publishing.approving import ChangedMeanwhile, NotWaiting, approve
from union.publishing.finishing import NeedsSomebodyElse

pytestmark = pytest.mark.django_db


def test_a_change_waits_until_a_colleague_approves_it(plan: PlanPage, rosa: User, sana: User) -> None:
    state = submit(plan, rosa)
    assert live_title(plan) == "Three points"
    state.task.specific.on_action(state, sana, "approve")
    assert live_title(plan) == "Four points"
    assert PageLogEntry.objects.filter(page=plan.pk, action="wagtail.publish").get().user == sana


def test_the_last_editor_is_offered_no_approval_and_gets_none(plan: PlanPage, rosa: User) -> None:
    state = submit(plan, rosa)
    task = state.task.specific
    assert [name for name, _, _ in task.get_actions(plan, rosa)] == ["reject"]
    task.on_action(state, rosa, "approve")
    assert (live_title(plan), plan.current_workflow_state.status) == ("Three points", "in_progress")


def test_the_last_door_refuses_the_last_editor_too(plan: PlanPage, rosa: User) -> None:
    state = submit(plan, rosa)
    with pytest.raises(NeedsSomebodyElse):
        state.approve(user=rosa)
    assert live_title(plan) == "Three points"


def test_whoever_changes_a_page_while_it_waits_cannot_approve_it_any_more(
    plan: PlanPage, rosa: User, sana: User, sign_in: SignIn
) -> None:
    submit(plan, rosa)
    answer = sign_in(sana).post(
        f"/cms/pages/{plan.pk}/edit/",
        form_of(
            plan, title="Five points", **{"action-workflow-action": "x", "workflow-action-name": "approve"}
        ),
        follow=True,
    )
    assert [str(message) for message in answer.context["messages"]][-1] == (
        "You changed the page yourself, so it is saved and somebody else has to approve it."
    )
    assert (live_title(plan), plan.current_workflow_state.status) == ("Three points", "in_progress")
    assert plan.current_workflow_task_state.revision_id == Page.objects.get(pk=plan.pk).latest_revision_id


def test_an_approval_of_what_was_changed_meanwhile_is_turned_back(
    plan: PlanPage, rosa: User, sana: User, sign_in: SignIn
) -> None:
    submit(plan, rosa)
    read = form_of(plan, **{"action-workflow-action": "x", "workflow-action-name": "approve"})
    plan.title = "Six points"
    plan.save_revision(user=rosa)
    answer = sign_in(sana).post(f"/cms/pages/{plan.pk}/edit/", read, follow=True)
    assert "The page was changed while you read it. Read it again, then approve it." in [
        str(message) for message in answer.context["messages"]
    ]
    assert live_title(plan) == "Three points"


def listed(plan: PlanPage, state: TaskState) -> str:
    """Where the buttons of Wagtail's own lists lead."""
    return f"/cms/pages/workflow/action/{plan.pk}/approve/{state.pk}/"


def test_a_list_leads_to_where_the_page_is_read(
    plan: PlanPage, rosa: User, sana: User, sign_in: SignIn
) -> None:
    state, screen = submit(plan, rosa), f"/cms/pages/{plan.pk}/approve/"
    colleague = sign_in(sana)
    assert colleague.post(listed(plan, state), {"comment": ""})["Location"] == screen
    modal = colleague.get(listed(plan, state), headers={"X-Requested-With": "XMLHttpRequest"})
    assert modal.json() == {"step": "success", "redirect": screen}
    assert live_title(plan) == "Three points"
    shown = colleague.get(screen).content.decode()
    assert "Rosa Lind changed this page last" in shown
    assert f"/cms/pages/{plan.pk}/revisions/{plan.latest_revision_id}/view/" in shown
    read = {"read": newest(plan), "comment": "Good."}
    assert told(colleague.post(screen, read, follow=True)) == ["“Four points” is approved, and live."]
    assert (live_title(plan), TaskState.objects.get().comment) == ("Four points", "Good.")


def test_on_the_screen_too_what_was_changed_meanwhile_is_read_again(
    plan: PlanPage, rosa: User, sana: User, sign_in: SignIn
) -> None:
    submit(plan, rosa)
    read = newest(plan)
    plan.title = "Six points"
    plan.save_revision(user=rosa)
    answer = sign_in(sana).post(f"/cms/pages/{plan.pk}/approve/", {"read": read}, follow=True)
    assert said(answer) == ["The page was changed while you read it. Read it again, then approve it."]
    assert "Six points" in answer.content.decode()
    assert live_title(plan) == "Three points"


def test_what_the_editor_writes_over_while_it_is_read_is_another_version(
    plan: PlanPage, rosa: User, sana: User, sign_in: SignIn
) -> None:
    """The editor saves as Rosa types, into the version that she began."""
    submit(plan, rosa)
    read = form_of(plan, **{"action-workflow-action": "x", "workflow-action-name": "approve"})
    screen = {"read": newest(plan), "comment": "Good, all four."}
    plan.title = "Six points"
    plan.save_revision(user=rosa, overwrite_revision=plan.latest_revision)
    browser = sign_in(sana)
    for path, form in (("edit", read), ("approve", screen)):
        answer = browser.post(f"/cms/pages/{plan.pk}/{path}/", form, follow=True)
        assert said(answer) == ["The page was changed while you read it. Read it again, then approve it."]
    assert "Good, all four." in answer.content.decode()
    assert live_title(plan) == "Three points"


def test_the_screen_sends_a_page_back_with_a_word(
    plan: PlanPage, rosa: User, sana: User, sign_in: SignIn
) -> None:
    submit(plan, rosa)
    screen, browser = f"/cms/pages/{plan.pk}/approve/", sign_in(sana)
    form = {"read": newest(plan), "send_back": "on"}
    earlier = {**form, "read": "0 of yesterday", "comment": "Count again."}
    assert said(browser.post(screen, earlier)) == [
        "The page was changed while you read it. Read it again, then send it back."
    ]
    silent = browser.post(screen, form).content.decode()
    assert "Say what should change, so that it can be put right." in silent
    answer = browser.post(screen, {**form, "comment": "Count again."}, follow=True)
    assert told(answer) == ["“Four points” goes back to Rosa Lind, who gets your words by mail."]
    editor = sign_in(rosa).get(f"/cms/pages/{plan.pk}/edit/")
    assert told(editor) == ["Sana Mirza sent this page back: “Count again.”"]
    menu = editor.content.decode()
    assert ("Submit again" in menu, "Restart" in menu, "Unpublish" in menu) == (True, False, False)
    letter = render(Message.objects.get(kind="page_sent_back"))
    assert letter is not None
    assert "They wrote: Count again." in letter.text
    assert live_title(plan) == "Three points"


def test_a_form_that_does_not_say_what_was_read_approves_nothing(
    plan: PlanPage, rosa: User, sana: User, sign_in: SignIn
) -> None:
    submit(plan, rosa)
    forged = {"action-workflow-action": "x", "workflow-action-name": "approve"}
    answer = sign_in(sana).post(
        f"/cms/pages/{plan.pk}/edit/", form_of(plan, **forged) | {"loaded_revision_id": ""}, follow=True
    )
    assert said(answer) == ["The page was changed while you read it. Read it again, then approve it."]
    assert sign_in(sana).post(f"/cms/pages/{plan.pk}/approve/", {}).status_code == 200
    assert live_title(plan) == "Three points"


def test_the_last_editor_is_told_at_the_screen_that_somebody_else_approves(
    plan: PlanPage, rosa: User, sign_in: SignIn
) -> None:
    submit(plan, rosa)
    screen, read = f"/cms/pages/{plan.pk}/approve/", {"read": newest(plan)}
    for answer in (sign_in(rosa).get(screen, follow=True), sign_in(rosa).post(screen, read, follow=True)):
        assert "You changed this page last, so somebody else has to approve it." in said(answer)
    assert live_title(plan) == "Three points"


def test_who_may_not_approve_and_a_page_that_does_not_wait(
    plan: PlanPage, rosa: User, sana: User, sign_in: SignIn
) -> None:
    screen, read = f"/cms/pages/{plan.pk}/approve/", {"read": newest(plan)}
    assert "This page waits for no approval." in said(sign_in(sana).get(screen, follow=True))
    submit(plan, rosa)
    ned = welcome("ned@example.org", name="Ned Fry", groups=("Editors",))
    assert sign_in(ned).post(screen, {"read": newest(plan)})["Location"] == "/cms/"
    assert sign_in(sana).put(screen, read).status_code == 405
    with pytest.raises(ChangedMeanwhile):
        approve(plan, read="0", by=sana)
    assert live_title(plan) == "Three points"
    approve(plan, read=newest(plan), by=sana)
    with pytest.raises(NotWaiting):
        approve(plan, read=newest(plan), by=sana)
    assert live_title(plan) == "Four points"


# --- what the CMS says, and what happens next


def told(answer: Any) -> list[str]:
    """What is said, without the buttons beside it."""
    return words_of(answer.context["messages"])


def words_of(messages: Iterable[object]) -> list[str]:
    plain = (re.sub(r"<span.*", "", str(one), flags=re.DOTALL) for one in messages)
    return [" ".join(strip_tags(html.unescape(words)).split()) for words in plain]


def pressed(browser: Client, plan: PlanPage, button: str, *, answer: str = "", title: str = "") -> list[str]:
    more = {button: "x"} | ({"workflow-action-name": answer} if answer else {})
    more |= {"title": title} if title else {}
    assert browser.post(f"/cms/pages/{plan.pk}/edit/", form_of(plan, **more)).status_code == 302
    return about_to_be_told(browser)


def about_to_be_told(browser: Client) -> list[str]:
    """The same, of the page that a browser is led to, which is not drawn for it."""
    request = RequestFactory().get("/")
    request.COOKIES = {"messages": browser.cookies.pop("messages").value}
    return words_of(CookieStorage(request))


def test_the_editor_says_who_may_approve_and_what_comes_of_it(
    plan: PlanPage, rosa: User, sana: User, sign_in: SignIn
) -> None:
    hers, sanas = sign_in(rosa), sign_in(sana)
    waits = (
        "“Four points” is sent for approval to Sana Mirza, who reads it, and approves it or says what should "
        "change. You get a letter either way."
    )
    assert pressed(hers, plan, "action-submit", title="Four points") == [waits]
    assert pressed(hers, plan, "action-cancel-workflow") == [
        "“Four points” waits for no approval any more. What you wrote is kept as a draft."
    ]
    assert pressed(hers, plan, "action-submit") == [waits]
    assert pressed(sanas, plan, "action-workflow-action", answer="reject") == [
        "“Four points” goes back to Rosa Lind, who gets your words by mail."
    ]
    assert pressed(hers, plan, "action-submit") == [waits]
    assert pressed(sanas, plan, "action-workflow-action", answer="approve") == [
        "“Four points” is approved, and live."
    ]


def test_wagtail_speaks_of_approval_too(plan: PlanPage, rosa: User, sana: User, sign_in: SignIn) -> None:
    hers, sanas = sign_in(rosa), sign_in(sana)
    edit = f"/cms/pages/{plan.pk}/edit/"
    assert pressed(hers, plan, "action-save", title="Four points") == [
        "“Four points” is saved as a draft: readers see nothing of it yet."
    ]
    pressed(hers, plan, "action-submit")
    assert "Take it back from approval" in hers.get(edit).content.decode()
    assert "Send it back" in sanas.get(edit).content.decode()
    seen = [browser.get(path).content.decode() for browser in (hers, sanas) for path in (edit, "/cms/")]
    cancel = hers.get(f"/cms/pages/workflow/confirm_cancellation/{plan.pk}/")
    assert cancel.json() == {"step": "no_confirmation_needed"}  # who publishes in a hurry is told there
    for page in seen:
        words = strip_tags(re.sub(r"<(script|style|svg)\b.*?</\1>", "", page, flags=re.DOTALL)).lower()
        assert ("moderation" in words, "workflow" in words.replace("workflows", "")) == (False, False)


def test_who_opens_a_page_that_waits_is_told_how_to_go_on_writing(
    plan: PlanPage, sana: User, sign_in: SignIn
) -> None:
    ines = sign_in(welcome("ines@example.org", name="Ines Okafor", groups=("Editors",)))
    pressed(ines, plan, "action-submit", title="Four points")
    form = ines.get(f"/cms/pages/{plan.pk}/edit/").content.decode()
    assert "To go on writing, take it back from approval at the foot of the form." in form


def test_of_many_who_may_approve_four_lines_are_enough(
    plan: PlanPage, rosa: User, sana: User, sign_in: SignIn
) -> None:
    for name in ("Anil", "Bea", "Cai", "Dot"):
        welcome(f"{name.lower()}@example.org", name=name, groups=("Moderators",))
    [said] = pressed(sign_in(rosa), plan, "action-submit")
    assert "is sent for approval to Anil, Bea, Cai or 2 others: one of them reads it" in said


def test_a_page_that_nobody_else_may_approve_says_so(plan: PlanPage, rosa: User, sign_in: SignIn) -> None:
    assert pressed(sign_in(rosa), plan, "action-submit") == [
        "“Three points” waits, but nobody else may approve it: ask an administrator to name somebody."
    ]


def test_a_new_page_that_is_submitted_at_once_says_the_same(
    plan: PlanPage, rosa: User, sana: User, sign_in: SignIn
) -> None:
    new = form_of(plan, title="New", slug="new", **{"action-submit": "1"})
    path = f"/cms/pages/add/campaigns/planpage/{plan.get_parent().pk}/"
    [said] = told(sign_in(rosa).post(path, new, follow=True))
    assert said.startswith("“New” is sent for approval to Sana Mirza")


# --- who publishes alone


DOORS = [
    "/cms/bulk/wagtailcore/page/publish/?id={pk}",
    "/cms/bulk/wagtailcore/page/unpublish/?id={pk}",
    "/cms/api/main/pages/{pk}/action/publish/",
    "/cms/api/main/pages/{pk}/action/unpublish/",
    "/cms/pages/{pk}/unpublish/",
    "/cms/localize/page/{pk}/convert_to_alias/",
]


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("who", ["rosa", "ada"])
def test_no_door_of_wagtail_leads_past_the_second_person(
    plan: PlanPage, sign_in: SignIn, door: str, who: str, request: pytest.FixtureRequest
) -> None:
    plan.title = "Four points"
    plan.save_revision()
    person = sign_in(request.getfixturevalue(who))
    assert person.post(door.format(pk=plan.pk)).status_code == 302
    assert person.get(door.format(pk=plan.pk)).status_code == 302
    page = Page.objects.get(pk=plan.pk)
    assert (page.title, page.live) == ("Three points", True)


def test_rosa_has_no_publish_button_and_a_forged_one_saves_a_draft(
    plan: PlanPage, rosa: User, sign_in: SignIn
) -> None:
    browser = sign_in(rosa)
    assert b'name="action-publish"' not in browser.get(f"/cms/pages/{plan.pk}/edit/").content
    browser.post(f"/cms/pages/{plan.pk}/edit/", form_of(plan, title="Alone", **{"action-publish": "1"}))
    saved = Page.objects.get(pk=plan.pk).get_latest_revision_as_object()
    assert (live_title(plan), saved.title) == ("Three points", "Alone")


def test_a_new_page_begins_as_a_draft(plan: PlanPage, rosa: User, sign_in: SignIn) -> None:
    parent = plan.get_parent()
    new = form_of(plan, title="New", slug="new", **{"action-publish": "1"})
    sign_in(rosa).post(f"/cms/pages/add/campaigns/planpage/{parent.pk}/", new)
    assert Page.objects.get(slug="new").live is False


def test_the_form_of_a_copy_asks_nothing_that_is_refused(plan: PlanPage, ada: User, sign_in: SignIn) -> None:
    form = sign_in(ada).get(f"/cms/pages/{plan.get_parent().pk}/copy/").context["form"]
    assert list(form.fields) == ["new_title", "new_slug", "new_parent_page", "copy_subpages"]


@pytest.mark.parametrize("tick", ["publish_copies", "alias"])
def test_a_copy_begins_as_a_draft(plan: PlanPage, ada: User, sign_in: SignIn, tick: str) -> None:
    form = {"new_title": "Copy", "new_slug": "copy", "new_parent_page": str(plan.get_parent().pk), tick: "on"}
    answer = sign_in(ada).post(f"/cms/pages/{plan.pk}/copy/", form)
    assert (answer.status_code, Page.objects.filter(slug="copy").count()) == (302, 0)
