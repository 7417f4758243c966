"""Desks as readers see them: the page of one, those of an organisation, and what somebody needs them for today.

No page is cached, for each depends on who reads it. A desk that a reader may not see is looked up, and answered, like one
that does not exist.
"""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from directory.counterparts.desk_forms import PurposeForm
from directory.counterparts.open_now import open_now
from directory.counterparts.vcards import vcard
from directory.gate.channels import places_to_report
from directory.models import ContactPoint, DeskTest, Enquiry, Organisation
from directory.models.text_search import by_name
from directory.records.addresses import record_at
from directory.rights import permissions, showings
from directory.rights.methods import require_http_methods


def showing_desk(view: Callable[[HttpRequest, ContactPoint], HttpResponse]) -> Callable[..., HttpResponse]:
    """Give a view the desk of its address, with all that is told of it. The only way to a page or file that says how a desk
    is reached: each showing of a restricted one is logged, within bounds, once the purpose of the day is stated."""

    @wraps(view)
    def answer(request: HttpRequest, slug: str) -> HttpResponse:
        visible = ContactPoint.objects.visible_to(request.user).select_related("organisation__country")
        contact_point = get_object_or_404(
            visible.prefetch_related("languages", "topics", "countries"), slug=slug
        )
        if contact_point.is_restricted:
            try:
                showings.show(contact_point, to=request.user)
            except showings.NoPurpose:
                return redirect(f"{reverse('directory:purpose')}?{urlencode({'desk': slug})}")
            except showings.TooMany:
                return render(request, "directory/counterparts/too_many.html", status=429)
        return view(request, contact_point)

    return answer


@permissions.by_reader
@showing_desk
def desk(request: HttpRequest, contact_point: ContactPoint) -> HttpResponse:
    context = {**told_of(contact_point), "open_now": open_now(contact_point, timezone.now())}
    return render(request, "directory/counterparts/desk.html", context)


@permissions.by_reader
@showing_desk
def desk_card(request: HttpRequest, contact_point: ContactPoint) -> HttpResponse:
    """All that is told of a desk on a page to print, with its address and the day."""
    context = {
        **told_of(contact_point),
        "address": address_of(contact_point),
        "day": timezone.localdate(),
    }
    return render(request, "directory/counterparts/desk_card.html", context)


@permissions.by_reader
@showing_desk
def desk_vcard(request: HttpRequest, contact_point: ContactPoint) -> HttpResponse:
    card = vcard(contact_point, address=address_of(contact_point), moment=timezone.now())
    file_name = f'attachment; filename="{contact_point.slug}.vcf"'
    return HttpResponse(
        card, content_type="text/vcard; charset=utf-8", headers={"Content-Disposition": file_name}
    )


def address_of(contact_point: ContactPoint) -> str:
    """The whole address of a desk's page, in the language of this one."""
    return settings.DIRECTORY_BASE_URL + reverse("directory:desk", args=[contact_point.slug])


def told_of(contact_point: ContactPoint) -> dict[str, object]:
    """A desk, and how soon it answered, as parts/_desk.html has it. One query, and one more where it answered a test."""
    pk = contact_point.pk
    return {
        "desk": contact_point,
        "answer_days": Enquiry.objects.answer_days([pk]).get(pk),
        "test_answer": DeskTest.objects.answers([pk]).get(pk) if contact_point.is_reachable else None,
    }


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
