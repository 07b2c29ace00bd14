from django.urls import path, re_path

from petitions import index_views, news_views, views

urlpatterns = [
    path("", index_views.index, name="petitions"),
    # A whole token, so that a petition may be called "news".
    re_path(r"^news/(?P<token>[\w-]{64})/stop/$", news_views.stop_news, name="petition_stop_news"),
    path("confirm/<str:token>/", views.confirm, name="petition_confirm"),
    path("confirm/<str:token>/not-me/", views.not_me, name="petition_not_me"),
    path("<slug:slug>/", views.petition, name="petition"),
    path("<slug:slug>/sign/", views.sign, name="petition_sign"),
    path("<slug:slug>/count.json", views.count, name="petition_count"),
]
