from django.urls import path, re_path

from petitions import embedding, index_views, link_views, news_views, share_views, stall_views, views

urlpatterns = [
    path("", index_views.index, name="petitions"),
    # A whole token, so that a petition may be called "news".
    re_path(r"^news/(?P<token>[\w-]{64})/stop/$", news_views.stop_news, name="petition_stop_news"),
    path("confirm/<str:token>/", link_views.confirm, name="petition_confirm"),
    path("confirm/<str:token>/not-me/", link_views.not_me, name="petition_not_me"),
    path("stall/<str:code>/", stall_views.stall, name="petition_stall"),
    path("stall/<str:code>/thanks/", stall_views.thanks, name="petition_stall_thanks"),
    path("employers.json", share_views.employers, name="petition_employers"),
    path("<slug:slug>/", views.petition, name="petition"),
    path("<slug:slug>/sign/", views.sign, name="petition_sign"),
    path("<slug:slug>/code/", views.code, name="petition_code"),
    path("<slug:slug>/count.json", views.count, name="petition_count"),
    path("<slug:slug>/hours.csv", views.hours, name="petition_hours"),
    path("<slug:slug>/embed/", embedding.embed, name="petition_embed"),
    path("<slug:slug>/poster.pdf", share_views.poster, name="petition_poster"),
    path("<slug:slug>/qr.svg", share_views.qr, name="petition_qr"),
]
