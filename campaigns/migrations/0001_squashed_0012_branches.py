"""The pages of the site, with what each holds beside its body."""

import uuid

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import modelcluster.fields
import wagtail.contrib.routable_page.models
import wagtail.fields
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
        ('campaigns', '0001_initial'),
        ('campaigns', '0002_petition_page'),
        ('campaigns', '0003_pay_table'),
        ('campaigns', '0004_ballot_page'),
        ('campaigns', '0005_sources'),
        ('campaigns', '0006_page_types'),
        ('campaigns', '0010_for_wales'),
        ('campaigns', '0011_points_in_two_languages'),
        ('campaigns', '0012_branches'),
    ]
    initial = True
    dependencies = [
        ('ballots', '0001_squashed_0063_language'),
        ('consultations', '0001_squashed_0010_replies_are_let_go'),
        ('members', '0010_roll_uploads'),
        ('petitions', '0001_squashed_0060_hand_in_and_directory'),
        ('publishing', '0003_welsh'),  # which, taken back, takes a language away that points have
        ('wagtailcore', '0097_baselogentry_uuid_action_timestamp_indexes'),
    ]

    operations = [
        Together(state_operations=[
            # The front of the site, a campaign, and a numbered list of demands with its points.
            migrations.CreateModel(
                name='HomePage',
                fields=[
                    ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.page')),
                    ('summary', models.TextField(blank=True, max_length=300, verbose_name='in one sentence')),
                    ('for_wales', models.BooleanField(default=False, help_text='It goes live once its Welsh side is approved.', verbose_name='meant for Wales')),
                    ('demand', models.CharField(max_length=160, verbose_name='headline')),
                    ('action_page', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.page', verbose_name='page behind the first button')),
                    ('action_label', models.CharField(default='Add your name', max_length=40, verbose_name='words on the first button')),
                    ('body', models.JSONField(blank=True)),
                ],
                options={
                    'abstract': False,
                },
                bases=(wagtail.contrib.routable_page.models.RoutablePageMixin, 'wagtailcore.page'),
            ),
            migrations.CreateModel(
                name='CampaignPage',
                fields=[
                    ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.page')),
                    ('summary', models.TextField(blank=True, max_length=300, verbose_name='in one sentence')),
                    ('for_wales', models.BooleanField(default=False, help_text='It goes live once its Welsh side is approved.', verbose_name='meant for Wales')),
                    ('demand', models.CharField(max_length=240, verbose_name='the demand in one sentence')),
                    ('body', models.JSONField(blank=True)),
                ],
                options={
                    'abstract': False,
                },
                bases=(wagtail.contrib.routable_page.models.RoutablePageMixin, 'wagtailcore.page'),
            ),
            migrations.CreateModel(
                name='PlanPage',
                fields=[
                    ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.page')),
                    ('summary', models.TextField(blank=True, max_length=300, verbose_name='in one sentence')),
                    ('for_wales', models.BooleanField(default=False, help_text='It goes live once its Welsh side is approved.', verbose_name='meant for Wales')),
                    ('intro', wagtail.fields.RichTextField(blank=True, verbose_name='introduction')),
                    ('point_word', models.CharField(default='Point', help_text='Point, Demand or Promise', max_length=20, verbose_name='what one point is called')),
                    ('contact', wagtail.fields.RichTextField(blank=True, verbose_name='who to contact')),
                ],
                options={
                    'abstract': False,
                },
                bases=(wagtail.contrib.routable_page.models.RoutablePageMixin, 'wagtailcore.page'),
            ),
            migrations.CreateModel(
                name='PlanPoint',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('translation_key', models.UUIDField(default=uuid.uuid4, editable=False)),
                    ('locale', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='wagtailcore.locale', verbose_name='locale')),
                    ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                    ('page', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='points', to='campaigns.planpage')),
                    ('number', models.PositiveSmallIntegerField()),
                    ('title', models.CharField(max_length=160)),
                    ('text', wagtail.fields.RichTextField()),
                    ('status', models.CharField(choices=[('demand', 'Our demand'), ('talks', 'In talks'), ('partly', 'Partly won'), ('won', 'Won')], default='demand', max_length=10)),
                    ('anchor', models.SlugField(blank=True, help_text='Made from the title; stays when the title changes', max_length=80)),
                    ('sources', models.JSONField(blank=True, default=list, verbose_name='where this comes from')),
                ],
                options={
                    'ordering': ['sort_order'],
                    'abstract': False,
                    'constraints': [
                        models.UniqueConstraint(fields=('page', 'number'), name='point_number_once'),
                        models.UniqueConstraint(fields=('translation_key', 'locale'), name='point_once_a_language'),
                    ],
                },
            ),
            # A page for each kind of record, and what came of it.
            migrations.CreateModel(
                name='PetitionPage',
                fields=[
                    ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.page')),
                    ('summary', models.TextField(blank=True, max_length=300, verbose_name='in one sentence')),
                    ('for_wales', models.BooleanField(default=False, help_text='It goes live once its Welsh side is approved.', verbose_name='meant for Wales')),
                    ('intro', wagtail.fields.RichTextField(blank=True, verbose_name='introduction')),
                    ('body', models.JSONField(blank=True)),
                    ('petition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='petitions.petition')),
                ],
                options={
                    'abstract': False,
                },
                bases=(wagtail.contrib.routable_page.models.RoutablePageMixin, 'wagtailcore.page'),
            ),
            migrations.CreateModel(
                name='BallotPage',
                fields=[
                    ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.page')),
                    ('summary', models.TextField(blank=True, max_length=300, verbose_name='in one sentence')),
                    ('for_wales', models.BooleanField(default=False, help_text='It goes live once its Welsh side is approved.', verbose_name='meant for Wales')),
                    ('intro', wagtail.fields.RichTextField(blank=True, verbose_name='introduction')),
                    ('body', models.JSONField(blank=True)),
                    ('ballot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ballots.ballot')),
                ],
                options={
                    'abstract': False,
                },
                bases=(wagtail.contrib.routable_page.models.RoutablePageMixin, 'wagtailcore.page'),
            ),
            migrations.CreateModel(
                name='ConsultationPage',
                fields=[
                    ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.page')),
                    ('summary', models.TextField(blank=True, max_length=300, verbose_name='in one sentence')),
                    ('for_wales', models.BooleanField(default=False, help_text='It goes live once its Welsh side is approved.', verbose_name='meant for Wales')),
                    ('intro', wagtail.fields.RichTextField(blank=True, verbose_name='introduction')),
                    ('body', models.JSONField(blank=True)),
                    ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='consultations.consultation')),
                ],
                options={
                    'abstract': False,
                },
                bases=(wagtail.contrib.routable_page.models.RoutablePageMixin, 'wagtailcore.page'),
            ),
            migrations.CreateModel(
                name='PayClaimPage',
                fields=[
                    ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.page')),
                    ('summary', models.TextField(blank=True, max_length=300, verbose_name='in one sentence')),
                    ('for_wales', models.BooleanField(default=False, help_text='It goes live once its Welsh side is approved.', verbose_name='meant for Wales')),
                    ('demand', models.CharField(max_length=240, verbose_name='the demand in one sentence')),
                    ('ballot', models.ForeignKey(blank=True, help_text='Where members decide; its state stands at the top of the page', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='ballots.ballot')),
                    ('body', models.JSONField(blank=True)),
                ],
                options={
                    'verbose_name': 'pay claim',
                    'abstract': False,
                },
                bases=(wagtail.contrib.routable_page.models.RoutablePageMixin, 'wagtailcore.page'),
            ),
            migrations.CreateModel(
                name='ResultPage',
                fields=[
                    ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.page')),
                    ('summary', models.TextField(blank=True, max_length=300, verbose_name='in one sentence')),
                    ('for_wales', models.BooleanField(default=False, help_text='It goes live once its Welsh side is approved.', verbose_name='meant for Wales')),
                    ('ballot', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='ballots.ballot')),
                    ('consultation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='consultations.consultation')),
                    ('body', models.JSONField(blank=True)),
                ],
                options={
                    'verbose_name': 'result',
                    'abstract': False,
                },
                bases=(wagtail.contrib.routable_page.models.RoutablePageMixin, 'wagtailcore.page'),
            ),
            # What is dated and listed as news, and the page that lists it.
            migrations.CreateModel(
                name='NewsIndexPage',
                fields=[
                    ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.page')),
                    ('summary', models.TextField(blank=True, max_length=300, verbose_name='in one sentence')),
                    ('for_wales', models.BooleanField(default=False, help_text='It goes live once its Welsh side is approved.', verbose_name='meant for Wales')),
                    ('intro', wagtail.fields.RichTextField(blank=True, verbose_name='introduction')),
                ],
                options={
                    'abstract': False,
                },
                bases=(wagtail.contrib.routable_page.models.RoutablePageMixin, 'wagtailcore.page'),
            ),
            migrations.CreateModel(
                name='PressReleasePage',
                fields=[
                    ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.page')),
                    ('summary', models.TextField(blank=True, max_length=300, verbose_name='in one sentence')),
                    ('for_wales', models.BooleanField(default=False, help_text='It goes live once its Welsh side is approved.', verbose_name='meant for Wales')),
                    ('dated', models.DateField(default=django.utils.timezone.localdate, help_text='Shown to readers; the newest come first in lists', verbose_name='date')),
                    ('region', models.ForeignKey(blank=True, help_text='Empty for the whole country', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='members.region')),
                    ('embargo', models.DateTimeField(blank=True, help_text='The page goes live at this moment when it is published earlier', null=True, verbose_name='embargo until')),
                    ('body', models.JSONField(blank=True)),
                ],
                options={
                    'verbose_name': 'press release',
                    'abstract': False,
                },
                bases=(wagtail.contrib.routable_page.models.RoutablePageMixin, 'wagtailcore.page'),
            ),
            migrations.CreateModel(
                name='PolicyPaperPage',
                fields=[
                    ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.page')),
                    ('summary', models.TextField(blank=True, max_length=300, verbose_name='in one sentence')),
                    ('for_wales', models.BooleanField(default=False, help_text='It goes live once its Welsh side is approved.', verbose_name='meant for Wales')),
                    ('dated', models.DateField(default=django.utils.timezone.localdate, help_text='Shown to readers; the newest come first in lists', verbose_name='date')),
                    ('in_short', wagtail.fields.RichTextField(blank=True, help_text='Their proposals, as they would put them; what we think follows in the body', verbose_name='what is proposed, in short')),
                    ('body', models.JSONField(blank=True, verbose_name='what we think')),
                    ('consultation', models.ForeignKey(blank=True, help_text='The consultation in which members say what they think', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='consultations.consultation', verbose_name='call for views')),
                ],
                options={
                    'verbose_name': 'policy paper',
                    'abstract': False,
                },
                bases=(wagtail.contrib.routable_page.models.RoutablePageMixin, 'wagtailcore.page'),
            ),
            migrations.CreateModel(
                name='OpinionPage',
                fields=[
                    ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.page')),
                    ('summary', models.TextField(blank=True, max_length=300, verbose_name='in one sentence')),
                    ('for_wales', models.BooleanField(default=False, help_text='It goes live once its Welsh side is approved.', verbose_name='meant for Wales')),
                    ('dated', models.DateField(default=django.utils.timezone.localdate, help_text='Shown to readers; the newest come first in lists', verbose_name='date')),
                    ('author', models.CharField(max_length=80)),
                    ('author_role', models.CharField(blank=True, max_length=120, verbose_name='who that is')),
                    ('petition', models.ForeignKey(blank=True, help_text='What readers are asked to sign', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='petitions.petition')),
                    ('body', models.JSONField(blank=True)),
                    ('comments_open', models.BooleanField(default=True, verbose_name='readers may comment')),
                    ('comments_days', models.PositiveSmallIntegerField(default=14, help_text='Counted from the first publication; then comments close by themselves', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(90)], verbose_name='for how many days')),
                ],
                options={
                    'verbose_name': 'opinion',
                    'abstract': False,
                },
                bases=(wagtail.contrib.routable_page.models.RoutablePageMixin, 'wagtailcore.page'),
            ),
            migrations.CreateModel(
                name='NewsletterPage',
                fields=[
                    ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.page')),
                    ('summary', models.TextField(blank=True, max_length=300, verbose_name='in one sentence')),
                    ('for_wales', models.BooleanField(default=False, help_text='It goes live once its Welsh side is approved.', verbose_name='meant for Wales')),
                    ('dated', models.DateField(default=django.utils.timezone.localdate, help_text='Shown to readers; the newest come first in lists', verbose_name='date')),
                    ('issue', models.CharField(help_text='The line above the title, such as “Social workers’ newsletter, March 2022”', max_length=80)),
                    ('body', models.JSONField(blank=True)),
                ],
                options={
                    'verbose_name': 'newsletter',
                    'abstract': False,
                },
                bases=(wagtail.contrib.routable_page.models.RoutablePageMixin, 'wagtailcore.page'),
            ),
            # Help for members in a difficulty, and the part of a branch.
            migrations.CreateModel(
                name='HelpPage',
                fields=[
                    ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.page')),
                    ('summary', models.TextField(blank=True, max_length=300, verbose_name='in one sentence')),
                    ('for_wales', models.BooleanField(default=False, help_text='It goes live once its Welsh side is approved.', verbose_name='meant for Wales')),
                    ('urgent', models.CharField(blank=True, help_text='The one sentence somebody needs who reads nothing else', max_length=200, verbose_name='what to do at once')),
                    ('body', models.JSONField(blank=True)),
                    ('contact', wagtail.fields.RichTextField(blank=True, help_text='The branch first, then the region', verbose_name='whom to contact')),
                ],
                options={
                    'verbose_name': 'help page',
                    'abstract': False,
                },
                bases=(wagtail.contrib.routable_page.models.RoutablePageMixin, 'wagtailcore.page'),
            ),
            migrations.CreateModel(
                name='BranchPage',
                fields=[
                    ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.page')),
                    ('summary', models.TextField(blank=True, max_length=300, verbose_name='in one sentence')),
                    ('for_wales', models.BooleanField(default=False, help_text='It goes live once its Welsh side is approved.', verbose_name='meant for Wales')),
                    ('branch', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.branch')),
                    ('intro', wagtail.fields.RichTextField(blank=True, verbose_name='about the branch')),
                    ('contact', wagtail.fields.RichTextField(blank=True, verbose_name='how to reach us')),
                ],
                options={
                    'abstract': False,
                },
                bases=(wagtail.contrib.routable_page.models.RoutablePageMixin, 'wagtailcore.page'),
            ),
        ]),
    ]
