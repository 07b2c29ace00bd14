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


class ApprovalForm(forms.Form):
    read = forms.CharField(max_length=20)  # the version that was shown
    comment = forms.CharField(
        label="A word to who wrote it",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
