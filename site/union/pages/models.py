"""The bases of every page: images and documents of the union's own, its settings, and its printed pages."""

from __future__ import annotations

import secrets
from os.path import splitext
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import models
from wagtail.contrib.settings.models import register_setting
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Filter, Image, SourceImageIOError
from wagtail.models import Page

from union.languages import page_is_welsh
from union.pages.camera_notes import WithoutNotes
from union.pages.documents import NOT_PUBLISHED, is_published
from union.pages.seen import in_a_request
from union.pages.site_settings import SiteSetting
from union.room import is_no_room


class CampaignImage(AbstractImage):
    """A picture. Those drawn from it begin with its name, which none can guess: they are served to all."""

    admin_form_fields = Image.admin_form_fields

    def get_upload_to(self, filename: str) -> str:
        return str(super().get_upload_to(f"{secrets.token_hex(8)}-{filename}"))

    def create_rendition(self, filter: Filter) -> CampaignRendition:
        """Where nothing can be stored a page is read without the picture; letters and PDFs wait."""
        try:
            return super().create_rendition(filter)
        except OSError as error:
            if in_a_request() and is_no_room(error):
                raise SourceImageIOError(str(error)) from error  # which Wagtail makes a missing picture of
            raise

    def generate_rendition_file(self, filter: Filter, *, source: File | None = None) -> File:
        """Readers get no word of where and when somebody was photographed."""
        return super().generate_rendition_file(WithoutNotes(spec=filter.spec), source=source)


class CampaignRendition(AbstractRendition):
    image = models.ForeignKey(CampaignImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="rendition_once")
        ]


class CampaignDocument(AbstractDocument):
    """A file to fetch. It may be there before the page that leads to it, so nobody can guess its name."""

    admin_form_fields = Document.admin_form_fields

    def clean(self) -> None:
        """What is sent is of a kind that a union publishes; what is here already may be described anew."""
        super().clean()
        if self.file and not self.file._committed and not is_published(self.file.name):
            raise ValidationError({"file": NOT_PUBLISHED.format(self.file.name)})

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.file and not self.file._committed:
            stem, end = splitext(self.file.name)
            self.file.name = f"{stem[:50]}-{secrets.token_hex(8)}{end}"
        super().save(*args, **kwargs)


@register_setting(icon="group")
class Organisation(SiteSetting):
    """Name and colours of the union that runs the site."""

    name = models.CharField(max_length=80, default="Tenpoint Union")
    strapline = models.CharField(max_length=120, blank=True)
    strapline_cy = models.CharField(
        "strapline in Welsh",
        max_length=120,
        blank=True,
        help_text="For Welsh pages and letters; empty for the English one there too",
    )
    contact_email = models.EmailField(blank=True)
    contact_phone = models.CharField(max_length=30, blank=True)
    brand_colour = models.CharField(max_length=7, default="#5b1f69", help_text="header, links and buttons")
    accent_colour = models.CharField(
        max_length=7, default="#007a5e", help_text="progress, charts and highlights"
    )
    logo = models.ForeignKey(
        CampaignImage,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Stands before the name at the top of each page; empty for our ten dots",
    )
    join_link = models.URLField(
        "where people join",
        blank=True,
        help_text="The address behind “Join the union”",
    )
    press_phone = models.CharField("press office, telephone", max_length=30, blank=True)
    press_email = models.EmailField("press office, e-mail", blank=True)

    class Meta:
        verbose_name = "organisation"

    @property
    def shown_strapline(self) -> str:
        """Its strapline in the language of the page, in English where it has no Welsh one."""
        return self.strapline_cy if self.strapline_cy and page_is_welsh() else self.strapline

    @property
    def strapline_lang(self) -> str:
        """The language of an English strapline on a Welsh page; empty where it is that of the page."""
        return "en-GB" if page_is_welsh() and not self.strapline_cy else ""


class PagePrint(models.Model):
    """The PDF of a page: which print HTML it was drawn from, and since when another one is wanted."""

    page = models.OneToOneField(Page, on_delete=models.CASCADE, primary_key=True, related_name="+")
    digest = models.CharField(
        max_length=64, blank=True, help_text="of the HTML whose PDF is stored under this name"
    )
    wanted_at = models.DateTimeField(null=True, help_text="empty when nothing is to be drawn")
    not_before = models.DateTimeField(null=True, help_text="a worker has it, or it is tried again then")
    tries = models.PositiveSmallIntegerField(default=0)
    fault = models.CharField(max_length=300, blank=True, help_text="why there is none, in a sentence")
    faulty = models.CharField(max_length=64, blank=True, help_text="of the HTML that has this fault")

    wagtail_reference_index_ignore = True

    class Meta:
        indexes = [
            models.Index(
                fields=["wanted_at"], name="print_wanted", condition=models.Q(wanted_at__isnull=False)
            )
        ]

    def __str__(self) -> str:
        return f"print of page {self.page_id}"
