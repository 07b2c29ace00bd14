"""The form on the rep's phone: the form under a petition, which never remembers the person before."""

from typing import Any

from petitions.forms import SignForm


class StallSignForm(SignForm):
    template_name = "petitions/stall_form.html"
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["autocomplete"] = "off"
        self.fields["name"].widget.attrs["autocapitalize"] = "words"
        self.fields["postcode"].widget.attrs["autocapitalize"] = "characters"
