"""Whoever was added in the CMS had an empty password, which kept them from setting up a second factor, and an
address as it was typed, under which nobody who signs in is looked up.
"""

from django.contrib.auth.hashers import make_password
from django.db import migrations
from django.db.models import F
from django.db.models.functions import Lower


def put_right(apps, schema_editor):
    User = apps.get_model("accounts", "User")
    EmailAddress = apps.get_model("account", "EmailAddress")
    for user in User.objects.filter(password=""):
        User.objects.filter(pk=user.pk).update(password=make_password(None))
    for user in User.objects.annotate(small=Lower("email")).exclude(email=F("small")):
        if not User.objects.filter(email=user.small).exists():
            User.objects.filter(pk=user.pk).update(email=user.small)
            EmailAddress.objects.filter(user_id=user.pk, email=user.email).update(email=user.small)


def stay(apps, schema_editor):
    """What was put right stays so."""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("account", "0009_emailaddress_unique_primary_email"),
    ]
    operations = [migrations.RunPython(put_right, stay)]
