"""The codebook: written, changed, put together and retired."""

from datetime import datetime

import pytest

from campaigns.consultations.coding import code_texts, theme_counts
from campaigns.consultations.errors import UnsuitableTheme
from campaigns.consultations.merging import merge_themes, to_go_back, unmerge_theme
from campaigns.consultations.models import Coding, Consultation, Theme
from campaigns.consultations.responding import take_back_outcome, write_outcome
from campaigns.consultations.theming import (
    bring_back_theme,
    change_theme,
    retire_theme,
    write_theme,
)
from tests.consultations.factories import moderator, opened
from tests.consultations.theme_scenes import answered_theme, approved
from tests.once import told_once
from union.accounts.models import User
from union.audit.models import Entry

pytestmark = pytest.mark.django_db


@told_once
def consultation(noon: datetime) -> Consultation:
    return opened(noon)


def counts(consultation: Consultation) -> dict[str, int]:
    return {count.theme.title: count.replies for count in theme_counts(consultation)}


def test_a_theme_has_a_key_that_stays_and_its_place_in_the_list(
    consultation: Consultation, sana: User, noon: datetime
) -> None:
    first = write_theme(consultation, title=" Fewer forms ", by=sana, at=noon, question="change")
    second = write_theme(consultation, title="Pay", by=sana, at=noon)
    change_theme(
        first, title="Less paper", title_cy="", description="Forms, reports.", order=5, by=sana, at=noon
    )
    rows = list(consultation.themes.values_list("key", "title", "question", "order"))
    assert rows == [("pay", "Pay", "", 2), ("fewer-forms", "Less paper", "change", 5)]
    retire_theme(second, by=sana, at=noon)
    third = write_theme(consultation, title="Pay", by=sana, at=noon)
    assert (third.key, third.order) == ("pay-2", 6)


@pytest.mark.parametrize("title", ["", "  ", "!", "pay", " PAY "])
def test_a_title_is_in_words_and_stands_once(
    consultation: Consultation, sana: User, noon: datetime, title: str
) -> None:
    write_theme(consultation, title="Pay", by=sana, at=noon)
    with pytest.raises(UnsuitableTheme):
        write_theme(consultation, title=title, by=sana, at=noon)
    assert consultation.themes.count() == 1


def test_two_themes_become_one_and_a_text_in_both_is_counted_once(
    consultation: Consultation, sana: User, noon: datetime
) -> None:
    forms = write_theme(consultation, title="Forms", by=sana, at=noon)
    paper = write_theme(consultation, title="Paper", by=sana, at=noon)
    texts = approved(consultation, "Fewer forms.", "Less paper.", "Both.", by=sana, at=noon)
    for text, themes in zip(texts, [[forms], [paper], [forms, paper]], strict=True):
        code_texts([text.pk], themes=themes, how="by_hand", by=sana, at=noon)
    assert counts(consultation) == {"Forms": 2, "Paper": 2}
    assert merge_themes(paper, into=forms, by=sana, at=noon) == 1
    assert counts(consultation) == {"Forms": 3}
    paper.refresh_from_db()
    assert (paper.merged_into, paper.retired_at) == (forms, noon)
    assert Entry.objects.get(action="theme.merged").detail == {"into": forms.pk, "texts": 1}
    with pytest.raises(UnsuitableTheme, match="went into another one"):
        bring_back_theme(paper, by=sana, at=noon)


def test_two_themes_are_taken_apart_again_and_exactly_what_moved_goes_back(
    consultation: Consultation, sana: User, noon: datetime
) -> None:
    """Ink goes into Paper, Paper into Forms; apart again, but for the text that was sorted anew."""
    forms, paper, ink = (
        write_theme(consultation, title=title, by=sana, at=noon) for title in ("Forms", "Paper", "Ink")
    )
    texts = approved(consultation, "Forms.", "Paper.", "Both.", "Ink.", "Anew.", by=sana, at=noon)
    said = [[forms], [paper], [forms, paper], [ink], [paper]]
    for text, themes in zip(texts, said, strict=True):
        code_texts([text.pk], themes=themes, how="by_hand", by=sana, at=noon)
    rows = ("answer", "theme", "by", "on", "how", "act", "own", "merged")
    before = set(map(str, Coding.objects.exclude(answer=texts[4]).values_list(*rows)))
    merge_themes(ink, into=paper, by=sana, at=noon)
    assert merge_themes(paper, into=forms, by=sana, at=noon) == 3
    code_texts([texts[4].pk], themes=[forms], how="by_hand", by=sana, at=noon)
    assert counts(consultation) == {"Forms": 5}
    ink.refresh_from_db()
    with pytest.raises(UnsuitableTheme, match="“Paper” went into another theme itself"):
        unmerge_theme(ink, by=sana, at=noon)
    paper.refresh_from_db()
    assert to_go_back(paper, forms) == (3, 1, 0)
    assert unmerge_theme(paper, by=sana, at=noon) == 2
    assert counts(consultation) == {"Forms": 3, "Paper": 3}
    ink.refresh_from_db()
    assert unmerge_theme(ink, by=sana, at=noon) == 1
    assert set(map(str, Coding.objects.exclude(answer=texts[4]).values_list(*rows))) == before
    assert [theme.retired_at for theme in consultation.themes.all()] == [None] * 3
    with pytest.raises(UnsuitableTheme, match="in no other one"):
        unmerge_theme(ink, by=sana, at=noon)
    assert Entry.objects.filter(action="theme.unmerged").count() == 2


def test_what_cannot_be_put_together(consultation: Consultation, sana: User, noon: datetime) -> None:
    forms = write_theme(consultation, title="Forms", by=sana, at=noon)
    change = write_theme(consultation, title="Paper", question="change", by=sana, at=noon)
    other = write_theme(opened(noon, slug="other"), title="Paper", by=sana, at=noon)
    write_outcome(forms, kind="no", reason="The law asks for them.", by=sana, at=noon)
    gone = write_theme(consultation, title="Gone", by=sana, at=noon)
    retire_theme(gone, by=sana, at=noon)
    for theme, into, why in [
        (change, change, "another theme"),
        (change, other, "same consultation"),
        (gone, change, "retired"),
        (change, gone, "retired"),
        (write_theme(consultation, title="All", by=sana, at=noon), change, "same question"),
        (forms, write_theme(consultation, title="Less", by=sana, at=noon), "has an outcome"),
    ]:
        with pytest.raises(UnsuitableTheme, match=why):
            merge_themes(theme, into=into, by=sana, at=noon)
    assert not Theme.objects.filter(merged_into__isnull=False).exists()


def test_what_two_people_published_is_not_renamed_by_one(
    consultation: Consultation, sana: User, noon: datetime
) -> None:
    theme = answered_theme(consultation, members=1, moderator=sana, second=moderator("kit"), at=noon)
    same = {"title": "Fewer forms", "title_cy": ""}
    change_theme(theme, **same, description="Reports, too.", order=9, by=sana, at=noon)
    for other in ({"title": "Strike now"}, {"title_cy": "Llai o ffurflenni"}):
        with pytest.raises(UnsuitableTheme, match="“Fewer forms” is public, with what the union does"):
            change_theme(theme, **{**same, **other}, description="", order=1, by=sana, at=noon)
    assert list(consultation.themes.values_list("title", "title_cy", "description", "order")) == [
        ("Fewer forms", "", "Reports, too.", 9)
    ]
    take_back_outcome(theme.outcome, by=sana, at=noon)
    change_theme(theme, title="Less paper", title_cy="", description="", order=1, by=sana, at=noon)
    assert consultation.themes.get().title == "Less paper"


def test_a_retired_theme_keeps_what_it_has_and_comes_back(
    consultation: Consultation, sana: User, noon: datetime
) -> None:
    forms = write_theme(consultation, title="Forms", by=sana, at=noon)
    [text] = approved(consultation, "Fewer forms.", by=sana, at=noon)
    code_texts([text.pk], themes=[forms], how="by_hand", by=sana, at=noon)
    for _ in range(2):
        retire_theme(forms, by=sana, at=noon)
    assert (counts(consultation), Coding.objects.count()) == ({"Forms": 1}, 1)
    bring_back_theme(forms, by=sana, at=noon)
    forms.refresh_from_db()
    assert forms.retired_at is None
    acts = list(Entry.objects.filter(action__startswith="theme").values_list("action", flat=True))
    assert acts == ["theme.written", "theme.retired", "theme.brought_back"]
