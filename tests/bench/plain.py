"""What the product is measured against: a bare view with one INSERT, and nothing around it."""

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone

from petitions.models import Petition, Signature


def insert(request: HttpRequest) -> HttpResponse:
    petition = int(request.POST["petition"])
    Signature.objects.create(petition_id=petition, signed_at=timezone.now(), role=request.POST["name"])
    return HttpResponse("Thank you.")


def nothing(request: HttpRequest) -> HttpResponse:
    return HttpResponse("Thank you.")


urlpatterns = [
    path("insert/", insert),
    path("nothing/", nothing),
    path("", lambda request: HttpResponse(Petition.__name__)),
]
