from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from union.accounts.roles import works_at_the_desk
from union.desk.sections import sections


def front(request: HttpRequest) -> HttpResponse:
    """What the person signed in may work on."""
    if not works_at_the_desk(request.user):
        raise Http404
    return render(
        request, "desk/front.html", {"sections": [s for s in sections() if s.visible_to(request.user)]}
    )
