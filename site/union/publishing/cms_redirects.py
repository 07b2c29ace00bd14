"""A file with many redirects, as somebody's spreadsheet wrote it."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.admin.auth import require_admin_access
from wagtail.contrib.redirects.views import process_import


@require_admin_access
def import_them(request: HttpRequest) -> HttpResponse:
    """Wagtail's own, which trips over a line that ends too soon and over a second press of the button."""
    try:
        with transaction.atomic():
            answer: HttpResponse = process_import(request)
            return answer
    except FileNotFoundError:
        messages.warning(request, "This file was read already. To read another one, choose it here.")
    except IndexError:
        messages.error(request, "Nothing was imported: a line of the file lacks one of the two addresses.")
    return redirect("wagtailredirects:start_import")
