"""Under /views/. The first segment is the consultation's slug."""

from django.urls import path

from campaigns.consultations import members_views, results_views, views

app_name = "consultations"
urlpatterns = [
    path("<slug:slug>/", views.start, name="start"),
    path("<slug:slug>/q/<slug:key>/", views.question, name="question"),
    path("<slug:slug>/check/", views.check, name="check"),
    path("<slug:slug>/receipt/", views.receipt, name="receipt"),
    path("<slug:slug>/return/", views.come_back, name="return"),
    path("<slug:slug>/withdraw/", views.withdraw, name="withdraw"),
    path("<slug:slug>/withdrawn/", views.withdrawn, name="withdrawn"),
    path("<slug:slug>/results/", results_views.results, name="results"),
    path("<slug:slug>/results/<int:pk>.csv", results_views.table_csv, name="table_csv"),
    path("<slug:slug>/leave/", views.leave, name="leave"),
    path("<slug:slug>/stop-quoting/", views.stop_quoting, name="stop_quoting"),
    path("<slug:slug>/m/", members_views.invited, name="invited"),
    path("<slug:slug>/m/<str:token>/", members_views.enter, name="link"),
    path("<slug:slug>/link/", members_views.lost_link, name="lost_link"),
    path("<slug:slug>/link/sent/", members_views.link_sent, name="link_sent"),
]
