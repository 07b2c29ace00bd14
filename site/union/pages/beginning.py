"""How the form of a page begins in the CMS."""

from typing import Any

from wagtail.admin.forms.pages import CopyForm

from union.pages.seen import SeenForm


class UnionPageForm(SeenForm):
    """The body of a new page begins with a text, where it may hold one: nobody has to ask for the first.

    Left empty, it is gone once the page is saved. And what nobody touched has not changed: an approver who
    only reads a page with a date stays its second person.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():  # asked of computed defaults, and nothing that Wagtail draws
            field.show_hidden_initial = False
        body = self.fields.get("body")
        if body and self.instance.pk is None and not self.instance.body and "text" in body.block.child_blocks:
            self.initial["body"] = body.block.to_python([{"type": "text", "value": ""}])


class CopyAsDraft(CopyForm):
    """Copies begin as drafts, so nobody is asked whether they should be live at once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("publish_copies", "alias"):
            self.fields.pop(name, None)
