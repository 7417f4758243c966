"""A record that nobody ever confirmed: a reviewer has an organisation asked whether it is true, by a link that is mailed.

The way is a desk, or an address that the reviewer types and says where it came from. Who is asked about several records at
one address gets one mail, with a link for each. One reminder follows; an answer, a bounce or a wish to be left alone
end it.
"""

import datetime
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import Exists, Q
from django.utils import timezone

from directory.mail.letters import to_first_respondents
from directory.mail.letters.to_first_respondents import FirstQuestion
from directory.models import FirstConfirmation, Mail, Membership, Partnership, Suppression, User
from directory.models.by_link import LINK_DAYS
from directory.models.first_confirmations import AGAIN_AFTER_DAYS, address_hash
from directory.models.mails import did_not_arrive
from directory.records import erasures

ASKED_AT_ONCE = 25  # records in one batch: as many as a page of the list has


class CannotAsk(Exception):
    """A record cannot be asked about, or not at this address. `partnership` says which, None where it is the address."""

    def __init__(self, partnership: Partnership | None = None):
        self.partnership = partnership


def unconfirmed():
    """The records that nobody ever confirmed."""
    return Partnership.objects.listed().filter(confirmed_on=None)


def in_mails(requests: Iterable[FirstConfirmation]) -> list[list[FirstConfirmation]]:
    """The requests in the groups that one mail each is written for."""
    groups: dict[tuple, list[FirstConfirmation]] = {}
    for request in requests:
        key = (
            request.email.lower(),
            request.language,
            request.organisation.pk,
            request.in_place_of.pk if request.in_place_of else None,
            request.is_beside,
        )
        groups.setdefault(key, []).append(request)
    return list(groups.values())


def preview(requests: Sequence[FirstConfirmation]) -> Mail:
    """The mail that would be written for requests of one group, as it will be read, but for the tokens of its links."""
    return to_first_respondents.preview(_questions(requests))


@transaction.atomic
def ask(requests: Sequence[FirstConfirmation], *, by: User) -> int:
    """Keep requests that are not saved yet, and write their mails. Returns how many mails.

    An earlier link to the same organisation about the same record ends. Raises CannotAsk, and nothing is sent then, where
    one of the records is not to be asked about any more, where the same was asked a few days ago, or where an address is not
    to be written to.
    """
    pks = {request.partnership.pk for request in requests}
    # Of two who ask the same at once, the second waits here and sees the first one's request
    askable = set(
        unconfirmed()
        .filter(pk__in=pks)
        .select_for_update(no_key=True)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    if Suppression.objects.of_addresses(request.email for request in requests).exists():
        raise CannotAsk
    for request in requests:
        same = FirstConfirmation.objects.filter(
            partnership=request.partnership, organisation=request.organisation
        )
        if request.partnership.pk not in askable or same.filter(is_lately()).exists():
            raise CannotAsk(request.partnership)
        same.revoke()
        request.asked_by = by
    groups = in_mails(requests)
    for group in groups:
        _mail(group)
    return len(groups)


def _mail(requests: Sequence[FirstConfirmation]) -> None:
    tokens = [request.new_token() for request in requests]
    for request in requests:
        request.save()
    mail = to_first_respondents.first_asked(_questions(requests, tokens))
    FirstConfirmation.objects.filter(pk__in=[request.pk for request in requests]).update(mail=mail)


def _questions(
    requests: Sequence[FirstConfirmation], tokens: Sequence[str] | None = None
) -> list[FirstQuestion]:
    """What a letter says of each record. Two queries."""
    pks = [request.partnership.pk for request in requests]
    dates = dict(Partnership.objects.filter(pk__in=pks).values_list("pk", "listing__newest_source"))
    parts = Membership.objects.current().filter(partnership__in=pks, organisation=requests[0].member.pk)
    roles: dict[int, list[str]] = {}
    for part in parts.by_role():
        roles.setdefault(part.partnership_id, []).append(part.role)
    shown_tokens = tokens or [to_first_respondents.LINK_OF_PREVIEW] * len(requests)
    return [
        FirstQuestion(
            request,
            tuple(dict.fromkeys(roles.get(request.partnership.pk, []))),
            dates.get(request.partnership.pk) or "",
            token,
        )
        for request, token in zip(requests, shown_tokens, strict=True)
    ]


@transaction.atomic
def renew(token: str) -> None:
    """Send a new link to the address that an ended one went to; nothing for any other token, and nobody is told which."""
    ended = FirstConfirmation.objects.with_token(token).ended().exclude(email="")
    ended = ended.filter(partnership__removed_at=None, organisation__removed_at=None)
    ended = ended.select_for_update(of=["self"]).select_related(
        "partnership", "organisation", "in_place_of", "contact_point"
    )
    request = ended.first()
    if request and not Suppression.objects.of_addresses([request.email]).exists():
        _mail([request])


@transaction.atomic
def stop(request: FirstConfirmation) -> None:
    """Keep that nobody wants such questions at the address of a request, and end all links that went there."""
    suppress(address_hash(request.email))
    FirstConfirmation.objects.filter(email__iexact=request.email).revoke()


@transaction.atomic
def suppress(fingerprint: str) -> None:
    """Keep that nobody wants questions and reminders at the address with that fingerprint, beyond a restore as well."""
    suppression, _is_new = Suppression.objects.get_or_create(address_hash=fingerprint)
    erasures.remember(suppression)


def remind() -> int:
    """Write once more where nobody has answered for AGAIN_AFTER_DAYS, with the same links. Returns how many mails were
    written."""
    now = timezone.now()
    silent = (
        FirstConfirmation.objects.unanswered()
        .open()
        .filter(
            reminded_at=None,
            partnership__removed_at=None,
            partnership__confirmed_on=None,
            organisation__removed_at=None,
            mail__created_at__range=(
                now - datetime.timedelta(days=LINK_DAYS),
                now - datetime.timedelta(days=AGAIN_AFTER_DAYS),
            ),
        )
    )
    silent = silent.filter(~Exists(Suppression.objects.of_column("email"))).exclude(bounced())
    by_mail: dict[Mail, list[FirstConfirmation]] = {}
    for request in silent.select_related(
        "partnership", "organisation", "in_place_of", "contact_point", "mail"
    ).order_by("pk"):
        by_mail.setdefault(request.mail, []).append(request)
    return sum(_remind(mail, requests) for mail, requests in by_mail.items())


@transaction.atomic
def _remind(mail: Mail, requests: list[FirstConfirmation]) -> bool:
    FirstConfirmation.objects.filter(mail=mail).update(reminded_at=timezone.now())
    tokens = [request.token_for_reminder() for request in requests]
    return to_first_respondents.first_reminder(mail, _questions(requests, tokens))


def is_lately() -> Q:
    """The condition that a request was made so lately that the same is not asked again."""
    return Q(created_at__gt=timezone.now() - datetime.timedelta(days=AGAIN_AFTER_DAYS))


def bounced() -> Q:
    """The condition that the mail of a request was refused, or that no server took it for so long that it will not arrive."""
    # Where the mail is gone, nobody knows any more
    return Q(mail__isnull=False) & did_not_arrive("mail__")
