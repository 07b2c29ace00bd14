from django.urls import path

from campaigns.consultations import me_views

urlpatterns = [path("answer/", me_views.answer, name="me_views_answer")]
