"""Stopping mails that come again and again: questions, reminders, tests of a desk. Each of them names this page in its
`List-Unsubscribe`, and mail programs send its form by themselves (RFC 8058)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from directory.asking import first_confirmations
from directory.mail.links import address_to_stop
from directory.rights import permissions
from directory.rights.methods import require_http_methods


@permissions.by_mail_program
@require_http_methods(["GET", "HEAD", "POST"])
def stop_mails(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether to stop, and stop. Looking at the page changes nothing, for scanners of mail follow links."""
    address_hash = address_to_stop(token)
    if address_hash is None:
        return render(request, "directory/answers/stop_not_valid.html", status=410)
    if request.method == "POST":
        first_confirmations.suppress(address_hash)
        return render(request, "directory/answers/mails_stopped.html")
    return render(request, "directory/answers/stop_mails.html")
