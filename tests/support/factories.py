"""Records with dull, valid values. A test names only what matters to it."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from itertools import count

from allauth.account.models import EmailAddress
from django.utils import timezone

from directory.models import (
    ChannelKind,
    ChannelStatus,
    Commitment,
    ContactPoint,
    Country,
    DateBasis,
    DueBasis,
    Event,
    Kind,
    Membership,
    NameKind,
    Organisation,
    OtherName,
    OwnerBasis,
    Partnership,
    Proof,
    ReportingChannel,
    Representative,
    Resource,
    Right,
    Role,
    Source,
    Standing,
    State,
    Status,
    Submission,
    User,
    Verification,
    VerificationState,
    Visibility,
)

numbers = count(1)


def make_source(**fields) -> Source:
    number = next(numbers)
    return Source.objects.create(**{"slug": f"source-{number}", "title": f"Source {number}", **fields})


def make_organisation(*, also: Iterable[str] = (), formerly: Iterable[str] = (), **fields) -> Organisation:
    number = next(numbers)
    dull = {"slug": f"organisation-{number}", "name": f"Organisation {number}", "sector_id": "government"}
    organisation = Organisation.objects.create(**{**dull, **fields})
    for kind, names in ((NameKind.OTHER, also), (NameKind.FORMER, formerly)):
        for name in names:
            OtherName.objects.create(organisation=organisation, name=name, kind=kind)
    return organisation


def make_membership(
    *, partnership: Partnership, organisation: Organisation | None = None, **fields
) -> Membership:
    dull = {"role": Role.MEMBER, "standing": Standing.NAMED, "source": partnership.source}
    return Membership.objects.create(
        partnership=partnership, organisation=organisation or make_organisation(), **{**dull, **fields}
    )


def make_partnership(
    *,
    countries: Iterable[str] = (),
    sectors: Iterable[str] = (),
    topics: Iterable[str] = (),
    languages: Iterable[str] = (),
    members: Iterable[Organisation] = (),
    formerly: Iterable[str] = (),
    **fields,
) -> Partnership:
    """Cross-border and cross-sector only through what is given."""
    number = next(numbers)
    dull = {
        "slug": f"partnership-{number}",
        "title": f"Partnership {number}",
        "kind": Kind.NETWORK,
        "status": Status.ACTIVE,
        "summary": "A cooperation.",
    }
    partnership = Partnership.objects.create(**{**dull, "source": make_source(), **fields})
    for relation, codes in zip(
        (partnership.countries, partnership.sectors, partnership.topics, partnership.languages),
        (countries, sectors, topics, languages),
        strict=True,
    ):
        relation.set(codes)
    for organisation in members:
        make_membership(partnership=partnership, organisation=organisation)
    for name in formerly:
        OtherName.objects.create(partnership=partnership, name=name, kind=NameKind.FORMER)
    return partnership


def make_shown_partnership(**fields) -> Partnership:
    """One that the default list shows: it is cross-border."""
    return make_partnership(**{"countries": ["GB", "FR"], **fields})


def make_commitment(
    *,
    owners: Iterable[Organisation | Partnership | Country] = (),
    partners: Iterable[Organisation | Partnership | Country] = (),
    **fields,
) -> Commitment:
    number = next(numbers)
    dull = {"slug": f"commitment-{number}", "kind": "action", "text": f"Commitment {number}"}
    bases = {
        "owner_basis": OwnerBasis.STATED if owners else OwnerBasis.NONE,
        "due_basis": DueBasis.STATED if fields.get("due") else DueBasis.NONE,
    }
    commitment = Commitment.objects.create(**{**dull, **bases, **fields})
    kinds = {Organisation: "organisations", Partnership: "partnerships", Country: "countries"}
    for owner in owners:
        getattr(commitment, f"owner_{kinds[type(owner)]}").add(owner)
    for partner in partners:
        column = "partners" if isinstance(partner, Organisation) else f"partner_{kinds[type(partner)]}"
        getattr(commitment, column).add(partner)
    return commitment


def make_event(**fields) -> Event:
    number = next(numbers)
    dull = {"slug": f"event-{number}", "title": f"Event {number}"}
    basis = DateBasis.STATED if fields.get("starts") else DateBasis.NONE
    return Event.objects.create(**{**dull, "date_basis": basis, **fields})


def make_resource(**fields) -> Resource:
    number = next(numbers)
    return Resource.objects.create(
        **{"slug": f"resource-{number}", "kind": "guidance", "title": f"Resource {number}", **fields}
    )


def make_user(**fields) -> User:
    """An account whose address is verified."""
    number = next(numbers)
    user = User.objects.create_user(**{"email": f"person-{number}@example.org", **fields})
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def make_reviewer(**fields) -> User:
    return make_user(is_reviewer=True, **fields)


def make_representative(
    *, organisation: Organisation | None = None, user: User | None = None, **fields
) -> Representative:
    """An account that speaks for an organisation: an editor, whom a reviewer made one."""
    dull = {"proof": Proof.REVIEWER, "since": timezone.now(), "right": Right.EDITOR}
    return Representative.objects.create(
        user=user or make_user(), organisation=organisation or make_organisation(), **{**dull, **fields}
    )


def make_contact_point(
    *,
    organisation: Organisation | None = None,
    languages: Iterable[str] = (),
    topics: Iterable[str] = (),
    countries: Iterable[str] = (),
    **fields,
) -> ContactPoint:
    """A public desk with a mailbox."""
    number = next(numbers)
    dull = {
        "slug": f"desk-{number}",
        "name": f"Desk {number}",
        "mailbox": f"desk-{number}@example.org",
        "visibility": Visibility.PUBLIC,
    }
    desk = ContactPoint.objects.create(organisation=organisation or make_organisation(), **{**dull, **fields})
    desk.languages.set(languages)
    desk.topics.set(topics)
    desk.countries.set(countries)
    return desk


def make_verification(
    *, organisation: Organisation | None = None, user: User | None = None, **fields
) -> Verification:
    """One that counts, for a year from now."""
    now = timezone.now()
    dull = {
        "state": VerificationState.VERIFIED,
        "mailbox": "officer@police.example",
        "mailbox_proved_at": now,
        "note": "Called back through the switchboard.",
        "verified_at": now,
        "expires_at": now + timedelta(days=365),
    }
    return Verification.objects.create(
        user=user or make_user(), organisation=organisation or make_organisation(), **{**dull, **fields}
    )


def make_official(**fields) -> User:
    """A verified official, as in a session that gave a second factor."""
    official = make_verification(**fields).user
    official.gave_second_factor = True
    return official


def complete_answers(*, by: Organisation | None = None, **steps) -> dict[str, dict]:
    """Answers with which a questionnaire can be submitted: of a new organisation, where none is given."""
    number = next(numbers)
    answers = {
        "organisation": {"organisation": "", "is_new": "on"},
        "new_organisation": {
            "name": f"Charity {number}",
            "sector": "child_protection",
            "country": "PL",
            "website": f"https://charity-{number}.example.org",
        },
        "part": {"role": "lead", "joined": "2012"},
        "partnership": {
            "title": f"Programme {number}",
            "kind": "programme",
            "summary": "Helps schools in two countries to teach children about safety online.",
        },
        "scope": {"topics": ["public-awareness"], "countries": ["PL", "BR"]},
        "status": {"status": "active", "started": "2012-05"},
        "desk": {"name": "International desk", "mailbox": "desk@example.org", "visibility": "public"},
        "answerer": {"name": "Somebody", "function": "Coordinator"},
    }
    if by:
        answers["organisation"] = {"organisation": by.slug}
        del answers["new_organisation"]
    return {**answers, **steps}


def make_submission(*, answers: Mapping[str, dict] | None = None, **fields) -> Submission:
    """A complete questionnaire; a waiting one where no state is given."""
    state = fields.pop("state", State.WAITING)
    if state not in (State.DRAFT, State.WITHDRAWN):
        fields.setdefault("submitted_at", timezone.now())
    return Submission.objects.create(
        **{"registrant": fields.pop("registrant", None) or make_user(), "state": state, **fields},
        answers=complete_answers() if answers is None else answers,
    )


def partnership_row(**cells) -> Mapping[str, str]:
    """A row of the sheet `partnerships`."""
    return {
        "key": "a-network",
        "source": "",
        "started": "",
        "title": "A network",
        "acronym": "",
        "kind": "network",
        "status": "active",
        "summary": "A cooperation.",
        **cells,
    }


def make_reporting_channel(**fields) -> ReportingChannel:
    """Of Tuvalu, of which the shipped list knows nothing."""
    number = next(numbers)
    dull = {
        "country_id": "TV",
        "kind": ChannelKind.HOTLINE,
        "name": f"Hotline {number}",
        "url": f"https://hotline-{number}.example/report",
        "takes": "child sexual abuse material on the internet",
        "source_title": "A page",
        "source_url": "https://source.example/hotlines",
        "source_date": "2026-05",
        "status": ChannelStatus.CONFIRMED,
    }
    return ReportingChannel.objects.create(**{**dull, **fields})
