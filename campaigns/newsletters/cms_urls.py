from django.urls import path

from campaigns.newsletters import cms_views

app_name = "newsletters_cms"
urlpatterns = [
    path("", cms_views.index, name="index"),
    path("new/<int:page_pk>/", cms_views.new, name="new"),
    path("<int:pk>/", cms_views.mailing, name="mailing"),
    path("<int:pk>/edit/", cms_views.edit, name="edit"),
    path("<int:pk>/letter/<slug:language>/", cms_views.letter, name="letter"),
    path("<int:pk>/<slug:verb>/", cms_views.act, name="act"),
]
