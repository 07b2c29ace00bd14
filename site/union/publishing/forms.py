from django import forms


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="Why?",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why, in a sentence: it stands in the site history."},
    )


class OutletForm(forms.Form):
    outlet = forms.CharField(
        label="Who gets the link?",
        max_length=120,
        help_text="The newspaper or the desk, so that you know later which link to stop.",
        error_messages={"required": "Say who gets the link."},
    )
