"""Rulings on signatures, alerts, the nightly audit, and who may rule."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


NAME = "Can release and strike out signatures"


def grant(apps, schema_editor):
    ContentType = apps.get_model("contenttypes.ContentType")
    Permission = apps.get_model("auth.Permission")
    Group = apps.get_model("auth.Group")
    signature, _ = ContentType.objects.get_or_create(app_label="petitions", model="signature")
    permission, _ = Permission.objects.get_or_create(
        content_type=signature, codename="rule_signature", defaults={"name": NAME}
    )
    for group in Group.objects.filter(name="Moderators"):
        group.permissions.add(permission)


def revoke(apps, schema_editor):
    Group = apps.get_model("auth.Group")
    Permission = apps.get_model("auth.Permission")
    ours = Permission.objects.filter(content_type__app_label="petitions", codename="rule_signature")
    for group in Group.objects.filter(name="Moderators"):
        group.permissions.remove(*ours)


class Migration(migrations.Migration):

    dependencies = [
        ('petitions', '0003_signing_in_full'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Alert',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('domain', 'Many from one mail domain'), ('region', 'A region far over its share'), ('held', 'Many held signatures'), ('counts', 'The count and the signatures differ')], max_length=10)),
                ('subject', models.CharField(blank=True, help_text="a mail domain, a region's code", max_length=255)),
                ('day', models.DateField()),
                ('detail', models.TextField()),
                ('n', models.PositiveIntegerField(help_text='the number it is about, at its highest')),
                ('first_at', models.DateTimeField()),
                ('last_at', models.DateTimeField()),
                ('seen_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['-last_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='CountAudit',
            fields=[
                ('day', models.DateField(primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('petitions', models.PositiveIntegerField(help_text='petitions with a difference')),
                ('cells', models.PositiveIntegerField(help_text='cells that differ')),
            ],
        ),
        migrations.CreateModel(
            name='RuledSignature',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('before', models.CharField(choices=[('pending', 'Waiting for its e-mail link'), ('confirmed', 'Confirmed'), ('held', 'Held for a moderator'), ('invalid', 'Struck out'), ('withdrawn', 'Withdrawn by the signer')], max_length=10)),
            ],
        ),
        migrations.CreateModel(
            name='Ruling',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('release', 'Released'), ('invalidate', 'Struck out')], max_length=10)),
                ('reason', models.CharField(max_length=200)),
                ('at', models.DateTimeField()),
                ('n', models.PositiveIntegerField(help_text='signatures it changed')),
                ('counted', models.PositiveIntegerField(default=0, help_text='of them confirmed, and so in the count')),
                ('letters', models.PositiveIntegerField(default=0, help_text='confirmation letters put in the outbox')),
                ('undo_until', models.DateTimeField()),
                ('undone_at', models.DateTimeField(null=True)),
                ('back', models.PositiveIntegerField(default=0, help_text='signatures the undoing put back')),
            ],
            options={
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.AlterModelOptions(
            name='signature',
            options={'permissions': [('rule_signature', 'Can release and strike out signatures')]},
        ),
        migrations.AddField(
            model_name='signatureidentity',
            name='reason_judged',
            field=models.BooleanField(default=False, help_text='whether a moderator has looked at it'),
        ),
        migrations.AddConstraint(
            model_name='signatureidentity',
            constraint=models.CheckConstraint(condition=models.Q(('reason_chosen', False), ('reason_judged', True), _connector='OR'), name='identity_chosen_reason_judged'),
        ),
        migrations.AddField(
            model_name='alert',
            name='petition',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='alerts', to='petitions.petition'),
        ),
        migrations.AddField(
            model_name='alert',
            name='seen_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='ruledsignature',
            name='signature',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ruled', to='petitions.signature'),
        ),
        migrations.AddField(
            model_name='ruling',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='ruling',
            name='petition',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rulings', to='petitions.petition'),
        ),
        migrations.AddField(
            model_name='ruling',
            name='undone_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='ruledsignature',
            name='ruling',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='ruled', to='petitions.ruling'),
        ),
        migrations.AddConstraint(
            model_name='alert',
            constraint=models.UniqueConstraint(fields=('petition', 'kind', 'subject', 'day'), name='alert_once_a_day'),
        ),
        migrations.AddConstraint(
            model_name='alert',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['domain', 'region', 'held', 'counts'])), name='alert_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='alert',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('seen_at__isnull', True), ('seen_by__isnull', True)), models.Q(('seen_at__isnull', False), ('seen_by__isnull', False)), _connector='OR'), name='alert_seen_by_somebody'),
        ),
        migrations.AddIndex(
            model_name='ruling',
            index=models.Index(fields=['petition', '-at'], name='ruling_by_time'),
        ),
        migrations.AddConstraint(
            model_name='ruling',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['release', 'invalidate'])), name='ruling_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='ruling',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='ruling_has_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='ruling',
            constraint=models.CheckConstraint(condition=models.Q(('counted__lte', models.F('n')), ('n__gt', 0)), name='ruling_of_something'),
        ),
        migrations.AddConstraint(
            model_name='ruling',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('back', 0), ('undone_at__isnull', True), ('undone_by__isnull', True)), models.Q(('undone_at__isnull', False), ('undone_at__lt', models.F('undo_until')), ('undone_by__isnull', False)), _connector='OR'), name='ruling_undone_by_somebody_in_time'),
        ),
        migrations.AddConstraint(
            model_name='ruling',
            constraint=models.CheckConstraint(condition=models.Q(('back__lte', models.F('n'))), name='ruling_puts_back_no_more'),
        ),
        migrations.AddConstraint(
            model_name='ruledsignature',
            constraint=models.UniqueConstraint(fields=('ruling', 'signature'), name='ruled_once_by_a_ruling'),
        ),
        migrations.AddConstraint(
            model_name='ruledsignature',
            constraint=models.CheckConstraint(condition=models.Q(('before__in', ['held', 'pending', 'confirmed'])), name='ruled_from_a_live_state'),
        ),
        migrations.RunPython(grant, revoke),
    ]
