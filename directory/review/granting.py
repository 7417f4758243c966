"""The page on which a reviewer grants or refuses, with a reason, a right that an account asks for.

There are two such rights: to speak for an organisation (`claims`), and to count as an official of one (`officials`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy

from directory.models import Representative, Verification
from directory.review.forms import ReasonForm

Application = Representative | Verification

ALREADY_DECIDED = gettext_lazy("Somebody else was quicker: it does not wait any more.")
OWN_APPLICATION = gettext_lazy("You ask for this yourself, so another reviewer decides.")


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedRight:
    """What differs between the two rights: the words, the rules and the template of their pages.

    `grant` and `refuse` are called with the application, `by` and `reason`. `obstacles`: the exceptions that they raise,
    each with the sentence that the reviewer reads then. `context`: what the template shows of an application, and
    `is_waiting`.
    """

    template: str
    reason_label: str
    reason_hint: str
    grant: Callable[..., object]
    refuse: Callable[..., object]
    obstacles: Mapping[type[Exception], str]
    granted: str
    refused: str
    page_afterwards: str
    context: Callable[[Application], dict[str, object]]


def decision_page(request: HttpRequest, application: Application, right: AskedRight) -> HttpResponse:
    """Show an application, or decide it. What stands in the way of a decision is said on the page, with status 409."""
    form = ReasonForm(
        request.POST if request.method == "POST" else None, label=right.reason_label, hint=right.reason_hint
    )
    stop = ""
    if request.method == "POST" and form.is_valid():
        is_granted = request.POST.get("decision") == "grant"
        decide = right.grant if is_granted else right.refuse
        try:
            decide(application, by=request.user, reason=form.cleaned_data["reason"])
        except tuple(right.obstacles) as obstacle:
            stop = right.obstacles[type(obstacle)]
        else:
            messages.success(request, right.granted if is_granted else right.refused)
            return redirect(right.page_afterwards)
    context = {
        "form": form,
        "stop": stop,
        "is_own": application.user_id == request.user.pk,
        **right.context(application),
    }
    return render(request, right.template, context, status=409 if stop else 200)
