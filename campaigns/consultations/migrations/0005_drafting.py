from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('consultations', '0004_members_on_the_roll'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='consultation',
            options={'ordering': ['-opens'], 'permissions': [('moderate_replies', "Can read, redact and release members' replies"), ('draft_consultations', 'Can draft and open consultations')]},
        ),
        migrations.AddField(
            model_name='consultation',
            name='extended_because',
            field=models.CharField(blank=True, max_length=200, verbose_name='why it is open for longer'),
        ),
    ]
