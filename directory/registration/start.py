"""Where a registration begins: a new draft, or a change of what is public."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from directory.gate import switches
from directory.gate.form_keys import sent_once
from directory.models import Partnership, Submission
from directory.registration import saving, tasks
from directory.registration.decision_times import decision_times
from directory.rights import permissions
from directory.rights.methods import require_http_methods, require_safe

MOST_SHOWN = 50  # of one's drafts and submissions, the latest


@permissions.open_to_read
@sent_once
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """What registering is for and what it takes. For those who are signed in, their drafts and submissions, and a new one."""
    if request.method == "POST":
        try:
            return redirect(_first_step(saving.start(by=request.user)))
        except saving.Full:
            return too_many_drafts(request)
    context = {"decision_times": decision_times(), "example": _example()}
    if request.user.is_authenticated:
        submissions = Submission.objects.visible_to(request.user).select_related("organisation", "registrant")
        context["submissions"] = submissions.order_by("-changed_at")[:MOST_SHOWN]
    return render(request, "directory/registration/register.html", context)


@permissions.signed_in
@require_safe
def go_on(request: HttpRequest) -> HttpResponse:
    """Where somebody goes on who has just signed in to register: in their draft, or, with several, where they choose one."""
    drafts = list(Submission.objects.open_to_change().visible_to(request.user).order_by("-changed_at")[:2])
    if not drafts and not Submission.objects.visible_to(request.user).exists() and not _is_closed():
        # A link that was followed makes a draft, but only the first one of somebody who came here for that
        return redirect(_first_step(saving.start(by=request.user)))
    if len(drafts) == 1:
        return redirect("directory:draft", drafts[0].pk)
    return redirect("directory:register")


def _is_closed() -> bool:
    return switches.is_read_only() or switches.is_on(switches.Switch.REGISTRATIONS)


def _first_step(draft: Submission) -> str:
    """The address of the page where a new draft begins."""
    return reverse("directory:draft_step", args=[draft.pk, tasks.FIRST_PAGE])


def _example() -> Partnership | None:
    """A record to look at: the one with which lists begin, confirmed last or of the newest sources. One query."""
    listed = Partnership.objects.listed().filter(listing__isnull=False)
    return listed.order_by("listing__order_key").first()


def too_many_drafts(request: HttpRequest) -> HttpResponse:
    """Back to one's drafts, because there are as many as there may be."""
    messages.error(
        request,
        _("You have %(most)s open drafts. Finish or delete one first.") % {"most": saving.MOST_DRAFTS},
    )
    return redirect("directory:register")
