"""Kit, who builds a consultation in the CMS, and the addresses of its pages."""

from django.contrib.auth.models import Permission
from django.test import Client

from campaigns.consultations.models import Consultation
from union.accounts.models import User


def drafter() -> User:
    """Kit of the comms team may draft, and moderates nothing."""
    user = User.objects.create_user("kit@example.org", name="Kit")
    user.user_permissions.add(
        Permission.objects.get(content_type__app_label="consultations", codename="draft_consultations"),
        Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"),
    )
    return user


def address(path: str, consultation: Consultation) -> str:
    section, question = consultation.sections.first(), consultation.questions.first()
    return "/cms/views/" + path.format(c=consultation.pk, s=section.pk, q=question.pk)


def send(desk: Client, path: str, consultation: Consultation, **data: object) -> str:
    return desk.post(address(path, consultation), data, follow=True).content.decode()
