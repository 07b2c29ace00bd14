"""The codebook, the coding screen, outcomes and the report in the CMS, and who may come in."""

import re
from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from campaigns.consultations import advising, suggesting
from campaigns.consultations.coding import code_texts
from campaigns.consultations.models import Coding, Consultation, Outcome, Theme
from campaigns.consultations.moderating import redact
from campaigns.consultations.quoting import approve_quote, propose_quote
from campaigns.consultations.responding import publish_outcome, write_outcome
from campaigns.consultations.theming import write_theme
from tests.conftest import SignIn
from tests.consultations.canary import state_of_the_database
from tests.consultations.factories import opened
from tests.consultations.theme_scenes import answered_theme, approved, closed, said_by
from tests.once import told_once
from union.accounts.models import User

pytestmark = pytest.mark.django_db
CODERS_PAGES = ["themes/", "{c}/themes/", "themes/{t}/", "themes/{t}/texts/", "{c}/coding/change/"]
MODERATORS_PAGES = ["{c}/outcomes/", "themes/{t}/outcome/", "{c}/report/"]
CODERS_ACTS = [
    "themes/{t}/merge/",
    "themes/{t}/retire/",
    "themes/{t}/bring-back/",
    "{c}/coding/change/together/",
    "{c}/coding/change/undo/",
]
MODERATORS_ACTS = ["outcomes/{o}/publish/", "outcomes/{o}/take-back/"]


@pytest.fixture
def desk(sign_in: SignIn, cleo: User) -> Client:
    """Cleo's browser."""
    return sign_in(cleo)


@told_once
def forms(consultation: Consultation, sana: User, now: datetime) -> Theme:
    return write_theme(consultation, title="Fewer forms", by=sana, at=now)


@told_once
def well_answered(consultation: Consultation, sana: User, kit: User, now: datetime) -> Theme:
    """A theme with ten members' texts and an outcome, and a text that waits to be sorted."""
    theme = answered_theme(consultation, members=10, moderator=sana, second=kit, at=now)
    approved(consultation, "Fewer forms, please.", by=sana, at=now)
    return theme


@told_once
def once_answered(consultation: Consultation, sana: User, kit: User, now: datetime) -> Theme:
    return answered_theme(consultation, members=1, moderator=sana, second=kit, at=now)


def address(path: str, consultation: Consultation) -> str:
    theme, outcome = Theme.objects.first(), Outcome.objects.first()
    numbers = {"c": consultation.pk, "t": theme.pk if theme else 0, "o": outcome.pk if outcome else 0}
    return "/cms/views/" + path.format(**numbers)


def page(client: Client, path: str, consultation: Consultation) -> str:
    answer = client.get(address(path, consultation))
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


# --- who may come in ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [*CODERS_PAGES, *MODERATORS_PAGES])
def test_moderators_see_every_page_and_looking_changes_nothing(
    sign_in: SignIn, consultation: Consultation, sana: User, well_answered: Theme, path: str
) -> None:
    browser = sign_in(sana)
    browser.get("/cms/")
    before = state_of_the_database()
    shown = browser.get(address(path, consultation))
    assert (shown.status_code, "no-store" in shown["Cache-Control"]) == (200, True)
    assert state_of_the_database() == before


@pytest.mark.parametrize("path", [*CODERS_PAGES, *MODERATORS_PAGES])
def test_coders_see_themes_and_texts_and_nothing_of_moderation(
    desk: Client, consultation: Consultation, forms: Theme, path: str
) -> None:
    answer = desk.get(address(path, consultation))
    assert answer.status_code == (200 if path in CODERS_PAGES else 404)
    assert "/quotes/" not in answer.content.decode()


def test_cleo_turns_the_pages_of_all_consultations_which_are_counted_at_once(
    desk: Client, consultation: Consultation, sana: User, now: datetime
) -> None:
    for number in range(20):
        opened(now, slug=f"later-{number}")
    approved(consultation, "Fewer forms.", by=sana, at=now)
    with CaptureQueriesContext(connection) as asked:
        first = desk.get("/cms/views/themes/")
    assert sum("by_hand" in query["sql"] for query in asked) == 1
    second = desk.get("/cms/views/themes/?p=2").content.decode()
    assert (first.content.decode().count(" of 0</td>"), second.count(" of 1</td>")) == (20, 1)
    assert "Page 2 of 2" in second


@pytest.mark.parametrize("path", [*CODERS_PAGES, *MODERATORS_PAGES, *CODERS_ACTS, *MODERATORS_ACTS])
def test_for_an_editor_there_is_no_such_page(
    sign_in: SignIn, consultation: Consultation, once_answered: Theme, path: str
) -> None:
    nell = User.objects.create_user("nell@example.org")
    nell.user_permissions.add(
        Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
    )
    browser, before = sign_in(nell), Outcome.objects.get().published_at
    for method in (browser.get, browser.post):
        assert method(address(path, consultation)).status_code in (404, 405)
    assert (Outcome.objects.get().published_at, Theme.objects.get().retired_at) == (before, None)


@pytest.mark.parametrize("path", MODERATORS_ACTS)
def test_coders_publish_nothing(
    desk: Client, consultation: Consultation, once_answered: Theme, path: str
) -> None:
    assert desk.post(address(path, consultation)).status_code == 404


# --- the codebook -------------------------------------------------------------------------------------------


def test_cleo_writes_changes_and_puts_together_themes(
    desk: Client, consultation: Consultation, now: datetime, sana: User
) -> None:
    assert "No theme yet." in page(desk, "{c}/themes/", consultation)
    for title in ("Forms", "Paper", ""):
        desk.post(address("{c}/themes/", consultation), {"title": title, "question": ""})
    forms, paper = Theme.objects.all()
    twice = desk.post(address("{c}/themes/", consultation), {"title": "forms", "question": ""})
    assert "There is a theme of this title already." in twice.content.decode()
    [text] = approved(consultation, "Less paper.", by=sana, at=now)
    code_texts([text.pk], themes=[paper], how="by_hand", by=sana, at=now)
    changed = {"title": "Fewer forms", "description": "Forms and reports.", "order": "1"}
    desk.post(f"/cms/views/themes/{forms.pk}/", changed)
    where = f"/cms/views/themes/{paper.pk}/merge/"
    asked = desk.post(where, {"into": forms.pk}).content.decode()
    assert "1 text of “Paper” moves to “Fewer forms”" in asked
    assert Theme.objects.filter(merged_into=None).count() == 2
    merged = desk.post(where, {"into": forms.pk, "confirmed": "1"}, follow=True)
    assert "1 text moved to “Fewer forms”." in merged.content.decode()
    html = page(desk, "{c}/themes/", consultation)
    assert "“Paper” went into “Fewer forms”." in html
    counted = html.partition('1<span class="w-sr-only"> in Fewer forms: read them</span></a></td>')[2]
    assert counted.startswith("<td>No: too few, or it would give a few away</td>")
    assert "went into" in page(desk, f"themes/{paper.pk}/", consultation)
    apart = f"/cms/views/themes/{paper.pk}/unmerge/"
    assert "1 text goes back to “Paper”" in desk.get(apart).content.decode()
    assert Theme.objects.filter(merged_into=None).count() == 1
    assert "“Paper” stands again, with its texts." in desk.post(apart, follow=True).content.decode()
    assert Theme.objects.filter(merged_into=None).count() == 2
    assert desk.post(apart)["Location"] == f"/cms/views/themes/{paper.pk}/"


def test_before_two_themes_become_one_the_page_says_what_becomes_public(
    desk: Client, consultation: Consultation, now: datetime, sana: User, kit: User
) -> None:
    public = answered_theme(consultation, members=2, moderator=sana, second=kit, at=now)
    paper = write_theme(consultation, title="Paper", by=sana, at=now)
    texts = said_by(paper, members=3, words="Less paper.", moderator=sana, by=sana, at=now)
    code_texts([texts[0].pk], themes=[paper, public], how="by_hand", by=sana, at=now)
    quote = propose_quote(texts[1], text="Less paper.", purpose="campaign", by=sana, at=now)
    approve_quote(quote, by=kit, at=now)
    asked = desk.post(f"/cms/views/themes/{paper.pk}/merge/", {"into": public.pk}).content.decode()
    assert "3 texts of “Paper” move to “Fewer forms”</strong>; 1 of them is there already" in asked
    assert "1 approved quote of “Paper” stands beside it at once" in asked


def test_a_theme_cannot_be_put_into_one_of_another_consultation(
    desk: Client, consultation: Consultation, forms: Theme, sana: User, now: datetime
) -> None:
    other = write_theme(opened(now, slug="other"), title="Other", by=sana, at=now)
    answer = desk.post(f"/cms/views/themes/{forms.pk}/merge/", {"into": other.pk})
    assert "Select a valid choice." in answer.content.decode()


# --- coding -------------------------------------------------------------------------------------------------


def shown_text(html: str) -> str:
    found = re.search(r'coding-text">\s*<p>(.*?)</p>', html)
    return found[1] if found else ""


def test_cleo_sorts_a_text_skips_one_and_undoes(
    desk: Client, consultation: Consultation, forms: Theme, sana: User, now: datetime
) -> None:
    one, two = approved(consultation, "Fewer forms.", "I told Robyn to stay.", by=sana, at=now)
    redact(two, words=["Robyn"], reason="child", by=sana, at=now)
    where = address("{c}/coding/change/", consultation)
    html = page(desk, "{c}/coding/change/", consultation)
    assert (shown_text(html), "0 of 2 texts sorted" in html) == ("Fewer forms.", True)
    html = desk.post(where, {"answer": one.pk, "themes": [forms.pk]}, follow=True).content.decode()
    assert (shown_text(html), "Robyn" in html, "1 of 2" in html) == ("I told [...] to stay.", False, True)
    html = desk.post(where, {"answer": two.pk, "themes": ["0"]}, follow=True).content.decode()
    assert "All texts that were approved are sorted." in html
    assert "none of the themes" in html
    html = desk.post(f"{where}undo/", follow=True).content.decode()
    assert (shown_text(html), "Undone: the text waits again." in html) == ("I told [...] to stay.", True)
    assert [(row.answer, row.theme, row.how) for row in Coding.objects.all()] == [(one, forms, "by_hand")]
    desk.post(f"{where}undo/")
    assert "nothing of yours" in desk.post(f"{where}undo/", follow=True).content.decode()
    assert shown_text(desk.get(f"{where}?after={one.pk}").content.decode()) == "I told [...] to stay."
    assert shown_text(desk.get(f"{where}?after=x&text=y").content.decode()) == "Fewer forms."


def test_a_coder_with_an_old_page_is_told_who_was_first(
    desk: Client, consultation: Consultation, forms: Theme, sana: User, now: datetime
) -> None:
    [one] = approved(consultation, "Fewer forms.", by=sana, at=now)
    where = address("{c}/coding/change/", consultation)
    shown = page(desk, "{c}/coding/change/", consultation)
    seen = shown.partition('name="seen" value="')[2].partition('"')[0]
    code_texts([one.pk], themes=[forms], how="by_hand", by=sana, at=now)
    late = desk.post(where, {"answer": one.pk, "themes": ["0"], "seen": seen}, follow=True).content.decode()
    assert "sorted this text while you read it, into “Fewer forms”. Yours was not saved." in late
    assert (Coding.objects.get().by, Coding.objects.get().theme) == (sana, forms)


def test_cleo_reads_what_is_in_a_theme_and_makes_two_of_it(
    desk: Client, consultation: Consultation, forms: Theme, sana: User, now: datetime
) -> None:
    one, two = approved(consultation, "Fewer forms, Robyn said.", "No paper at night.", by=sana, at=now)
    redact(one, words=["Robyn"], reason="person", by=sana, at=now)
    code_texts([one.pk, two.pk], themes=[forms], how="by_hand", by=sana, at=now)
    night = write_theme(consultation, title="Nights", by=sana, at=now)
    assert f'/themes/{forms.pk}/texts/">2<' in page(desk, "{c}/themes/", consultation)
    inside = page(desk, "themes/{t}/texts/", consultation)
    assert ("2 texts." in inside, "Fewer forms, [...] said." in inside, "Robyn" in inside) == (
        True,
        True,
        False,
    )
    where = address("{c}/coding/change/", consultation)
    assert f"{where}?text={two.pk}" in inside
    shown = desk.get(f"{where}?text={two.pk}").content.decode()
    assert "by Sana" in shown.partition("Sorted before")[2].partition("</p>")[0]
    ticked = re.findall(r'name="themes" value="(\d+)"[^>]* checked', shown)
    assert (shown_text(shown), ticked) == ("No paper at night.", [str(forms.pk)])
    seen = shown.partition('name="seen" value="')[2].partition('"')[0]
    desk.post(where, {"answer": two.pk, "themes": [night.pk], "seen": seen})
    assert list(two.codings.values_list("theme__title", "by__name")) == [("Nights", "Cleo Marsh")]
    assert "1 text." in page(desk, "themes/{t}/texts/", consultation)


@pytest.mark.parametrize(
    ("themes", "sentence"),
    [
        ([], "Choose at least one theme, or “None of these”."),
        (["0", "forms"], "Choose themes, or “None of these”, and not both."),
        (["987654"], "Select a valid choice."),
    ],
)
def test_a_slip_is_said_and_the_text_stays(
    desk: Client, consultation: Consultation, forms: Theme, sana: User, now: datetime,
    themes: list[str], sentence: str,
) -> None:  # fmt: skip
    [one] = approved(consultation, "Fewer forms.", by=sana, at=now)
    ticked = [str(forms.pk) if theme == "forms" else theme for theme in themes]
    answer = desk.post(address("{c}/coding/change/", consultation), {"answer": one.pk, "themes": ticked})
    html = answer.content.decode()
    assert (sentence in html, shown_text(html), Coding.objects.count()) == (True, "Fewer forms.", 0)


def test_a_text_of_another_consultation_or_of_nobody_is_not_sorted(
    desk: Client, consultation: Consultation, forms: Theme, sana: User, now: datetime
) -> None:
    [elsewhere] = approved(opened(now, slug="other"), "Elsewhere.", by=sana, at=now)
    where = address("{c}/coding/change/", consultation)
    for pk in (elsewhere.pk, 10**15, "x", "9" * 40):
        for theme in (forms.pk, 0):
            answer = desk.post(where, {"answer": pk, "themes": [theme]}, follow=True)
            assert answer.status_code == 200
    assert not Coding.objects.exists()
    assert desk.get(address("{c}/coding/worried/", consultation)).status_code == 404


def sort_thirty(consultation: Consultation, forms: Theme, pay: Theme, *, by: User, at: datetime) -> None:
    words = [f"Cut the forms, all {n} of them." for n in range(15)]
    for text in approved(consultation, *words, by=by, at=at):
        code_texts([text.pk], themes=[forms], how="by_hand", by=by, at=at)
    for text in approved(consultation, *[f"Better pay, {n}% more." for n in range(15)], by=by, at=at):
        code_texts([text.pk], themes=[pay], how="by_hand", by=by, at=at)


def test_suggestions_begin_after_thirty_and_count_for_nothing_until_one_is_accepted(
    desk: Client, consultation: Consultation, forms: Theme, sana: User, now: datetime
) -> None:
    pay = write_theme(consultation, title="Pay", by=sana, at=now)
    sort_thirty(consultation, forms, pay, by=sana, at=now)
    [text, _] = approved(consultation, "Too many forms to fill.", "Something else.", by=sana, at=now)
    last = Coding.objects.latest("pk")
    last.delete()
    assert "Suggestions begin after 1 more texts" in page(desk, "{c}/coding/change/", consultation)
    Coding.objects.create(answer=last.answer, theme=pay, by=sana, on=now.date(), how="by_hand", act=last.act)
    html = page(desk, "{c}/coding/change/", consultation)
    shown = html[html.index("Suggestions</h2>") :]
    assert "<h3>Fewer forms</h3>" in shown
    assert shown.count("<li>Cut the forms, all ") == 3
    assert not Coding.objects.filter(answer=text).exists()
    where = address("{c}/coding/change/", consultation)
    desk.post(where, {"answer": text.pk, "accept": forms.pk, "suggested": [forms.pk]})
    coding = Coding.objects.get(answer=text)
    assert (coding.theme, coding.how) == (forms, "suggested")


def test_without_the_library_the_page_says_so_and_works(
    desk: Client, consultation: Consultation, forms: Theme, sana: User, now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    approved(consultation, "Fewer forms.", by=sana, at=now)
    monkeypatch.setattr(suggesting, "find_spec", lambda name: None)
    html = page(desk, "{c}/coding/change/", consultation)
    assert ("Suggestions need the analysis extra." in html, "None of these" in html) == (True, True)


def test_texts_nearly_the_same_are_sorted_together_after_all_were_seen(
    desk: Client, consultation: Consultation, forms: Theme, sana: User, now: datetime
) -> None:
    same = "I support the union's ten points, above all fewer forms."
    one, two, three, other = approved(
        consultation, same, same + "!", same.replace("all", "all the"), "Pay.", by=sana, at=now
    )
    assert "2 more texts say nearly the same." in page(desk, "{c}/coding/change/", consultation)
    where = address("{c}/coding/change/together/", consultation)
    form = {"answer": one.pk, "themes": [forms.pk]}
    html = desk.post(where, form).content.decode()
    assert (html.count("I support the union"), "Pay." in html) == (3, False)
    assert not Coding.objects.exists()
    desk.post(where, form | {"confirmed": "1", "texts": [one.pk, two.pk]})
    assert list(Coding.objects.order_by("answer").values_list("answer", "how")) == [
        (one.pk, "together"),
        (two.pk, "together"),
    ]
    desk.post(where, form | {"confirmed": "1", "texts": []})
    assert Coding.objects.filter(answer__in=[three.pk, other.pk]).count() == 0
    assert "Choose at least one theme" in desk.post(where, {"answer": three.pk}).content.decode()


def test_what_a_text_is_compared_with_is_bounded_however_long_each_text_is(
    consultation: Consultation, forms: Theme, sana: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Eight thousand long replies made each text of the coding screen wait two seconds and more."""
    monkeypatch.setattr(advising, "MOST_SIGNS", 40)
    texts = approved(consultation, *["Fewer forms, please."] * 4, by=sana, at=now)
    assert len(advising.nearly_the_same(texts[0])) == 2
    code_texts([text.pk for text in texts], themes=[forms], how="by_hand", by=sana, at=now)
    themes = {forms.pk: forms}
    assert len(advising.coded_texts(consultation, question="change", themes=themes)) == 2


def test_the_question_without_texts_or_themes_says_what_to_do(
    desk: Client, consultation: Consultation, sana: User, now: datetime
) -> None:
    assert "Nothing to sort" in page(desk, "{c}/coding/change/", consultation)
    approved(consultation, "Fewer forms.", by=sana, at=now)
    assert "Write the first one" in page(desk, "{c}/coding/change/", consultation)


# --- outcomes and the report --------------------------------------------------------------------------------


def test_two_people_publish_an_outcome_and_one_of_them_reports(
    sign_in: SignIn, consultation: Consultation, forms: Theme, sana: User, kit: User, now: datetime
) -> None:
    one, two = sign_in(sana), sign_in(kit)
    where = address("themes/{t}/outcome/", consultation)
    assert "This field is required." in one.post(where, {"kind": "", "reason": ""}).content.decode()
    answer = one.post(where, {"kind": "partly", "reason": "One form less."}, follow=True)
    assert "Written. Somebody else has to publish it." in answer.content.decode()
    publish = address("outcomes/{o}/publish/", consultation)
    assert "somebody else has to publish it" in one.post(publish, follow=True).content.decode()
    assert "Published: everybody can read it now." in two.post(publish, follow=True).content.decode()
    assert "This outcome is public." in page(one, "themes/{t}/outcome/", consultation)
    report = address("{c}/report/", consultation)
    assert "Not yet: the consultation is open" in page(one, "{c}/report/", consultation)
    assert "Not yet: the consultation is open" in one.post(report, {"summary": "x"}).content.decode()
    closed(consultation, at=now)
    html = page(one, "{c}/report/", consultation)
    assert ("1 outcome published." in html, "At most 0 letters</strong> go out" in html) == (True, True)
    answer = one.post(report, {"summary": ""}, follow=True)
    assert "Reported. The letters are on their way." in answer.content.decode()
    consultation.refresh_from_db()
    assert consultation.state == "reported"
    take_back = address("outcomes/{o}/take-back/", consultation)
    assert "Taken back: it has left every page." in two.post(take_back, follow=True).content.decode()


def test_of_two_who_write_what_the_union_does_the_second_reads_both(
    sign_in: SignIn, consultation: Consultation, forms: Theme, sana: User, kit: User, now: datetime
) -> None:
    """Both have the empty page open; Sana is first, Kit reads hers, and in the end his stands."""
    desk, where = sign_in(kit), f"/cms/views/themes/{forms.pk}/outcome/"
    seen = desk.get(where).content.decode().partition('name="seen" value="')[2].partition('"')[0]
    outcome = write_outcome(forms, kind="partly", reason="One form less.", by=sana, at=now)
    publish_outcome(outcome, by=kit, at=now)
    mine = {"kind": "no", "reason": "Never."}
    late = desk.post(where, {**mine, "seen": seen})
    html = late.content.decode()
    assert (late.status_code, "<dd>One form less.</dd>" in html, "<dd>Never.</dd>" in html) == (
        409,
        True,
        True,
    )
    assert (Outcome.objects.get().reason, "This outcome is public." in html) == ("One form less.", True)
    same = desk.post(where, {"kind": "partly", "reason": "One form less.", "seen": seen}, follow=True)
    assert (same.status_code, Outcome.objects.get().published_by) == (200, kit)  # and not unpublished
    seen = html.partition('name="seen" value="')[2].partition('"')[0]
    assert "Written." in desk.post(where, {**mine, "seen": seen}, follow=True).content.decode()
    assert Outcome.objects.get().author == kit
    theme = f"/cms/views/themes/{forms.pk}/"
    seen = desk.get(theme).content.decode().partition('name="seen" value="')[2].partition('"')[0]
    first, second = ({"title": title, "description": "", "order": 1} for title in ("Paper", "Papers"))
    desk.post(theme, {**first, "seen": seen})
    late = desk.post(theme, {**second, "seen": seen})
    html = late.content.decode()
    assert (late.status_code, "<dd>Paper</dd>" in html, "<dd>Papers</dd>" in html) == (409, True, True)
    assert Theme.objects.get(pk=forms.pk).title == "Paper"


def test_the_second_person_publishes_the_words_they_have_read_in_both_languages(
    sign_in: SignIn, consultation: Consultation, forms: Theme, sana: User, kit: User, now: datetime
) -> None:
    """Kit has the page open while Sana writes the outcome anew; his button is about the words before."""
    write_outcome(forms, kind="partly", reason="One form less.", reason_cy="Un yn llai.", by=sana, at=now)
    desk = sign_in(kit)
    html = page(desk, "{c}/outcomes/", consultation)
    assert ("One form less." in html, "Un yn llai." in html) == (True, True)
    seen = html.partition('name="seen" value="')[2].partition('"')[0]
    write_outcome(forms, kind="no", reason="Never.", by=sana, at=now + timedelta(minutes=1))
    publish = address("outcomes/{o}/publish/", consultation)
    refused = desk.post(publish, {"seen": seen}, follow=True).content.decode()
    assert "These words were changed while you read them." in refused
    assert Outcome.objects.get().published_at is None
    seen = refused.partition('name="seen" value="')[2].partition('"')[0]
    assert (
        "Published: everybody can read it" in desk.post(publish, {"seen": seen}, follow=True).content.decode()
    )


def test_unknown_decisions_and_drafts_are_not_found(
    sign_in: SignIn, consultation: Consultation, now: datetime, sana: User, kit: User
) -> None:
    answered_theme(consultation, members=1, moderator=sana, second=kit, at=now)
    browser = sign_in(sana)
    for path in ("outcomes/{o}/burn/", "themes/{t}/burn/", "outcomes/0/publish/", "themes/0/retire/"):
        assert browser.post(address(path, consultation)).status_code == 404
    Consultation.objects.update(state="draft", opened_at=None)
    for path in ("{c}/themes/", "{c}/coding/change/", "{c}/outcomes/", "{c}/report/"):
        assert browser.get(address(path, consultation)).status_code == 404
