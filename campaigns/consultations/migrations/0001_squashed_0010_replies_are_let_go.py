"""The tables of consultations."""

import uuid
from functools import partial
from secrets import randbits

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
        ('consultations', '0001_initial'),
        ('consultations', '0002_every_kind_of_question'),
        ('consultations', '0003_room_for_words_beside_an_option'),
        ('consultations', '0004_members_on_the_roll'),
        ('consultations', '0005_drafting'),
        ('consultations', '0006_moderation_and_paper'),
        ('consultations', '0007_tables_and_exports'),
        ('consultations', '0008_themes'),
        ('consultations', '0009_language_of_the_known'),
        ('consultations', '0010_replies_are_let_go'),
    ]
    initial = True
    dependencies = [
        ('members', '0010_roll_uploads'),
        ('pages', '0001_squashed_0003_page_prints'),  # and so after Wagtail's own
        ('wagtailcore', '0097_baselogentry_uuid_action_timestamp_indexes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Together(state_operations=[
            # A consultation and its questions, frozen whole at opening.
            migrations.CreateModel(
                name='Consultation',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('title', models.CharField(max_length=160)),
                    ('slug', models.SlugField(max_length=80, unique=True)),
                    ('purpose', models.TextField()),
                    ('already_decided', models.TextField(verbose_name='what is already decided')),
                    ('who_reads', models.TextField(verbose_name='who reads the replies')),
                    ('attribution', models.CharField(help_text='how every quote is signed, such as: a social worker in England', max_length=80)),
                    ('mode', models.CharField(choices=[('public', 'Anyone, without giving a name'), ('anonymous_verified', 'Members on the roll, anonymously'), ('confidential', 'Members, known to the union only'), ('named', 'Members, by name')], default='public', max_length=20)),
                    ('sectors', models.JSONField(blank=True, default=list, verbose_name='service groups')),
                    ('in_welsh', models.BooleanField(default=False, verbose_name='also in Welsh')),
                    ('title_cy', models.CharField(blank=True, max_length=160, verbose_name='title in Welsh')),
                    ('purpose_cy', models.TextField(blank=True, verbose_name='purpose in Welsh')),
                    ('already_decided_cy', models.TextField(blank=True, verbose_name='what is already decided, in Welsh')),
                    ('who_reads_cy', models.TextField(blank=True, verbose_name='who reads the replies, in Welsh')),
                    ('earlier_wave', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='next_wave', to='consultations.consultation')),
                    ('opens', models.DateTimeField()),
                    ('closes', models.DateTimeField()),
                    ('report_by', models.DateField(verbose_name='the union reports by')),
                    ('state', models.CharField(choices=[('draft', 'Draft'), ('open', 'Open'), ('closed', 'Closed'), ('reported', 'Reported')], default='draft', max_length=10)),
                    ('opened_at', models.DateTimeField(null=True)),
                    ('closed_at', models.DateTimeField(null=True)),
                    ('reported_at', models.DateTimeField(null=True)),
                    ('extended_because', models.CharField(blank=True, max_length=200, verbose_name='why it is open for longer')),
                    ('regions', models.ManyToManyField(blank=True, related_name='+', to='members.region')),
                    ('branches', models.ManyToManyField(blank=True, related_name='+', to='members.branch')),
                    ('employers', models.ManyToManyField(blank=True, related_name='+', to='members.employer')),
                ],
                options={
                    'ordering': ['-opens'],
                    'permissions': [('moderate_replies', "Can read, redact and release members' replies"), ('draft_consultations', 'Can draft and open consultations')],
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(('closes__gt', models.F('opens'))), name='consultation_closes_later'),
                        models.CheckConstraint(condition=models.Q(models.Q(('closed_at', None), ('opened_at', None), ('reported_at', None), ('state', 'draft')), models.Q(('closed_at', None), ('opened_at__isnull', False), ('reported_at', None), ('state', 'open')), models.Q(('closed_at__isnull', False), ('opened_at__isnull', False), ('reported_at', None), ('state', 'closed')), models.Q(('closed_at__isnull', False), ('opened_at__isnull', False), ('reported_at__isnull', False), ('state', 'reported')), _connector='OR'), name='consultation_state_has_its_time'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Section',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sections', to='consultations.consultation')),
                    ('title', models.CharField(max_length=120)),
                    ('title_cy', models.CharField(blank=True, max_length=120, verbose_name='title in Welsh')),
                    ('order', models.PositiveSmallIntegerField()),
                ],
                options={
                    'ordering': ['order'],
                    'constraints': [
                        models.UniqueConstraint(fields=('consultation', 'order'), name='section_order_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Question',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='consultations.consultation')),
                    ('section', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='consultations.section')),
                    ('key', models.SlugField(help_text='stays the same from one wave to the next', max_length=40)),
                    ('kind', models.CharField(choices=[('single', 'One of several options'), ('multiple', 'Any of several options'), ('scale', 'A scale'), ('number', 'A number'), ('money', 'An amount of money'), ('date', 'A date'), ('short_text', 'Short text'), ('long_text', 'Long text'), ('matrix', 'One option for each of several lines'), ('rank', 'An order of preference')], max_length=12)),
                    ('label', models.CharField(max_length=200)),
                    ('label_cy', models.CharField(blank=True, max_length=200, verbose_name='label in Welsh')),
                    ('help_text', models.CharField(blank=True, max_length=300)),
                    ('help_text_cy', models.CharField(blank=True, max_length=300, verbose_name='help text in Welsh')),
                    ('describes', models.CharField(blank=True, choices=[('', 'Nothing'), ('role', 'Their job role'), ('region', 'Their region'), ('branch', 'Their branch')], default='', max_length=10)),
                    ('required', models.BooleanField(default=False)),
                    ('order', models.PositiveSmallIntegerField()),
                    ('unit', models.CharField(blank=True, max_length=30)),
                    ('unit_cy', models.CharField(blank=True, max_length=30, verbose_name='unit in Welsh')),
                    ('decimals', models.PositiveSmallIntegerField(default=0)),
                    ('soft_min', models.DecimalField(blank=True, decimal_places=1, max_digits=10, null=True)),
                    ('soft_max', models.DecimalField(blank=True, decimal_places=1, max_digits=10, null=True)),
                    ('max_length', models.PositiveIntegerField(default=4000)),
                    ('steps', models.PositiveSmallIntegerField(default=5, help_text='how many steps a scale has')),
                    ('low_label', models.CharField(blank=True, max_length=60, verbose_name='words at the low end')),
                    ('low_label_cy', models.CharField(blank=True, max_length=60, verbose_name='words at the low end, in Welsh')),
                    ('high_label', models.CharField(blank=True, max_length=60, verbose_name='words at the high end')),
                    ('high_label_cy', models.CharField(blank=True, max_length=60, verbose_name='words at the high end, in Welsh')),
                    ('only_if', models.SlugField(blank=True, help_text='key of an earlier question', max_length=40, verbose_name='asked only after a certain answer to')),
                    ('only_if_answers', models.JSONField(blank=True, default=list, help_text='keys of the options, or steps, after which it is asked')),
                ],
                options={
                    'ordering': ['section__order', 'order'],
                    'constraints': [
                        models.UniqueConstraint(fields=('consultation', 'key'), name='question_key_once'),
                        models.UniqueConstraint(fields=('section', 'order'), name='question_order_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Option',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('question', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='options', to='consultations.question')),
                    ('key', models.SlugField(max_length=40)),
                    ('label', models.CharField(max_length=120)),
                    ('label_cy', models.CharField(blank=True, max_length=120, verbose_name='label in Welsh')),
                    ('order', models.PositiveSmallIntegerField()),
                    ('exclusive', models.BooleanField(default=False, verbose_name='rules out all others')),
                    ('asks_which', models.BooleanField(default=False, verbose_name="has a box for words of one's own")),
                ],
                options={
                    'ordering': ['order'],
                    'constraints': [
                        models.UniqueConstraint(fields=('question', 'key'), name='option_key_once'),
                        models.UniqueConstraint(fields=('question', 'order'), name='option_order_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Line',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('question', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='consultations.question')),
                    ('key', models.SlugField(max_length=40)),
                    ('label', models.CharField(max_length=120)),
                    ('label_cy', models.CharField(blank=True, max_length=120, verbose_name='label in Welsh')),
                    ('order', models.PositiveSmallIntegerField()),
                ],
                options={
                    'ordering': ['order'],
                    'constraints': [
                        models.UniqueConstraint(fields=('question', 'key'), name='line_key_once'),
                        models.UniqueConstraint(fields=('question', 'order'), name='line_order_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='QuestionnaireVersion',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='consultations.consultation')),
                    ('number', models.PositiveSmallIntegerField()),
                    ('content', models.JSONField()),
                    ('frozen_at', models.DateTimeField()),
                ],
                options={
                    'constraints': [
                        models.UniqueConstraint(fields=('consultation', 'number'), name='questionnaire_version_once'),
                    ],
                },
            ),
            # The members it is put to, and when they are reminded.
            migrations.CreateModel(
                name='Audience',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('consultation', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='audience', to='consultations.consultation')),
                    ('size', models.PositiveIntegerField(verbose_name='members on the roll who fit')),
                    ('without_address', models.PositiveIntegerField(verbose_name='of them without an e-mail address')),
                    ('planned_at', models.DateTimeField()),
                    ('settled_at', models.DateTimeField(help_text='the last anonymous replies are mixed, and the places in another order', null=True)),
                    ('traces_wiped', models.BooleanField(default=True)),
                ],
            ),
            migrations.CreateModel(
                name='Reminder',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reminders', to='consultations.consultation')),
                    ('day', models.DateField()),
                    ('upto', models.BigIntegerField(default=0, verbose_name='last place it was queued for')),
                    ('begun', models.BooleanField(default=False)),
                    ('done', models.BooleanField(default=False)),
                ],
                options={
                    'ordering': ['day'],
                    'constraints': [
                        models.UniqueConstraint(fields=('consultation', 'day'), name='views_reminder_once_a_day'),
                    ],
                },
            ),
            # Replies and their answers, and what people allow to be done with them.
            migrations.CreateModel(
                name='Participation',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='participations', to='consultations.consultation')),
                    ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='members.member')),
                    ('link_id', models.BigIntegerField(default=partial(randbits, 63), help_text='63 random bits; a link is this and an HMAC that is not stored', unique=True)),
                    ('invited', models.BooleanField(default=False, verbose_name='had their turn')),
                    ('answered_on', models.DateField(null=True)),
                ],
                options={
                    'constraints': [
                        models.UniqueConstraint(fields=('consultation', 'member'), name='participation_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Reply',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='replies', to='consultations.consultation')),
                    ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='replies', to='consultations.questionnaireversion')),
                    ('mode', models.CharField(choices=[('public', 'Anyone, without giving a name'), ('anonymous_verified', 'Members on the roll, anonymously'), ('confidential', 'Members, known to the union only'), ('named', 'Members, by name')], max_length=20)),
                    ('participation', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='reply', to='consultations.participation')),
                    ('code_hash', models.CharField(max_length=64, unique=True)),
                    ('state', models.CharField(choices=[('started', 'Started'), ('sent', 'Sent'), ('withdrawn', 'Withdrawn')], default='started', max_length=10)),
                    ('readable', models.BooleanField(default=True)),
                    ('channel', models.CharField(choices=[('web', 'On the web'), ('paper', 'On paper'), ('phone', 'By telephone')], default='web', max_length=5)),
                    ('started_on', models.DateField()),
                    ('sent_on', models.DateField(null=True)),
                    ('withdrawn_on', models.DateField(null=True)),
                    ('language', models.CharField(blank=True, default='', help_text='of the letter that reports; known members alone', max_length=2)),
                ],
                options={
                    'verbose_name_plural': 'replies',
                    'indexes': [
                        models.Index(fields=['consultation', 'state'], name='reply_by_state'),
                    ],
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(models.Q(('mode__in', ['public', 'anonymous_verified']), ('participation', None)), models.Q(('mode__in', ['confidential', 'named']), ('participation__isnull', False)), models.Q(('channel__in', ['paper', 'phone']), ('participation', None)), _connector='OR'), name='reply_anonymous_has_no_roll_row'),
                        models.CheckConstraint(condition=models.Q(('language', ''), ('participation__isnull', False), _connector='OR'), name='reply_language_of_the_known'),
                        models.CheckConstraint(condition=models.Q(models.Q(('sent_on', None), ('state', 'started'), ('withdrawn_on', None)), models.Q(('sent_on__isnull', False), ('state', 'sent'), ('withdrawn_on', None)), models.Q(('state', 'withdrawn'), ('withdrawn_on__isnull', False)), _connector='OR'), name='reply_state_has_its_date'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Answer',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('reply', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='consultations.reply')),
                    ('question', models.SlugField(max_length=47, verbose_name='question key')),
                    ('value', models.JSONField()),
                    ('moderation', models.CharField(choices=[('not_needed', 'Not free text'), ('unread', 'Waiting'), ('approved', 'Approved'), ('redacted', 'Approved with words taken out'), ('refused', 'Not to be published')], max_length=10)),
                ],
                options={
                    'indexes': [
                        models.Index(condition=models.Q(('moderation', 'not_needed'), _negated=True), fields=['moderation'], name='answer_to_read'),
                    ],
                    'constraints': [
                        models.UniqueConstraint(fields=('reply', 'question'), name='answer_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Consent',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('reply', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='consents', to='consultations.reply')),
                    ('purpose', models.CharField(choices=[('campaign', 'on campaign pages, in leaflets and newsletters'), ('press', 'in the press and in Parliament')], max_length=10)),
                    ('given', models.BooleanField()),
                    ('wording', models.CharField(max_length=20, verbose_name='wording version')),
                    ('source', models.CharField(max_length=20)),
                    ('given_on', models.DateField()),
                ],
                options={
                    'ordering': ['pk'],
                },
            ),
            # Replies that came on paper or by telephone, and who keyed them.
            migrations.CreateModel(
                name='PaperBatch',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='paper_batches', to='consultations.consultation')),
                    ('code', models.CharField(help_text='written on the pile, such as PB-7K2M', max_length=7, unique=True)),
                    ('channel', models.CharField(choices=[('paper', 'On paper'), ('phone', 'By telephone')], max_length=5)),
                    ('forms', models.PositiveSmallIntegerField(verbose_name='how many forms there are')),
                    ('note', models.CharField(blank=True, max_length=200)),
                    ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('made_at', models.DateTimeField()),
                    ('finished_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('finished_at', models.DateTimeField(null=True)),
                ],
                options={
                    'verbose_name_plural': 'paper batches',
                    'ordering': ['-made_at'],
                    'permissions': [('key_replies', "Can key members' replies from paper or the telephone")],
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(('forms__gte', 1)), name='paper_batch_has_forms'),
                        models.CheckConstraint(condition=models.Q(('channel__in', ['paper', 'phone'])), name='paper_batch_channel'),
                        models.CheckConstraint(condition=models.Q(models.Q(('finished_at', None), ('finished_by', None)), models.Q(('finished_at__isnull', False), ('finished_by__isnull', False)), _connector='OR'), name='paper_batch_finished_by_somebody'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='KeyedReply',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('batch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='keyed', to='consultations.paperbatch')),
                    ('reply', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='keyed', to='consultations.reply')),
                    ('number', models.PositiveSmallIntegerField(verbose_name='number of the form')),
                    ('keyed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('keyed_on', models.DateField()),
                ],
                options={
                    'verbose_name_plural': 'keyed replies',
                    'ordering': ['number'],
                    'constraints': [
                        models.UniqueConstraint(fields=('batch', 'number'), name='keyed_form_once'),
                    ],
                },
            ),
            # What moderators decide about an answer, and when somebody is at risk.
            migrations.CreateModel(
                name='Redaction',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('answer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='redactions', to='consultations.answer')),
                    ('start', models.PositiveIntegerField()),
                    ('end', models.PositiveIntegerField()),
                    ('reason', models.CharField(choices=[('child', 'A child or family could be recognised'), ('person', 'Names or describes a person'), ('workplace', 'Names an employer, team or place'), ('contact', 'Address, number or other contact'), ('court', 'About proceedings in court')], max_length=10)),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('at', models.DateTimeField()),
                ],
                options={
                    'ordering': ['start'],
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(('end__gt', models.F('start'))), name='redaction_cuts_something'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='SafeguardingMark',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('answer', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='safeguarding', to='consultations.answer')),
                    ('marked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('marked_at', models.DateTimeField()),
                    ('cleared_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('cleared_at', models.DateTimeField(null=True)),
                    ('note', models.TextField(blank=True, verbose_name='what was done')),
                ],
                options={
                    'permissions': [('see_safeguarding', "Is told of, and deals with, members' replies about somebody at risk")],
                },
            ),
            migrations.CreateModel(
                name='SafeguardingAdvice',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('site', models.OneToOneField(editable=False, on_delete=django.db.models.deletion.CASCADE, to='wagtailcore.site')),
                    ('what_to_do', models.TextField(default='If somebody may be in danger at this moment, call 999.\nOtherwise ring the safeguarding lead of the union today, and tell them which consultation and which answer it is; do not send the words by e-mail.\nDo not try to find out who wrote it, and do not write back.', help_text='one step to a line, with the numbers to ring')),
                ],
                options={
                    'verbose_name': 'safeguarding advice',
                },
            ),
            # What is published: tables, figures and quotes.
            migrations.CreateModel(
                name='Table',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tables', to='consultations.consultation')),
                    ('question', models.SlugField(max_length=40, verbose_name='question key')),
                    ('line', models.SlugField(blank=True, max_length=40, verbose_name='line of a matrix')),
                    ('split_by', models.SlugField(blank=True, max_length=40, verbose_name='key of the question that splits it')),
                    ('title', models.CharField(max_length=330)),
                    ('title_cy', models.CharField(blank=True, max_length=330)),
                    ('split_title', models.CharField(blank=True, max_length=200)),
                    ('split_title_cy', models.CharField(blank=True, max_length=200)),
                    ('kind', models.CharField(max_length=12)),
                    ('unit', models.CharField(blank=True, max_length=30)),
                    ('unit_cy', models.CharField(blank=True, max_length=30)),
                    ('content', models.JSONField()),
                    ('blocks', models.JSONField(help_text='the counts of its groups, for comparison with later ones')),
                    ('groups', models.JSONField(help_text='under which groups its questions stand from now on')),
                    ('beside', models.JSONField(default=dict)),
                    ('base', models.PositiveIntegerField()),
                    ('channels', models.JSONField(default=dict, help_text='how many of them on paper and by telephone')),
                    ('counted_on', models.DateField()),
                    ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('released_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('released_at', models.DateTimeField(null=True)),
                    ('withdrawn_at', models.DateTimeField(null=True)),
                ],
                options={
                    'ordering': ['-pk'],
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(('base__gte', 10)), name='table_base_of_ten'),
                        models.CheckConstraint(condition=models.Q(models.Q(('released_at', None), ('released_by', None)), models.Q(('released_at__isnull', False), ('released_by__isnull', False), models.Q(('released_by', models.F('author')), _negated=True)), _connector='OR'), name='table_released_by_another'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='ReleasedTable',
                fields=[
                ],
                options={
                    'verbose_name': 'table',
                    'proxy': True,
                    'indexes': [],
                    'constraints': [],
                },
                bases=('consultations.table',),
            ),
            migrations.CreateModel(
                name='Figure',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='figures', to='consultations.consultation')),
                    ('question', models.SlugField(max_length=40, verbose_name='question key')),
                    ('option', models.CharField(blank=True, max_length=90, verbose_name='option key')),
                    ('table', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='figures', to='consultations.table')),
                    ('group', models.CharField(blank=True, max_length=90, verbose_name='line of the table')),
                    ('measure', models.CharField(choices=[('share', 'Share who chose an option'), ('mean', 'Average'), ('median', 'Middle answer'), ('first', 'Share who put an option first'), ('place', 'Average place')], max_length=10)),
                    ('numerator', models.PositiveIntegerField(null=True)),
                    ('base', models.PositiveIntegerField()),
                    ('value', models.DecimalField(decimal_places=4, max_digits=12)),
                    ('decimals', models.PositiveSmallIntegerField(default=0)),
                    ('unit', models.CharField(blank=True, max_length=30)),
                    ('sentence', models.CharField(max_length=200)),
                    ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('written_at', models.DateTimeField()),
                    ('released_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('released_at', models.DateTimeField(null=True)),
                    ('withdrawn_at', models.DateTimeField(null=True)),
                ],
                options={
                    'ordering': ['-written_at'],
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(('base__gte', 10)), name='figure_base_of_ten'),
                        models.CheckConstraint(condition=models.Q(models.Q(('measure__in', ['share', 'first']), ('numerator__gte', 10), ('numerator__lte', models.F('base'))), models.Q(('measure__in', ['mean', 'median', 'place']), ('numerator', None)), _connector='OR'), name='figure_share_of_ten'),
                        models.CheckConstraint(condition=models.Q(models.Q(('released_at', None), ('released_by', None)), models.Q(('released_at__isnull', False), ('released_by__isnull', False), models.Q(('released_by', models.F('author')), _negated=True)), _connector='OR'), name='figure_released_by_another'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='ReleasedFigure',
                fields=[
                ],
                options={
                    'verbose_name': 'figure',
                    'proxy': True,
                    'indexes': [],
                    'constraints': [],
                },
                bases=('consultations.figure',),
            ),
            migrations.CreateModel(
                name='Quote',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('answer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='quotes', to='consultations.answer')),
                    ('text', models.TextField(blank=True, help_text='empty once the member took the words back')),
                    ('attribution', models.CharField(max_length=220)),
                    ('purpose', models.CharField(choices=[('campaign', 'on campaign pages, in leaflets and newsletters'), ('press', 'in the press and in Parliament')], max_length=10)),
                    ('state', models.CharField(choices=[('proposed', 'Waiting for a second moderator'), ('published', 'Approved'), ('recalled', 'Recalled')], default='proposed', max_length=10)),
                    ('first_approver', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('proposed_at', models.DateTimeField()),
                    ('second_approver', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('approved_at', models.DateTimeField(null=True)),
                    ('recalled_at', models.DateTimeField(null=True)),
                    ('recall', models.CharField(blank=True, choices=[('consent', 'Consent was withdrawn'), ('edited', 'The member changed the answer'), ('withdrawn', 'The member withdrew the reply'), ('moderator', 'Recalled by a moderator'), ('expired', 'The reply was let go of, a year after the close')], max_length=10, verbose_name='reason of recall')),
                ],
                options={
                    'ordering': ['-proposed_at'],
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(('second_approver', None), models.Q(('second_approver', models.F('first_approver')), _negated=True), _connector='OR'), name='quote_two_different_approvers'),
                        models.CheckConstraint(condition=models.Q(models.Q(('approved_at', None), ('recalled_at', None), ('second_approver', None), ('state', 'proposed')), models.Q(('approved_at__isnull', False), ('recalled_at', None), ('second_approver__isnull', False), ('state', 'published')), models.Q(('recalled_at__isnull', False), ('state', 'recalled')), _connector='OR'), name='quote_state_has_its_time'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='PublishedQuote',
                fields=[
                ],
                options={
                    'verbose_name': 'quote',
                    'proxy': True,
                    'indexes': [],
                    'constraints': [],
                },
                bases=('consultations.quote',),
            ),
            # The themes that texts are sorted into, and what the union does about each.
            migrations.CreateModel(
                name='Theme',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='themes', to='consultations.consultation')),
                    ('question', models.SlugField(blank=True, help_text='empty: for the texts of every question', max_length=40, verbose_name='question key')),
                    ('key', models.SlugField(help_text='stays the same when the title changes', max_length=40)),
                    ('title', models.CharField(max_length=80)),
                    ('title_cy', models.CharField(blank=True, max_length=80, verbose_name='title in Welsh')),
                    ('description', models.TextField(blank=True, verbose_name='what belongs here, and what does not')),
                    ('order', models.PositiveSmallIntegerField()),
                    ('retired_at', models.DateTimeField(null=True)),
                    ('merged_into', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='consultations.theme')),
                ],
                options={
                    'ordering': ['order', 'pk'],
                    'permissions': [('code_replies', "Can sort members' approved texts into themes")],
                    'constraints': [
                        models.UniqueConstraint(fields=('consultation', 'key'), name='theme_key_once'),
                        models.CheckConstraint(condition=models.Q(('merged_into', None), models.Q(('retired_at__isnull', False), models.Q(('merged_into', models.F('pk')), _negated=True)), _connector='OR'), name='theme_merged_is_retired'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='AnsweredTheme',
                fields=[
                ],
                options={
                    'verbose_name': 'theme',
                    'proxy': True,
                    'indexes': [],
                    'constraints': [],
                },
                bases=('consultations.theme',),
            ),
            migrations.CreateModel(
                name='Coding',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('answer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='codings', to='consultations.answer')),
                    ('theme', models.ForeignKey(help_text='empty: no theme fits', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='codings', to='consultations.theme')),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('on', models.DateField()),
                    ('how', models.CharField(choices=[('by_hand', 'By hand'), ('suggested', 'An accepted suggestion'), ('together', 'Together with texts that are nearly the same')], max_length=10)),
                    ('act', models.UUIDField(help_text='what was said at once, and is undone at once')),
                ],
                options={
                    'constraints': [
                        models.UniqueConstraint(fields=('answer', 'theme'), name='coding_once'),
                        models.UniqueConstraint(condition=models.Q(('theme__isnull', True)), fields=('answer',), name='coding_none_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Outcome',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('theme', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='outcome', to='consultations.theme')),
                    ('kind', models.CharField(choices=[('adopted', 'We take this up'), ('partly', 'We take up a part of this'), ('not_now', 'Not now'), ('no', 'We do not take this up')], max_length=10)),
                    ('reason', models.TextField(verbose_name='what we do, and why')),
                    ('reason_cy', models.TextField(blank=True, verbose_name='the same in Welsh')),
                    ('members', models.PositiveIntegerField(help_text='how many said it, as last published; empty where they were too few to tell', null=True)),
                    ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('written_at', models.DateTimeField()),
                    ('published_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('published_at', models.DateTimeField(null=True)),
                ],
                options={
                    'ordering': ['theme__order', 'theme__pk'],
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(('members', None), ('members__gte', 10), _connector='OR'), name='outcome_members_of_ten'),
                        models.CheckConstraint(condition=models.Q(models.Q(('published_at', None), ('published_by', None)), models.Q(('published_at__isnull', False), ('published_by__isnull', False), models.Q(('published_by', models.F('author')), _negated=True)), _connector='OR'), name='outcome_published_by_another'),
                    ],
                },
            ),
            # The report, and who wants to hear of it. No row here knows of a reply.
            migrations.CreateModel(
                name='Report',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('consultation', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='report', to='consultations.consultation')),
                    ('summary', models.TextField(blank=True, verbose_name='in a few sentences')),
                    ('summary_cy', models.TextField(blank=True, verbose_name='the same in Welsh')),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('at', models.DateTimeField()),
                ],
            ),
            migrations.CreateModel(
                name='Interested',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='interested', to='consultations.consultation')),
                    ('email', models.EmailField(help_text='in small letters; deleted once the letter is queued', max_length=254)),
                    ('language', models.CharField(default='en', max_length=2)),
                    ('asked_on', models.DateField()),
                    ('confirmed', models.BooleanField(default=False)),
                ],
                options={
                    'constraints': [
                        models.UniqueConstraint(fields=('consultation', 'email'), name='interested_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='NoReports',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('address_hash', models.CharField(max_length=64, unique=True)),
                    ('since', models.DateField()),
                ],
                options={
                    'verbose_name_plural': 'no reports',
                },
            ),
            # Files for staff, in pieces of a megabyte.
            migrations.CreateModel(
                name='Export',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='exports', to='consultations.consultation')),
                    ('format', models.CharField(choices=[('csv', 'CSV'), ('xlsx', 'Excel, with the codebook'), ('pdf', 'PDF report of the released tables')], max_length=4)),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('asked_at', models.DateTimeField()),
                    ('ready_at', models.DateTimeField(null=True)),
                    ('replies', models.PositiveIntegerField(default=0)),
                ],
                options={
                    'ordering': ['-asked_at'],
                    'permissions': [('export_replies', "Can export members' replies")],
                },
            ),
            migrations.CreateModel(
                name='ExportPiece',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('export', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pieces', to='consultations.export')),
                    ('number', models.PositiveIntegerField()),
                    ('content', models.BinaryField()),
                ],
                options={
                    'ordering': ['number'],
                    'constraints': [
                        models.UniqueConstraint(fields=('export', 'number'), name='export_piece_once'),
                    ],
                },
            ),
        ]),
    ]
