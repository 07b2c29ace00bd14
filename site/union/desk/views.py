from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from union.desk.access import at_the_desk
from union.desk.sections import sections_for


@require_safe
@at_the_desk
def front(request: HttpRequest) -> HttpResponse:
    """What the person signed in may work on."""
    assert request.user.is_authenticated
    return render(request, "desk/front.html", {"sections": sections_for(request.user)})
