"""The Celery application: `celery -A config worker`, `celery -A config beat`."""

import os

from celery import Celery
from celery.signals import celeryd_after_setup

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("tenpoint")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@celeryd_after_setup.connect
def before_the_workers_part(**known: object) -> None:
    from config.reading import read_once  # which needs the settings

    read_once()
