"""Moderation, under /cms/views/."""

from django.urls import path

from campaigns.consultations import cms_figures, cms_members, cms_tables
from campaigns.consultations import cms_paper as paper
from campaigns.consultations import cms_quotes as quotes
from campaigns.consultations import cms_safeguarding as safeguarding
from campaigns.consultations import cms_views as views

app_name = "consultations_cms"
urlpatterns = [
    path("", views.index, name="index"),
    path("<int:pk>/", views.queue, name="queue"),
    path("<int:pk>/members/", cms_members.members, name="members"),
    path("<int:pk>/next/", views.following, name="next"),
    path("<int:pk>/paper/", paper.batches, name="paper"),
    path("paper/<int:pk>/", paper.batch, name="batch"),
    path("paper/<int:pk>/key/", paper.key, name="key"),
    path("paper/<int:pk>/finish/", paper.finish, name="finish_batch"),
    path("paper/forms/<int:pk>/", paper.correct, name="correct"),
    path("paper/forms/<int:pk>/delete/", paper.delete, name="delete_form"),
    path("paper/forms/<int:pk>/receipt/", paper.receipt, name="form_receipt"),
    path("safeguarding/", safeguarding.queue, name="safeguarding"),
    path("safeguarding/<int:pk>/cleared/", safeguarding.clear, name="clear"),
    path("answers/<int:pk>/history/", views.history, name="history"),
    path("answers/<int:pk>/refuse/", views.refuse, name="refuse"),
    path("quotes/<int:pk>/uses/", quotes.uses, name="uses"),
    path("<int:pk>/quotes/", quotes.quotes, name="quotes"),
    path("<int:pk>/figures/", cms_figures.figures, name="figures"),
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
    path("quotes/<int:pk>/<slug:decision>/", quotes.decide_quote, name="decide_quote"),
    path("figures/<int:pk>/<slug:decision>/", cms_figures.decide_figure, name="decide_figure"),
]
