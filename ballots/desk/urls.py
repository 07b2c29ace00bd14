"""The ballots section of the desk, at /desk/ballots/."""

from django.urls import path

from ballots.desk import preview, set_up, turnout, views

app_name = "desk_ballots"
urlpatterns = [
    path("", views.ballots, name="list"),
    path("new/", set_up.new, name="new"),
    path("<slug:slug>/", views.ballot, name="ballot"),
    path("<slug:slug>/words/", set_up.words, name="words"),
    path("<slug:slug>/voters/", set_up.voters, name="voters"),
    path("<slug:slug>/dates/", set_up.dates, name="dates"),
    path("<slug:slug>/check/", set_up.check, name="check"),
    path("<slug:slug>/unreachable/", set_up.unreachable, name="unreachable"),
    path("<slug:slug>/preview/", preview.preview, name="preview"),
    path("<slug:slug>/test-mail/", set_up.test_mail, name="test_mail"),
    path("<slug:slug>/delete/", set_up.give_up, name="give_up"),
    path("<slug:slug>/again/", set_up.again, name="again"),
    path("<slug:slug>/turnout/", turnout.turnout, name="turnout"),
    path("<slug:slug>/<slug:act>/propose/", views.propose, name="propose"),
    path("<slug:slug>/<slug:act>/approve/", views.approve, name="approve"),
    path("<slug:slug>/<slug:act>/withdraw/", views.withdraw, name="withdraw"),
]
