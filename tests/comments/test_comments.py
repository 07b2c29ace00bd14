"""Rowan comments on an article, confirms from a letter, and Kit decides."""

import re
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from campaigns.comments import letting_go
from campaigns.comments.cms_panels import to_do
from campaigns.comments.commenting import (
    COMMENTS_AN_HOUR,
    COMMENTS_FROM_ONE_PLACE,
    DOUBLE_PRESS,
    Written,
    comment_behind,
    confirm_comment,
    leave_comment,
    stamp,
    token_for,
)
from campaigns.comments.errors import AlreadyDecided, CommentsClosed, TooManyAtOnce, UnknownLink
from campaigns.comments.models import Comment
from campaigns.comments.moderating import publish_comment, reconsider, refuse_comment, take_down
from campaigns.models import CampaignPage, OpinionPage, PlanPage
from tests.campaigns.publishing import in_welsh
from tests.conftest import SignIn
from union.accounts.models import User
from union.audit.models import Entry
from union.mail.composing import render
from union.mail.models import Message
from union.networks import too_many_tries
from union.publishing.todo import ToDo

pytestmark = pytest.mark.django_db
ARTICLE, WORDS = "/safe-visits/opinion/", "Adults’ social work needs this as well."
SENT = "One step is left"


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def article(plan: PlanPage) -> OpinionPage:
    """Robin's article, live at /safe-visits/opinion/ since now, with two weeks for comments."""
    made: OpinionPage = plan.get_parent().add_child(
        instance=OpinionPage(title="Listen to those who do it", slug="opinion", author="Robin Vale")
    )
    made.save_revision().publish()
    made.refresh_from_db()
    return made


def written(**changed: str) -> Written:
    return Written(**{"name": "Rowan Ashby", "email": "rowan.ashby@example.org", "text": WORDS, **changed})


def left(article: OpinionPage, *, at: datetime, **changed: str) -> Comment:
    leave_comment(article, written=written(**changed), at=at)
    return Comment.objects.filter(email=written(**changed).email).latest("written_at")


def waiting(article: OpinionPage, *, at: datetime, **changed: str) -> Comment:
    comment = left(article, at=at, **changed)
    confirm_comment(comment, at=at)
    comment.refresh_from_db()
    return comment


def filled(article: OpinionPage, **changed: str) -> dict[str, str]:
    shown = stamp(article, at=timezone.now() - timedelta(minutes=2))
    return {
        "comment-name": "Rowan Ashby",
        "comment-email": "rowan.ashby@example.org",
        "comment-text": WORDS,
        "website": "",
        "shown": shown,
        **changed,
    }


def send(client: Client, article: OpinionPage, **changed: str) -> Any:
    return client.post(f"/comments/{article.pk}/", filled(article, **changed))


def test_rowans_comment_appears_once_it_is_confirmed_and_read(
    client: Client, article: OpinionPage, kit: User, now: datetime
) -> None:
    answer = send(client, article)
    assert (answer.status_code, SENT in answer.content.decode()) == (200, True)
    comment, message = Comment.objects.get(), Message.objects.get()
    assert (comment.state, comment.doubt, message.recipient) == ("unconfirmed", "", "rowan.ashby@example.org")
    letter = render(message)
    path = f"/comments/confirm/{token_for(comment)}/"
    assert letter is not None
    assert (path in letter.text, path in letter.html, WORDS in letter.text) == (True, True, True)

    assert "Is this comment yours?" in client.get(path).content.decode()
    assert Comment.objects.get().state == "unconfirmed"
    assert "We have deleted your address." in client.post(path).content.decode()
    assert WORDS not in client.get(ARTICLE).content.decode()
    comment.refresh_from_db()
    publish_comment(comment, by=kit, at=now)
    html = client.get(ARTICLE).content.decode()
    assert (WORDS in html, "<strong>Rowan Ashby</strong>" in html, "rowan.ashby" in html) == (
        True,
        True,
        False,
    )
    assert ("1 comment</h2>" in html, comment.email) == (True, "")
    assert [entry.action for entry in Entry.objects.all()] == ["comment.published"]


def test_a_letter_is_not_written_any_more_once_its_comment_is_confirmed(
    article: OpinionPage, now: datetime
) -> None:
    waiting(article, at=now)
    assert render(Message.objects.get()) is None


def test_what_is_missing_is_said_and_nothing_is_lost(client: Client, article: OpinionPage) -> None:
    answer = send(client, article, **{"comment-email": "rowan"})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert ("Type an address such as name@example.org." in html, WORDS in html) == (True, True)
    assert Comment.objects.count() == 0


def test_comments_close_by_themselves_and_what_was_written_is_still_there(
    client: Client, article: OpinionPage, now: datetime
) -> None:
    assert "Send my comment" in client.get(ARTICLE).content.decode()
    OpinionPage.objects.update(first_published_at=now - timedelta(days=14))
    assert "Send my comment" not in client.get(ARTICLE).content.decode()
    answer = send(client, article)
    html = answer.content.decode()
    assert (answer.status_code, "have closed" in html, WORDS in html) == (409, True, True)
    with pytest.raises(CommentsClosed):
        leave_comment(article, written=written(), at=now)


def test_whoever_wrote_in_time_may_confirm_later(client: Client, article: OpinionPage, now: datetime) -> None:
    comment = left(article, at=now)
    OpinionPage.objects.update(comments_open=False)
    assert client.post(f"/comments/confirm/{token_for(comment)}/").status_code == 200
    assert Comment.objects.get().state == "waiting"


def test_the_answer_is_the_same_for_every_address(
    client: Client, article: OpinionPage, now: datetime
) -> None:
    answers = [send(client, article, **{"comment-text": f"{WORDS} {n}"}).content for n in range(4)]
    assert len(set(answers)) == 1
    assert (Comment.objects.count(), Message.objects.count()) == (3, 3)


def test_a_second_press_of_the_button_makes_no_second_comment(
    client: Client, article: OpinionPage, now: datetime
) -> None:
    first, second = (send(client, article) for _ in range(2))
    assert first.content == second.content
    assert (Comment.objects.count(), Message.objects.count()) == (1, 1)
    send(client, article, **{"comment-email": "kit.marlowe@example.org"})
    send(client, article, **{"comment-text": "Something else."})
    assert (Comment.objects.count(), Message.objects.count()) == (3, 3)


def test_whose_letter_got_lost_writes_again_after_ten_minutes(article: OpinionPage, now: datetime) -> None:
    left(article, at=now)
    left(article, at=now + DOUBLE_PRESS)
    assert (Comment.objects.count(), Message.objects.count()) == (2, 2)


def test_sixty_an_hour_on_one_page_are_enough_and_forty_a_day_from_one_place(
    client: Client, article: OpinionPage, now: datetime
) -> None:
    """One machine neither fills the hour of all others nor writes letters to a whole address book."""
    for _ in range(COMMENTS_FROM_ONE_PLACE):
        too_many_tries("comments", address="127.0.0.1", most=COMMENTS_FROM_ONE_PLACE, at=timezone.now())
    refused = send(client, article)
    assert (refused.status_code, WORDS in refused.content.decode()) == (429, True)
    assert "Too many comments came today from where you are." in refused.content.decode()
    assert (Comment.objects.count(), Message.objects.count()) == (0, 0)
    for number in range(COMMENTS_AN_HOUR):
        leave_comment(article, written=written(email=f"r{number}@example.org"), at=now)
    with pytest.raises(TooManyAtOnce, match="in an hour"):
        leave_comment(article, written=written(email="late@example.org"), at=now)
    leave_comment(article, written=written(email="late@example.org"), at=now + timedelta(hours=1))


@pytest.mark.parametrize(
    ("changed", "doubt"),
    [
        ({"website": "https://example.org"}, "trap filled"),
        ({"shown": "invented"}, "form not ours"),
    ],
)
def test_a_machines_work_is_told_to_the_moderator_alone(
    client: Client, article: OpinionPage, changed: dict[str, str], doubt: str
) -> None:
    assert SENT in send(client, article, **changed).content.decode()
    assert Comment.objects.get().doubt == doubt


def test_a_form_sent_at_once_is_doubtful(article: OpinionPage, now: datetime) -> None:
    assert left(article, at=now, stamp=stamp(article, at=now)).doubt == "too quick"
    assert left(article, at=now + timedelta(hours=1), stamp=stamp(article, at=now)).doubt == ""


def test_a_page_of_another_kind_a_draft_and_no_page_take_none(client: Client, article: OpinionPage) -> None:
    campaign = CampaignPage.objects.get()
    article.unpublish()
    assert [client.post(f"/comments/{pk}/", {}).status_code for pk in (campaign.pk, article.pk, 10**9)] == [
        404,
        404,
        404,
    ]


def test_reading_the_address_of_the_form_leads_to_the_article(client: Client, article: OpinionPage) -> None:
    answer = client.get(f"/comments/{article.pk}/")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{ARTICLE}#comments")
    assert client.put(f"/comments/{article.pk}/").status_code == 405


@pytest.mark.parametrize("before", ["", "/cy"])
def test_a_comment_on_a_welsh_article_is_answered_in_welsh_throughout(
    client: Client, article: OpinionPage, kit: User, now: datetime, before: str
) -> None:
    side = in_welsh(article, title="Gwrandewch", slug="barn")
    page = client.get("/cy/safe-visits/barn/").content.decode()
    assert f'action="/cy/comments/{side.pk}/"' in page
    path = f"{before}/comments/{side.pk}/"
    wrong = client.post(path, filled(side, **{"comment-text": ""}))
    assert (wrong.status_code, "Your comment" in wrong.content.decode()) == (422, False)
    assert "“Eich sylw” yn wag: llenwch ef." in wrong.content.decode()
    answer = client.post(path, filled(side))
    html = answer.content.decode()
    assert (answer.status_code, answer["Content-Language"]) == (200, "cy")
    for words in (
        '<html lang="cy">',
        "<h1>Mae un cam ar ôl</h1>",
        'href="/cy/safe-visits/barn/">Gwrandewch</a>',
    ):
        assert words in html
    assert ("hreflang" in html, "canonical" in html, html.count("</html>")) == (False, False, 1)
    comment = Comment.objects.get()
    letter = render(Message.objects.get())
    link = f"/cy/comments/confirm/{token_for(comment)}/"
    assert letter is not None
    assert (comment.language, comment.doubt, link in letter.text) == ("cy", "", True)
    assert "Ai chi biau’r sylw hwn?" in client.get(link).content.decode()
    assert "<h1>Diolch</h1>" in client.post(link).content.decode()
    comment.refresh_from_db()
    publish_comment(comment, by=kit, at=now)
    assert "1 sylw</h2>" in client.get("/cy/safe-visits/barn/").content.decode()
    assert "0 comments</h2>" in client.get(ARTICLE).content.decode()


def test_a_forged_link_and_one_whose_comment_is_gone_open_nothing(
    client: Client, article: OpinionPage, now: datetime
) -> None:
    comment = left(article, at=now)
    token = token_for(comment)
    assert comment_behind(token) == comment
    for forged in (f"{token[:-1]}!", "x", "a:b"):
        assert client.post(f"/comments/confirm/{forged}/").status_code == 404
    comment.delete()
    assert client.get(f"/comments/confirm/{token}/").status_code == 404
    with pytest.raises(UnknownLink):
        comment_behind(token)


# --- the moderator -----------------------------------------------------------------------------------------


def test_kit_publishes_refuses_and_takes_down(
    sign_in: SignIn, article: OpinionPage, kit: User, now: datetime
) -> None:
    first, second = (waiting(article, at=now, email=f"{who}@example.org") for who in ("rowan", "ash"))
    cms = sign_in(kit)
    assert to_do(user=kit, at=now) == [ToDo("Comments of readers: 2 to read", "/cms/comments/")]
    assert cms.get("/cms/comments/").content.decode().count(WORDS) == 2
    cms.post(f"/cms/comments/{first.pk}/", {"verb": "publish"})
    cms.post(f"/cms/comments/{second.pk}/", {"verb": "refuse", "reason": "topic"})
    assert to_do(user=kit, at=now) == []
    assert [c.state for c in (Comment.objects.get(pk=first.pk), Comment.objects.get(pk=second.pk))] == [
        "published",
        "refused",
    ]
    cms.post(f"/cms/comments/{first.pk}/", {"verb": "take_down", "reason": "names"})
    assert set(Comment.objects.values_list("state", "reason")) == {("refused", "names"), ("refused", "topic")}
    assert [entry.detail for entry in Entry.objects.order_by("pk")] == [
        {"page": article.pk},
        {"page": article.pk, "reason": "topic"},
        {"page": article.pk, "reason": "names"},
    ]


def test_a_refusal_has_a_reason(sign_in: SignIn, article: OpinionPage, kit: User, now: datetime) -> None:
    comment = waiting(article, at=now)
    cms = sign_in(kit)
    cms.post(f"/cms/comments/{comment.pk}/", {"verb": "refuse"})
    assert Comment.objects.get().state == "waiting"
    assert "Choose a reason first" in cms.get("/cms/comments/").content.decode()
    with transaction.atomic(), pytest.raises(IntegrityError):
        Comment.objects.update(state="refused")


def test_who_may_not_moderate_sees_nothing_and_decides_nothing(
    sign_in: SignIn, article: OpinionPage, now: datetime
) -> None:
    comment = waiting(article, at=now)
    officer = User.objects.create_user("ines@example.org", name="Ines Okafor")
    ines = sign_in(officer)
    assert to_do(user=officer, at=now) == []
    assert ines.get("/cms/comments/").status_code == 403
    assert ines.post(f"/cms/comments/{comment.pk}/", {"verb": "publish"}).status_code == 403
    assert Comment.objects.get().state == "waiting"


def test_deciding_is_no_reading(sign_in: SignIn, article: OpinionPage, kit: User, now: datetime) -> None:
    comment = waiting(article, at=now)
    assert sign_in(kit).get(f"/cms/comments/{comment.pk}/").status_code == 405


def test_what_was_decided_or_not_confirmed_is_not_decided_again(
    article: OpinionPage, kit: User, now: datetime
) -> None:
    unconfirmed = left(article, at=now, email="ash@example.org")
    comment = waiting(article, at=now)
    with pytest.raises(AlreadyDecided):
        publish_comment(unconfirmed, by=kit, at=now)
    with pytest.raises(AlreadyDecided):
        take_down(comment, reason="harm", by=kit, at=now)
    refuse_comment(comment, reason="harm", by=kit, at=now)
    with pytest.raises(AlreadyDecided):
        publish_comment(comment, by=kit, at=now)


def test_a_slip_of_the_hand_is_undone(
    sign_in: SignIn, article: OpinionPage, kit: User, now: datetime
) -> None:
    comment, cms = waiting(article, at=now), sign_in(kit)
    address = f"/cms/comments/{comment.pk}/"
    cms.post(address, {"verb": "refuse", "reason": "advert"})
    assert "Put back among those that wait" in cms.get("/cms/comments/?shelf=refused").content.decode()
    back = cms.post(address, {"verb": "reconsider", "shelf": "refused"})
    assert back["Location"] == "/cms/comments/?shelf=refused&p=1"
    comment.refresh_from_db()
    assert (comment.state, comment.reason, comment.decided_at) == ("waiting", "", None)
    assert cms.get("/cms/comments/").content.decode().count(WORDS) == 1
    assert [entry.action for entry in Entry.objects.order_by("pk")] == [
        "comment.refused",
        "comment.reconsidered",
    ]
    with pytest.raises(AlreadyDecided):
        reconsider(comment, by=kit, at=now)


def flood(article: OpinionPage, *, at: datetime) -> list[Comment]:
    """Twenty-five, on two leaves of the list."""
    return Comment.objects.bulk_create(
        Comment(
            page=article,
            name=f"Robot {n}",
            text="Buy this.",
            address_hash=str(n),
            state="waiting",
            written_at=at + timedelta(seconds=n),
            confirmed_at=at,
        )
        for n in range(25)
    )


def test_a_flood_is_refused_together(sign_in: SignIn, article: OpinionPage, kit: User, now: datetime) -> None:
    comments, cms = flood(article, at=now), sign_in(kit)
    assert "Waiting (25)" in cms.get("/cms/comments/").content.decode()
    publish_comment(comments[0], by=kit, at=now)  # in another window meanwhile
    ticked = [str(comment.pk) for comment in comments[:4]]
    for form, sentence in (
        ({"comment": ticked}, "Choose a reason first: nothing was changed."),
        ({"reason": "advert"}, "Tick the comments first: nothing was changed."),
        ({"comment": ["rubbish"], "reason": "advert"}, "Tick the comments first: nothing was changed."),
        ({"comment": ticked, "reason": "advert"}, "3 comments are refused."),
    ):
        answer = cms.post("/cms/comments/refuse/", {**form, "shelf": "waiting", "p": "2"}, follow=True)
        assert sentence in answer.content.decode()
    assert answer.redirect_chain == [("/cms/comments/?shelf=waiting&p=2", 302)]
    assert (Comment.objects.filter(state="refused").count(), Entry.objects.count()) == (3, 4)
    ines = sign_in(User.objects.create_user("ines@example.org", name="Ines Okafor"))
    assert ines.post("/cms/comments/refuse/", {"comment": ticked, "reason": "advert"}).status_code == 403


# --- what is held ------------------------------------------------------------------------------------------


def test_a_persons_comments_are_handed_over_and_erased(
    client: Client, article: OpinionPage, kit: User, now: datetime
) -> None:
    comment = waiting(article, at=now)
    publish_comment(comment, by=kit, at=now)
    left(article, at=now, email="ash@example.org")
    rowan = " Rowan.Ashby@example.org"
    assert [row["text"] for row in letting_go.collect(rowan)["comments"]] == [WORDS]
    assert letting_go.goes(rowan) == ["1 comment you wrote on our pages"]
    assert letting_go.erase(rowan, at=now) == 2
    assert (Comment.objects.count(), Message.objects.count()) == (1, 1)
    assert WORDS not in client.get(ARTICLE).content.decode()


def test_what_nobody_confirmed_or_was_refused_goes_by_itself(
    article: OpinionPage, kit: User, now: datetime
) -> None:
    left(article, at=now)
    refused = waiting(article, at=now, email="ash@example.org")
    refuse_comment(refused, reason="advert", by=kit, at=now)
    publish_comment(waiting(article, at=now, email="sky@example.org"), by=kit, at=now)

    def gone(at: datetime, *, dry_run: bool = False) -> int:
        return letting_go.expire(at=at, dry_run=dry_run)[0].n

    assert gone(now + timedelta(days=7)) == 0
    assert gone(now + timedelta(days=8), dry_run=True) == 1
    assert (gone(now + timedelta(days=8)), gone(now + timedelta(days=31))) == (1, 1)
    assert Comment.objects.get().state == "published"


def test_moderators_answer_for_a_year_for_what_stood_on_a_page_that_was_deleted(
    client: Client, sign_in: SignIn, article: OpinionPage, kit: User, now: datetime
) -> None:
    shown, unread = waiting(article, at=now), waiting(article, at=now, text="And us.")
    unconfirmed = left(article, at=now, text="Later.")
    publish_comment(shown, by=kit, at=now)
    article.unpublish()
    article.delete()
    page = sign_in(kit).get("/cms/comments/?shelf=published").content.decode()
    assert (WORDS in page, "On “Listen to those who do it”, which was deleted" in page) == (True, True)
    for comment, act in [(unread, publish_comment), (shown, partial(take_down, reason="untrue"))]:
        with pytest.raises(AlreadyDecided, match="was deleted: nothing of it is shown any more"):
            act(comment, by=kit, at=now)
    with pytest.raises(UnknownLink):
        comment_behind(token_for(unconfirmed))
    assert (
        "Listen to those who do it" in client.get(f"/comments/confirm/{token_for(unread)}/").content.decode()
    )
    [held] = letting_go.collect("rowan.ashby@example.org")["comments"][1:2]
    assert held["page"] == "Listen to those who do it"
    for days, left_over in [(31, 2), (396, 2), (398, 0)]:
        letting_go.expire(at=now + timedelta(days=days), dry_run=False)
        assert Comment.objects.count() == left_over


def test_a_page_with_many_comments_costs_no_more(client: Client, article: OpinionPage, now: datetime) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(ARTICLE)
        return len(captured)

    client.get(ARTICLE)
    before = cost()
    for number in range(3):
        comment = waiting(article, at=now, email=f"r{number}@example.org")
        Comment.objects.filter(pk=comment.pk).update(state="published")
    assert cost() == before


def test_an_article_many_wrote_about_shows_a_hundred_comments_at_a_time(
    client: Client, article: OpinionPage, now: datetime
) -> None:
    first = waiting(article, at=now)
    fields = {"page": article, "confirmed_at": now, "state": "published"}
    Comment.objects.filter(pk=first.pk).update(state="published")
    Comment.objects.bulk_create(
        Comment(name=f"Reader {n}", text="And here.", written_at=now + timedelta(minutes=n), **fields)
        for n in range(1, 206)
    )

    def shown(asked: str) -> tuple[int, bool, list[str]]:
        html = client.get(f"{ARTICLE}{asked}").content.decode()
        ways = re.findall("[?]comments=[0-9]+", html)
        return html.count('class="comments__name"'), "206 comments" in html, ways

    assert shown("") == (100, True, ["?comments=2"])
    assert shown("?comments=2") == (100, True, ["?comments=1", "?comments=3"])
    assert shown("?comments=3") == (6, True, ["?comments=2"])
    assert shown("?comments=4") == shown("?comments=nonsense") == shown("")
