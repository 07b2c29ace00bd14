"""The ballots section of the desk, at /desk/ballots/."""

from django.urls import path

from ballots import desk_views

app_name = "desk_ballots"
urlpatterns = [
    path("", desk_views.ballots, name="list"),
    path("new/", desk_views.new, name="new"),
    path("<slug:slug>/", desk_views.ballot, name="ballot"),
    path("<slug:slug>/change/", desk_views.change, name="change"),
    path("<slug:slug>/<slug:act>/propose/", desk_views.propose, name="propose"),
    path("<slug:slug>/<slug:act>/approve/", desk_views.approve, name="approve"),
    path("<slug:slug>/<slug:act>/withdraw/", desk_views.withdraw, name="withdraw"),
]
