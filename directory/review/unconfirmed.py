"""The records that nobody ever confirmed, those of the oldest sources first: who could be asked, and who was."""

from typing import NamedTuple
from urllib.parse import urlencode

from django import forms
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.asking import first_confirmations
from directory.asking.respondents import Respondent, can_be_asked, proposed, respondents_of
from directory.finding.paging import ListPage, requested_page
from directory.models import ContactPoint, Country, FirstConfirmation, Kind, Membership, Partnership, Status
from directory.models.partial_dates import in_words, over
from directory.rights import permissions
from directory.rights.methods import require_safe

PAGE_SIZE = first_confirmations.ASKED_AT_ONCE


class UnconfirmedFilterForm(forms.Form):
    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False)
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), required=False, choices=[("", gettext_lazy("All")), *Kind.choices]
    )
    asking = forms.ChoiceField(
        label=gettext_lazy("Asking"),
        required=False,
        choices=[
            ("", gettext_lazy("All")),
            ("possible", gettext_lazy("Somebody can be asked")),
            ("nobody", gettext_lazy("Nobody to ask is known")),
            ("silent", gettext_lazy("Asked, no answer")),
            ("answered", gettext_lazy("Answered, not confirmed")),
        ],
    )
    ended = forms.ChoiceField(
        label=gettext_lazy("Ended"),
        required=False,
        choices=[
            ("", gettext_lazy("Those that have not ended")),
            ("only", gettext_lazy("Those that have ended")),
        ],
    )

    def __init__(self, typed):
        super().__init__(typed)
        countries = [(country.code, country.name) for country in Country.objects.by_rank()]
        self.fields["country"].choices = [("", _("All")), *countries]


class UnconfirmedRecord(NamedTuple):
    """A line of the list. `desk` is the one that a batch would ask, of `respondent`; `requests` are those that were made,
    the last first; `lately_asked`: who was asked so lately that they are not asked again."""

    partnership: Partnership
    as_of: str
    respondents: list[Respondent]
    respondent: Respondent | None
    desk: ContactPoint | None
    requests: list[FirstConfirmation]
    lately_asked: set[int]  # primary keys of organisations

    @property
    def with_desks(self) -> list[Respondent]:
        return [respondent for respondent in self.respondents if respondent.desks]

    @property
    def without_desk_count(self) -> int:
        return len(self.respondents) - len(self.with_desks)

    @property
    def is_batchable(self) -> bool:
        return bool(self.desk and self.respondent.organisation.pk not in self.lately_asked)


@permissions.reviewer
@require_safe
def unconfirmed_page(request: HttpRequest) -> HttpResponse:
    form = UnconfirmedFilterForm(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    matching = _matching(chosen)
    page = ListPage.nearest(requested_page(request.GET), total=matching.count(), size=PAGE_SIZE)
    parameters = {name: value for name, value in chosen.items() if value}
    context = {
        "form": form,
        "records": records(in_order(matching)[page.offset : page.offset + page.size]),
        "total": page.total,
        "ignored": page.correction(request.GET),
        "paging": page.links(lambda number: f"?{urlencode({**parameters, 'page': number})}"),
        "is_filtered": bool(parameters),
    }
    status = 200 if form.is_valid() else 400
    return render(request, "directory/review/unconfirmed.html", context, status=status)


def waiting_count() -> int:
    """How many records that have not ended nobody ever confirmed."""
    return _matching({}).count()


def _matching(chosen: dict[str, str]) -> QuerySet[Partnership]:
    matching = first_confirmations.unconfirmed()
    has_ended = Q(status=Status.ENDED) | over("ended", timezone.localdate())
    matching = matching.filter(has_ended) if chosen.get("ended") else matching.exclude(has_ended)
    if kind := chosen.get("kind"):
        matching = matching.filter(kind=kind)
    if country := chosen.get("country"):
        current = Membership.objects.current().filter(partnership=OuterRef("pk"))
        taking_part = current.filter(Q(organisation__country=country) | Q(country=country))
        named = Partnership.countries.through.objects.filter(partnership=OuterRef("pk"), country=country)
        matching = matching.filter(Exists(taking_part) | Exists(named))
    requests = FirstConfirmation.objects.filter(partnership=OuterRef("pk"))
    match chosen.get("asking"):
        case "possible":
            return matching.filter(can_be_asked())
        case "nobody":
            return matching.exclude(can_be_asked())
        case "silent":
            return matching.filter(Exists(requests), ~Exists(requests.exclude(answer="")))
        case "answered":
            return matching.filter(Exists(requests.exclude(answer="")))
    return matching


def in_order(partnerships: QuerySet[Partnership]) -> QuerySet[Partnership]:
    """Those of which nobody knows how old their sources are first, then by the newest date of their sources."""
    newest_source = Coalesce("listing__newest_source", Value(""))
    return partnerships.order_by(newest_source, "listing__sort_name", "pk")


def records(partnerships: QuerySet[Partnership]) -> list[UnconfirmedRecord]:
    """What the list shows of each. Seven queries, and one for each step of successions."""
    partnerships = list(partnerships.select_related("listing", "source"))
    respondents = respondents_of(partnerships)
    requests = FirstConfirmation.objects.filter(partnership__in=partnerships).order_by("-created_at", "-pk")
    requests = requests.select_related("organisation", "in_place_of", "contact_point", "asked_by")
    requests = requests.annotate(
        is_bounced=ExpressionWrapper(first_confirmations.bounced(), output_field=BooleanField()),
        is_lately=ExpressionWrapper(first_confirmations.is_lately(), output_field=BooleanField()),
    )
    requests_by_partnership: dict[int, list[FirstConfirmation]] = {}
    for request in requests:
        requests_by_partnership.setdefault(request.partnership_id, []).append(request)
    rows = []
    for partnership in partnerships:
        of_partnership = requests_by_partnership.get(partnership.pk, [])
        lately = {request.organisation_id for request in of_partnership if request.is_lately}
        to_ask = respondents.get(partnership.pk, [])
        respondent, desk = proposed(to_ask) or (None, None)
        listing = getattr(partnership, "listing", None)
        as_of = in_words(listing.newest_source) if listing else ""
        rows.append(UnconfirmedRecord(partnership, as_of, to_ask, respondent, desk, of_partnership, lately))
    return rows
