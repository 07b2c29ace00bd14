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
    outlive_the_broker()


def outlive_the_broker() -> None:
    """Let a worker not put back the calls that it took and had not begun when Redis went.

    They are calls to look in the database, and the sweep repeats them. To put them back kombu asks a
    connection that it has closed a moment before, and the AttributeError ends the worker for good.
    """
    from kombu.transport import redis

    redis.Channel.do_restore = False
