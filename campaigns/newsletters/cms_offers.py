"""The newsletters on offer, in the CMS."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from campaigns.newsletters.cms_forms import NewsletterForm
from campaigns.newsletters.models import Newsletter, Subscriber
from union.accounts.permitted import NothingIsDeleted
from union.audit.recording import record
from union.mail.models import Suppression
from union.pages.meanwhile import HeldWhileSaved


class SavedWithEntry:
    """An offer and its entry in the audit log are written together or not at all."""

    request: Any

    def save_instance(self) -> Newsletter:
        with transaction.atomic():
            saved: Newsletter = super().save_instance()  # type: ignore[misc]
            subject = f"newsletter:{saved.pk}"
            record("newsletters.offer_changed", subject=subject, by=self.request.user, at=timezone.now())
        return saved


class OfferCreateView(SavedWithEntry, generic.CreateView):
    pass


class OfferEditView(HeldWhileSaved, SavedWithEntry, generic.EditView):
    pass


def offered(newsletter: Newsletter) -> str:
    if not newsletter.is_offered:
        return "no"
    return "yes, with petitions" if newsletter.for_signers else "yes"


def subscribers(newsletter: Newsletter) -> int:
    """How many get it; addresses that bounced are among them."""
    return Subscriber.objects.of(newsletter).count()


def bounced(newsletter: Newsletter) -> int:
    """How many of them have an address that refused mail: nothing is sent there."""
    refused = Suppression.objects.values("recipient_hash")
    return Subscriber.objects.of(newsletter).filter(address_hash__in=refused).count()


class NewsletterViewSet(ModelViewSet):
    model = Newsletter
    name = "newsletters_offers"
    url_prefix = "newsletters/offers"
    icon = "mail"
    add_to_admin_menu = False
    add_to_reference_index = False
    copy_view_enabled = False
    permission_policy = NothingIsDeleted(Newsletter)  # taken off offer: what people agreed to hangs on it
    add_view_class = OfferCreateView
    edit_view_class = OfferEditView
    list_display = [
        "name",
        "about",
        Column("offered", accessor=offered, label="On offer"),
        Column("subscribers", accessor=subscribers, label="Subscribers", classname="number"),
        Column("bounced", accessor=bounced, label="Refuse mail", classname="number"),
    ]
    search_fields = ["name", "about"]
    search_backend_name = None
    form_fields = NewsletterForm.Meta.fields

    def get_form_class(self, for_update: bool = False) -> type[NewsletterForm]:
        return NewsletterForm


newsletter_viewset = NewsletterViewSet()
