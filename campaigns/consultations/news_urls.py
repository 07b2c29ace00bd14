"""“Tell us when you report”, under /views/ in both languages."""

from django.urls import path

from campaigns.consultations import news_views

app_name = "consultations_news"
urlpatterns = [
    path("news/confirm/<str:token>/", news_views.confirm, name="confirm"),
    path("news/stop/<str:token>/", news_views.stop, name="stop"),
    path("<slug:slug>/news/", news_views.ask, name="ask"),
]
