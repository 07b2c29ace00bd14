from django.urls import path

from union.pages import views

urlpatterns = [
    path("theme.css", views.theme, name="theme"),
    path("style/", views.style, name="style"),
]
