from django.urls import path

from ballots import me_views

urlpatterns = [
    path("vote/", me_views.vote, name="me_ballot_vote"),
    path("link/", me_views.new_link, name="me_ballot_link"),
    path("result/", me_views.result, name="me_ballot_result"),
]
