"""Links in mails: how they are written, and how a token in one comes to a page with a clean address.

The token waits in a signed cookie meanwhile. So it stands in no history of the browser that is shared, in no log after the first line, and in no referrer. Looking at
the page changes nothing, for scanners of mail follow links; only sending the form uses the link.
"""

import re

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation

from directory.models import Organisation, Partnership

TOKEN = re.compile(r"[\w-]{43}", re.ASCII)  # 32 bytes in base 64
HOUR = 60 * 60


def link(name: str, *args: object, language: str | None = None) -> str:
    """The whole address of a page, for a mail: from the base address of the site, never from a request."""
    with translation.override(language or translation.get_language()):
        return f"{settings.DIRECTORY_BASE_URL}{reverse(f'directory:{name}', args=args)}"


def page_of(record: Organisation | Partnership, *, language: str) -> str:
    """The whole address of a record's own page, for a mail."""
    with translation.override(language):
        return settings.DIRECTORY_BASE_URL + record.get_absolute_url()


def enter(token: str, *, page: str) -> HttpResponse:
    """Lead to the page by that name with the token in its cookie; without one where it cannot be a token."""
    response = HttpResponseRedirect(reverse(f"directory:{page}"))
    if not TOKEN.fullmatch(token):
        return leave(response, page=page)
    response.set_signed_cookie(
        page,
        token,
        salt=page,
        max_age=HOUR,
        path=reverse(f"directory:{page}"),
        secure=settings.IS_HTTPS,
        httponly=True,
        samesite="Lax",
    )
    return response


def token_of(request: HttpRequest, *, page: str) -> str:
    """The token that came with the link; "" where there is none, or it was tampered with."""
    return request.get_signed_cookie(page, default="", salt=page, max_age=HOUR)


def leave(response: HttpResponse, *, page: str) -> HttpResponse:
    """The response without the cookie."""
    response.delete_cookie(page, path=reverse(f"directory:{page}"), samesite="Lax")
    return response


def not_valid(request: HttpRequest, *, page: str, typed: str = "") -> HttpResponse:
    """The one answer to a link that does not work, whatever the reason. What was typed is given back: it is kept nowhere."""
    context = {"renew": reverse(f"directory:renew_{page}"), "typed": typed}
    return render(request, "directory/by_link/not_valid.html", context, status=410)
