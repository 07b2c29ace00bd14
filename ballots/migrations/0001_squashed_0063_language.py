"""The tables of ballots."""

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
    replaces = [
        ('ballots', '0001_initial'),
        ('ballots', '0010_questions'),
        ('ballots', '0020_custody'),
        ('ballots', '0030_members_side'),
        ('ballots', '0040_desk'),
        ('ballots', '0050_returns'),
        ('ballots', '0060_returns_digest'),
        ('ballots', '0061_evidence'),
        ('ballots', '0062_agreed_method'),
        ('ballots', '0063_language'),
    ]
    initial = True
    dependencies = [
        ('members', '0010_roll_uploads'),
        ('pages', '0001_squashed_0003_page_prints'),  # and so after Wagtail's own
        ('pay', '0010_hours_and_exact_pay'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Together(state_operations=[
            # A ballot: its form, its state, the places it is counted by, and what its result is held against.
            migrations.CreateModel(
                name='Ballot',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('title', models.CharField(max_length=160)),
                    ('slug', models.SlugField(max_length=80, unique=True)),
                    ('language', models.CharField(choices=[('en-GB', 'English'), ('cy', 'Welsh')], default='en-GB', max_length=5, verbose_name='written in')),
                    ('introduction', models.TextField(blank=True)),
                    ('branch', models.ForeignKey(blank=True, help_text='none: national', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='ballots', to='members.branch')),
                    ('kind', models.CharField(choices=[('pay_claim', 'Consultative ballot on a pay claim'), ('pay_offer', 'Consultative ballot on a pay offer')], default='pay_claim', max_length=12)),
                    ('pay_scale', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='pay.payscale')),
                    ('state', models.CharField(choices=[('draft', 'Draft'), ('frozen', 'Fixed'), ('scheduled', 'Scheduled'), ('open', 'Open'), ('paused', 'Paused'), ('closed', 'Closed'), ('counted', 'Counted'), ('certified', 'Certified'), ('published', 'Result published'), ('shredded', 'Papers destroyed'), ('void', 'Void')], default='draft', max_length=10)),
                    ('opens_at', models.DateTimeField()),
                    ('closes_at', models.DateTimeField()),
                    ('rules', models.JSONField(blank=True, default=dict, help_text='who may vote; see ballots.eligibility')),
                    ('custody', models.CharField(choices=[('platform', 'Held by the platform'), ('scrutineers', 'Held by scrutineers')], default='platform', max_length=12)),
                    ('receipt', models.CharField(choices=[('tracker', 'Trackers are listed with the votes'), ('inclusion', 'The receipt proves the paper is on the board')], default='tracker', max_length=10)),
                    ('by_returns', models.BooleanField(default=False, help_text='no links are sent: branches send in their figures', verbose_name='each branch consults in its own way')),
                    ('public_key', models.BinaryField(null=True)),
                    ('wrapped_private_key', models.BinaryField(null=True)),
                    ('form_hash', models.CharField(blank=True, editable=False, max_length=64)),
                    ('roll_root', models.CharField(blank=True, editable=False, max_length=64)),
                    ('eligible', models.PositiveIntegerField(editable=False, null=True, verbose_name='members on the roll')),
                    ('reachable', models.PositiveIntegerField(editable=False, null=True, verbose_name='of these with an e-mail address')),
                    ('frozen_at', models.DateTimeField(editable=False, null=True)),
                    ('closed_at', models.DateTimeField(editable=False, null=True)),
                    ('counted_at', models.DateTimeField(editable=False, null=True)),
                    ('published_at', models.DateTimeField(editable=False, null=True)),
                    ('void_reason', models.CharField(blank=True, max_length=200)),
                    ('traces_wiped', models.BooleanField(default=False, editable=False, help_text='after closing, on SQLite')),
                    ('told_on', models.DateField(editable=False, null=True, verbose_name='members were last told of recorded votes')),
                    ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'ordering': ['-closes_at', '-pk'],
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(('closes_at__gt', models.F('opens_at'))), name='ballot_closes_after_opening'),
                        models.CheckConstraint(condition=models.Q(('kind__in', ['pay_claim', 'pay_offer'])), name='ballot_kind_is_consultative'),
                        models.CheckConstraint(condition=models.Q(('language__in', ['en-GB', 'cy'])), name='ballot_language_known'),
                        models.CheckConstraint(condition=models.Q(('custody__in', ['platform', 'scrutineers'])), name='ballot_custody_known'),
                        models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'void']), models.Q(('by_returns', False), ('public_key__isnull', False)), models.Q(('by_returns', True), ('public_key__isnull', True)), _connector='OR'), name='ballot_has_key_once_frozen'),
                        models.CheckConstraint(condition=models.Q(('wrapped_private_key__isnull', True), ('custody', 'platform'), _connector='OR'), name='ballot_wrapped_key_is_the_platforms'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Question',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('ballot', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='ballots.ballot')),
                    ('number', models.PositiveSmallIntegerField()),
                    ('text', models.CharField(max_length=300)),
                    ('kind', models.CharField(choices=[('single', 'One of several options'), ('yes_no', 'Yes or no'), ('accept_reject', 'Accept or reject'), ('approval', 'As many options as one likes'), ('ranked', 'Options in order of preference')], default='single', max_length=14)),
                    ('most', models.PositiveSmallIntegerField(blank=True, help_text='options one may tick at most', null=True)),
                    ('recommendation', models.CharField(blank=True, help_text="the committee's advice, if any", max_length=300)),
                ],
                options={
                    'ordering': ['number'],
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(('kind__in', ['single', 'yes_no', 'accept_reject', 'approval', 'ranked'])), name='question_kind_known'),
                        models.CheckConstraint(condition=models.Q(('most__isnull', True), models.Q(('kind', 'approval'), ('most__gte', 1)), _connector='OR'), name='question_most_is_for_approval'),
                        models.UniqueConstraint(fields=('ballot', 'number'), name='question_once'),
                        models.CheckConstraint(condition=models.Q(('number__gte', 1), ('number__lte', 20)), name='question_numbers_from_1'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Option',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('question', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='options', to='ballots.question')),
                    ('number', models.PositiveSmallIntegerField()),
                    ('label', models.CharField(max_length=120)),
                    ('detail', models.CharField(blank=True, max_length=300)),
                    ('abstains', models.BooleanField(default=False)),
                    ('pay_claim', models.JSONField(blank=True, help_text='as union.pay.claims.claim_data writes it', null=True)),
                ],
                options={
                    'ordering': ['number'],
                    'constraints': [
                        models.UniqueConstraint(fields=('question', 'number'), name='option_once'),
                        models.CheckConstraint(condition=models.Q(('number__gte', 1), ('number__lte', 100)), name='option_numbers_from_1'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Threshold',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('ballot', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='thresholds', to='ballots.ballot')),
                    ('label', models.CharField(max_length=120)),
                    ('basis', models.CharField(choices=[('turnout', 'Votes counted, of all members on the roll'), ('share', 'Votes for Yes, Accept or the leading option, of all votes counted')], max_length=8)),
                    ('question', models.PositiveSmallIntegerField(blank=True, help_text='its number, for a share', null=True)),
                    ('numerator', models.PositiveIntegerField()),
                    ('denominator', models.PositiveIntegerField()),
                    ('note', models.CharField(blank=True, max_length=300, verbose_name='legal note')),
                    ('valid_from', models.DateField(blank=True, null=True, verbose_name='the rule from')),
                    ('valid_until', models.DateField(blank=True, null=True, verbose_name='the rule until')),
                ],
                options={
                    'ordering': ['pk'],
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(('denominator__gte', models.F('numerator')), ('numerator__gte', 1)), name='threshold_is_a_fraction'),
                        models.CheckConstraint(condition=models.Q(models.Q(('basis', 'turnout'), ('question__isnull', True)), models.Q(('basis', 'share'), ('question__isnull', False)), _connector='OR'), name='threshold_share_is_of_a_question'),
                        models.UniqueConstraint(fields=('ballot', 'label'), name='threshold_label_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Unit',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('ballot', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='units', to='ballots.ballot')),
                    ('number', models.PositiveIntegerField()),
                    ('name', models.CharField(max_length=160)),
                    ('region', models.CharField(blank=True, max_length=80)),
                    ('electorate', models.PositiveIntegerField()),
                    ('branches', models.ManyToManyField(help_text='whose members it holds', related_name='+', to='members.branch')),
                ],
                options={
                    'ordering': ['number'],
                    'constraints': [
                        models.UniqueConstraint(fields=('ballot', 'number'), name='unit_once'),
                        models.UniqueConstraint(fields=('ballot', 'name'), name='unit_name_once'),
                    ],
                },
            ),
            # The key that scrutineers hold in words on paper, and by which keys they sign the count.
            migrations.CreateModel(
                name='SplitKey',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('ballot', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='split_key', to='ballots.ballot')),
                    ('public_key', models.BinaryField(max_length=32, unique=True)),
                    ('k', models.PositiveSmallIntegerField(verbose_name='sheets that open the box')),
                    ('n', models.PositiveSmallIntegerField(verbose_name='sheets in all')),
                    ('placed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('placed_at', models.DateTimeField()),
                    ('trial', models.BinaryField(verbose_name='the sealed trial paper')),
                    ('trial_answer', models.CharField(editable=False, max_length=64, verbose_name='hash of what is in it')),
                    ('rehearsed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('rehearsed_at', models.DateTimeField(null=True)),
                ],
                options={
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(('k__gte', 2), ('k__lte', models.F('n')), ('n__lte', 10)), name='split_key_takes_two_sheets'),
                        models.CheckConstraint(condition=models.Q(models.Q(('rehearsed_at__isnull', True), ('rehearsed_by__isnull', True)), models.Q(('rehearsed_at__isnull', False), ('rehearsed_by__isnull', False)), _connector='OR'), name='split_key_rehearsed_by_somebody'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Appointment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('ballot', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='appointments', to='ballots.ballot')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appointments', to=settings.AUTH_USER_MODEL)),
                    ('appointed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('appointed_at', models.DateTimeField()),
                    ('signing_key', models.CharField(blank=True, max_length=44, verbose_name='public signing key, in base64')),
                    ('accepted_at', models.DateTimeField(null=True)),
                    ('signature', models.CharField(blank=True, max_length=88, verbose_name='signature over the count, in base64')),
                ],
                options={
                    'ordering': ['pk'],
                    'constraints': [
                        models.UniqueConstraint(fields=('ballot', 'user'), name='appointed_once_a_ballot'),
                        models.UniqueConstraint(condition=models.Q(('signing_key', ''), _negated=True), fields=('ballot', 'signing_key'), name='signing_key_once_a_ballot'),
                        models.CheckConstraint(condition=models.Q(('user', models.F('appointed_by')), _negated=True), name='appointment_by_somebody_else'),
                        models.CheckConstraint(condition=models.Q(models.Q(('accepted_at__isnull', True), ('signature', ''), ('signing_key', '')), models.Q(('accepted_at__isnull', False), models.Q(('signing_key', ''), _negated=True)), _connector='OR'), name='appointment_accepted_with_a_key'),
                    ],
                },
            ),
            # What takes two people, and who they were.
            migrations.CreateModel(
                name='Approval',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('ballot', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='approvals', to='ballots.ballot')),
                    ('act', models.CharField(choices=[('freeze', 'Fix the ballot and its roll'), ('early_close', 'Close before the time'), ('publication', 'Publish the result'), ('extension', 'Close later'), ('pause', 'Pause the voting'), ('resume', 'Go on with the voting'), ('void', 'Declare the ballot void')], max_length=12)),
                    ('reason', models.CharField(blank=True, help_text='as members read it', max_length=200)),
                    ('closes_at', models.DateTimeField(help_text='of an extension: the later closing time', null=True)),
                    ('fingerprint', models.CharField(help_text='what exactly was proposed', max_length=64)),
                    ('proposer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('proposed_at', models.DateTimeField()),
                    ('approver', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('approved_at', models.DateTimeField(null=True)),
                    ('done_at', models.DateTimeField(null=True)),
                    ('refusal', models.CharField(blank=True, help_text='why the worker could not do it', max_length=300)),
                ],
                options={
                    'ordering': ['pk'],
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(('approver__isnull', True), models.Q(('approver', models.F('proposer')), _negated=True), _connector='OR'), name='approval_takes_two_people'),
                        models.CheckConstraint(condition=models.Q(models.Q(('approved_at__isnull', True), ('approver__isnull', True)), models.Q(('approved_at__isnull', False), ('approver__isnull', False)), _connector='OR'), name='approval_has_its_time'),
                        models.CheckConstraint(condition=models.Q(models.Q(('act__in', ['extension', 'pause', 'resume', 'void']), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='approval_says_why'),
                        models.CheckConstraint(condition=models.Q(models.Q(('act', 'extension'), ('closes_at__isnull', False)), models.Q(models.Q(('act', 'extension'), _negated=True), ('closes_at__isnull', True)), _connector='OR'), name='approval_extension_has_its_end'),
                        models.UniqueConstraint(condition=models.Q(('done_at__isnull', True)), fields=('ballot', 'act'), name='approval_one_pending'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Extension',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('ballot', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='extensions', to='ballots.ballot')),
                    ('approval', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='extension', to='ballots.approval')),
                    ('closes_before', models.DateTimeField()),
                    ('closes_after', models.DateTimeField()),
                    ('reason', models.CharField(max_length=200)),
                ],
                options={
                    'ordering': ['pk'],
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(('closes_after__gt', models.F('closes_before'))), name='extension_only_later'),
                    ],
                },
            ),
            # The roll: who may vote, by which link, and whether they have; and its corrections.
            migrations.CreateModel(
                name='RollEntry',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('ballot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='roll', to='ballots.ballot')),
                    ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='roll_entries', to='members.member')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='roll', to='ballots.unit')),
                    ('number', models.CharField(max_length=20, verbose_name='membership number')),
                    ('branch', models.CharField(max_length=120, verbose_name='branch at freeze')),
                    ('region', models.CharField(max_length=80, verbose_name='region at freeze')),
                    ('pay_point', models.PositiveSmallIntegerField(null=True, verbose_name='pay point at freeze')),
                    ('link_id', models.BigIntegerField(help_text='64 random bits; a link is this and an HMAC that is not stored')),
                    ('issue', models.PositiveSmallIntegerField(default=1)),
                    ('salt', models.BinaryField(max_length=16)),
                    ('leaf', models.BinaryField(max_length=32)),
                    ('invited', models.BooleanField(default=False)),
                    ('email', models.EmailField(blank=True, db_default='', help_text='corrected; else the one on the roll', max_length=254, verbose_name='address for this ballot')),
                    ('has_voted', models.BooleanField(default=False)),
                    ('voted_by', models.CharField(blank=True, choices=[('paper', 'on paper'), ('meeting', 'at a meeting')], help_text='how, where an officer marked it', max_length=7)),
                    ('struck', models.BooleanField(default=False)),
                    ('strike_asked', models.BooleanField(db_default=False, default=False)),
                    ('told', models.BooleanField(db_default=False, default=False, verbose_name='was told that a vote is recorded')),
                    ('wants_result', models.BooleanField(db_default=False, default=False, verbose_name='asked to be mailed the result')),
                ],
                options={
                    'verbose_name_plural': 'roll entries',
                    'indexes': [
                        models.Index(condition=models.Q(('email', ''), _negated=True), fields=['email'], name='roll_corrected'),
                        models.Index(condition=models.Q(('wants_result', True)), fields=['ballot'], name='roll_wants_result'),
                    ],
                    'constraints': [
                        models.UniqueConstraint(fields=('ballot', 'member'), name='on_the_roll_once'),
                        models.UniqueConstraint(fields=('link_id', 'ballot'), name='link_once_a_ballot'),
                        models.CheckConstraint(condition=models.Q(('struck', False), ('strike_asked', True), _connector='OR'), name='struck_only_where_asked'),
                        models.CheckConstraint(condition=models.Q(('voted_by', ''), ('has_voted', True), _connector='OR'), name='marked_entry_has_voted'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Addendum',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('ballot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='addenda', to='ballots.ballot')),
                    ('number', models.PositiveSmallIntegerField()),
                    ('added', models.PositiveIntegerField()),
                    ('struck', models.PositiveIntegerField()),
                    ('restored', models.PositiveIntegerField(verbose_name='strikes taken back')),
                    ('root', models.CharField(max_length=64)),
                    ('day', models.DateField()),
                ],
                options={
                    'verbose_name_plural': 'addenda',
                    'ordering': ['number'],
                    'constraints': [
                        models.UniqueConstraint(fields=('ballot', 'number'), name='addendum_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Correction',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('ballot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='ballots.ballot')),
                    ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='ballots.rollentry')),
                    ('kind', models.CharField(choices=[('added', 'Added'), ('struck', 'Struck'), ('restored', 'Strike taken back'), ('address', 'Address changed')], max_length=10)),
                    ('reason', models.CharField(choices=[('left_off', 'Left off the roll by mistake'), ('late_record', 'Joined in time, recorded late'), ('not_eligible', 'Did not meet the rules when the roll was fixed'), ('twice', 'On the roll twice'), ('left_union', 'Left the union or has died'), ('struck_wrongly', 'Struck by mistake'), ('moved', 'The member gave a new address'), ('typo', 'The address had a mistake in it')], max_length=16)),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('day', models.DateField()),
                    ('addendum', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='ballots.addendum')),
                ],
                options={
                    'ordering': ['pk'],
                },
            ),
            # How members are reached and let in.
            migrations.CreateModel(
                name='Reminder',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('ballot', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reminders', to='ballots.ballot')),
                    ('day', models.DateField()),
                    ('upto', models.BigIntegerField(default=0, verbose_name='last entry it was queued for')),
                    ('begun', models.BooleanField(default=False)),
                    ('done', models.BooleanField(default=False)),
                ],
                options={
                    'ordering': ['day'],
                    'constraints': [
                        models.UniqueConstraint(fields=('ballot', 'day'), name='reminder_once_a_day'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='LetterBatch',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('ballot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='letter_batches', to='ballots.ballot')),
                    ('language', models.CharField(default='en', max_length=2)),
                    ('renews', models.BooleanField(default=False, verbose_name='makes earlier codes void')),
                    ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('asked_at', models.DateTimeField()),
                    ('state', models.CharField(choices=[('preparing', 'Being made'), ('ready', 'Ready'), ('failed', 'Could not be made'), ('gone', 'Deleted')], default='preparing', max_length=10)),
                    ('upto', models.BigIntegerField(default=0, verbose_name='last entry that has its letter')),
                    ('letters', models.PositiveIntegerField(default=0)),
                    ('tries', models.PositiveSmallIntegerField(default=0)),
                    ('leased_until', models.DateTimeField(null=True)),
                    ('ready_at', models.DateTimeField(null=True)),
                    ('fault', models.CharField(blank=True, max_length=200)),
                ],
                options={
                    'ordering': ['-pk'],
                    'constraints': [
                        models.UniqueConstraint(condition=models.Q(('state', 'preparing')), fields=('ballot',), name='letters_one_batch_at_a_time'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='LetterFile',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('batch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='ballots.letterbatch')),
                    ('number', models.PositiveIntegerField()),
                    ('letters', models.PositiveIntegerField()),
                    ('sealed', models.BinaryField()),
                ],
                options={
                    'ordering': ['number'],
                    'constraints': [
                        models.UniqueConstraint(fields=('batch', 'number'), name='letter_file_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='DoorWindow',
                fields=[
                    ('key', models.CharField(max_length=64, primary_key=True, serialize=False)),
                    ('day', models.DateField(db_index=True)),
                    ('n', models.PositiveIntegerField()),
                ],
            ),
            # The two boxes. The next migration guards them.
            migrations.CreateModel(
                name='StagedPaper',
                fields=[
                    ('digest', models.BinaryField(primary_key=True, serialize=False)),
                    ('ballot', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ballots.ballot')),
                    ('sealed', models.BinaryField()),
                ],
            ),
            migrations.CreateModel(
                name='BoxPaper',
                fields=[
                    ('digest', models.BinaryField(primary_key=True, serialize=False)),
                    ('ballot', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ballots.ballot')),
                    ('sealed', models.BinaryField()),
                    ('kept_until', models.DateField()),
                ],
            ),
            # What was voted on paper, at a meeting, or in a branch's own consultation.
            migrations.CreateModel(
                name='KeyedReturn',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('ballot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='keyed_returns', to='ballots.ballot')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ballots.unit')),
                    ('method', models.CharField(choices=[('paper', 'on paper'), ('meeting', 'at a meeting'), ('branch', 'as the branch consulted')], max_length=7)),
                    ('keyed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('piles', models.JSONField(help_text='as ballots.piles writes them: papers that say the same, with their number')),
                    ('spoilt', models.PositiveIntegerField()),
                    ('remark', models.CharField(blank=True, max_length=300)),
                ],
                options={
                    'constraints': [
                        models.UniqueConstraint(fields=('ballot', 'unit', 'method', 'keyed_by'), name='return_keyed_once_by_one_person'),
                        models.CheckConstraint(condition=models.Q(('method__in', ['paper', 'meeting', 'branch'])), name='keyed_return_method_known'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='AgreedReturn',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('ballot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='returns', to='ballots.ballot')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='returns', to='ballots.unit')),
                    ('method', models.CharField(choices=[('paper', 'on paper'), ('meeting', 'at a meeting'), ('branch', 'as the branch consulted')], max_length=7)),
                    ('first', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('second', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('piles', models.JSONField()),
                    ('papers', models.PositiveIntegerField(verbose_name='papers that were counted')),
                    ('spoilt', models.PositiveIntegerField()),
                ],
                options={
                    'ordering': ['unit__number', 'method'],
                    'constraints': [
                        models.UniqueConstraint(fields=('ballot', 'unit', 'method'), name='return_agreed_once'),
                        models.CheckConstraint(condition=models.Q(('first', models.F('second')), _negated=True), name='return_takes_two_people'),
                        models.CheckConstraint(condition=models.Q(('method__in', ['paper', 'meeting', 'branch'])), name='agreed_return_method_known'),
                    ],
                },
            ),
            # What is told of the turnout, and the count with its evidence.
            migrations.CreateModel(
                name='TurnoutFigures',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('ballot', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='figures', to='ballots.ballot')),
                    ('taken_at', models.DateTimeField(help_text='the full hour')),
                    ('rows', models.JSONField(default=dict)),
                ],
            ),
            migrations.CreateModel(
                name='Count',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('ballot', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='count', to='ballots.ballot')),
                    ('papers', models.PositiveIntegerField()),
                    ('rejected', models.PositiveIntegerField()),
                    ('results', models.JSONField()),
                    ('returns_digest', models.CharField(blank=True, help_text='of the returns that were counted, which have gone since', max_length=64)),
                ],
            ),
            migrations.CreateModel(
                name='Bundle',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('ballot', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='bundle', to='ballots.ballot')),
                    ('sha256', models.CharField(max_length=64)),
                    ('board', models.JSONField(help_text='board.json without its digests')),
                    ('certificate', models.BinaryField(help_text='none where PDFs were off', null=True)),
                ],
            ),
            migrations.CreateModel(
                name='FilePiece',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('ballot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='file_pieces', to='ballots.ballot')),
                    ('file', models.CharField(choices=[('votes.csv', 'The votes'), ('rejected.csv', 'The papers that do not count'), ('bundle.zip', 'The evidence bundle'), ('COUNT.zip', 'The count that scrutineers brought, while it is checked'), ('signatures.json', 'Their signatures over it, as long')], max_length=15)),
                    ('number', models.PositiveIntegerField()),
                    ('content', models.BinaryField()),
                ],
                options={
                    'ordering': ['number'],
                    'constraints': [
                        models.UniqueConstraint(fields=('ballot', 'file', 'number'), name='file_piece_once'),
                    ],
                },
            ),
        ]),
    ]
