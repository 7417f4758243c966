"""Desks as readers see them: the page of one, those of an organisation, and what somebody needs them for today.

Nothing here is kept anywhere: what there is depends on the reader. A desk that a reader may not see and one that does not
exist are the same query and the same answer.
"""

from urllib.parse import urlencode

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from directory.counterparts.desk_forms import PurposeForm
from directory.gate.channels import channel_of
from directory.models import ContactPoint, DeskTest, Enquiry, Organisation
from directory.records.addresses import record_at
from directory.rights import permissions, showings


@permissions.by_reader
def desk(request: HttpRequest, slug: str) -> HttpResponse:
    """How a desk is reached. The only page that shows that of a desk that not everybody may see."""
    visible = ContactPoint.objects.visible_to(request.user).select_related("organisation__country")
    found = get_object_or_404(visible.prefetch_related("languages", "topics", "countries"), slug=slug)
    if found.is_restricted:
        try:
            showings.show(found, to=request.user)
        except showings.NoPurpose:
            return redirect(f"{reverse('directory:purpose')}?{urlencode({'desk': slug})}")
        except showings.TooMany:
            return render(request, "directory/counterparts/too_many.html", status=429)
    context = {"desk": found, "answer_days": Enquiry.objects.answer_days([found.pk]).get(found.pk)}
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
        "desks": visible.defer("mailbox", "phone", "web_form", "requirements").order_by("name", "pk"),
    }
    return render(request, "directory/counterparts/desks.html", context)


@permissions.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def purpose(request: HttpRequest) -> HttpResponse:
    """Asked once a day, before the first restricted desk. Afterwards the desk that was asked for is shown."""
    form = PurposeForm(request.POST or None)
    asked_for = request.GET.get("desk", "")
    if form.is_valid():
        showings.state_purpose(request.user, form.cleaned_data["purpose"])
        visible = ContactPoint.objects.visible_to(request.user)
        if "\0" not in asked_for and visible.filter(slug=asked_for).exists():
            return redirect("directory:desk", asked_for)
        return redirect("directory:account")
    context = {"form": form, "channel": channel_of(request)}
    return render(request, "directory/counterparts/purpose.html", context)
