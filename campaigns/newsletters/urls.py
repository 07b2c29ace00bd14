from django.urls import path

from campaigns.newsletters import views

urlpatterns = [
    path("", views.subscribe, name="newsletters"),
    path("confirm/<str:token>/", views.confirm, name="newsletter_confirm"),
    path("choices/<str:token>/", views.choices, name="newsletter_choices"),
    path("stop/<str:token>/", views.stop, name="newsletter_stop"),
    path("stop/<str:token>/undo/", views.undo, name="newsletter_undo"),
]
