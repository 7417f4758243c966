"""An organisation's own desks: those who speak for it add, change and remove them, and see who looked."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from directory.counterparts.desk_forms import OwnDeskForm, values_of
from directory.gate.channels import places_to_report
from directory.gate.form_keys import sent_once
from directory.models import Actor, ContactPoint, Organisation, PageReport, Problem, Representative
from directory.records import publishing
from directory.records.addresses import free_slug, one_at_a_time
from directory.records.forms import ContactPointForm
from directory.rights import permissions
from directory.rights.methods import require_http_methods, require_safe

SHOWINGS_PER_PAGE = 50


@permissions.signed_in
@sent_once
@require_http_methods(["GET", "HEAD", "POST"])
def new_desk(request: HttpRequest, slug: str) -> HttpResponse:
    organisation = organisation_of_reader(request, slug)
    form = OwnDeskForm(request.POST or None, country=organisation.country)
    if form.is_valid():
        with transaction.atomic():
            one_at_a_time()  # of two desks that are added at once, both could find the same key free
            key = free_slug(ContactPoint, f"{organisation.slug[:30]} {form.cleaned_data['name']}")
            _publish(request, organisation, key, form, why=_("The organisation added a desk."))
        messages.success(request, _("The desk is in the directory now."))
        return redirect("directory:desks", slug)
    return _form_page(request, organisation, form)


@permissions.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def change_desk(request: HttpRequest, slug: str, desk: str) -> HttpResponse:
    organisation = organisation_of_reader(request, slug)
    contact_point = get_object_or_404(
        ContactPoint.objects.visible_to(request.user).of(organisation), slug=desk
    )
    form = OwnDeskForm(request.POST or None, initial=values_of(contact_point), country=organisation.country)
    if form.is_valid():
        with transaction.atomic():
            _publish(
                request, organisation, contact_point.slug, form, why=_("The organisation changed a desk.")
            )
        messages.success(request, _("Saved."))
        return redirect("directory:desks", slug)
    return _form_page(request, organisation, form, desk=contact_point)


@permissions.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def remove_desk(request: HttpRequest, slug: str, desk: str) -> HttpResponse:
    organisation = organisation_of_reader(request, slug)
    contact_point = get_object_or_404(
        ContactPoint.objects.visible_to(request.user).of(organisation), slug=desk
    )
    is_last = False
    if request.method == "POST":
        try:
            publishing.remove_contact_point(
                contact_point, by=request.user, why=_("The organisation removed a desk.")
            )
        except publishing.LastContactPoint:
            is_last = True
        else:
            messages.success(request, _("The desk is not in the directory any more."))
            return redirect("directory:desks", slug)
    context = {"organisation": organisation, "desk": contact_point, "is_last": is_last}
    return render(request, "directory/counterparts/remove_desk.html", context, status=409 if is_last else 200)


@permissions.signed_in
@require_safe
def desk_showings(request: HttpRequest, slug: str) -> HttpResponse:
    """Who looked at the organisation's restricted desks, when, and why: the newest first."""
    organisation = organisation_of_reader(request, slug)
    shown = organisation.showings.select_related("user").order_by("-at", "-pk")
    page = Paginator(shown, SHOWINGS_PER_PAGE).get_page(request.GET.get("page"))
    context = {"organisation": organisation, "showings": page}
    return render(request, "directory/counterparts/showings.html", context)


def organisation_of_reader(request: HttpRequest, slug: str) -> Organisation:
    """The organisation, for those who speak for it; 404 for everybody else."""
    spoken_for = Representative.objects.current().of(request.user).values("organisation")
    organisations = Organisation.objects.published().select_related("country")
    return get_object_or_404(organisations.filter(pk__in=spoken_for), slug=slug)


def _publish(
    request: HttpRequest, organisation: Organisation, key: str, form: OwnDeskForm, *, why: str
) -> None:
    """Publish the desk, confirmed today. What was declared a false alarm of the guard waits in the reviewers' queue."""
    record = {
        **form.cleaned_data,
        "key": key,
        "organisation": organisation.slug,
        "confirmed_on": timezone.localdate(),
    }
    publishing.publish(
        {ContactPointForm: [record]}, by=request.user, source="", why=why, actor=Actor.ORGANISATION
    )
    if form.false_alarms:
        PageReport.objects.create(
            path=organisation.get_absolute_url(),
            organisation=organisation,
            problem=Problem.HARMFUL,
            text=_(
                "The desk “%(desk)s” was written with words that look like a case. Its organisation says: %(why)s"
            )
            % {"desk": form.cleaned_data["name"], "why": form.statement},
        )


def _form_page(
    request: HttpRequest, organisation: Organisation, form: OwnDeskForm, *, desk: ContactPoint | None = None
) -> HttpResponse:
    context = {"organisation": organisation, "form": form, "desk": desk, "places": places_to_report(request)}
    return render(request, "directory/counterparts/desk_form.html", context)
