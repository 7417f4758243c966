"""The shipped data sets at times of the past: what the pages, the database and the rule in Python say is the same."""

import pytest
from django.db import connection
from django.http import QueryDict

from directory.finding import facets
from directory.finding.filters import PartnershipFilter
from directory.finding.past_lists import past_list
from directory.models import Membership, Partnership, Standing
from directory.models.valid_time import Then, TimeSpan, membership_then, partnership_then
from tests.support.responses import text

pytestmark = pytest.mark.django_db


def test_january_2005_in_the_shipped_data_sets(client, both_sets):
    first, *further = (
        text(client.get(f"/partnerships/?at=2005-01&page={number}")).partition('id="not-known"')
        for number in (1, 2)
    )
    then = first[0] + further[0][0]
    not_known = first[2]

    assert "Implementation study for the ICSE database" in then
    assert "INTERPOL child abuse image database" in not_known
    assert "International Child Sexual Exploitation Database" not in then + not_known


@pytest.mark.parametrize("at", ["2005-01", "2001", "2005-12-15", "2013-04", "2024"])
def test_lists_and_members_of_the_data_sets_agree_with_the_rule_in_python(both_sets, at):
    span = TimeSpan.of(at)
    filters = PartnershipFilter(
        QueryDict("scope=all&freshness=all"), values=facets.values(facets.data_version())
    )
    assert filters.is_valid()
    answer = past_list(filters, span, requested=1, requested_unsure=1)
    expected = [partnership_then(partnership, span) for partnership in Partnership.objects.listed()]

    assert answer.then.page.total == expected.count(Then.THEN)
    assert answer.not_known.page.total == expected.count(Then.NOT_KNOWN)

    counted = Membership.objects.shown().exclude(standing=Standing.DISPUTED)
    by_rule = sorted(
        (membership.partnership_id, membership.organisation_id or 0, alone(membership, span))
        for membership in counted.select_related("partnership", "organisation", "member_partnership")
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT partnership_id, coalesce(organisation_id, 0), verdict FROM memberships_then(%s::text[])",
            [span.bounds],
        )
        assert sorted(cursor.fetchall()) == by_rule


def alone(membership: Membership, span: TimeSpan) -> Then:
    """As far as the membership and its member go, for the database looks at the partnership apart."""
    membership.partnership = Partnership(status="active", started="1900")
    return membership_then(membership, span)
