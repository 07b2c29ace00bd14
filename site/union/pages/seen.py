"""Choosers of records that offer, tell and take no more than the person who looks may see."""

from collections.abc import Callable
from contextvars import ContextVar
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.widgets import AdminPageChooser, BaseChooser
from wagtail.blocks import ChooserBlock
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from union.chosen import ReadTogether

NOT_SHOWN = "Something that is not public yet"


_title_in_the_cms = Page.get_admin_display_title
_title_of_page = AdminPageChooser.get_display_title
_data_of_page = AdminPageChooser.get_value_data_from_instance
_request: ContextVar[HttpRequest | None] = ContextVar("request", default=None)


class WhoLooksMiddleware:
    """Widgets and blocks know no request, and are drawn after Wagtail has let go of its own note of it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = _request.set(request)
        try:
            return self.get_response(request)
        finally:
            _request.reset(token)


def who_looks() -> Any:
    """Whoever asked for the page in hand; None outside a request, where nothing is shown to anybody."""
    request = _request.get()
    return request.user if request is not None else None


def in_a_request() -> bool:
    """Whether somebody waits for an answer; a worker that draws a letter can try again."""
    return _request.get() is not None


def may_see(viewset: Any, record: Model) -> bool:
    return bool(viewset.get_object_list().filter(pk=record.pk).exists())


def works_on(user: Any, page: Page) -> bool:
    """Whether the page is of the part of the site this person works on.

    It is asked for every line of a list, and asks the database once.
    """
    if user.is_superuser:
        return True
    held = page_permission_policy.get_cached_permissions_for_user(user)
    return any(page.path.startswith(given.page.path) for given in held)


def title_in_the_cms(self: Page) -> str:
    """The title of the draft for those who work on the page, and to everybody else the one that is live."""
    user = who_looks()
    if self.live and user is not None and not works_on(user, self):
        return str(self.title)
    return str(_title_in_the_cms(self))


def title_of_page(self: AdminPageChooser, instance: Page) -> str:
    """The title of a page that is live, or of the part of the site this person works on."""
    user = who_looks()
    mine = page_permission_policy.explorable_instances(user) if user is not None else Page.objects.all()
    seen = instance.live or mine.filter(pk=instance.pk).exists()
    return str(_title_of_page(self, instance)) if seen else NOT_SHOWN


def data_of_page(self: AdminPageChooser, instance: Page) -> dict[str, Any]:
    """What a chooser shows of a page, with a way to edit it for those alone who may."""
    data: dict[str, Any] = _data_of_page(self, instance)
    user = who_looks()
    if user is not None and not instance.permissions_for_user(user).can_edit():
        data["edit_url"] = None
    return data


def take_over() -> None:
    """Wagtail names any page that somebody writes into its form by number, tells the titles of all drafts and
    leads to each page for editing.
    """
    Page.get_admin_display_title = title_in_the_cms
    AdminPageChooser.get_display_title = title_of_page
    AdminPageChooser.get_value_data_from_instance = data_of_page


class SeenChooser(BaseChooser):
    """Names no record to those who may not see it; what a colleague chose stays chosen."""

    viewset: Any

    def get_display_title(self, instance: Any) -> str:
        return str(super().get_display_title(instance)) if may_see(self.viewset, instance) else NOT_SHOWN


class SeenChooserBlock(ReadTogether, ChooserBlock):
    """Takes no record that somebody may not see."""

    def clean(self, value: Any) -> Any:
        found = super().clean(value)
        if found is not None and not may_see(self.widget.viewset, found):
            raise ValidationError("This is not public yet, so you cannot put it on a page.")
        return found


class SeenChooserViewSet(ChooserViewSet):
    """A chooser that says under `choosable` what somebody may choose: it counts for every way to choose."""

    base_widget_class = SeenChooser
    base_block_class = SeenChooserBlock

    def choosable(self, user: Any) -> QuerySet[Any]:
        """All for None: see `who_looks`."""
        raise NotImplementedError

    def get_object_list(self) -> QuerySet[Any]:
        return self.choosable(who_looks())

    def get_object(self, pk: Any) -> Any:
        return self.get_object_list().get(pk=pk)

    def get_objects(self, pks: list[str]) -> QuerySet[Any]:
        return self.get_object_list().filter(pk__in=pks)

    @property
    def chosen_view(self) -> Any:
        return self.construct_view(self.inject_view_methods(self.chosen_view_class, ["get_object"]))

    @property
    def chosen_multiple_view(self) -> Any:
        return self.construct_view(self.inject_view_methods(self.chosen_multiple_view_class, ["get_objects"]))

    @cached_property
    def widget_class(self) -> Any:
        theirs = super().widget_class
        return type(theirs.__name__, (theirs,), {"viewset": self})


class SeenForm(WagtailAdminPageForm):
    """The form of a page: in fields too somebody chooses what they may see, or leaves what was chosen."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            viewset = getattr(field.widget, "viewset", None)
            if viewset is not None:
                chosen = Q(pk=getattr(self.instance, f"{name}_id", None))
                seen = Q(pk__in=viewset.choosable(self.for_user).values("pk"))
                field.queryset = field.queryset.filter(seen | chosen)
