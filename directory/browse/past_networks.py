"""The network around one record at a time of the past, as far as sources say (`?at=`): those who surely were there then and
surely took part. A picture has no place for who may have."""

from collections.abc import Iterable, Sequence

from django.db import connection

from directory.browse.past import RequestedTime, in_sentence, when
from directory.browse.related import PARTNERS_SHOWN, SHARED_SHOWN, Partner, in_names
from directory.finding.facets import Values
from directory.models import Membership, Organisation, Partnership
from directory.models.valid_time import Then, TimeSpan, membership_then, partnership_then
from directory.pictures.rings import MOST_INNER

SHARING_THEN = f"""
    SELECT far.partnership_id, array_agg(DISTINCT far.organisation_id)
      FROM memberships_then(%s) AS near JOIN memberships_then(%s) AS far USING (organisation_id)
      JOIN directory_partnership AS other ON other.id = far.partnership_id
      JOIN directory_organisation AS shared ON shared.id = far.organisation_id
     WHERE near.partnership_id = %s AND far.partnership_id <> near.partnership_id
       AND near.verdict = {Then.THEN:d} AND far.verdict = {Then.THEN:d}
       AND partnership_then(other.started, other.ended, other.status, %s) = {Then.THEN:d}
       AND other.removed_at IS NULL AND other.is_sample = %s
     GROUP BY 1 ORDER BY count(DISTINCT far.organisation_id) DESC, 1 LIMIT {MOST_INNER}
"""
PARTNERS_THEN = f"""
    WITH shared AS MATERIALIZED (SELECT unnest(%s::bigint[]) AS partnership_id)
    SELECT partner.slug, partner.name, partner.acronym, partner.sector_id, partner.country_id, partner.is_international,
           count(DISTINCT far.partnership_id),
           (array_agg(DISTINCT far.partnership_id ORDER BY far.partnership_id DESC))[:{SHARED_SHOWN}]
      FROM memberships_then(%s) AS far JOIN shared USING (partnership_id)
      JOIN directory_organisation AS partner ON partner.id = far.organisation_id
     WHERE far.verdict = {Then.THEN:d} AND partner.id <> %s AND partner.removed_at IS NULL AND partner.is_sample = %s
     GROUP BY partner.id ORDER BY 7 DESC, partner.id LIMIT {PARTNERS_SHOWN}
"""


def of_time(time: RequestedTime, record: Partnership | Organisation) -> dict:
    """What a page tells of the time that is asked for. `was_then`: a sentence where it is not sure that a partnership was
    there; else empty."""
    if not time.span:
        return {"ignored": time.ignored, "at": "", "when": "", "was_then": ""}
    then = partnership_then(record, time.span) if isinstance(record, Partnership) else Then.THEN
    return {
        "ignored": time.ignored,
        "at": time.span.text,
        "when": when(time.span.text),
        "was_then": "" if then is Then.THEN else in_sentence(record, then, time.span),
    }


def shared_then(record: Partnership, span: TimeSpan) -> dict[int, list[int]]:
    """Those that shared most members with a partnership, MOST_INNER at most, each with the keys of these members. None where
    it is not sure that the partnership was there. One query."""
    if partnership_then(record, span) is not Then.THEN:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(SHARING_THEN, [span.bounds, span.bounds, record.pk, span.bounds, record.is_sample])
        return dict(cursor.fetchall())


def sure_memberships(
    record: Organisation, memberships: Iterable[Membership], span: TimeSpan
) -> list[Membership]:
    """Those of an organisation that surely were then."""
    sure = []
    for membership in memberships:
        membership.organisation = record
        # A membership asks of its partnership only that it may have been there
        verdicts = membership_then(membership, span), partnership_then(membership.partnership, span)
        if min(verdicts) is Then.THEN:
            sure.append(membership)
    return sure


def partners_then(
    record: Organisation, memberships: Sequence[Membership], span: TimeSpan, values: Values
) -> list[Partner]:
    """With whom an organisation shared most of these partnerships then. One query, none for no partnership."""
    if not memberships:
        return []
    keys = sorted({membership.partnership_id for membership in memberships})
    with connection.cursor() as cursor:
        cursor.execute(PARTNERS_THEN, [keys, span.bounds, record.pk, record.is_sample])
        return in_names(cursor.fetchall(), values)
