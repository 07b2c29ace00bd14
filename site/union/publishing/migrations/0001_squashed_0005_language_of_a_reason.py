"""What it takes to publish a page, and to take it back."""

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
        ('publishing', '0001_publishing'),
        ('publishing', '0005_language_of_a_reason'),
    ]
    initial = True
    dependencies = [
        ('pages', '0001_squashed_0003_page_prints'),  # and so after Wagtail's own
        ('auth', '0012_alter_user_first_name_max_length'),
        ('wagtailcore', '0097_baselogentry_uuid_action_timestamp_indexes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Together(state_operations=[
            # Another's approval, in the place of Wagtail's own.
            migrations.CreateModel(
                name='SecondPersonTask',
                fields=[
                    ('task_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.task')),
                    ('groups', models.ManyToManyField(help_text='Pages/snippets at this step in a workflow will be moderated or approved by these groups of users', to='auth.group', verbose_name='groups')),
                ],
                options={
                    'verbose_name': 'Approval by a second person',
                    'permissions': [('publish_in_a_hurry', 'Can publish without a second person, giving a reason')],
                },
                bases=('wagtailcore.task',),
            ),
            # Why a page was taken back.
            migrations.CreateModel(
                name='Withdrawal',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('page', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='withdrawals', to='wagtailcore.page')),
                    ('path', models.CharField(db_index=True, help_text='where it stood', max_length=500)),
                    ('reason', models.CharField(max_length=300, verbose_name='why it is withdrawn')),
                    ('language', models.CharField(default='en', help_text='of the reason', max_length=2)),
                    ('revision', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.revision')),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('at', models.DateTimeField()),
                    ('ended_at', models.DateTimeField(help_text='when it was published again', null=True)),
                ],
                options={
                    'constraints': [
                        models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('page',), name='withdrawn_once'),
                    ],
                },
            ),
            # Who of the press reads a page before its time.
            migrations.CreateModel(
                name='PressLink',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('page', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='press_links', to='wagtailcore.page')),
                    ('token_hash', models.CharField(max_length=64, unique=True)),
                    ('outlet', models.CharField(help_text='the newspaper or the desk', max_length=120, verbose_name='who gets it')),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('at', models.DateTimeField()),
                    ('stopped_at', models.DateTimeField(null=True)),
                ],
            ),
        ]),
    ]
