"""The forms that the style page shows."""

from django import forms

from union.pages.forms import HintedRadios, LargeRadios


class StyleForm(forms.Form):
    full_name = forms.CharField(
        label="Full name", widget=forms.TextInput(attrs={"autocomplete": "name"}), max_length=80
    )
    email = forms.EmailField(
        label="E-mail address",
        help_text="We send one message, with a button to confirm.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    postcode = forms.CharField(
        label="Postcode",
        help_text="For example SW1A 2AA",
        widget=forms.TextInput(attrs={"autocomplete": "postal-code"}),
    )
    sector = forms.ChoiceField(
        label="Where do you work?",
        choices=[("", "Choose one"), ("council", "Council"), ("health", "Health"), ("school", "School")],
    )
    role = forms.ChoiceField(
        label="Are you a member of the union?",
        help_text="Anyone may sign.",
        choices=[("yes", "Yes"), ("no", "No"), ("unsure", "I am not sure")],
        widget=HintedRadios(hints={"unsure": "We look you up by your e-mail address."}),
    )
    claim = forms.ChoiceField(
        label="Which claim should we make?",
        choices=[("a", "A: inflation plus 2%"), ("b", "B: a flat £2,000")],
        widget=LargeRadios(
            hints={"a": "Gives more above pay point 25.", "b": "Gives more to the lowest paid."}
        ),
    )
    topics = forms.MultipleChoiceField(
        label="What may we write to you about?",
        choices=[("news", "News of this campaign"), ("votes", "Votes in my branch")],
        widget=forms.CheckboxSelectMultiple,
    )
    born = forms.DateField(
        label="When did you start in this job?", widget=forms.DateInput(attrs={"type": "date"})
    )
    words = forms.CharField(
        label="What would you change first?",
        help_text="Please do not name a child or a family.",
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    consent = forms.BooleanField(label="My name may be shown", help_text="First name and town only.")


def wrong_form() -> StyleForm:
    """The form as it comes back when nearly everything was left out."""
    form = StyleForm({"wrong-full_name": "Rowan Ashby", "wrong-email": "rowan.ashby"}, prefix="wrong")
    form.add_error(None, "This petition closes in two minutes: send your signature now.")
    return form
