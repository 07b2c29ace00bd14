from django.urls import include, path

from union.desk import views
from union.desk.sections import sections

app_name = "desk"
urlpatterns = [path("", views.front, name="front")]
# The sections keep their own namespaces beside "desk", so that an app reverses its own names.
section_urls = [path(f"{section.slug}/", include(section.urls)) for section in sections()]
