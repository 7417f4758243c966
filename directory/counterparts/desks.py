"""Desks as readers see them: the page of one, those of an organisation, and what somebody needs them for today.

No page is cached, for each depends on who reads it. A desk that a reader may not see is looked up, and answered, like one
that does not exist.
"""

from urllib.parse import urlencode

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from directory.counterparts.desk_forms import PurposeForm
from directory.counterparts.open_now import open_now
from directory.gate.channels import places_to_report
from directory.models import ContactPoint, DeskTest, Enquiry, Organisation
from directory.models.text_search import by_name
from directory.records.addresses import record_at
from directory.rights import permissions, showings
from directory.rights.methods import require_http_methods


@permissions.by_reader
def desk(request: HttpRequest, slug: str) -> HttpResponse:
    """How a desk is reached. For a restricted desk this is the only page that says so, and each showing is logged."""
    visible = ContactPoint.objects.visible_to(request.user).select_related("organisation__country")
    contact_point = get_object_or_404(visible.prefetch_related("languages", "topics", "countries"), slug=slug)
    if contact_point.is_restricted:
        try:
            showings.show(contact_point, to=request.user)
        except showings.NoPurpose:
            return redirect(f"{reverse('directory:purpose')}?{urlencode({'desk': slug})}")
        except showings.TooMany:
            return render(request, "directory/counterparts/too_many.html", status=429)
    answer_days = Enquiry.objects.answer_days([contact_point.pk]).get(contact_point.pk)
    context = {
        "desk": contact_point,
        "answer_days": answer_days,
        "open_now": open_now(contact_point, timezone.now()),
    }
    return render(request, "directory/counterparts/desk.html", context)


@permissions.by_reader
def desks(request: HttpRequest, slug: str) -> HttpResponse:
    """The desks of an organisation that the reader may see, by name; those who speak for it change them from here."""
    organisation = record_at(Organisation.objects.select_related("country"), slug)
    is_own = request.user.is_authenticated and showings.speaks_for(request.user, organisation.pk)
    visible = ContactPoint.objects.visible_to(request.user).of(organisation)
    visible = visible.annotate(
        is_silent=Exists(DeskTest.objects.told_of().filter(contact_point=OuterRef("pk")))
    )
    context = {
        "organisation": organisation,
        "is_own": is_own,
        "desks": visible.defer("mailbox", "phone", "web_form", "requirements").order_by(by_name(), "pk"),
    }
    return render(request, "directory/counterparts/desks.html", context)


@permissions.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def purpose(request: HttpRequest) -> HttpResponse:
    """What somebody needs restricted desks for, asked once a day before the first one; then on to that desk."""
    form = PurposeForm(request.POST or None)
    slug = request.GET.get("desk", "")
    if form.is_valid():
        showings.state_purpose(request.user, form.cleaned_data["purpose"])
        visible = ContactPoint.objects.visible_to(request.user)
        # PostgreSQL refuses text with a zero byte, which anybody can type into an address.
        if "\0" not in slug and visible.filter(slug=slug).exists():
            return redirect("directory:desk", slug)
        return redirect("directory:account")
    context = {"form": form, "places": places_to_report(request)}
    return render(request, "directory/counterparts/purpose.html", context)
