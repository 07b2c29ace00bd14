"""The ballots section of the desk, at /desk/ballots/."""

from django.urls import path

from ballots.desk import (
    corrections,
    custody,
    letters,
    preview,
    reminders,
    returns,
    set_up,
    turnout,
    views,
)

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
    path("<slug:slug>/scrutiny/", custody.scrutiny, name="scrutiny"),
    path("<slug:slug>/scrutiny/appoint/", custody.appoint, name="scrutiny_appoint"),
    path("<slug:slug>/scrutiny/dismiss/<int:pk>/", custody.dismiss, name="scrutiny_dismiss"),
    path("<slug:slug>/scrutiny/accept/", custody.accept, name="scrutiny_accept"),
    path("<slug:slug>/scrutiny/key/", custody.key, name="scrutiny_key"),
    path("<slug:slug>/scrutiny/trial.json", custody.trial, name="scrutiny_trial"),
    path("<slug:slug>/scrutiny/rehearsal/", custody.rehearsal, name="scrutiny_rehearsal"),
    path("<slug:slug>/scrutiny/export.zip", custody.export, name="scrutiny_export"),
    path("<slug:slug>/scrutiny/count/", custody.count, name="scrutiny_count"),
    path("<slug:slug>/scrutiny/count/stop/", custody.stop_count, name="scrutiny_stop"),
    path("<slug:slug>/corrections/", corrections.corrections, name="corrections"),
    path("<slug:slug>/reminders/", reminders.reminders, name="reminders"),
    path("<slug:slug>/letters/", letters.letters, name="letters"),
    path("<slug:slug>/letters/<int:batch>/<int:number>/", letters.take, name="letters_file"),
    path("<slug:slug>/marks/", returns.marks, name="marks"),
    path("<slug:slug>/marks/back/", returns.unmark, name="unmark"),
    path("<slug:slug>/returns/", returns.returns, name="returns"),
    path("<slug:slug>/returns/chase/", returns.chase, name="chase"),
    path("<slug:slug>/returns/<int:unit>/<slug:method>/", returns.key, name="return"),
    path("<slug:slug>/<slug:act>/propose/", views.propose, name="propose"),
    path("<slug:slug>/<slug:act>/approve/", views.approve, name="approve"),
    path("<slug:slug>/<slug:act>/withdraw/", views.withdraw, name="withdraw"),
]
