from django.urls import path

from campaigns.newsletters import me_views

urlpatterns = [
    path("choices/", me_views.choices, name="me_newsletters"),
    path("campaign-mail/", me_views.campaign_mail, name="me_campaign_mail"),
]
