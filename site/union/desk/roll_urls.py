"""The roll section of the desk, at /desk/roll/."""

from django.urls import path

from union.desk import roll_upload_views, roll_views

app_name = "desk_roll"
urlpatterns = [
    path("", roll_views.front, name="front"),
    path("search/", roll_views.search, name="search"),
    path("members/<int:pk>/", roll_views.member, name="member"),
    path("branches/<str:code>/", roll_views.branch, name="branch"),
    path("branches/<str:code>/unreachable/", roll_views.unreachable, name="unreachable"),
    path("branches/<str:code>/unreachable.csv", roll_views.unreachable_csv, name="unreachable_csv"),
    path("uploads/new/", roll_upload_views.new, name="new"),
    path("uploads/<int:pk>/", roll_upload_views.upload, name="upload"),
    path("uploads/<int:pk>/columns/", roll_upload_views.columns, name="columns"),
    path("uploads/<int:pk>/commit/", roll_upload_views.commit, name="commit"),
    path("uploads/<int:pk>/stop/", roll_upload_views.stop, name="stop"),
    path("uploads/<int:pk>/discard/", roll_upload_views.discard, name="discard"),
    path("uploads/<int:pk>/faults.csv", roll_upload_views.faults_csv, name="faults_csv"),
]
