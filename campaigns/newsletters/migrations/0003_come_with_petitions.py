"""Newsletters that come with a yes beside a petition, whose words an answer keeps.

Backwards, answers with words of their own are deleted: the table had no place for them, and nothing is sent without.
"""

from django.db import migrations, models


def forget_said_elsewhere(apps, schema_editor):
    apps.get_model("newsletters", "Choice").objects.filter(wording=None).delete()


class Migration(migrations.Migration):

    dependencies = [
        ('newsletters', '0002_permissions'),
    ]

    operations = [
        migrations.AddField(
            model_name='newsletter',
            name='for_signers',
            field=models.BooleanField(default=False, help_text='Whoever ticks “E-mail me about other campaigns of the union” on a petition, and confirms, gets it too from then on', verbose_name='comes with petitions'),
        ),
        migrations.AddField(
            model_name='choice',
            name='words',
            field=models.CharField(blank=True, default='', help_text='or the words that were shown elsewhere', max_length=300),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name='choice',
            name='wording',
            field=models.PositiveSmallIntegerField(help_text='version of the words that were shown here', null=True),
        ),
        migrations.RunPython(migrations.RunPython.noop, forget_said_elsewhere),
        migrations.AddConstraint(
            model_name='choice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('wording__isnull', False), ('words', '')), models.Q(('wording', None), models.Q(('words', ''), _negated=True)), _connector='OR'), name='choice_has_its_words'),
        ),
    ]
