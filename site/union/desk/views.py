from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from union.accounts.roles import works_at_the_desk
from union.desk.sections import sections_for
from union.stillness import stays_still


@require_safe
@never_cache
def front(request: HttpRequest) -> HttpResponseBase:
    """What the person signed in may work on.

    Whoever holds no role is told so here, at the address that stands at the foot of every page, and who gives
    roles; the pages behind it do not exist for them.
    """
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if not works_at_the_desk(request.user):
        return render(request, "desk/no_role.html", status=403)
    context = {"sections": sections_for(request.user), "still": stays_still(request)}
    return render(request, "desk/front.html", context)
