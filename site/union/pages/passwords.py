"""Pages, and collections of documents, that open with a password: asked for in our words and both languages.

Wagtail has no setting for its form, and no limit to the passwords that may be tried.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from wagtail.forms import PasswordViewRestrictionForm
from wagtail.models import CollectionViewRestriction, Page, PageViewRestriction
from wagtail.models.view_restrictions import BaseViewRestriction

from union.accounts.adapters import client_address
from union.methods import READ_OR_POST
from union.networks import take_back, too_many_tries

WRONG_A_DAY = 20  # from one place, for one page: people mistype, machines try thousands
_check = PasswordViewRestrictionForm.clean_password
_accept = BaseViewRestriction.accept_request


@never_cache
@READ_OR_POST
def open_page(request: HttpRequest, page_view_restriction_id: int, page_id: int) -> HttpResponse:
    """The door of a page with a password; only that page, or one beneath it, is behind it."""
    lock = get_object_or_404(
        PageViewRestriction, pk=page_view_restriction_id, restriction_type=PageViewRestriction.PASSWORD
    )
    page = get_object_or_404(Page.objects.descendant_of(lock.page, inclusive=True), pk=page_id)
    form = PasswordViewRestrictionForm(request.POST or None, instance=lock)
    if _opens(request, form, door=f"page {lock.pk}"):
        return _let_in(request, form)
    action = reverse("wagtailcore_authenticate_with_password", args=[lock.pk, page.pk])
    answer: HttpResponse = page.specific.serve_password_required_response(request, form, action)
    answer.status_code = 422 if form.errors else 200
    return answer


@never_cache
@READ_OR_POST
def open_collection(request: HttpRequest, restriction_id: int) -> HttpResponse:
    """The door of the documents of a collection with a password."""
    lock = get_object_or_404(
        CollectionViewRestriction,
        pk=restriction_id,
        restriction_type=CollectionViewRestriction.PASSWORD,
    )
    form = PasswordViewRestrictionForm(request.POST or None, instance=lock)
    if _opens(request, form, door=f"collection {lock.pk}"):
        return _let_in(request, form)
    action = reverse("wagtaildocs_authenticate_with_password", args=[lock.pk])
    context, status = {"form": form, "action_url": action}, 422 if form.errors else 200
    return TemplateResponse(request, "wagtaildocs/password_required.html", context, status=status)


def _opens(request: HttpRequest, form: PasswordViewRestrictionForm, *, door: str) -> bool:
    """Whether the right password was sent, from a place that has not sent too many wrong ones today."""
    if not form.is_bound:
        return False
    address, at = client_address(request), timezone.now()
    if too_many_tries(door, address=address, most=WRONG_A_DAY, at=at):
        form.errors.clear()
        form.add_error(
            "password",
            _("Too many wrong passwords came from where you are. Try again tomorrow, or from elsewhere."),
        )
        return False
    right: bool = form.is_valid()
    if right or not form.data.get("password"):
        take_back(door, address=address, at=at)
    return right


def _let_in(request: HttpRequest, form: PasswordViewRestrictionForm) -> HttpResponse:
    form.restriction.mark_as_passed(request)
    back = form.cleaned_data["return_url"]
    ours = url_has_allowed_host_and_scheme(back, request.get_host(), request.is_secure())
    return redirect(back if ours else "/")


def clean_password(form: PasswordViewRestrictionForm) -> str:
    """As Wagtail checks it, refused in our words."""
    try:
        return str(_check(form))
    except ValidationError as wrong:
        raise ValidationError(_("This is not the password. Please type it once more.")) from wrong


def clean_return_url(form: PasswordViewRestrictionForm) -> str:
    """Back to where one came from; who opened the form by its own address comes to the page itself."""
    page: Any = getattr(form.restriction, "page", None)
    return form.cleaned_data["return_url"] or (page.get_url() if page else "") or "/"


def accept_request(lock: BaseViewRestriction, request: HttpRequest) -> bool:
    """Wagtail's; but who came in by a password that was changed since has to type the new one."""
    if lock.restriction_type != BaseViewRestriction.PASSWORD:
        return bool(_accept(lock, request))
    return _passed(lock) in request.session.get(lock.passed_view_restrictions_session_key, [])


def mark_as_passed(lock: BaseViewRestriction, request: HttpRequest) -> None:
    """Until the browser is closed, where nobody is signed in."""
    key = lock.passed_view_restrictions_session_key
    request.session[key] = [*request.session.get(key, []), _passed(lock)]
    if not request.user.is_authenticated:
        request.session.set_expiry(0)


def _passed(lock: BaseViewRestriction) -> str:
    """What stands in the session of somebody who typed this password; it tells nothing of it."""
    return salted_hmac("union.pages.passwords", f"{lock.pk}:{lock.password}", algorithm="sha256").hexdigest()


def take_over() -> None:
    """Wagtail makes its form in several of its views, and asks its locks in more."""
    PasswordViewRestrictionForm.clean_password = clean_password
    PasswordViewRestrictionForm.clean_return_url = clean_return_url
    PasswordViewRestrictionForm.base_fields["return_url"].required = False
    BaseViewRestriction.accept_request = accept_request
    BaseViewRestriction.mark_as_passed = mark_as_passed
