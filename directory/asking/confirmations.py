"""Once a year organisations are asked whether a record is still true; one click says so.

A record becomes due when nobody has confirmed it for 12 months, and stale at 18; each time its members are asked: the
owners of their own records, or else a desk. Records that ended, or that nobody ever confirmed, are not asked about.
"""

import calendar
import datetime

from django.db import transaction
from django.db.models import Case, DateField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, When
from django.utils import timezone

from directory.asking.respondents import desks_to_ask, owners_to_ask
from directory.mail.languages import language_for
from directory.mail.letters import to_partners
from directory.models import (
    ConfirmationRequest,
    Membership,
    Standing,
    Status,
    User,
)
from directory.models.facets import FRESHNESS_MONTHS, Freshness
from directory.models.partial_dates import over

DUE_AFTER, STALE_AFTER = FRESHNESS_MONTHS[Freshness.FRESH], FRESHNESS_MONTHS[Freshness.DUE]  # months
SHORTEST_18_MONTHS = datetime.timedelta(days=545)  # a day less than the shortest 18 months
ASKED_AT_ONCE = 500  # members in one run; the next night goes on


def ask_where_due() -> int:
    """Ask the members of records that became due or stale and were not asked since. Returns how many mails were written."""
    return sum(_ask(member) for member in _to_ask(timezone.localdate())[:ASKED_AT_ONCE])


def _to_ask(today: datetime.date) -> QuerySet[Membership]:
    """The members to be asked, those of the longest unconfirmed records first; one membership of each, whatever further
    ones it has in the same partnership. `since` is the day of the last confirmation or,
    for a stale record, about the day on which it became stale: whoever was asked before that is asked."""
    confirmed_on = F("partnership__confirmed_on")
    stale = Q(partnership__confirmed_on__lte=months_before(today, STALE_AFTER))
    requests_since = ConfirmationRequest.objects.filter(
        partnership=OuterRef("partnership"),
        organisation=OuterRef("organisation"),
        created_at__date__gte=OuterRef("since"),
    )
    owners = owners_to_ask().filter(organisation=OuterRef("organisation"))
    desks = desks_to_ask().filter(organisation=OuterRef("organisation"))
    confirmed = Membership.objects.current().of_organisations().filter(standing=Standing.CONFIRMED)
    of_same_member = confirmed.filter(
        partnership=OuterRef("partnership"), organisation=OuterRef("organisation"), pk__lt=OuterRef("pk")
    )
    return (
        confirmed.filter(
            ~Exists(of_same_member), partnership__confirmed_on__lte=months_before(today, DUE_AFTER)
        )
        .exclude(Q(partnership__status=Status.ENDED) | over("partnership__ended", today))
        .annotate(
            since=Case(
                When(stale, then=ExpressionWrapper(confirmed_on + SHORTEST_18_MONTHS, DateField())),
                default=confirmed_on,
                output_field=DateField(),
            )
        )
        .filter(~Exists(requests_since), Exists(owners) | Exists(desks))
        .select_related("partnership", "organisation")
        .order_by("partnership__confirmed_on", "pk")
    )


@transaction.atomic
def _ask(member: Membership) -> int:
    recipients = _recipients(member)
    for address, language in recipients.items():
        request = ConfirmationRequest(
            partnership=member.partnership, organisation=member.organisation, email=address
        )
        _mail(request, language=language)
    return len(recipients)


def _mail(request: ConfirmationRequest, *, language: str) -> None:
    token = request.new_token()
    request.save()
    confirmed_on = request.partnership.confirmed_on
    stale_from = confirmed_on and months_before(confirmed_on, -STALE_AFTER)
    to_partners.confirmation_requested(
        request,
        token,
        language=language,
        stale_from=stale_from if stale_from and stale_from > timezone.localdate() else None,
    )


def _recipients(member: Membership) -> dict[str, str]:
    """Addresses with their languages. The site itself writes to a desk: nobody is shown its mailbox."""
    owners = owners_to_ask().filter(organisation=member.organisation)
    if languages_of_owners := dict(owners.values_list("user__email", "user__language")):
        return languages_of_owners
    desk = desks_to_ask().filter(organisation=member.organisation).order_by("pk").first()
    return {desk.mailbox: language_for(desk.languages.values_list("pk", flat=True))} if desk else {}


@transaction.atomic
def renew(token: str) -> None:
    """Send a new link to the address that an ended one went to; nothing for any other token, and nobody is told which."""
    ended = ConfirmationRequest.objects.with_token(token).ended()
    if request := ended.select_for_update().first():
        languages = User.objects.filter(email=request.email).values_list("language", flat=True)
        _mail(request, language=languages.first() or language_for([]))


def months_before(day: datetime.date, months: int) -> datetime.date:
    """The same day of an earlier month, or its last one: as PostgreSQL counts."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return datetime.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
