"""The tables of newsletters."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Together(migrations.SeparateDatabaseAndState):
    """Tables whose models are rendered once; one by one, each would render all that stand again (decision 0190)."""

    def state_forwards(self, app_label, state):
        state.__dict__.pop("apps", None)
        state.is_delayed = False
        super().state_forwards(app_label, state)

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        for operation in self.state_operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        for operation in reversed(self.state_operations):
            operation.database_backwards(app_label, schema_editor, from_state, to_state)


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('members', '0010_roll_uploads'),
        ('wagtailcore', '0097_baselogentry_uuid_action_timestamp_indexes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Together(state_operations=[
            # What is on offer, and who asked for it.
            migrations.CreateModel(
                name='Newsletter',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=80, unique=True)),
                    ('name_cy', models.CharField(blank=True, max_length=80, verbose_name='name in Welsh')),
                    ('about', models.CharField(help_text='What is in it, and how often it comes', max_length=200, verbose_name='in one sentence')),
                    ('about_cy', models.CharField(blank=True, max_length=200, verbose_name='the same in Welsh')),
                    ('is_offered', models.BooleanField(default=True, help_text='Without it nobody new can ask for it; those who get it still do', verbose_name='on offer')),
                    ('place', models.PositiveSmallIntegerField(default=10, help_text='Lower numbers come first', verbose_name='place in the list')),
                ],
                options={
                    'ordering': ['place', 'name'],
                },
            ),
            migrations.CreateModel(
                name='Wish',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('email', models.EmailField(help_text='in small letters', max_length=254)),
                    ('language', models.CharField(default='en', max_length=2)),
                    ('wording', models.PositiveSmallIntegerField(help_text='version of the words that were shown')),
                    ('source', models.CharField(default='form', max_length=20)),
                    ('asked_at', models.DateTimeField()),
                    ('confirmed_at', models.DateTimeField(null=True)),
                    ('newsletters', models.ManyToManyField(related_name='+', to='newsletters.newsletter')),
                ],
                options={
                    'verbose_name_plural': 'wishes',
                    'indexes': [
                        models.Index(fields=['email', 'asked_at'], name='wish_of_mailbox'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Subscriber',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('email', models.EmailField(help_text='in small letters', max_length=254, unique=True)),
                    ('address_hash', models.CharField(max_length=64, unique=True)),
                    ('language', models.CharField(default='en', max_length=2)),
                    ('since', models.DateTimeField()),
                ],
                options={
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(('language__in', ['en', 'cy'])), name='subscriber_language_known'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='RateWindow',
                fields=[
                    ('key', models.CharField(max_length=64, primary_key=True, serialize=False)),
                    ('ends_at', models.DateTimeField(db_index=True)),
                    ('n', models.PositiveIntegerField()),
                ],
            ),
            # A page that is mailed: to whom, in which words, who said so, and what became of it.
            migrations.CreateModel(
                name='Mailing',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('page', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.page')),
                    ('subject', models.CharField(max_length=120)),
                    ('preheader', models.CharField(blank=True, help_text='What mail programs show beside the subject', max_length=160)),
                    ('subject_cy', models.CharField(blank=True, max_length=120, verbose_name='subject in Welsh')),
                    ('preheader_cy', models.CharField(blank=True, max_length=160, verbose_name='preheader in Welsh')),
                    ('audience', models.CharField(choices=[('subscribers', 'Subscribers of a newsletter'), ('members', 'Members on the roll')], default='subscribers', max_length=12)),
                    ('newsletter', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='mailings', to='newsletters.newsletter')),
                    ('sector', models.CharField(blank=True, max_length=60, verbose_name='service group')),
                    ('region', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.region')),
                    ('branch', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.branch')),
                    ('job_role', models.CharField(blank=True, max_length=80)),
                    ('state', models.CharField(choices=[('draft', 'Draft'), ('scheduled', 'Scheduled'), ('sending', 'Being sent'), ('sent', 'Sent'), ('called_off', 'Called off')], default='draft', max_length=12)),
                    ('send_at', models.DateTimeField(blank=True, help_text='Left empty: as soon as a second person approves it', null=True, verbose_name='send it at')),
                    ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('changed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('version', models.PositiveIntegerField(default=1, help_text='goes up with each change of the draft')),
                    ('trials', models.PositiveIntegerField(default=0)),
                    ('made_at', models.DateTimeField()),
                    ('changed_at', models.DateTimeField()),
                    ('approved_at', models.DateTimeField(null=True)),
                    ('begun_at', models.DateTimeField(null=True)),
                    ('queued_at', models.DateTimeField(help_text='when the last letter was put in the outbox', null=True)),
                    ('finished_at', models.DateTimeField(null=True)),
                    ('called_off_at', models.DateTimeField(null=True)),
                    ('fault', models.CharField(blank=True, help_text='why it called itself off', max_length=200)),
                    ('revision', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.revision')),
                    ('revision_cy', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.revision')),
                    ('drawing', models.PositiveIntegerField(default=1)),
                    ('cursor', models.PositiveBigIntegerField(default=0)),
                    ('queued', models.PositiveIntegerField(default=0)),
                    ('sent', models.PositiveIntegerField(default=0)),
                    ('bounced', models.PositiveIntegerField(default=0)),
                    ('suppressed', models.PositiveIntegerField(default=0)),
                    ('unsubscribed', models.PositiveIntegerField(default=0)),
                    ('counted_at', models.DateTimeField(help_text='when the letters left the outbox for good', null=True)),
                ],
                options={
                    'ordering': ['-pk'],
                    'permissions': [('send_mailing', 'Can prepare mailings, and send those that somebody else approved'), ('approve_mailing', 'Can approve mailings of others')],
                    'default_permissions': (),
                    'indexes': [
                        models.Index(fields=['state', 'send_at'], name='mailing_due'),
                    ],
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(('approved_by', None), models.Q(models.Q(('approved_by', models.F('made_by')), _negated=True), models.Q(('approved_by', models.F('changed_by')), _negated=True)), _connector='OR'), name='mailing_two_different_people'),
                        models.CheckConstraint(condition=models.Q(models.Q(('audience', 'subscribers'), ('branch', None), ('newsletter__isnull', False), ('region', None), ('job_role', ''), ('sector', '')), models.Q(('audience', 'members'), ('newsletter', None)), _connector='OR'), name='mailing_has_its_audience'),
                        models.CheckConstraint(condition=models.Q(models.Q(('approved_at', None), ('begun_at', None), ('finished_at', None), ('state', 'draft')), models.Q(('approved_at__isnull', False), ('begun_at', None), ('finished_at', None), ('state', 'scheduled')), models.Q(('approved_at__isnull', False), ('begun_at__isnull', False), ('finished_at', None), ('state', 'sending')), models.Q(('begun_at__isnull', False), ('finished_at__isnull', False), ('state', 'sent')), models.Q(('called_off_at__isnull', False), ('state', 'called_off')), _connector='OR'), name='mailing_state_has_its_times'),
                    ],
                },
            ),
            # Every answer that somebody gave.
            migrations.CreateModel(
                name='Choice',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('subscriber', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='choices', to='newsletters.subscriber')),
                    ('newsletter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='choices', to='newsletters.newsletter')),
                    ('number', models.PositiveSmallIntegerField(help_text='1 is the first answer to this newsletter')),
                    ('given', models.BooleanField()),
                    ('wording', models.PositiveSmallIntegerField(help_text='version of the words that were shown')),
                    ('asked_at', models.DateTimeField(help_text='when the form was sent')),
                    ('at', models.DateTimeField(help_text='when the answer took effect')),
                    ('source', models.CharField(max_length=20)),
                    ('mailing', models.ForeignKey(help_text='the mailing whose link said no', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='newsletters.mailing')),
                ],
                options={
                    'ordering': ['subscriber', 'newsletter', 'number'],
                    'constraints': [
                        models.UniqueConstraint(fields=('subscriber', 'newsletter', 'number'), name='choice_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='OptOut',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('address_hash', models.CharField(max_length=64, unique=True)),
                    ('since', models.DateField()),
                    ('mailing', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='newsletters.mailing')),
                ],
            ),
        ]),
    ]
