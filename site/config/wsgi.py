import os

from django.core.wsgi import get_wsgi_application

from config.answering import ShortMemory

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = ShortMemory(get_wsgi_application())
