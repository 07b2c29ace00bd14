"""The ballots section of the desk, at /desk/ballots/."""

from django.urls import path

from ballots.desk import returns, views

app_name = "desk_ballots"
urlpatterns = [
    path("", views.ballots, name="list"),
    path("new/", views.new, name="new"),
    path("<slug:slug>/", views.ballot, name="ballot"),
    path("<slug:slug>/change/", views.change, name="change"),
    path("<slug:slug>/marks/", returns.marks, name="marks"),
    path("<slug:slug>/marks/back/", returns.unmark, name="unmark"),
    path("<slug:slug>/returns/", returns.returns, name="returns"),
    path("<slug:slug>/returns/chase/", returns.chase, name="chase"),
    path("<slug:slug>/returns/<int:unit>/<slug:method>/", returns.key, name="return"),
    path("<slug:slug>/<slug:act>/propose/", views.propose, name="propose"),
    path("<slug:slug>/<slug:act>/approve/", views.approve, name="approve"),
    path("<slug:slug>/<slug:act>/withdraw/", views.withdraw, name="withdraw"),
]
