"""The approval that Wagtail brings becomes that of a second person; administrators may change it in the CMS."""

from django.db import migrations

THEIRS = "Moderators approval"
OURS = "Approval by a second person"


def bring(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    GroupApprovalTask = apps.get_model("wagtailcore", "GroupApprovalTask")
    SecondPersonTask = apps.get_model("publishing", "SecondPersonTask")
    Workflow = apps.get_model("wagtailcore", "Workflow")
    WorkflowTask = apps.get_model("wagtailcore", "WorkflowTask")
    old = GroupApprovalTask.objects.filter(name=THEIRS, active=True).first()
    if old is None:
        return
    kind, _ = ContentType.objects.get_or_create(app_label="publishing", model="secondpersontask")
    task = SecondPersonTask.objects.create(name=OURS, content_type=kind, active=True)
    task.groups.set(old.groups.all())
    WorkflowTask.objects.filter(task_id=old.pk).update(task_id=task.pk)
    Workflow.objects.filter(name=THEIRS).update(name=OURS)
    GroupApprovalTask.objects.filter(pk=old.pk).update(active=False)


def take_back(apps, schema_editor):
    GroupApprovalTask = apps.get_model("wagtailcore", "GroupApprovalTask")
    SecondPersonTask = apps.get_model("publishing", "SecondPersonTask")
    Workflow = apps.get_model("wagtailcore", "Workflow")
    WorkflowTask = apps.get_model("wagtailcore", "WorkflowTask")
    old = GroupApprovalTask.objects.filter(name=THEIRS).first()
    if old is None:
        return
    ours = SecondPersonTask.objects.filter(name=OURS)
    WorkflowTask.objects.filter(task_id__in=ours.values("pk")).update(task_id=old.pk)
    ours.delete()
    Workflow.objects.filter(name=OURS).update(name=THEIRS)
    GroupApprovalTask.objects.filter(pk=old.pk).update(active=True)


class Migration(migrations.Migration):
    dependencies = [
        ("publishing", "0001_squashed_0005_language_of_a_reason"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(bring, take_back)]
