"""The public page of a draft before it is public."""

from urllib.parse import urlsplit

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import resolve
from django.utils.translation import gettext as _

from directory import questionnaire
from directory.finding import facets
from directory.gate import switches
from directory.models import Listing, Organisation, Partnership, Submission
from directory.records import publishing
from directory.records.batches import Refused
from directory.records.forms import AnsweredMembershipForm, PartnershipForm
from directory.registration.drafts import submission_of
from directory.rights import permissions
from directory.rights.methods import require_http_methods

# Without an answer to these there is no record yet
NEEDED = {"organisation", "part", "partnership", "scope", "status"}


@permissions.signed_in
@require_http_methods(["GET", "HEAD"])
def preview(request: HttpRequest, pk: object) -> HttpResponse:
    """The public page as it would be, made by its own view, with a line above that says so."""
    submission = submission_of(request, pk)
    if not submission.is_open_to_change:
        return redirect("directory:draft", pk)
    page = _public_page(request, submission)
    if page is None:
        messages.info(
            request,
            _(
                "There is something to see once the organisation, the partnership and where it works are answered."
            ),
        )
        return redirect("directory:draft_check", pk)
    notice = render_to_string("directory/registration/_preview_notice.html", {"submission": submission})
    before, main, after = page.content.partition(b"<main ")
    response = HttpResponse(before + notice.encode() + main + after)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _public_page(request: HttpRequest, submission: Submission) -> HttpResponse | None:
    """The public page of what the answers ask for: published, looked at, and taken back. None where too little is answered."""
    valid = {
        answered.step.key
        for answered in questionnaire.answered_steps(submission.answers)
        if answered.form.is_bound and answered.form.is_valid()
    }
    if not valid >= NEEDED:
        return None
    switches.require_writing()
    try:
        with transaction.atomic():
            partnership = _published(submission)
            # By its address, for no slice knows another
            match = resolve(urlsplit(partnership.get_absolute_url()).path)
            page = match.func(request, *match.args, **match.kwargs)
            transaction.set_rollback(True)
    except Refused:
        return None
    finally:
        facets.forget()  # the data version that was read within comes again, for other data
    return page


def _published(submission: Submission) -> Partnership:
    batch = questionnaire.records(submission)
    publishing.publish(batch, by=submission.registrant, source="", why="")
    partnership = Partnership.objects.get(slug=batch[PartnershipForm][0]["key"])
    # As accepting it does: who answers confirms with it what is said
    part = batch[AnsweredMembershipForm][0]
    organisation = Organisation.objects.get(slug=part["organisation"])
    publishing.confirm(partnership, organisation, by=submission.registrant, why="", role=part["role"])
    # What search knows of it is computed at commit, which never comes; without it the page computes it by itself
    Listing.objects.filter(partnership=partnership).delete()
    return partnership
