"""What editors may put into a page: released figures, approved quotes, and nothing else."""

from datetime import datetime

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import translation
from wagtail.blocks import StructBlock

from campaigns.consultations.blocks import FigureBlock, HaveYourSayBlock, QuoteBlock
from campaigns.consultations.figuring import release_figure, withdraw_figure, write_figure
from campaigns.consultations.models import Consultation, Figure, Quote
from campaigns.consultations.quoting import approve_quote, propose_quote, recall_quote
from campaigns.consultations.tabling import Wanted, propose_table, release_table
from tests.conftest import SignIn
from tests.consultations.factories import HARMLESS, approved_text, draft, moderator, reply
from union.accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(sign_in: SignIn) -> Client:
    kit = User.objects.create_user("editor@example.org")
    kit.groups.add(Group.objects.get(name="Editors"))
    kit.user_permissions.add(
        Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
    )
    return sign_in(kit)


def proposed_quote(consultation: Consultation, now: datetime) -> Quote:
    sana = moderator("sana")
    _, answer = approved_text(consultation, by=sana, at=now)
    return propose_quote(answer, text=HARMLESS, purpose="campaign", by=sana, at=now)


def written_figure(consultation: Consultation, now: datetime) -> Figure:
    for number in range(20):
        reply(consultation, at=now, worried="yes" if number % 2 else "no")
    ines, bram, kit = (moderator(name) for name in ("ines", "bram", "kit"))
    table = propose_table(consultation, Wanted("worried"), by=ines, at=now)
    release_table(table, by=bram, at=now)
    table.refresh_from_db()
    return write_figure(table, cell="yes", sentence="went home worried", by=kit, at=now)


def drawn(block: StructBlock, name: str, pk: int) -> str:
    """The block as a page shows it, stored with this record."""
    return str(block.render(block.to_python({name: pk}))).strip()


def test_a_quote_shows_between_approval_and_recall_only(consultation: Consultation, now: datetime) -> None:
    quote, kit = proposed_quote(consultation, now), moderator("kit")
    assert drawn(QuoteBlock(), "quote", quote.pk) == ""
    approve_quote(quote, by=kit, at=now)
    assert drawn(QuoteBlock(), "quote", quote.pk) == (
        f'<figure class="quote"><blockquote><p dir="auto">{HARMLESS}</p></blockquote>'
        "<figcaption><cite>A social worker in England</cite></figcaption></figure>"
    )
    recall_quote(quote, by=kit, at=now)
    assert drawn(QuoteBlock(), "quote", quote.pk) == ""


def test_a_figure_shows_between_release_and_withdrawal_only(
    consultation: Consultation, now: datetime
) -> None:
    figure, sana = written_figure(consultation, now), moderator("sana")
    assert drawn(FigureBlock(), "figure", figure.pk) == ""
    release_figure(figure, by=sana, at=now)
    shown = drawn(FigureBlock(), "figure", figure.pk)
    assert '<strong class="figure-number">50%</strong>' in shown
    assert "10 of 20 who answered" in shown
    withdraw_figure(figure, by=sana, at=now)
    assert drawn(FigureBlock(), "figure", figure.pk) == ""


def test_a_figure_says_in_welsh_what_it_counts_where_it_has_the_words(
    consultation: Consultation, now: datetime
) -> None:
    figure = written_figure(consultation, now)
    release_figure(figure, by=moderator("sana"), at=now)
    with translation.override("cy"):
        assert '<p lang="en-GB">went home worried</p>' in drawn(FigureBlock(), "figure", figure.pk)
    Figure.objects.update(sentence_cy="aeth adref yn poeni")
    with translation.override("cy"):
        assert "<p>aeth adref yn poeni</p>" in drawn(FigureBlock(), "figure", figure.pk)
    assert "<p>went home worried</p>" in drawn(FigureBlock(), "figure", figure.pk)


def test_the_panel_leads_to_the_consultation(consultation: Consultation) -> None:
    shown = drawn(HaveYourSayBlock(), "consultation", consultation.pk)
    assert 'href="/views/workload/"' in shown
    assert "Have your say" in shown


def test_a_draft_shows_nothing(now: datetime) -> None:
    assert drawn(HaveYourSayBlock(), "consultation", draft(now).pk) == ""


def test_an_editor_cannot_put_in_a_quote_that_is_not_approved(
    consultation: Consultation, now: datetime
) -> None:
    quote = proposed_quote(consultation, now)
    block = QuoteBlock()
    sent = block.value_from_datadict({"q-quote": str(quote.pk)}, {}, "q")
    with pytest.raises(ValidationError):
        block.clean(sent)


@pytest.mark.parametrize("chooser", ["quote_chooser", "figure_chooser"])
def test_the_choosers_hold_nothing_before_it_is_released(
    editor: Client, consultation: Consultation, now: datetime, chooser: str
) -> None:
    quote, figure = proposed_quote(consultation, now), written_figure(consultation, now)
    pk = quote.pk if chooser == "quote_chooser" else figure.pk
    assert HARMLESS not in editor.get(f"/cms/{chooser}/").content.decode()
    assert "went home worried" not in editor.get(f"/cms/{chooser}/results/").content.decode()
    assert editor.get(f"/cms/{chooser}/chosen/{pk}/").status_code == 404
    assert "went home" not in editor.get(f"/cms/{chooser}/chosen-multiple/?id={pk}").content.decode()
    assert HARMLESS not in editor.get(f"/cms/{chooser}/chosen-multiple/?id={pk}").content.decode()


def test_the_choosers_hold_what_was_released(
    editor: Client, consultation: Consultation, now: datetime
) -> None:
    quote, figure = proposed_quote(consultation, now), written_figure(consultation, now)
    approve_quote(quote, by=figure.author, at=now)
    release_figure(figure, by=quote.first_approver, at=now)
    assert HARMLESS in editor.get("/cms/quote_chooser/results/").content.decode()
    assert "went home worried" in editor.get("/cms/figure_chooser/results/").content.decode()
    assert "Your workload" in editor.get("/cms/consultation_chooser/results/").content.decode()


def test_no_chooser_makes_a_record_not_even_for_a_superuser(sign_in: SignIn) -> None:
    admin = sign_in(User.objects.create_superuser("admin@example.org"))
    for chooser in ("quote_chooser", "figure_chooser", "consultation_chooser"):
        assert admin.get(f"/cms/{chooser}/").status_code == 200
        assert admin.post(f"/cms/{chooser}/create/", {"text": "mine"}).status_code == 404
