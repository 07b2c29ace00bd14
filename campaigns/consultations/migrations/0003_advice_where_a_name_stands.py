"""The advice on safeguarding, where a name may stand beside the answer; what a union wrote itself stays."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('consultations', '0002_staff_groups'),
    ]

    operations = [
        migrations.AlterField(
            model_name='safeguardingadvice',
            name='what_to_do',
            field=models.TextField(default='If somebody may be in danger at this moment, call 999.\nOtherwise ring the safeguarding lead of the union today, and tell them which consultation and which answer it is; do not send the words by e-mail.\nWhere a name stands beside it, give it to the lead and to nobody else. Where none does, do not try to find out who wrote it. Do not write back.', help_text='one step to a line, with the numbers to ring'),
        ),
    ]
