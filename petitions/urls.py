from django.urls import path

from petitions import integrity_views, views

urlpatterns = [
    path("confirm/<str:token>/", views.confirm, name="petition_confirm"),
    path("confirm/<str:token>/not-me/", views.not_me, name="petition_not_me"),
    path("<slug:slug>/", views.petition, name="petition"),
    path("<slug:slug>/sign/", views.sign, name="petition_sign"),
    path("<slug:slug>/count.json", views.count, name="petition_count"),
    path("<slug:slug>/hours.csv", integrity_views.hours, name="petition_hours"),
]
