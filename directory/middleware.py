"""Answers to what stops a page: moved, gone, a search that took too long, a database that is away, a language that is not
offered. And who is asking."""

import sys
from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.contrib.auth.middleware import get_user
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import BadRequest
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponsePermanentRedirect,
)
from django.shortcuts import redirect, render
from django.template.loader import get_template
from django.utils.functional import SimpleLazyObject
from django.utils.http import escape_leading_slashes
from django.views.csrf import csrf_failure

from directory.database.outages import Outage, outage_of
from directory.exchange.programs import problems
from directory.gate import switches
from directory.gate.form_keys import key_of
from directory.gate.form_tokens import is_from_here
from directory.gate.kept_forms import after_signing_in
from directory.gate.switches import Switch, SwitchedOff
from directory.models import User
from directory.operating.unavailable import reason_of, switched_off, unavailable
from directory.records.addresses import Gone, address_today
from directory.rights.permissions import gave_second_factor


class ReadableForms:
    """Refuses what says that it is written in another encoding than UTF-8, before anything reads it: each reader would
    stumble over it in a way of its own, the one that answers for errors as well."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        charset = (request.content_params or {}).get("charset", "utf-8")
        request.encoding = "utf-8"  # else parameters would be read by what the request says of itself
        if charset.lower() not in ("utf-8", "utf8"):
            raise BadRequest("Forms have to be sent in UTF-8.")
        return self.get_response(request)


class AllowedMethods:
    """Answers 405, with the methods that there are, where the view of the address takes no request of that kind. Before the
    check against forged forms and the sign-in page: neither could make it an answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable, _args: tuple, _kwargs: dict
    ) -> HttpResponse | None:
        allowed = getattr(view, "allowed_methods", None)
        if allowed is None or request.method in allowed:
            return None
        page = get_template("405.html").render({"methods": allowed}, request)
        return HttpResponseNotAllowed(allowed, page)


class PlainAnswers:
    """Turns exceptions that views let pass into their pages: a redirect, "gone" (410), and what keeps the database from
    answering (503)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Http404):
            try:
                return self.moved(request)
            except Gone as gone:
                exception = gone
        if isinstance(exception, Gone):
            return render(request, "410.html", {"reason": exception.reason}, status=410)
        if isinstance(exception, SwitchedOff):
            return unavailable(request, switched_off(exception.switch))
        return while_out(request, exception)

    def moved(self, request: HttpRequest) -> HttpResponse | None:
        """The way to the same page of the record, with all that stands behind its slug, if the address holds a former one.
        Raises Gone."""
        address = address_today(request.resolver_match)
        if address is None:
            return None
        query = request.META.get("QUERY_STRING", "")
        # What somebody sends from a page that was opened before the change is sent on (308), not lost
        is_sent = request.method not in ("GET", "HEAD")
        return HttpResponsePermanentRedirect(
            f"{address}?{query}" if query else address, preserve_request=is_sent
        )


def while_out(request: HttpRequest, exception: BaseException) -> HttpResponse | None:
    """The answer where the database, and not our code, is why a request failed."""
    outage = outage_of(exception)
    if outage is None:
        return None
    if outage is Outage.FULL:
        switches.note_full()
    # The statement timeout of the settings: a search that would cost too much
    if outage is Outage.BUSY and request.method in ("GET", "HEAD") and request.GET.get("q", "").strip():
        return render(request, "503.html", {"words": request.GET["q"]}, status=503)
    return unavailable(request, reason_of(outage))


def server_error(request: HttpRequest) -> HttpResponse:
    """The answer to an exception that no view raised, but a middleware, and to our own faults."""
    response = while_out(request, exception) if (exception := sys.exception()) else None
    return response or problems.server_error(request)


class Switches:
    """Answers 503, in place of the view, where something is sent while the directory can only be read, and where what is
    asked for is switched off."""

    # Names of addresses. Of exports all requests are stopped, of the others those that send something
    SENT = {
        Switch.REGISTRATIONS: {"register", "change", "draft_check", "again"},
        Switch.RELAY: {"new_enquiry", "enquiry", "desk_answer"},
        Switch.SHOWINGS: {"purpose"},
    }
    ASKED = {Switch.EXPORTS: {"download", "dump", "network_file", "list_calendar", "gone_records"}}

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable, _args: tuple, _kwargs: dict
    ) -> HttpResponse | None:
        is_sent = request.method not in ("GET", "HEAD", "OPTIONS") and not getattr(view, "only_reads", False)
        if is_sent and switches.is_read_only():
            return unavailable(request, reason_of(Outage.FULL))
        name = request.resolver_match.url_name
        for switch, names in (self.SENT if is_sent else self.ASKED).items():
            if name in names and switches.is_on(switch):
                return unavailable(request, switched_off(switch))
        return None


class OfferedLanguages:
    """Sends whoever follows an address in a language that is not offered to the same address in English: for now, for the
    language may be offered later. What a form sends goes along."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = request.path_info[1:].partition("/")[0]
        if language not in settings.SITE_LANGUAGES or language in dict(settings.LANGUAGES):
            return self.get_response(request)
        address = request.get_full_path_info().removeprefix(f"/{language}")
        # What is left of `/fr` has no slash, and what is left of `/fr//example.org` would be another site
        address = escape_leading_slashes(address if address.startswith("/") else f"/{address}")
        # Not HttpResponseRedirect, which refuses addresses of more than 2,048 characters: a search may have more
        status = HTTPStatus.FOUND if request.method in ("GET", "HEAD") else HTTPStatus.TEMPORARY_REDIRECT
        return HttpResponse(status=status, headers={"Location": address})


class SecondFactor:
    """Lets `request.user` know whether this session gave a second factor: what officials and reviewers see depends on
    it. Where nobody asks for the user, the session is not looked at."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        def user() -> User | AnonymousUser:
            account = get_user(request)
            if account.is_authenticated:
                account.gave_second_factor = gave_second_factor(request, account)
            return account

        request.user = SimpleLazyObject(user)
        return self.get_response(request)


def form_of_another_session(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The answer to a form without Django's token of this session. Our own page, open since before its reader signed in anew,
    is shown again with what was typed; any other is taken for forged (403)."""
    form_key = key_of(request)
    is_readers = form_key is not None and request.user.pk in (None, form_key.account)
    if is_readers and is_from_here(request):
        return after_signing_in(request, redirect)
    return csrf_failure(request, reason)
