"""How a form is drawn, to the attribute."""

from django import forms

from union.pages.forms import HintedRadios, LargeRadios


class SignForm(forms.Form):
    email = forms.EmailField(
        label="E-mail address",
        help_text="We send one message.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class MemberForm(forms.Form):
    member = forms.ChoiceField(
        label="Are you a member?",
        help_text="Anyone may sign.",
        choices=[("yes", "Yes"), ("no", "No")],
        widget=HintedRadios(hints={"no": "You may join later."}),
    )


class TermsForm(forms.Form):
    token = forms.CharField(widget=forms.HiddenInput)
    terms = forms.BooleanField(label="Show my name", help_text="First name only.")


class TopicsForm(forms.Form):
    topics = forms.MultipleChoiceField(
        label="Topics", choices=[("pay", "Pay"), ("rota", "Rota")], widget=forms.CheckboxSelectMultiple
    )


class PaperForm(forms.Form):
    option = forms.ChoiceField(label="Your vote", choices=[("a", "A"), ("b", "B")], widget=LargeRadios)


class MixedForm(SignForm, MemberForm, TopicsForm, TermsForm):
    where = forms.ChoiceField(label="Where do you work?", choices=[("", "Choose one"), ("c", "Council")])
    when = forms.SplitDateTimeField(label="When?")


def lines(form: forms.Form) -> list[str]:
    return [line for line in str(form).splitlines() if line.strip()]


def test_text_field_has_label_hint_and_description() -> None:
    assert lines(SignForm()) == [
        '<div class="field">',
        '<label for="id_email">E-mail address</label>',
        '<div class="hint" id="id_email_helptext">We send one message.</div>',
        '<input type="email" name="email" autocomplete="email" maxlength="320" required '
        'aria-describedby="id_email_helptext" aria-invalid="false" id="id_email">',
        "</div>",
    ]


def test_text_field_with_error_keeps_what_was_typed() -> None:
    assert lines(SignForm({"email": "rowan"})) == [
        '<div class="error-summary" role="alert" tabindex="-1" autofocus>',
        "<h2>There is a problem</h2>",
        "<ul>",
        '<li><a href="#id_email">Enter a valid email address.</a></li>',
        "</ul>",
        "</div>",
        '<div class="field field--error">',
        '<label for="id_email">E-mail address</label>',
        '<div class="hint" id="id_email_helptext">We send one message.</div>',
        '<div class="field__error" id="id_email_error"><p><span class="visually-hidden">Error:</span> '
        "Enter a valid email address.</p></div>",
        '<input type="email" name="email" value="rowan" autocomplete="email" maxlength="320" required '
        'aria-invalid="true" aria-describedby="id_email_helptext id_email_error" id="id_email">',
        "</div>",
    ]


def test_radios_are_a_fieldset_and_errors_lead_to_the_first() -> None:
    assert lines(MemberForm({})) == [
        '<div class="error-summary" role="alert" tabindex="-1" autofocus>',
        "<h2>There is a problem</h2>",
        "<ul>",
        '<li><a href="#id_member_0">“Are you a member?” is not answered: choose one.</a></li>',
        "</ul>",
        "</div>",
        '<fieldset class="field field--error" aria-describedby="id_member_helptext id_member_error">',
        "<legend>Are you a member?</legend>",
        '<div class="hint" id="id_member_helptext">Anyone may sign.</div>',
        '<div class="field__error" id="id_member_error"><p><span class="visually-hidden">Error:</span> '
        "“Are you a member?” is not answered: choose one.</p></div>",
        '<div class="choices">',
        '<div class="choice">',
        '<input type="radio" name="member" value="yes" id="id_member_0">',
        '<label for="id_member_0">Yes</label>',
        "</div>",
        '<div class="choice">',
        '<input type="radio" name="member" value="no" id="id_member_1" aria-describedby="id_member_1_hint">',
        '<label for="id_member_1">No</label>',
        '<div class="hint" id="id_member_1_hint">You may join later.</div>',
        "</div>",
        "</div>",
        "</fieldset>",
    ]


def test_chosen_radio_stays_chosen() -> None:
    assert '<input type="radio" name="member" value="no" id="id_member_1" checked' in str(
        MemberForm({"member": "no"})
    )


def test_checkboxes_are_a_fieldset() -> None:
    assert lines(TopicsForm({"topics": ["rota"]})) == [
        '<fieldset class="field">',
        "<legend>Topics</legend>",
        '<div class="choices">',
        '<div class="choice">',
        '<input type="checkbox" name="topics" value="pay" id="id_topics_0">',
        '<label for="id_topics_0">Pay</label>',
        "</div>",
        '<div class="choice">',
        '<input type="checkbox" name="topics" value="rota" id="id_topics_1" checked>',
        '<label for="id_topics_1">Rota</label>',
        "</div>",
        "</div>",
        "</fieldset>",
    ]


def test_single_checkbox_stands_before_its_label_and_hidden_fields_last() -> None:
    assert lines(TermsForm()) == [
        '<div class="field">',
        '<div class="choice">',
        '<input type="checkbox" name="terms" required aria-describedby="id_terms_helptext" '
        'aria-invalid="false" id="id_terms">',
        '<label for="id_terms">Show my name</label>',
        '<div class="hint" id="id_terms_helptext">First name only.</div>',
        "</div>",
        "</div>",
        '<input type="hidden" name="token" id="id_token">',
    ]


def test_ballot_options_are_large() -> None:
    assert '<div class="choices choices--large">' in lines(PaperForm())
    assert '<input type="radio" name="option" value="a" id="id_option_0">' in lines(PaperForm())


def test_summary_names_each_missing_field() -> None:
    form = MixedForm({})
    form.add_error(None, "The petition has closed.")
    summary = str(form).partition("</ul>")[0].splitlines()
    assert [line for line in summary if line.startswith("<li>")] == [
        "<li>The petition has closed.</li>",
        "<li>(Hidden field token) This field is required.</li>",
        '<li><a href="#id_terms">“Show my name” is not ticked: tick the box to go on.</a></li>',
        '<li><a href="#id_topics_0">“Topics” is not answered: choose at least one.</a></li>',
        '<li><a href="#id_member_0">“Are you a member?” is not answered: choose one.</a></li>',
        '<li><a href="#id_email">“E-mail address” is empty: fill it in.</a></li>',
        '<li><a href="#id_where">“Where do you work?” is not answered: choose one.</a></li>',
        '<li><a href="#id_when_0">“When?” is empty: fill it in.</a></li>',
    ]


def test_own_wording_of_a_missing_field_is_kept() -> None:
    form = SignForm({})
    form.fields["email"].error_messages["required"] = "Tell us where to write."
    assert '<a href="#id_email">Tell us where to write.</a>' in str(form)


def test_prefix_and_no_ids() -> None:
    assert '<label for="id_you-email">' in str(SignForm(prefix="you"))
    assert " id=" not in str(SignForm(auto_id=False))


def test_markup_in_an_answer_is_escaped() -> None:
    form = SignForm({"email": '"><script>'})
    form.add_error("email", "<b>")
    assert "<script>" not in str(form)
    assert "<b>" not in str(form)
