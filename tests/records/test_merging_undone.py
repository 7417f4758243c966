"""Any directory, two of whose records become one: nothing is lost, and undoing it leaves no trace."""

import datetime
import random

import pytest
from django.apps import apps
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pghistory.models import Event

from directory.models import (
    ConfirmationRequest,
    ContactPoint,
    Contribution,
    FormerAddress,
    FurtherSource,
    Identifier,
    Listing,
    Membership,
    Merge,
    NameKind,
    Organisation,
    PageReport,
    Partnership,
    Representative,
    Right,
    Role,
    Source,
    Standing,
    Succession,
)
from directory.records.merging import merge, undo
from tests.support.factories import (
    make_commitment,
    make_event,
    make_membership,
    make_organisation,
    make_partnership,
    make_resource,
    make_submission,
    make_user,
)

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 25)


def together(kept, gone, **options) -> Merge:
    return merge(kept, gone, by=None, reason="They are the same.", **options)


LANGUAGE_CODES, TOPICS, SECTORS = ["en", "fr", "pl"], ["training", "legislation"], ["hotline", "industry"]


def some(chance: random.Random, choices: list, most: int = 2) -> list:
    return chance.sample(choices, chance.randint(0, min(most, len(choices))))


def fill(chance: random.Random) -> tuple[list[Organisation], list[Partnership]]:
    """A small directory in which everything that can refer to a record may refer to any."""
    organisations: list[Organisation] = []
    for number in range(3):
        parent = chance.choice([None, *organisations])
        names = some(chance, ["Bureau", "Office", "Agency"])
        website = chance.choice(["", "https://example.org"])
        organisations.append(
            make_organisation(parent=parent, also=names, website=website, acronym=f"O{number}")
        )
    partnerships = [
        make_partnership(
            countries=some(chance, ["GB", "FR", "PL"]),
            sectors=some(chance, SECTORS),
            topics=some(chance, TOPICS),
            languages=some(chance, LANGUAGE_CODES),
            formerly=some(chance, ["Old network", "Older network"]),
            description=chance.choice(["", "More."]),
            confirmed_on=chance.choice([None, TODAY]),
        )
        for _ in range(3)
    ]
    users = [make_user() for _ in range(2)]
    for partnership in partnerships:
        partnership.sought_countries.set(some(chance, ["GB", "FR"]))
        partnership.sought_sectors.set(some(chance, SECTORS))
        for organisation in some(chance, organisations, 3):
            for role in chance.sample(Role.values, chance.randint(1, 2)):
                fill_membership(chance, partnership=partnership, organisation=organisation, role=role)
        for country in some(chance, ["GB", "FR"]):
            Membership.objects.create(partnership=partnership, country_id=country, role="party")
        FormerAddress.objects.create(partnership=partnership, slug=f"old-{partnership.slug}")
        ConfirmationRequest.objects.create(
            partnership=partnership,
            organisation=chance.choice(organisations),
            email="a@example.org",
            token_hash=f"c{partnership.pk}",
        )
    for organisation in organisations:
        Identifier.objects.create(organisation=organisation, scheme="GB-CHC", value=str(organisation.pk))
        FormerAddress.objects.create(organisation=organisation, slug=f"old-{organisation.slug}")
        ContactPoint.objects.create(
            organisation=organisation, slug=f"desk-{organisation.pk}", name="Desk", mailbox="desk@example.org"
        )
        for user in some(chance, users):
            proof, since = chance.choice([("", None), ("domain", timezone.now())])
            right = chance.choice(Right.values)
            Representative.objects.create(
                user=user, organisation=organisation, proof=proof, since=since, right=right
            )
        organisation.colleague_invitations.create(email="b@example.org", token_hash=f"i{organisation.pk}")
    for _ in range(2):
        first, second = chance.sample(organisations, 2)
        Succession.objects.get_or_create(before_organisation=first, after_organisation=second)
        make_commitment(
            owners=[*some(chance, organisations), *some(chance, partnerships)],
            partners=[*some(chance, organisations), *some(chance, partnerships)],
        )
        make_resource(
            publisher=chance.choice([None, second]),
            publisher_partnership=chance.choice([None, *partnerships]),
        )
        submission = make_submission(
            organisation=first, partnership=chance.choice(partnerships), is_change=True, registrant=users[0]
        )
        submission.invitations.create(
            item="p1",
            partnership=chance.choice(partnerships),
            organisation=second,
            name="Partner",
            role="member",
            email="c@example.org",
            token_hash=f"s{submission.pk}"[:64],
        )
        PageReport.objects.create(
            path="/", problem="old", text="!", organisation=first, partnership=chance.choice(partnerships)
        )
    for _ in range(4):
        fill_events(chance, organisations, partnerships)
        first, second = chance.sample(partnerships, 2)
        Membership.objects.get_or_create(
            partnership=first,
            member_partnership=second,
            role=chance.choice(["member", "lead"]),
            joined=chance.choice(["", "2005", "2009"]),
        )
        Succession.objects.get_or_create(
            before_partnership=first,
            after_partnership=second,
            defaults={"kind": chance.choice(["", "renamed"])},
        )
    for statement in (*organisations, *partnerships, *Membership.objects.all(), *Succession.objects.all()):
        for source in some(chance, list(Source.objects.order_by("pk")[:4])):
            FurtherSource.objects.create(**{statement._meta.model_name: statement}, source=source)
    return organisations, partnerships


def fill_membership(chance: random.Random, **fields) -> None:
    standing = chance.choice(Standing.values)
    joined = chance.choice(["", "2005", "2005-03", "2009"])
    left = chance.choice(["", "2010"])
    make_membership(
        standing=standing,
        confirmed_on=TODAY if standing == Standing.CONFIRMED else None,
        joined=joined,
        left=left,
        no_longer_listed=not left and chance.random() < 0.2,
        source=chance.choice([None, *Source.objects.all()]),
        basis=chance.choice(["stated", "known"]),
        **fields,
    )


def fill_events(
    chance: random.Random, organisations: list[Organisation], partnerships: list[Partnership]
) -> None:
    event = make_event(partnership=chance.choice([None, *partnerships]))
    for participant in some(chance, [*organisations, *partnerships], 3):
        event.participations.create(**{participant._meta.model_name: participant, "role": "host"})
    Contribution.objects.get_or_create(
        partnership=chance.choice(partnerships),
        giver_organisation=chance.choice(organisations),
        amount="815,000",
        currency="EUR",
    )


def everything() -> dict[str, list[dict]]:
    """The whole directory, record by record, and where search counts it. (In which order search keeps the words of
    several names is not said.)"""
    nouns = [
        model
        for model in apps.get_app_config("directory").get_models()
        if model._meta.managed and not issubclass(model, Event) and model is not Merge
    ]
    rows_by_noun = {model.__name__: list(model._default_manager.order_by("pk").values()) for model in nouns}
    return rows_by_noun | {
        "Listing": list(Listing.objects.order_by("pk").values("pk", "sort_name", "facets"))
    }


@given(chance=st.randoms(use_true_random=False), of_organisations=st.booleans())
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
def test_undoing_a_merge_leaves_no_trace(chance, of_organisations):
    with transaction.atomic():
        organisations, partnerships = fill(chance)
        kept, gone = chance.sample(organisations if of_organisations else partnerships, 2)
        before = everything()

        done = together(kept, gone, name_kind=chance.choice(NameKind.values))
        merged = everything()
        undo(Merge.objects.get(pk=done.pk), by=None)

        assert everything() == before
        assert merged != before
        nothing_is_lost(before, merged, kept, gone)
        transaction.set_rollback(True)


def nothing_is_lost(before: dict, merged: dict, kept, gone) -> None:
    """All rows are there still, and those that led to the one that went lead to the one that stays, or stand beside
    the same of it."""
    for noun, rows in before.items():
        if noun != "Listing":
            assert {row.get("id", row.get("code")) for row in rows} <= {
                row.get("id", row.get("code")) for row in merged[noun]
            }
    column = f"{kept._meta.model_name}_id"
    for noun, identifying in (
        ("Membership", ("partnership_id", "organisation_id", "country_id", "member_partnership_id")),
        ("OtherName", ("name",)),
        ("FormerAddress", ("slug",)),
        ("Participation", ("event_id", "role")),
        ("Contribution", ("amount",)),
    ):
        names = tuple(name for name in identifying if name != column)
        column_of_noun = column if noun != "Contribution" else column.replace("org", "giver_org")
        hung = _hung(before[noun], column_of_noun, names, (kept.pk, gone.pk))
        # But for its part in the other one of the two
        hung -= {identity for identity in hung if noun == "Membership" and identity[-1] in (kept.pk, gone.pk)}
        assert hung <= _hung(merged[noun], column_of_noun, names, (kept.pk,))


def _hung(rows: list[dict], column: str, identifying: tuple[str, ...], pks: tuple[int, ...]) -> set[tuple]:
    return {tuple(row[name] for name in identifying) for row in rows if row[column] in pks}
