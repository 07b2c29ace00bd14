"""What has happened to a petition: written, published, put right, taken back, and who may do which."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client, TestCase
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from petitions import announcing
from petitions.announcing import WrongMoment
from petitions.models import Entry, Petition
from tests.conftest import SignIn
from tests.html import seen
from tests.once import told_once
from tests.petitions.factories import an_entry, open_petition
from tests.petitions.reading import words
from tests.petitions.test_cms import staff
from union.accounts.models import User
from union.audit.models import Entry as Audit
from union.pages.meanwhile import MEANWHILE

pytestmark = pytest.mark.django_db


@told_once
def sana() -> User:
    return staff("sana", "Moderators")


@told_once
def kit() -> User:
    return staff("kit", "Editors")


def form(**changed: str) -> dict[str, str]:
    return {
        "kind": "update",
        "title": "We met the minister",
        "text": "She listened.\n\nShe promised an answer.",
        "title_cy": "",
        "text_cy": "",
        "happened_on": str(timezone.localdate()),
        **changed,
    }


def actions() -> list[str]:
    return list(Audit.objects.order_by("pk").values_list("action", flat=True))


def test_a_new_entry_happened_today_unless_somebody_says_otherwise(
    sign_in: SignIn, kit: User, petition: Petition
) -> None:
    html = sign_in(kit).get(f"/cms/petitions/{petition.pk}/entries/new/?kind=response").content.decode()
    assert f'name="happened_on" value="{timezone.localdate()}"' in html
    assert '<option value="response" selected>' in html


def test_kit_writes_an_entry_and_sana_publishes_it(
    sign_in: SignIn, kit: User, sana: User, client: Client, petition: Petition
) -> None:
    writer, url = sign_in(kit), f"/cms/petitions/{petition.pk}/entries/"
    saved = writer.post(f"{url}new/", form())
    entry = Entry.objects.get()
    assert saved.headers["Location"] == f"{url}{entry.pk}/"
    assert (entry.by, entry.published_at, entry.tell) == (kit, None, False)
    assert "We met the minister" in writer.get(url).content.decode()
    assert "We met the minister" not in client.get("/petitions/ten-points/").content.decode()
    read = {"seen": announcing.edition(entry)}
    writer.post(f"{url}{entry.pk}/publish/", read)
    assert Entry.objects.get().published_at is None
    with TestCase.captureOnCommitCallbacks(execute=True):
        sign_in(sana).post(f"{url}{entry.pk}/publish/", read)
    page = client.get("/petitions/ten-points/").content
    assert "We met the minister She listened. She promised an answer." in words(page)
    assert actions() == ["petitions.entry_written", "petitions.entry_published"]


def test_of_two_who_write_an_entry_the_second_reads_what_the_first_wrote(
    sign_in: SignIn, kit: User, sana: User, petition: Petition, noon: datetime
) -> None:
    entry = an_entry(petition, at=noon, published_at=None, title="We met", text="She listened.")
    path = f"/cms/petitions/{petition.pk}/entries/{entry.pk}/words/"
    writer, judge = sign_in(kit), sign_in(sana)
    opened = form(title="We met", text="She listened.", seen=seen(writer.get(path)))
    assert judge.post(path, opened | {"title": "We met the minister"}).status_code == 302
    refused = writer.post(path, opened | {"title": "A good day", "text": "She said yes."})
    assert refused.status_code == 422
    says = f"{MEANWHILE} By now it says: “We met the minister” Take over what is to stay, and save again."
    assert refused.context["form"].errors == {"title": [says]}
    assert "She said yes." in refused.content.decode()
    assert (Entry.objects.get().title, Entry.objects.get().text) == ("We met the minister", "She listened.")
    both = {"title": "We met the minister", "text": "She said yes.", "seen": seen(refused)}
    assert writer.post(path, opened | both).status_code == 302
    assert (Entry.objects.get().title, Entry.objects.get().text) == ("We met the minister", "She said yes.")


def test_sana_publishes_what_she_read_and_nothing_else(
    sign_in: SignIn, kit: User, sana: User, petition: Petition, noon: datetime
) -> None:
    entry = an_entry(petition, at=noon, published_at=None, tell=False)
    path, judge = f"/cms/petitions/{petition.pk}/entries/{entry.pk}/", sign_in(sana)
    read = seen(judge.get(path))
    announcing.revise(entry, words={"tell": True}, by=kit, at=noon)
    for edition in (read, ""):
        refused = judge.post(f"{path}publish/", {"seen": edition}, follow=True)
        assert announcing.CHANGED in refused.content.decode()
        assert Entry.objects.get().published_at is None
    judge.post(f"{path}publish/", {"seen": seen(refused)})
    assert Entry.objects.get().published_at is not None


def test_entries_stand_newest_first_and_cost_a_cached_page_no_query(
    client: Client, petition: Petition, noon: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for days, title in ((3, "Third"), (1, "First"), (2, "Second")):
        an_entry(petition, at=noon, title=title, happened_on=(noon + timedelta(days=days)).date())
    an_entry(petition, at=noon, title="Unseen", published_at=None)
    client.get("/petitions/ten-points/")
    with django_assert_num_queries(0):
        html = client.get("/petitions/ten-points/").content.decode()
    assert [html.index(t) for t in ("Third", "Second", "First")] == sorted(
        html.index(t) for t in ("Third", "Second", "First")
    )
    assert "Unseen" not in html


def test_the_answer_stands_above_the_form_and_not_in_the_list(
    client: Client, petition: Petition, noon: datetime
) -> None:
    an_entry(petition, at=noon, title="She said no", kind="response")
    an_entry(petition, at=noon, title="We wrote again")
    html = client.get("/petitions/ten-points/").content.decode()
    assert html.count("She said no") == 1
    assert (
        html.index("She said no") < html.index("/petitions/ten-points/sign/") < html.index("We wrote again")
    )


def test_an_entry_speaks_welsh_where_it_can(client: Client, petition: Petition, noon: datetime) -> None:
    an_entry(petition, at=noon, title="Met", title_cy="Cwrdd", text_cy="Gwrandawodd.")
    an_entry(petition, at=noon, title="Only in English")
    welsh = client.get("/cy/petitions/ten-points/").content.decode()
    assert [t in welsh for t in ("Cwrdd", ">Met<", "Only in English")] == [True, False, True]


def test_a_correction_says_so_and_a_draft_is_simply_changed(
    sign_in: SignIn, kit: User, sana: User, client: Client, petition: Petition, noon: datetime
) -> None:
    draft = an_entry(petition, at=noon, published_at=None)
    public = an_entry(petition, at=noon, title="Met")
    writer, judge = sign_in(kit), sign_in(sana)
    base = f"/cms/petitions/{petition.pk}/entries"
    writer.post(f"{base}/{draft.pk}/words/", form(kind="decision", tell="on"))
    writer.post(f"{base}/{public.pk}/words/", form())
    judge.post(f"{base}/{public.pk}/words/", form(kind="decision", tell="on"))
    draft.refresh_from_db()
    public.refresh_from_db()
    assert (draft.title, draft.kind, draft.tell, draft.corrected_at) == (
        "We met the minister",
        "decision",
        True,
        None,
    )
    assert (public.title, public.kind, public.tell, public.corrected_at is None) == (
        "We met the minister",
        "update",
        False,
        False,
    )
    assert "Corrected on" in words(client.get("/petitions/ten-points/").content)
    assert actions() == ["petitions.entry_corrected"]


def test_an_entry_taken_back_leaves_the_page_for_good(
    sign_in: SignIn, sana: User, client: Client, petition: Petition, noon: datetime
) -> None:
    entry = an_entry(petition, at=noon, title="A mistake")
    judge, url = sign_in(sana), f"/cms/petitions/{petition.pk}/entries/{entry.pk}/"
    assert "Yes, take it back" in judge.get(f"{url}?act=take-back").content.decode()
    judge.post(f"{url}take-back/")
    assert "A mistake" not in client.get("/petitions/ten-points/").content.decode()
    assert "nobody sees it" in judge.get(url).content.decode()
    for verb in (announcing.take_back, announcing.publish):
        with pytest.raises(WrongMoment):
            verb(entry, by=sana, at=noon)
    with pytest.raises(WrongMoment):
        announcing.revise(entry, words={"title": "Again"}, by=sana, at=noon)


def test_nothing_is_published_twice_or_before_the_petition_is_public(
    noon: datetime, sana: User, petition: Petition
) -> None:
    entry = an_entry(petition, at=noon)
    with pytest.raises(WrongMoment, match="published already"):
        announcing.publish(entry, by=sana, at=noon)
    hidden = open_petition(at=noon, slug="hidden", state="in_review", opened_at=None)
    draft = an_entry(hidden, at=noon, published_at=None)
    with pytest.raises(WrongMoment, match="Nobody can read this petition yet"):
        announcing.publish(draft, by=sana, at=noon)


def test_bad_input_gets_a_sentence_and_keeps_the_rest(sign_in: SignIn, kit: User, petition: Petition) -> None:
    kits, address = sign_in(kit), f"/cms/petitions/{petition.pk}/entries/new/"
    for changed, sentence in [
        ({"title": ""}, "Give it a title: it becomes the subject of the e-mail."),
        ({"text": ""}, "Say what happened."),
        ({"happened_on": ""}, "Say on which day it happened."),
        ({"happened_on": "soon"}, "Give the day in the form 2022-03-15."),
        ({"happened_on": "2999-01-01"}, "Choose today or an earlier day: it has to have happened."),
        ({"title_cy": "Cwrdd"}, "Give this in Welsh too, or leave both Welsh fields empty."),
        ({"kind": "milestone"}, "Select a valid choice."),
    ]:
        page = kits.post(address, form(**{"text": "Kept.", **changed}))
        html = page.content.decode()
        assert (page.status_code, sentence in html, Entry.objects.count()) == (422, True, 0), changed
        assert changed.get("text") == "" or "Kept." in html, changed


def test_who_is_not_of_the_staff_finds_no_way_in(
    sign_in: SignIn, client: Client, petition: Petition, noon: datetime
) -> None:
    entry = an_entry(petition, at=noon, published_at=None)
    rowan = sign_in(staff("rowan"))
    for path in ("", "new/", f"{entry.pk}/", f"{entry.pk}/words/", f"{entry.pk}/publish/"):
        for browser in (rowan, client):
            url = f"/cms/petitions/{petition.pk}/entries/{path}"
            assert browser.get(url).status_code in (302, 403, 404, 405)
            assert browser.post(url, form()).status_code in (302, 403, 404, 405)
    entry.refresh_from_db()
    assert (Entry.objects.count(), entry.published_at) == (1, None)


def test_wrong_methods_and_entries_of_other_petitions_are_refused(
    sign_in: SignIn, sana: User, petition: Petition, noon: datetime
) -> None:
    entry, judge = an_entry(petition, at=noon, published_at=None), sign_in(sana)
    other = open_petition(at=noon, slug="other")
    base = f"/cms/petitions/{petition.pk}/entries/{entry.pk}/"
    assert judge.get(f"{base}publish/").status_code == 405
    assert judge.post(base).status_code == 405
    assert judge.post(f"{base}nonsense/").status_code == 404
    assert judge.post(f"/cms/petitions/{other.pk}/entries/{entry.pk}/publish/").status_code == 404
    assert Entry.objects.get().published_at is None


def test_the_database_refuses_what_makes_no_sense(
    subtests: pytest.Subtests, petition: Petition, noon: datetime
) -> None:
    cases: list[dict[str, object]] = [
        {"kind": "milestone"},
        {"reached": 500},
        {"title_cy": "Cwrdd"},
        {"corrected_at": datetime.fromisoformat("1999-01-01T00:00+00:00")},
        {"taken_back_at": datetime.fromisoformat("1999-01-01T00:00+00:00")},
    ]
    for fields in cases:
        with subtests.test(fields=fields), transaction.atomic(), pytest.raises(IntegrityError):
            an_entry(petition, at=noon, **fields)
