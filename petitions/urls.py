from django.urls import path

from petitions import stall_views, views

urlpatterns = [
    path("confirm/<str:token>/", views.confirm, name="petition_confirm"),
    path("confirm/<str:token>/not-me/", views.not_me, name="petition_not_me"),
    path("stall/<str:code>/", stall_views.stall, name="petition_stall"),
    path("stall/<str:code>/thanks/", stall_views.thanks, name="petition_stall_thanks"),
    path("<slug:slug>/", views.petition, name="petition"),
    path("<slug:slug>/sign/", views.sign, name="petition_sign"),
    path("<slug:slug>/count.json", views.count, name="petition_count"),
]
