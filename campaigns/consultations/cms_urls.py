"""Moderation, under /cms/views/."""

from django.urls import path

from campaigns.consultations import cms_members
from campaigns.consultations import cms_views as views

app_name = "consultations_cms"
urlpatterns = [
    path("", views.index, name="index"),
    path("<int:pk>/", views.queue, name="queue"),
    path("<int:pk>/members/", cms_members.members, name="members"),
    path("<int:pk>/quotes/", views.quotes, name="quotes"),
    path("<int:pk>/figures/", views.figures, name="figures"),
    path("answers/<int:pk>/", views.answer, name="answer"),
    path("answers/<int:pk>/redact/", views.redact, name="redact"),
    path("answers/<int:pk>/quote/", views.propose, name="propose"),
    path("answers/<int:pk>/<slug:decision>/", views.decide, name="decide"),
    path("quotes/<int:pk>/<slug:decision>/", views.decide_quote, name="decide_quote"),
    path("figures/<int:pk>/<slug:decision>/", views.decide_figure, name="decide_figure"),
]
