from django.urls import path

from petitions import me_views

urlpatterns = [
    path("<str:handle>/", me_views.signature, name="me_signature"),
    path("<str:handle>/withdraw/", me_views.withdraw, name="me_signature_withdraw"),
]
