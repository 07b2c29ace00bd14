"""Images and documents of the union's own, settings of the site, and printed pages."""

import django.db.models.deletion
import modelsearch.index
import taggit.managers
import wagtail.images.models
import wagtail.models.media
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ('pages', '0001_initial'),
        ('pages', '0002_organisation_logo'),
        ('pages', '0003_page_prints'),
    ]
    initial = True
    dependencies = [
        # All that Wagtail and allauth bring comes first: a migration takes longer the more models stand already.
        ('account', '0009_emailaddress_unique_primary_email'),
        ('mfa', '0003_authenticator_type_uniq'),
        ('wagtailadmin', '0006_formstate'),
        ('wagtaildocs', '0014_alter_document_file_size'),
        ('wagtailembeds', '0009_embed_cache_until'),
        ('wagtailimages', '0027_image_description'),
        ('wagtailredirects', '0008_add_verbose_name_plural'),
        ('wagtailsearch', '0010_add_text_fields'),
        ('wagtailusers', '0015_userprofile_keyboard_shortcuts'),
        ('wagtail_localize', '0016_rename_page_revision_translationlog_revision'),
        ('taggit', '0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx'),
        ('wagtailcore', '0097_baselogentry_uuid_action_timestamp_indexes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        # Images and documents of the union's own.
        migrations.CreateModel(
            name='CampaignImage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('collection', models.ForeignKey(default=wagtail.models.media.get_root_collection_id, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.collection', verbose_name='collection')),
                ('title', models.CharField(max_length=255, verbose_name='title')),
                ('file', wagtail.images.models.WagtailImageField(height_field='height', upload_to=wagtail.images.models.get_upload_to, verbose_name='file', width_field='width')),
                ('description', models.CharField(blank=True, default='', max_length=255, verbose_name='description')),
                ('width', models.IntegerField(editable=False, verbose_name='width')),
                ('height', models.IntegerField(editable=False, verbose_name='height')),
                ('created_at', models.DateTimeField(auto_now_add=True, db_index=True, verbose_name='created at')),
                ('uploaded_by_user', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL, verbose_name='uploaded by user')),
                ('focal_point_x', models.PositiveIntegerField(blank=True, null=True)),
                ('focal_point_y', models.PositiveIntegerField(blank=True, null=True)),
                ('focal_point_width', models.PositiveIntegerField(blank=True, null=True)),
                ('focal_point_height', models.PositiveIntegerField(blank=True, null=True)),
                ('file_size', models.PositiveIntegerField(editable=False, null=True)),
                ('file_hash', models.CharField(blank=True, db_index=True, editable=False, max_length=40)),
                ('tags', taggit.managers.TaggableManager(blank=True, help_text=None, through='taggit.TaggedItem', to='taggit.Tag', verbose_name='tags')),
            ],
            options={
                'abstract': False,
            },
            bases=(wagtail.images.models.ImageFileMixin, modelsearch.index.Indexed, models.Model),
        ),
        migrations.CreateModel(
            name='CampaignRendition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('filter_spec', models.CharField(db_index=True, max_length=255)),
                ('file', wagtail.images.models.WagtailImageField(height_field='height', storage=wagtail.images.models.get_rendition_storage, upload_to=wagtail.images.models.get_rendition_upload_to, width_field='width')),
                ('width', models.IntegerField(editable=False)),
                ('height', models.IntegerField(editable=False)),
                ('focal_point_key', models.CharField(blank=True, default='', editable=False, max_length=16)),
                ('image', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='renditions', to='pages.campaignimage')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('image', 'filter_spec', 'focal_point_key'), name='rendition_once'),
                ],
            },
            bases=(wagtail.images.models.ImageFileMixin, models.Model),
        ),
        migrations.CreateModel(
            name='CampaignDocument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('collection', models.ForeignKey(default=wagtail.models.media.get_root_collection_id, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.collection', verbose_name='collection')),
                ('title', models.CharField(max_length=255, verbose_name='title')),
                ('file', models.FileField(upload_to='documents', verbose_name='file')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created at')),
                ('uploaded_by_user', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL, verbose_name='uploaded by user')),
                ('file_size', models.PositiveBigIntegerField(editable=False, null=True)),
                ('file_hash', models.CharField(blank=True, editable=False, max_length=40)),
                ('tags', taggit.managers.TaggableManager(blank=True, help_text=None, through='taggit.TaggedItem', to='taggit.Tag', verbose_name='tags')),
            ],
            options={
                'verbose_name': 'document',
                'verbose_name_plural': 'documents',
                'abstract': False,
            },
            bases=(modelsearch.index.Indexed, models.Model),
        ),
        # Settings of the site.
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('site', models.OneToOneField(editable=False, on_delete=django.db.models.deletion.CASCADE, to='wagtailcore.site')),
                ('name', models.CharField(default='Tenpoint Union', max_length=80)),
                ('strapline', models.CharField(blank=True, default='The union for public service workers', max_length=120)),
                ('contact_email', models.EmailField(blank=True, default='campaigns@example.org', max_length=254)),
                ('contact_phone', models.CharField(blank=True, max_length=30)),
                ('brand_colour', models.CharField(default='#5b1f69', help_text='header, links and buttons', max_length=7)),
                ('accent_colour', models.CharField(default='#007a5e', help_text='progress, charts and highlights', max_length=7)),
                ('logo', models.ForeignKey(blank=True, help_text='Stands before the name at the top of each page; empty for our ten dots', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pages.campaignimage')),
                ('join_link', models.URLField(blank=True, default='https://example.org/join', help_text='The address behind “Join the union”', verbose_name='where people join')),
                ('press_phone', models.CharField(blank=True, max_length=30, verbose_name='press office, telephone')),
                ('press_email', models.EmailField(blank=True, max_length=254, verbose_name='press office, e-mail')),
            ],
            options={
                'verbose_name': 'organisation',
            },
        ),
        # The printed copy of each page.
        migrations.CreateModel(
            name='PagePrint',
            fields=[
                ('page', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='wagtailcore.page')),
                ('digest', models.CharField(blank=True, help_text='of the HTML whose PDF is stored under this name', max_length=64)),
                ('wanted_at', models.DateTimeField(help_text='empty when nothing is to be drawn', null=True)),
                ('not_before', models.DateTimeField(help_text='a worker has it, or it is tried again then', null=True)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('fault', models.CharField(blank=True, help_text='why there is none, in a sentence', max_length=300)),
                ('faulty', models.CharField(blank=True, help_text='of the HTML that has this fault', max_length=64)),
            ],
            options={
                'indexes': [
                    models.Index(condition=models.Q(('wanted_at__isnull', False)), fields=['wanted_at'], name='print_wanted'),
                ],
            },
        ),
    ]
