from django.urls import path, re_path

from union.api import views
from union.api.routes import routes

app_name = "api"
urlpatterns = [
    path("", views.endpoint(views.root), name="root"),
    path("openapi.json", views.endpoint(views.openapi), name="openapi"),
    *(path(route.path, views.endpoint(route.answer), name=route.name) for route in routes()),
    re_path(r"^(?P<anything>.*)$", views.endpoint(views.nothing)),
]
