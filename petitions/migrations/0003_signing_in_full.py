"""Places, sources and languages of signatures, limits, and the counts of each place."""
import django.db.models.deletion
from django.db import migrations, models


def keep_out_of_the_log(apps, schema_editor):
    """The windows of the limits need not survive a crash; on PostgreSQL they then cost no write-ahead log."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE petitions_ratewindow SET UNLOGGED")


class Migration(migrations.Migration):

    dependencies = [
        ('petitions', '0002_cms_permissions'),
    ]

    operations = [
        migrations.CreateModel(
            name='Constituency',
            fields=[
                ('code', models.CharField(max_length=9, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=120)),
                ('name_cy', models.CharField(blank=True, max_length=120, verbose_name='name in Welsh')),
            ],
            options={
                'verbose_name_plural': 'constituencies',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='Limits',
            fields=[
                ('petition', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='limits', serialize=False, to='petitions.petition')),
                ('address_minute', models.PositiveIntegerField(default=10, verbose_name='an internet address in a minute')),
                ('address_hour', models.PositiveIntegerField(default=40, verbose_name='an internet address in an hour')),
                ('address_day', models.PositiveIntegerField(default=150, verbose_name='an internet address in a day')),
                ('workplace_hour', models.PositiveIntegerField(default=600, verbose_name='a named workplace in an hour')),
                ('stall', models.PositiveIntegerField(default=200, verbose_name='one stall')),
                ('domain_alert', models.PositiveIntegerField(default=100, verbose_name='alert: a mail domain in an hour')),
                ('domain_hold', models.PositiveIntegerField(default=200, verbose_name='hold: a mail domain in an hour')),
            ],
            options={
                'verbose_name_plural': 'limits',
            },
        ),
        migrations.CreateModel(
            name='Postcode',
            fields=[
                ('postcode', models.CharField(help_text='in the form LS1 4AP', max_length=8, primary_key=True, serialize=False)),
                ('constituency', models.CharField(blank=True, max_length=9)),
                ('region', models.CharField(blank=True, help_text="code of the union's region", max_length=4)),
            ],
        ),
        migrations.CreateModel(
            name='RateWindow',
            fields=[
                ('key', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=20)),
                ('shown', models.CharField(blank=True, help_text='a mail domain, which alerts name', max_length=255)),
                ('ends_at', models.DateTimeField(db_index=True)),
                ('n', models.PositiveIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='WorkplaceRange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120)),
                ('network', models.CharField(help_text='in the form 192.0.2.0/24 or 2001:db8::/32', max_length=49, unique=True)),
            ],
            options={
                'ordering': ['name'],
            },
        ),
        migrations.AddField(
            model_name='petition',
            name='background_cy',
            field=models.TextField(blank=True, max_length=8000, verbose_name='why it matters, in Welsh'),
        ),
        migrations.AddField(
            model_name='petition',
            name='decision_maker_cy',
            field=models.CharField(blank=True, max_length=160, verbose_name='who can grant it, in Welsh'),
        ),
        migrations.AddField(
            model_name='petition',
            name='demand_cy',
            field=models.TextField(blank=True, max_length=1000, verbose_name='what we ask for, in Welsh'),
        ),
        migrations.AddField(
            model_name='petition',
            name='title_cy',
            field=models.CharField(blank=True, max_length=160, verbose_name='title in Welsh'),
        ),
        migrations.AddField(
            model_name='signature',
            name='branch',
            field=models.CharField(blank=True, help_text='from a stall, a sheet, or a match with the roll', max_length=12),
        ),
        migrations.AddField(
            model_name='signature',
            name='constituency',
            field=models.CharField(blank=True, help_text='its code of the statistics office', max_length=9),
        ),
        migrations.AddField(
            model_name='signature',
            name='invited',
            field=models.PositiveIntegerField(default=0, help_text="people who signed through this one's link"),
        ),
        migrations.AddField(
            model_name='signature',
            name='invited_by',
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name='signature',
            name='language',
            field=models.CharField(default='en', max_length=2),
        ),
        migrations.AddField(
            model_name='signatureidentity',
            name='address_hash',
            field=models.CharField(blank=True, help_text='of the internet address, for 30 days', max_length=32),
        ),
        migrations.AddField(
            model_name='signatureidentity',
            name='code_tries',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='signatureidentity',
            name='person_hash',
            field=models.CharField(blank=True, help_text='of name and postcode', max_length=64),
        ),
        migrations.AddField(
            model_name='signatureidentity',
            name='reason',
            field=models.TextField(blank=True, max_length=500, verbose_name='why they sign'),
        ),
        migrations.AddField(
            model_name='signatureidentity',
            name='reason_chosen',
            field=models.BooleanField(default=False, help_text='whether a moderator chose it to be shown'),
        ),
        migrations.AddField(
            model_name='signatureidentity',
            name='reminders',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='tallydelta',
            name='branch',
            field=models.CharField(blank=True, max_length=12),
        ),
        migrations.AddField(
            model_name='tallydelta',
            name='constituency',
            field=models.CharField(blank=True, max_length=9),
        ),
        migrations.AddField(
            model_name='tallydelta',
            name='employer',
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddField(
            model_name='tallydelta',
            name='role',
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.AddField(
            model_name='tallydelta',
            name='source',
            field=models.CharField(blank=True, max_length=20),
        ),
        migrations.AlterField(
            model_name='signatureidentity',
            name='email',
            field=models.EmailField(blank=True, help_text='empty where somebody signed on paper', max_length=254),
        ),
        migrations.AlterField(
            model_name='signatureidentity',
            name='email_hash',
            field=models.CharField(help_text='of the mailbox, or of the person on a sheet', max_length=64),
        ),
        migrations.AlterField(
            model_name='signatureidentity',
            name='petition',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='identities', to='petitions.petition'),
        ),
        migrations.AlterField(
            model_name='tally',
            name='key',
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddIndex(
            model_name='signatureidentity',
            index=models.Index(fields=['petition', 'person_hash'], name='identity_by_person'),
        ),
        migrations.AddConstraint(
            model_name='signatureidentity',
            constraint=models.CheckConstraint(condition=models.Q(('code_tries__lte', 5)), name='identity_five_tries'),
        ),
        migrations.AddField(
            model_name='ratewindow',
            name='petition',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='petitions.petition'),
        ),
        migrations.RunPython(keep_out_of_the_log, migrations.RunPython.noop),
    ]
