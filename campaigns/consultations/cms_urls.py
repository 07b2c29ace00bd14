"""Moderation, under /cms/views/."""

from django.urls import path

from campaigns.consultations import cms_tables
from campaigns.consultations import cms_views as views

app_name = "consultations_cms"
urlpatterns = [
    path("", views.index, name="index"),
    path("<int:pk>/", views.queue, name="queue"),
    path("<int:pk>/quotes/", views.quotes, name="quotes"),
    path("<int:pk>/figures/", views.figures, name="figures"),
    path("<int:pk>/tables/", cms_tables.tables, name="tables"),
    path("<int:pk>/tables/propose/", cms_tables.propose, name="propose_table"),
    path("<int:pk>/exports/", cms_tables.exports, name="exports"),
    path("<int:pk>/exports/ask/", cms_tables.ask, name="ask_for_export"),
    path("<int:pk>/exports/stop/", cms_tables.stop, name="stop_export"),
    path("exports/<int:pk>/", cms_tables.fetch, name="fetch_export"),
    path("tables/<int:pk>/<slug:decision>/", cms_tables.decide, name="decide_table"),
    path("answers/<int:pk>/", views.answer, name="answer"),
    path("answers/<int:pk>/redact/", views.redact, name="redact"),
    path("answers/<int:pk>/quote/", views.propose, name="propose"),
    path("answers/<int:pk>/<slug:decision>/", views.decide, name="decide"),
    path("quotes/<int:pk>/<slug:decision>/", views.decide_quote, name="decide_quote"),
    path("figures/<int:pk>/<slug:decision>/", views.decide_figure, name="decide_figure"),
]
