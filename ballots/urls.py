"""The booth and the public pages of a ballot. Other tools rely on these addresses."""

from django.urls import path

from ballots import public_views
from ballots.booth import views as booth

app_name = "ballots"
urlpatterns = [
    path("vote/", booth.booth, name="booth"),
    path("vote/review/", booth.review, name="review"),
    path("vote/cast/", booth.cast, name="cast"),
    path("vote/code/", booth.enter_by_code, name="code"),
    path("vote/link/", booth.lost_link, name="lost_link"),
    path("vote/link/sent/", booth.link_sent, name="link_sent"),
    path("vote/<str:token>/", booth.enter, name="link"),
    path("ballots/<slug:slug>/", public_views.ballot, name="ballot"),
    path("ballots/<slug:slug>/board/", public_views.board, name="board"),
    path("ballots/<slug:slug>/receipt/", public_views.receipt, name="receipt"),
    path("ballots/<slug:slug>/bundle.zip", public_views.bundle, name="bundle"),
    path("ballots/<slug:slug>/votes.csv", public_views.votes_csv, name="votes_csv"),
    path("ballots/<slug:slug>/verify.py", public_views.verifier, name="verifier"),
    path("ballots/<slug:slug>/certificate.pdf", public_views.certificate, name="certificate"),
]
