"""Themes, coding and outcomes, under /cms/views/."""

from django.urls import path

from campaigns.consultations import cms_coding, cms_outcomes, cms_themes

app_name = "consultations_themes"
urlpatterns = [
    path("themes/", cms_themes.index, name="index"),
    path("themes/<int:pk>/", cms_themes.theme, name="theme"),
    path("themes/<int:pk>/texts/", cms_themes.texts, name="theme_texts"),
    path("themes/<int:pk>/merge/", cms_themes.merge, name="merge"),
    path("themes/<int:pk>/unmerge/", cms_themes.unmerge, name="unmerge"),
    path("themes/<int:pk>/outcome/", cms_outcomes.outcome, name="outcome"),
    path("themes/<int:pk>/<slug:decision>/", cms_themes.decide, name="decide_theme"),
    path("<int:pk>/themes/", cms_themes.codebook, name="codebook"),
    path("<int:pk>/coding/<slug:question>/", cms_coding.screen, name="coding"),
    path("<int:pk>/coding/<slug:question>/together/", cms_coding.together, name="together"),
    path("<int:pk>/coding/<slug:question>/undo/", cms_coding.undo, name="undo"),
    path("<int:pk>/outcomes/", cms_outcomes.outcomes, name="outcomes"),
    path("<int:pk>/report/", cms_outcomes.report, name="report"),
    path("outcomes/<int:pk>/<slug:decision>/", cms_outcomes.decide, name="decide_outcome"),
]
