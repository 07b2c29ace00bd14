"""Under /comments/ in both languages."""

from django.urls import path

from campaigns.comments import views

app_name = "comments"
urlpatterns = [
    path("confirm/<str:token>/", views.confirm, name="confirm"),
    path("<int:pk>/", views.leave, name="leave"),
]
