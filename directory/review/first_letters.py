"""Letters that invite organisations to confirm what is listed of them and to add a desk: several at once, each at an address
that a reviewer looked up. Each is shown before it is sent, and what is sent is what was shown."""

from typing import NamedTuple
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from directory.asking import first_confirmations
from directory.asking.respondents import desks_to_ask
from directory.finding.paging import ListPage, requested_page
from directory.gate.form_keys import sent_once
from directory.gate.plain_text import LineField
from directory.mail.languages import MailLanguageField
from directory.models import (
    Country,
    FirstConfirmation,
    Membership,
    Organisation,
    Partnership,
    Role,
    Status,
    Suppression,
)
from directory.models.partial_dates import over
from directory.records.fields import MailboxField
from directory.review.first_asking import seen_as, send, shown_mails
from directory.rights import permissions
from directory.rights.methods import require_http_methods

AT_ONCE = 10  # organisations on a page, and so letters in a batch
# Questions in one letter: whoever gets more answers none. The others follow when these are answered
RECORDS_IN_LETTER = 5


def organisations_to_invite() -> QuerySet[Organisation]:
    """Organisations that records name which nobody ever confirmed, that have no desk to ask at, and that were not asked
    yet."""
    unconfirmed = _unconfirmed_parts().filter(organisation=OuterRef("pk"))
    return (
        Organisation.objects.listed()
        .exclude(pk__in=Organisation.objects.ended())
        .filter(
            Exists(unconfirmed),
            ~Exists(desks_to_ask().filter(organisation=OuterRef("pk"))),
            ~Exists(FirstConfirmation.objects.filter(organisation=OuterRef("pk"))),
        )
    )


def _unconfirmed_parts() -> QuerySet[Membership]:
    """The parts of organisations in records that go on and that nobody ever confirmed."""
    has_ended = Q(status=Status.ENDED) | over("ended", timezone.localdate())
    records = first_confirmations.unconfirmed().exclude(has_ended)
    return Membership.objects.current().of_organisations().filter(partnership__in=records)


class InvitedRow(NamedTuple):
    """An organisation with its two fields, and how many records name it."""

    organisation: Organisation
    record_count: int
    email: forms.BoundField
    origin: forms.BoundField


class LettersForm(forms.Form):
    """For each organisation an address and where it comes from; what is left empty is not written to."""

    language = MailLanguageField(label=gettext_lazy("Language of the mails"))

    def __init__(self, typed=None, *, organisations: list[Organisation]):
        super().__init__(typed)
        self.organisations = organisations
        for organisation in organisations:
            name = {"organisation": organisation.name}
            self.fields[f"email-{organisation.slug}"] = MailboxField(
                label=_("Address of %(organisation)s") % name,
                required=False,
                widget=forms.EmailInput({"autocomplete": "off"}),
            )
            self.fields[f"origin-{organisation.slug}"] = LineField(
                label=_("Where the address of %(organisation)s comes from") % name,
                max_length=200,
                required=False,
            )

    def clean(self):
        cleaned = super().clean()
        typed = [email for name, email in cleaned.items() if name.startswith("email-") and email]
        for organisation in self.organisations:
            email, origin = f"email-{organisation.slug}", f"origin-{organisation.slug}"
            if cleaned.get(email) and not cleaned.get(origin) and origin not in self.errors:
                self.add_error(
                    origin,
                    _("Say where the address of %(organisation)s comes from: its reader has a right to know.")
                    % {"organisation": organisation.name},
                )
            if cleaned.get(email) and Suppression.objects.of_addresses([cleaned[email]]).exists():
                self.add_error(email, _("Its reader asked us not to write there with such questions."))
        if not typed and not self.errors:
            raise forms.ValidationError(_("Enter the address of at least one organisation."), code="nobody")
        return cleaned

    def addressed(self) -> list[Organisation]:
        """The organisations that are written to."""
        return [each for each in self.organisations if self.cleaned_data.get(f"email-{each.slug}")]

    def requests(self) -> list[FirstConfirmation]:
        """What each is asked about, not saved yet. Two queries."""
        records = first_records(self.addressed())
        return [
            FirstConfirmation(
                partnership=partnership,
                organisation=organisation,
                email=self.cleaned_data[f"email-{organisation.slug}"],
                address_origin=self.cleaned_data[f"origin-{organisation.slug}"],
                language=self.cleaned_data["language"],
            )
            for organisation in self.addressed()
            for partnership in records.get(organisation.pk, [])
        ]


def first_records(organisations: list[Organisation]) -> dict[int, list[Partnership]]:
    """For each organisation the records to ask it about first: those that it leads before those in which it takes part. Two
    queries."""
    leads_first = Case(When(role=Role.LEAD, then=0), default=1)
    parts = _unconfirmed_parts().filter(organisation__in=organisations)
    pks: dict[int, list[int]] = {}
    for organisation, partnership in parts.order_by(
        leads_first, "partnership__listing__sort_name", "pk"
    ).values_list("organisation", "partnership"):
        of_organisation = pks.setdefault(organisation, [])
        if partnership not in of_organisation and len(of_organisation) < RECORDS_IN_LETTER:
            of_organisation.append(partnership)
    partnerships = Partnership.objects.in_bulk({pk for chosen in pks.values() for pk in chosen})
    return {organisation: [partnerships[pk] for pk in chosen] for organisation, chosen in pks.items()}


def _page_of_organisations(request: HttpRequest, country: str) -> ListPage:
    to_invite = organisations_to_invite()
    if country:
        to_invite = to_invite.filter(country=country)
    return ListPage.nearest(requested_page(request.GET), total=to_invite.count(), size=AT_ONCE)


def _organisations(request: HttpRequest, country: str, page: ListPage) -> list[Organisation]:
    """Those of the page, or those whose addresses were sent: the list behind the page moves on with each letter. Each with
    `record_count`, of which a letter holds RECORDS_IN_LETTER at most."""
    parts = _unconfirmed_parts().filter(organisation=OuterRef("pk")).order_by()
    counted = parts.values("organisation").annotate(number=Count("partnership", distinct=True))
    to_invite = (
        organisations_to_invite().select_related("country").annotate(record_count=counted.values("number"))
    )
    if request.method == "POST":
        slugs = [slug[:80] for slug in request.POST.getlist("organisation") if "\0" not in slug][:AT_ONCE]
        of_slugs = {organisation.slug: organisation for organisation in to_invite.filter(slug__in=slugs)}
        return [of_slugs[slug] for slug in slugs if slug in of_slugs]
    if country:
        to_invite = to_invite.filter(country=country)
    ordered = to_invite.order_by("-record_count", "sort_name", "pk")
    return list(ordered[page.offset : page.offset + page.size])


@permissions.reviewer
@sent_once
@require_http_methods(["GET", "HEAD", "POST"])
def letters_page(request: HttpRequest) -> HttpResponse:
    """Addresses for ten organisations at once, their letters, and only then are these sent."""
    countries = {country.pk: country.name for country in Country.objects.by_rank()}
    country = request.GET.get("country", "") if request.GET.get("country", "") in countries else ""
    page = _page_of_organisations(request, country)
    organisations = _organisations(request, country, page)
    form = LettersForm(request.POST if request.method == "POST" else None, organisations=organisations)
    mails = []
    stop = ""
    if form.is_valid():
        mails = shown_mails(form.requests())
        if "send" in request.POST:
            stop = send(request, mails)
            if not stop:
                sentence = ngettext("One letter was written.", "%(count)s letters were written.", len(mails))
                messages.success(request, sentence % {"count": len(mails)})
                return redirect("directory:review_first_hour")
    context = {
        "form": form,
        "rows": [
            InvitedRow(
                organisation,
                organisation.record_count,
                form[f"email-{organisation.slug}"],
                form[f"origin-{organisation.slug}"],
            )
            for organisation in organisations
        ],
        "mails": mails,
        "seen": seen_as(mails),
        "stop": stop,
        "total": page.total,
        "countries": countries,
        "country": country,
        "most": RECORDS_IN_LETTER,
        "paging": page.links(lambda number: f"?{urlencode({'country': country, 'page': number})}"),
    }
    return render(request, "directory/review/first_letters.html", context, status=409 if stop else 200)
