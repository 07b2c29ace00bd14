"""A mark that nobody has cleared stays, with its words, when its answer goes.

Backwards, marks without an answer are deleted: the table had no place for them.
"""

import django.db.models.deletion
from django.db import migrations, models


def forget_kept(apps, schema_editor):
    apps.get_model("consultations", "SafeguardingMark").objects.filter(answer=None).delete()


class Migration(migrations.Migration):

    dependencies = [
        ('consultations', '0004_figures_in_welsh'),
    ]

    operations = [
        migrations.AlterField(
            model_name='safeguardingmark',
            name='answer',
            field=models.OneToOneField(help_text='empty once gone', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='safeguarding', to='consultations.answer'),
        ),
        migrations.RunPython(migrations.RunPython.noop, forget_kept),
        migrations.AddField(
            model_name='safeguardingmark',
            name='gone',
            field=models.CharField(blank=True, choices=[('', 'The answer stands'), ('withdrawn', 'The member withdrew the reply'), ('changed', 'The member changed or deleted this answer'), ('taken_out', 'The form was deleted, or keyed anew'), ('erased', 'The member had everything erased')], default='', max_length=10, verbose_name='what became of the answer'),
        ),
        migrations.AddField(
            model_name='safeguardingmark',
            name='consultation',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='consultations.consultation'),
        ),
        migrations.AddField(
            model_name='safeguardingmark',
            name='question',
            field=models.CharField(blank=True, default='', max_length=300, verbose_name='label of the question'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='safeguardingmark',
            name='kept_words',
            field=models.TextField(blank=True, default='', verbose_name='the words, until somebody dealt with it'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='safeguardingmark',
            name='place',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='consultations.participation'),
        ),
        migrations.AddConstraint(
            model_name='safeguardingmark',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answer__isnull', False), ('consultation', None), ('gone', ''), ('kept_words', ''), ('place', None), ('question', '')), models.Q(('answer', None), ('consultation__isnull', False), models.Q(('gone', ''), _negated=True)), _connector='OR'), name='mark_has_its_answer_or_its_words'),
        ),
        migrations.AddConstraint(
            model_name='safeguardingmark',
            constraint=models.CheckConstraint(condition=models.Q(('cleared_at', None), models.Q(('kept_words', ''), ('place', None)), _connector='OR'), name='mark_that_is_cleared_keeps_no_words'),
        ),
    ]
