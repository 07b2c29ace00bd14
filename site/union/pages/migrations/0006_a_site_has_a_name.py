"""A site that nobody has named is called as the others are: the CMS would name it by its host, “localhost”."""

from django.db import migrations


def name_the_sites(apps, schema_editor):
    """One that somebody named keeps its name, and so does one that is told from others by its host."""
    Site = apps.get_model("wagtailcore", "Site")
    Site.objects.filter(site_name="", hostname="localhost").update(site_name="Tenpoint")


class Migration(migrations.Migration):
    dependencies = [
        ("pages", "0005_nothing_said_for_the_union"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]

    operations = [migrations.RunPython(name_the_sites, migrations.RunPython.noop)]
