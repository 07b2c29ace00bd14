"""Building a consultation, under /cms/views/ beside moderation."""

from django.urls import path

from campaigns.consultations import cms_building as building
from campaigns.consultations import cms_preview, cms_questions

app_name = "consultations_building"
urlpatterns = [
    path("new/", building.new, name="new"),
    path("<int:pk>/build/", building.build, name="build"),
    path("<int:pk>/build/words/", building.words, name="words"),
    path("<int:pk>/build/audience/", building.audience, name="audience"),
    path("<int:pk>/build/open/", building.open_it, name="open"),
    path("<int:pk>/build/discard/", building.discard, name="discard"),
    path("<int:pk>/build/close/", building.close, name="close"),
    path("<int:pk>/build/extend/", building.extend, name="extend"),
    path("<int:pk>/build/again/", building.again, name="again"),
    path("<int:pk>/build/sections/new/", cms_questions.new_section, name="new_section"),
    path("<int:pk>/preview/", cms_preview.preview, name="preview"),
    path("<int:pk>/preview/replies/", cms_preview.preview_replies, name="preview_replies"),
    path("sections/<int:pk>/", cms_questions.section, name="section"),
    path("sections/<int:pk>/remove/", cms_questions.remove_section, name="remove_section"),
    path("sections/<int:pk>/move/<slug:where>/", cms_questions.move_section, name="move_section"),
    path("sections/<int:pk>/questions/new/", cms_questions.new_question, name="new_question"),
    path(
        "sections/<int:pk>/questions/new/<slug:kind>/",
        cms_questions.new_question_of_kind,
        name="new_question_of_kind",
    ),
    path("questions/<int:pk>/", cms_questions.question, name="question"),
    path("questions/<int:pk>/remove/", cms_questions.remove_question, name="remove_question"),
    path("questions/<int:pk>/move/<slug:where>/", cms_questions.move_question, name="move_question"),
]
