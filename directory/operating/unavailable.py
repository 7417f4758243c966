"""The answers (503) while the database is away, busy or full. They need no database, no session and nobody's account."""

import re
from dataclasses import dataclass
from http import HTTPStatus

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from directory.database.outages import Outage
from directory.exchange.programs import problems
from directory.exchange.programs.endpoints import CORS
from directory.gate import form_keys, switches
from directory.gate.switches import Switch

# Fields that nobody typed, and those that are nobody's to read on a page: codes and what a passkey says
NOT_SHOWN = {*form_keys.NOT_TYPED, "fetched", "about", "next", "code", "credential", "token", "purpose"}
CHOSEN = re.compile("[a-z_]*")  # the code of a choice, which says nothing to whoever chose it
LONGEST_SHOWN = 100_000  # characters: five times the longest answer of the questionnaire


@dataclass(frozen=True, slots=True)
class UnavailableReason:
    title: str
    sentence: str
    sent: str  # what became of what was sent
    retry_after: int  # seconds
    is_soon_over: bool = False  # so that whoever reads is offered to open the page again


def reason_of(outage: Outage) -> UnavailableReason:
    if outage is Outage.BUSY:
        return UnavailableReason(
            _("The directory is busy"),
            _("This took too long, because there is much to do at this moment. It was stopped."),
            _("What you sent was not kept. Wait a moment, and send it again."),
            10,
            is_soon_over=True,
        )
    if outage is Outage.FULL:
        return UnavailableReason(
            _("The directory can be read, but not changed"),
            _(
                "It takes no changes at this moment, and nobody can sign in. This is not your fault. Reading goes on."
            ),
            _("What you sent was not kept. Keep your text, and send it again later."),
            300,
        )
    return UnavailableReason(
        _("The directory cannot answer just now"),
        _("Its database cannot be reached. This is our fault, not yours. Try again in a minute."),
        _(
            "We cannot tell whether what you sent was kept. Look whether it is there before you send it again."
        ),
        10,
        is_soon_over=True,
    )


def switched_off(switch: Switch) -> UnavailableReason:
    if switch is Switch.READ_ONLY:
        return reason_of(Outage.FULL)
    return UnavailableReason(
        _("This is switched off"),
        switches.sentence(switch),
        _("What you sent was not kept. Keep your text, and send it again later."),
        600,
    )


def unavailable(request: HttpRequest, reason: UnavailableReason) -> HttpResponse:
    """The answer in the form in which whoever asks can read it: a page, problem details, or a line of text."""
    if problems.is_for_programs(request):
        problem = problems.ProblemDetails(
            503, "unavailable", reason.title, reason.sentence, headers=dict(CORS)
        )
        response = problem.response()
    elif "." in request.path_info.rpartition("/")[2]:  # a file
        response = HttpResponse(
            f"{reason.title}. {reason.sentence}\n", content_type="text/plain; charset=utf-8"
        )
    else:
        is_sent = request.method not in ("GET", "HEAD")
        page = {
            "reason": reason,
            "is_sent": is_sent,
            "typed": typed(request) if is_sent else "",
            "address": request.get_full_path() if reason.is_soon_over and not is_sent else "",
        }
        response = HttpResponse(render_to_string("unavailable.html", page))
    response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
    response["Retry-After"] = str(reason.retry_after)
    response["Cache-Control"] = "no-store"
    response._has_been_logged = True  # an outage is told once, where it begins, and not for each who asks
    return response


def typed(request: HttpRequest) -> str:
    """What was typed into a form, one answer after the other, so that it can be copied."""
    try:
        fields = list(request.POST.lists())
    except (SuspiciousOperation, RequestDataTooBig, MultiPartParserError, OSError):
        return ""
    answers = [
        answer.strip()
        for name, answers in fields
        if name.rpartition("-")[2] not in NOT_SHOWN
        for answer in answers
        if not CHOSEN.fullmatch(answer.strip())
    ]
    return "\n\n".join(answers)[:LONGEST_SHOWN]
