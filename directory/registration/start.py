"""Where a registration begins: a new draft, or a change of what is public."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from directory.gate import switches
from directory.gate.form_keys import sent_once
from directory.models import Membership, Organisation, Partnership, Representative, Submission
from directory.records import publishing
from directory.records.addresses import record_at
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
    """A record to look at: the public one that was confirmed last; while none is, the first one with a description. At most
    two queries."""
    listed = Partnership.objects.listed()
    confirmed = listed.filter(confirmed_on__isnull=False).order_by("-confirmed_on", "pk").first()
    return confirmed or listed.exclude(description="").order_by("pk").first()


@permissions.signed_in
@sent_once
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, slug: str) -> HttpResponse:
    """For those who speak for a member of a partnership: change its record, or confirm that it is still right."""
    partnership = record_at(Partnership.objects, slug)
    organisations = _speaking_for(request, partnership)
    if request.method == "POST":
        organisation = next(
            (member for member in organisations if member.slug == request.POST.get("organisation")), None
        )
        if organisation is None:
            # None was ticked, or the right to speak for it has ended since the page was opened
            return redirect("directory:change", partnership.slug)
        if request.POST.get("then") == "confirm":
            if publishing.confirm(
                partnership, organisation, by=request.user, why=_("A member found that it is still right.")
            ):
                messages.success(request, _("Thank you. The record says that it was confirmed today."))
            else:
                messages.error(request, _("Only those who are members today can confirm it."))
            return redirect("directory:change", partnership.slug)
        try:
            return redirect(
                "directory:draft", saving.start_change(partnership, organisation, by=request.user).pk
            )
        except saving.Full:
            return too_many_drafts(request)
    return render(
        request,
        "directory/registration/change.html",
        {"partnership": partnership, "organisations": organisations},
    )


def _speaking_for(request: HttpRequest, partnership: Partnership) -> list[Organisation]:
    """The shown members of the partnership for which this person speaks."""
    speaks_for = Representative.objects.current().of(request.user).values("organisation")
    memberships = Membership.objects.shown().filter(partnership=partnership, organisation__in=speaks_for)
    # One may have several memberships
    members = Organisation.objects.filter(pk__in=memberships.values("organisation"))
    return list(members.order_by("sort_name", "pk"))


def too_many_drafts(request: HttpRequest) -> HttpResponse:
    """Back to one's drafts, because there are as many as there may be."""
    messages.error(
        request,
        _("You have %(most)s open drafts. Finish or delete one first.") % {"most": saving.MOST_DRAFTS},
    )
    return redirect("directory:register")
