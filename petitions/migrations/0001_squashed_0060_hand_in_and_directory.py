"""The tables of petitions."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def keep_out_of_the_log(apps, schema_editor):
    """The windows of the limits need not survive a crash; on PostgreSQL they then cost no write-ahead log."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE petitions_ratewindow SET UNLOGGED")


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
    replaces = [
        ('petitions', '0001_initial'),
        ('petitions', '0003_signing_in_full'),
        ('petitions', '0030_moderation'),
        ('petitions', '0040_paper_and_stalls'),
        ('petitions', '0050_life'),
        ('petitions', '0060_hand_in_and_directory'),
    ]
    initial = True
    dependencies = [
        ('members', '0010_roll_uploads'),
        ('pages', '0001_squashed_0003_page_prints'),  # and so after Wagtail's own
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Together(state_operations=[
            # A petition: its words in both languages, its life, and the limits that guard it.
            migrations.CreateModel(
                name='Petition',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('title', models.CharField(max_length=160)),
                    ('slug', models.SlugField(help_text="the last part of the petition's address", max_length=80, unique=True)),
                    ('demand', models.TextField(max_length=1000, verbose_name='what we ask for')),
                    ('background', models.TextField(blank=True, max_length=8000, verbose_name='why it matters')),
                    ('decision_maker', models.CharField(help_text='who can grant it, such as the Secretary of State', max_length=160)),
                    ('goal', models.PositiveIntegerField(default=1000, help_text='the number of signatures to reach next')),
                    ('opens_at', models.DateTimeField(blank=True, null=True, verbose_name='opens')),
                    ('closes_at', models.DateTimeField(blank=True, null=True, verbose_name='closes')),
                    ('title_cy', models.CharField(blank=True, max_length=160, verbose_name='title in Welsh')),
                    ('demand_cy', models.TextField(blank=True, max_length=1000, verbose_name='what we ask for, in Welsh')),
                    ('background_cy', models.TextField(blank=True, max_length=8000, verbose_name='why it matters, in Welsh')),
                    ('decision_maker_cy', models.CharField(blank=True, max_length=160, verbose_name='who can grant it, in Welsh')),
                    ('identity_version', models.PositiveSmallIntegerField(default=1, editable=False)),
                    ('state', models.CharField(choices=[('draft', 'Draft'), ('in_review', 'In review'), ('scheduled', 'Scheduled'), ('open', 'Open'), ('paused', 'Paused'), ('closing', 'Closing'), ('closed', 'Closed'), ('handed_in', 'Handed in'), ('responded', 'Responded'), ('concluded', 'Concluded'), ('archived', 'Archived')], default='draft', editable=False, max_length=12)),
                    ('opened_at', models.DateTimeField(editable=False, null=True)),
                    ('paused_at', models.DateTimeField(editable=False, null=True)),
                    ('closing_at', models.DateTimeField(editable=False, null=True)),
                    ('closed_at', models.DateTimeField(editable=False, null=True)),
                    ('handed_in_at', models.DateTimeField(editable=False, null=True)),
                    ('responded_at', models.DateTimeField(editable=False, null=True)),
                    ('concluded_at', models.DateTimeField(editable=False, null=True)),
                    ('archived_at', models.DateTimeField(editable=False, null=True)),
                    ('outcome', models.CharField(blank=True, choices=[('won', 'Won'), ('partly', 'Partly won'), ('refused', 'Refused'), ('superseded', 'Overtaken by events or by another petition')], editable=False, max_length=10)),
                    ('successor', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='predecessors', to='petitions.petition')),
                ],
                options={
                    'ordering': ['title'],
                    'permissions': [('publish_petition', 'Can open, pause and close petitions')],
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(('slug', 'confirm'), _negated=True), name='petition_slug_not_reserved'),
                        models.CheckConstraint(condition=models.Q(('slug', 'stall'), _negated=True), name='petition_slug_not_stall'),
                        models.CheckConstraint(condition=models.Q(('goal__gt', 0)), name='petition_goal_positive'),
                        models.CheckConstraint(condition=models.Q(('opens_at__isnull', True), ('closes_at__isnull', True), ('opens_at__lt', models.F('closes_at')), _connector='OR'), name='petition_opens_before_it_closes'),
                        models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['open', 'paused', 'closing', 'closed']), _negated=True), ('opened_at__isnull', False), _connector='OR'), name='petition_opened_when_open'),
                        models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['closing', 'closed']), _negated=True), ('closing_at__isnull', False), _connector='OR'), name='petition_closing_has_its_time'),
                        models.CheckConstraint(condition=models.Q(models.Q(('state', 'handed_in'), _negated=True), ('handed_in_at__isnull', False), _connector='OR'), name='petition_handed_in_has_its_time'),
                        models.CheckConstraint(condition=models.Q(models.Q(('state', 'responded'), _negated=True), ('responded_at__isnull', False), _connector='OR'), name='petition_responded_has_its_time'),
                        models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['concluded', 'archived']), _negated=True), models.Q(('concluded_at__isnull', False), models.Q(('outcome', ''), _negated=True)), _connector='OR'), name='petition_concluded_has_time_and_outcome'),
                        models.CheckConstraint(condition=models.Q(models.Q(('state', 'archived'), _negated=True), ('archived_at__isnull', False), _connector='OR'), name='petition_archived_has_its_time'),
                        models.CheckConstraint(condition=models.Q(('outcome__in', ['', 'won', 'partly', 'refused', 'superseded'])), name='petition_outcome_known'),
                        models.CheckConstraint(condition=models.Q(('successor__isnull', True), models.Q(('successor', models.F('pk')), _negated=True), _connector='OR'), name='petition_follows_another'),
                    ],
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
            # Where a postcode lies, as the statistics office publishes it.
            migrations.CreateModel(
                name='Constituency',
                fields=[
                    ('code', models.CharField(max_length=9, primary_key=True, serialize=False)),
                    ('name', models.CharField(max_length=120)),
                    ('name_cy', models.CharField(blank=True, max_length=120, verbose_name='name in Welsh')),
                    ('region', models.CharField(blank=True, help_text="code of the union's region it lies in", max_length=4)),
                ],
                options={
                    'verbose_name_plural': 'constituencies',
                    'ordering': ['name'],
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
                name='DirectoryImport',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('state', models.CharField(choices=[('waiting', 'Waiting for the worker'), ('done', 'Imported'), ('refused', 'Refused')], default='waiting', max_length=8)),
                    ('file', models.FileField(blank=True, upload_to='postcodes/')),
                    ('names', models.FileField(blank=True, upload_to='postcodes/')),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('asked_at', models.DateTimeField()),
                    ('finished_at', models.DateTimeField(null=True)),
                    ('leased_until', models.DateTimeField(null=True)),
                    ('tries', models.PositiveSmallIntegerField(default=0)),
                    ('lines', models.PositiveIntegerField(default=0)),
                    ('added', models.PositiveIntegerField(default=0)),
                    ('changed', models.PositiveIntegerField(default=0)),
                    ('passed_over', models.PositiveIntegerField(default=0, help_text='codes of a shape nobody can sign with')),
                    ('faults', models.TextField(blank=True, help_text='one sentence a line')),
                    ('resolved_through', models.UUIDField(null=True)),
                    ('resolved_at', models.DateTimeField(null=True)),
                ],
                options={
                    'ordering': ['-pk'],
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(models.Q(('state', 'done'), _negated=True), ('finished_at__isnull', False), _connector='OR'), name='directory_import_done_has_its_time'),
                    ],
                },
            ),
            # A signature, who gave it, what they agreed to, and how often a place has signed lately.
            migrations.CreateModel(
                name='Signature',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('petition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signatures', to='petitions.petition')),
                    ('state', models.CharField(choices=[('pending', 'Waiting for its e-mail link'), ('confirmed', 'Confirmed'), ('held', 'Held for a moderator'), ('invalid', 'Struck out'), ('withdrawn', 'Withdrawn by the signer')], default='pending', max_length=10)),
                    ('signed_at', models.DateTimeField()),
                    ('confirmed_at', models.DateTimeField(null=True)),
                    ('withdrawn_at', models.DateTimeField(null=True)),
                    ('held_reason', models.CharField(blank=True, max_length=40)),
                    ('region', models.CharField(blank=True, help_text="the union's region, where the postcode tells", max_length=4)),
                    ('constituency', models.CharField(blank=True, help_text='its code of the statistics office', max_length=9)),
                    ('branch', models.CharField(blank=True, help_text='from a stall, a sheet, or a match with the roll', max_length=12)),
                    ('role', models.CharField(blank=True, max_length=80, verbose_name='job role')),
                    ('employer', models.CharField(blank=True, max_length=120)),
                    ('union_member', models.CharField(blank=True, choices=[('yes', 'Yes'), ('no', 'No'), ('unsaid', 'I would rather not say')], max_length=6)),
                    ('source', models.CharField(default='online', max_length=20)),
                    ('language', models.CharField(default='en', max_length=2)),
                    ('invited_by', models.UUIDField(null=True)),
                    ('invited', models.PositiveIntegerField(default=0, help_text="people who signed through this one's link")),
                ],
                options={
                    'permissions': [('rule_signature', 'Can release and strike out signatures')],
                    'indexes': [
                        models.Index(fields=['petition', 'state'], name='signature_by_state'),
                        models.Index(condition=models.Q(('branch', ''), _negated=True), fields=['petition', 'branch'], name='signature_in_branch'),
                        models.Index(condition=models.Q(('source', 'paper')), fields=['petition'], name='signature_on_paper'),
                    ],
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(models.Q(('state', 'confirmed'), _negated=True), ('confirmed_at__isnull', False), _connector='OR'), name='signature_confirmed_has_its_time'),
                        models.CheckConstraint(condition=models.Q(models.Q(('state', 'pending'), _negated=True), ('confirmed_at__isnull', True), _connector='OR'), name='signature_pending_is_unconfirmed'),
                        models.CheckConstraint(condition=models.Q(models.Q(('state', 'held'), _negated=True), models.Q(('held_reason', ''), _negated=True), _connector='OR'), name='signature_held_has_a_reason'),
                        models.CheckConstraint(condition=models.Q(models.Q(('state', 'withdrawn'), _negated=True), ('withdrawn_at__isnull', False), _connector='OR'), name='signature_withdrawn_has_its_time'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='SignatureIdentity',
                fields=[
                    ('signature', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='identity', serialize=False, to='petitions.signature')),
                    ('petition', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='identities', to='petitions.petition')),
                    ('email_hash', models.CharField(help_text='of the mailbox, or of the person on a sheet', max_length=64)),
                    ('person_hash', models.CharField(blank=True, help_text='of name and postcode', max_length=64)),
                    ('slot', models.PositiveSmallIntegerField(default=1)),
                    ('name', models.CharField(max_length=100)),
                    ('email', models.EmailField(blank=True, help_text='empty where somebody signed on paper', max_length=254)),
                    ('postcode', models.CharField(max_length=8)),
                    ('reason', models.TextField(blank=True, max_length=500, verbose_name='why they sign')),
                    ('reason_chosen', models.BooleanField(default=False, help_text='whether a moderator chose it to be shown')),
                    ('reason_judged', models.BooleanField(default=False, help_text='whether a moderator has looked at it')),
                    ('address_hash', models.CharField(blank=True, help_text='of the internet address, for 30 days', max_length=32)),
                    ('letters', models.PositiveSmallIntegerField(default=0, help_text='letters written because of this signature')),
                    ('reminders', models.PositiveSmallIntegerField(default=0)),
                    ('code_tries', models.PositiveSmallIntegerField(default=0)),
                ],
                options={
                    'indexes': [
                        models.Index(fields=['petition', 'person_hash'], name='identity_by_person'),
                    ],
                    'constraints': [
                        models.UniqueConstraint(fields=('petition', 'email_hash', 'slot'), name='identity_once'),
                        models.CheckConstraint(condition=models.Q(('slot__in', [1, 2])), name='identity_two_slots'),
                        models.CheckConstraint(condition=models.Q(('letters__lte', 5)), name='identity_five_letters'),
                        models.CheckConstraint(condition=models.Q(('code_tries__lte', 5)), name='identity_five_tries'),
                        models.CheckConstraint(condition=models.Q(('reason_chosen', False), ('reason_judged', True), _connector='OR'), name='identity_chosen_reason_judged'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Consent',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('signature', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='consents', to='petitions.signature')),
                    ('purpose', models.CharField(choices=[('petition_news', 'Updates on this petition'), ('union_campaigns', 'Other campaigns of the union'), ('decision_maker', 'My name to the decision maker'), ('public_name', 'My name shown in public')], max_length=20)),
                    ('number', models.PositiveSmallIntegerField(default=1, help_text='1 is the answer given at signing')),
                    ('given', models.BooleanField()),
                    ('wording', models.PositiveSmallIntegerField(help_text='version of the words that were shown')),
                    ('at', models.DateTimeField()),
                    ('source', models.CharField(default='online', max_length=20)),
                ],
                options={
                    'ordering': ['signature', 'purpose', 'number'],
                    'constraints': [
                        models.UniqueConstraint(fields=('signature', 'purpose', 'number'), name='consent_event_once'),
                        models.CheckConstraint(condition=models.Q(('purpose__in', ['petition_news', 'union_campaigns', 'decision_maker', 'public_name'])), name='consent_purpose_known'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='RateWindow',
                fields=[
                    ('key', models.CharField(max_length=64, primary_key=True, serialize=False)),
                    ('petition', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='petitions.petition')),
                    ('name', models.CharField(max_length=20)),
                    ('shown', models.CharField(blank=True, help_text='a mail domain, which alerts name', max_length=255)),
                    ('ends_at', models.DateTimeField(db_index=True)),
                    ('n', models.PositiveIntegerField()),
                ],
            ),
            # The count: what has changed, and what has been added up.
            migrations.CreateModel(
                name='TallyDelta',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('petition', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='petitions.petition')),
                    ('n', models.SmallIntegerField()),
                    ('region', models.CharField(blank=True, max_length=4)),
                    ('constituency', models.CharField(blank=True, max_length=9)),
                    ('employer', models.CharField(blank=True, max_length=120)),
                    ('branch', models.CharField(blank=True, max_length=12)),
                    ('role', models.CharField(blank=True, max_length=80)),
                    ('source', models.CharField(blank=True, max_length=20)),
                    ('hour', models.DateTimeField(help_text='the hour of the confirmation')),
                ],
                options={
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(('n__in', [1, -1])), name='delta_is_one'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Tally',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('petition', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='tallies', to='petitions.petition')),
                    ('dimension', models.CharField(max_length=12)),
                    ('key', models.CharField(blank=True, max_length=120)),
                    ('n', models.BigIntegerField()),
                ],
                options={
                    'verbose_name_plural': 'tallies',
                    'constraints': [
                        models.UniqueConstraint(fields=('petition', 'dimension', 'key'), name='tally_cell_once'),
                    ],
                },
            ),
            # What moderators have ruled on many signatures at once.
            migrations.CreateModel(
                name='Ruling',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('petition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rulings', to='petitions.petition')),
                    ('kind', models.CharField(choices=[('release', 'Released'), ('invalidate', 'Struck out')], max_length=10)),
                    ('reason', models.CharField(max_length=200)),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('at', models.DateTimeField()),
                    ('n', models.PositiveIntegerField(help_text='signatures it changed')),
                    ('counted', models.PositiveIntegerField(default=0, help_text='of them confirmed, and so in the count')),
                    ('letters', models.PositiveIntegerField(default=0, help_text='confirmation letters put in the outbox')),
                    ('undo_until', models.DateTimeField()),
                    ('undone_at', models.DateTimeField(null=True)),
                    ('undone_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('back', models.PositiveIntegerField(default=0, help_text='signatures the undoing put back')),
                ],
                options={
                    'ordering': ['-at', '-pk'],
                    'indexes': [
                        models.Index(fields=['petition', '-at'], name='ruling_by_time'),
                    ],
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(('kind__in', ['release', 'invalidate'])), name='ruling_kind_known'),
                        models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='ruling_has_a_reason'),
                        models.CheckConstraint(condition=models.Q(('counted__lte', models.F('n')), ('n__gt', 0)), name='ruling_of_something'),
                        models.CheckConstraint(condition=models.Q(models.Q(('back', 0), ('undone_at__isnull', True), ('undone_by__isnull', True)), models.Q(('undone_at__isnull', False), ('undone_at__lt', models.F('undo_until')), ('undone_by__isnull', False)), _connector='OR'), name='ruling_undone_by_somebody_in_time'),
                        models.CheckConstraint(condition=models.Q(('back__lte', models.F('n'))), name='ruling_puts_back_no_more'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='RuledSignature',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('ruling', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='ruled', to='petitions.ruling')),
                    ('signature', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ruled', to='petitions.signature')),
                    ('before', models.CharField(choices=[('pending', 'Waiting for its e-mail link'), ('confirmed', 'Confirmed'), ('held', 'Held for a moderator'), ('invalid', 'Struck out'), ('withdrawn', 'Withdrawn by the signer')], max_length=10)),
                ],
                options={
                    'constraints': [
                        models.UniqueConstraint(fields=('ruling', 'signature'), name='ruled_once_by_a_ruling'),
                        models.CheckConstraint(condition=models.Q(('before__in', ['held', 'pending', 'confirmed'])), name='ruled_from_a_live_state'),
                    ],
                },
            ),
            # What the platform has noticed by itself, and what the nightly audit of the counts has found.
            migrations.CreateModel(
                name='Alert',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('petition', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='alerts', to='petitions.petition')),
                    ('kind', models.CharField(choices=[('domain', 'Many from one mail domain'), ('region', 'A region far over its share'), ('held', 'Many held signatures'), ('counts', 'The count and the signatures differ')], max_length=10)),
                    ('subject', models.CharField(blank=True, help_text="a mail domain, a region's code", max_length=255)),
                    ('day', models.DateField()),
                    ('detail', models.TextField()),
                    ('n', models.PositiveIntegerField(help_text='the number it is about, at its highest')),
                    ('first_at', models.DateTimeField()),
                    ('last_at', models.DateTimeField()),
                    ('seen_at', models.DateTimeField(null=True)),
                    ('seen_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'ordering': ['-last_at', '-pk'],
                    'constraints': [
                        models.UniqueConstraint(fields=('petition', 'kind', 'subject', 'day'), name='alert_once_a_day'),
                        models.CheckConstraint(condition=models.Q(('kind__in', ['domain', 'region', 'held', 'counts'])), name='alert_kind_known'),
                        models.CheckConstraint(condition=models.Q(models.Q(('seen_at__isnull', True), ('seen_by__isnull', True)), models.Q(('seen_at__isnull', False), ('seen_by__isnull', False)), _connector='OR'), name='alert_seen_by_somebody'),
                    ],
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
            # Names collected on paper, and stalls with one phone.
            migrations.CreateModel(
                name='PaperBatch',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('petition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='batches', to='petitions.petition')),
                    ('number', models.PositiveIntegerField()),
                    ('branch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.branch')),
                    ('sheets', models.PositiveSmallIntegerField(help_text='how many were printed')),
                    ('language', models.CharField(choices=[('en', 'English'), ('cy', 'Welsh')], default='en', max_length=2)),
                    ('wordings', models.JSONField(default=dict, help_text='versions of the consents printed on the sheets')),
                    ('state', models.CharField(choices=[('printed', 'Printed'), ('keyed', 'Waiting for its check'), ('full', 'To be checked in full'), ('checked', 'Checked'), ('counted', 'Counted')], default='printed', max_length=8)),
                    ('printed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('printed_at', models.DateTimeField()),
                    ('keyed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('keyed_at', models.DateTimeField(null=True)),
                    ('seed', models.CharField(blank=True, max_length=32)),
                    ('rows_keyed', models.PositiveIntegerField(default=0)),
                    ('rows_drawn', models.PositiveIntegerField(default=0)),
                    ('rows_wrong', models.PositiveIntegerField(default=0)),
                    ('checked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('checked_at', models.DateTimeField(null=True)),
                    ('counted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('counted_at', models.DateTimeField(null=True)),
                    ('rows_counted', models.PositiveIntegerField(default=0)),
                    ('rows_already', models.PositiveIntegerField(default=0)),
                    ('rows_double', models.PositiveIntegerField(default=0)),
                    ('rows_unusable', models.PositiveIntegerField(default=0)),
                    ('undone_at', models.DateTimeField(null=True)),
                    ('undone_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('undone_reason', models.CharField(blank=True, max_length=300)),
                ],
                options={
                    'verbose_name_plural': 'paper batches',
                    'ordering': ['-printed_at', '-pk'],
                    'constraints': [
                        models.UniqueConstraint(fields=('petition', 'number'), name='batch_number_once'),
                        models.CheckConstraint(condition=models.Q(('sheets__gte', 1), ('sheets__lte', 40)), name='batch_sheets_sensible'),
                        models.CheckConstraint(condition=models.Q(('checked_by__isnull', True), models.Q(('checked_by', models.F('keyed_by')), _negated=True), _connector='OR'), name='batch_checked_by_another'),
                        models.CheckConstraint(condition=models.Q(models.Q(('state', 'counted'), _negated=True), models.Q(('checked_by__isnull', False), ('counted_at__isnull', False)), _connector='OR'), name='batch_counted_was_checked'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='PaperScan',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('batch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='scans', to='petitions.paperbatch')),
                    ('kind', models.CharField(choices=[('pdf', 'PDF'), ('jpeg', 'JPEG'), ('png', 'PNG')], max_length=4)),
                    ('size', models.PositiveIntegerField()),
                    ('content', models.BinaryField()),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('at', models.DateTimeField()),
                ],
                options={
                    'ordering': ['pk'],
                },
            ),
            migrations.CreateModel(
                name='PaperRow',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('batch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='petitions.paperbatch')),
                    ('sheet', models.PositiveSmallIntegerField()),
                    ('line', models.PositiveSmallIntegerField()),
                    ('unusable', models.CharField(blank=True, choices=[('illegible', 'I cannot read the name'), ('no_postcode', 'The postcode is missing or cannot be read'), ('unsigned', 'It is not signed'), ('crossed_out', 'It is crossed out'), ('not_a_person', 'It is a joke or no person')], max_length=12)),
                    ('name', models.CharField(blank=True, max_length=100)),
                    ('postcode', models.CharField(blank=True, max_length=8)),
                    ('email', models.EmailField(blank=True, max_length=254)),
                    ('role', models.CharField(blank=True, max_length=80)),
                    ('employer', models.CharField(blank=True, max_length=120)),
                    ('union_member', models.CharField(blank=True, choices=[('yes', 'Yes'), ('no', 'No'), ('unsaid', 'I would rather not say')], max_length=6)),
                    ('decision_maker', models.BooleanField(default=False)),
                    ('petition_news', models.BooleanField(default=False)),
                    ('signed_on', models.DateField()),
                    ('two_people', models.BooleanField(default=False, help_text='somebody else of this name and postcode')),
                    ('keyed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('keyed_at', models.DateTimeField()),
                    ('verdict', models.CharField(blank=True, choices=[('same', 'Same as on paper'), ('corrected', 'Corrected')], max_length=9)),
                    ('checked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('outcome', models.CharField(blank=True, choices=[('counted', 'Counted'), ('already', 'Already signed'), ('double', 'Twice on paper'), ('unusable', 'Unusable')], max_length=8)),
                    ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='petitions.signatureidentity')),
                ],
                options={
                    'ordering': ['sheet', 'line'],
                    'constraints': [
                        models.UniqueConstraint(fields=('batch', 'sheet', 'line'), name='paper_line_once'),
                        models.CheckConstraint(condition=models.Q(models.Q(('unusable', ''), _negated=True), models.Q(models.Q(('name', ''), _negated=True), models.Q(('postcode', ''), _negated=True)), _connector='OR'), name='paper_row_has_its_person'),
                        models.CheckConstraint(condition=models.Q(('line__gte', 1), ('line__lte', 15), ('sheet__gte', 1), ('sheet__lte', 40)), name='paper_row_line_on_the_sheet'),
                        models.CheckConstraint(condition=models.Q(('checked_by__isnull', True), models.Q(('checked_by', models.F('keyed_by')), _negated=True), _connector='OR'), name='paper_row_checked_by_another'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Stall',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('petition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stalls', to='petitions.petition')),
                    ('branch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.branch')),
                    ('place', models.CharField(max_length=120)),
                    ('salt', models.CharField(max_length=32)),
                    ('code_hash', models.CharField(max_length=64, unique=True)),
                    ('started_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('started_at', models.DateTimeField()),
                    ('ends_at', models.DateTimeField()),
                    ('forms_sent', models.PositiveIntegerField(default=0)),
                ],
                options={
                    'ordering': ['-started_at', '-pk'],
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(('ends_at__gte', models.F('started_at'))), name='stall_ends_after_it_starts'),
                    ],
                },
            ),
            # What has happened to a petition, and the letters that tell of it.
            migrations.CreateModel(
                name='Entry',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('petition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='petitions.petition')),
                    ('kind', models.CharField(choices=[('update', 'News'), ('handed_in', 'Handed in'), ('response', 'The answer of the decision maker'), ('decision', 'The decision'), ('next', 'What happened next'), ('milestone', 'A goal reached')], default='update', max_length=10, verbose_name='what it is')),
                    ('title', models.CharField(max_length=160)),
                    ('text', models.TextField(help_text='Plain words. An empty line begins a new paragraph.', max_length=8000)),
                    ('title_cy', models.CharField(blank=True, max_length=160, verbose_name='title in Welsh')),
                    ('text_cy', models.TextField(blank=True, max_length=8000, verbose_name='text in Welsh')),
                    ('happened_on', models.DateField(verbose_name='when it happened')),
                    ('tell', models.BooleanField(default=False, verbose_name='tell those who asked for news of the petition, by e-mail')),
                    ('by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('written_at', models.DateTimeField(editable=False)),
                    ('published_at', models.DateTimeField(editable=False, null=True)),
                    ('corrected_at', models.DateTimeField(editable=False, null=True)),
                    ('taken_back_at', models.DateTimeField(editable=False, null=True)),
                    ('trials', models.PositiveSmallIntegerField(default=0, editable=False, help_text='letters sent to oneself to try it')),
                    ('reached', models.PositiveIntegerField(editable=False, help_text='the goal of a milestone', null=True)),
                ],
                options={
                    'verbose_name_plural': 'entries',
                    'indexes': [
                        models.Index(fields=['petition', '-happened_on'], name='entry_by_petition'),
                    ],
                    'constraints': [
                        models.UniqueConstraint(fields=('petition', 'reached'), name='entry_milestone_once'),
                        models.CheckConstraint(condition=models.Q(models.Q(('kind', 'milestone'), ('reached__isnull', False)), models.Q(models.Q(('kind', 'milestone'), _negated=True), ('reached__isnull', True)), _connector='OR'), name='entry_milestone_has_its_goal'),
                        models.CheckConstraint(condition=models.Q(('corrected_at__isnull', True), ('published_at__lte', models.F('corrected_at')), _connector='OR'), name='entry_corrected_after_it_was_published'),
                        models.CheckConstraint(condition=models.Q(('taken_back_at__isnull', True), ('published_at__lte', models.F('taken_back_at')), _connector='OR'), name='entry_taken_back_after_it_was_published'),
                        models.CheckConstraint(condition=models.Q(models.Q(('title_cy', ''), ('text_cy', '')), models.Q(models.Q(('title_cy', ''), _negated=True), models.Q(('text_cy', ''), _negated=True)), _connector='OR'), name='entry_welsh_whole_or_not_at_all'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Telling',
                fields=[
                    ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='telling', serialize=False, to='petitions.entry')),
                    ('total', models.PositiveIntegerField(help_text='people it went to, counted when it began')),
                    ('queued', models.PositiveIntegerField(default=0)),
                    ('last_pk', models.UUIDField(help_text='the last signature that was looked at', null=True)),
                    ('started_at', models.DateTimeField()),
                    ('finished_at', models.DateTimeField(null=True)),
                ],
                options={
                    'indexes': [
                        models.Index(condition=models.Q(('finished_at__isnull', True)), fields=['started_at'], name='telling_unfinished'),
                    ],
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(('finished_at__isnull', True), ('finished_at__gte', models.F('started_at')), _connector='OR'), name='telling_ends_after_it_began'),
                    ],
                },
            ),
            # What is handed to whoever decides.
            migrations.CreateModel(
                name='HandIn',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('petition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hand_ins', to='petitions.petition')),
                    ('state', models.CharField(choices=[('preparing', 'Being made'), ('ready', 'Ready'), ('failed', 'Failed'), ('expired', 'Deleted after 30 days')], default='preparing', max_length=10)),
                    ('at', models.DateTimeField(help_text='when it was asked for')),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('with_names', models.BooleanField(default=False)),
                    ('leased_until', models.DateTimeField(null=True)),
                    ('tries', models.PositiveSmallIntegerField(default=0)),
                    ('as_of', models.DateTimeField(help_text='the moment the figures are of', null=True)),
                    ('ready_at', models.DateTimeField(null=True)),
                    ('count', models.PositiveIntegerField(null=True)),
                    ('names', models.PositiveIntegerField(help_text='how many names the annex holds', null=True)),
                    ('fault', models.CharField(blank=True, max_length=200)),
                    ('pdf', models.FileField(blank=True, upload_to='hand-in/')),
                    ('csv', models.FileField(blank=True, upload_to='hand-in/')),
                    ('annex', models.FileField(blank=True, upload_to='hand-in/')),
                    ('pdf_sha256', models.CharField(blank=True, max_length=64)),
                    ('csv_sha256', models.CharField(blank=True, max_length=64)),
                    ('annex_sha256', models.CharField(blank=True, max_length=64)),
                ],
                options={
                    'ordering': ['-pk'],
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(models.Q(('state', 'ready'), _negated=True), models.Q(('as_of__isnull', False), ('count__isnull', False), ('ready_at__isnull', False), models.Q(('csv_sha256', ''), _negated=True)), _connector='OR'), name='hand_in_ready_is_whole'),
                        models.CheckConstraint(condition=models.Q(('with_names', True), ('annex_sha256', ''), _connector='OR'), name='hand_in_names_when_asked'),
                    ],
                },
            ),
        ]),
        migrations.RunPython(keep_out_of_the_log, migrations.RunPython.noop),
    ]
