from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.comments.models import Comment


class CommentForm(forms.Form):
    name = forms.CharField(
        label=_("Your name"),
        help_text=_("It stands above your comment."),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("Nobody sees it. We send one letter with a button to confirm, and then delete it."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": _("Type an address such as name@example.org.")},
    )
    text = forms.CharField(
        label=_("Your comment"),
        help_text=_("Please name no client, child or colleague. A moderator reads it before it appears."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"prefix": "comment", **kwargs})


class RefusalForm(forms.Form):
    reason = forms.ChoiceField(label="Reason", choices=[("", "Choose a reason"), *Comment.Reason.choices])


class TickedForm(forms.Form):
    """The comments that a moderator ticked in a list."""

    comment = forms.ModelMultipleChoiceField(Comment.objects.order_by("pk"))
