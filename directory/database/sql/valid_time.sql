-- Valid time: what was so at a time of the past, as far as sources say.
--
-- The rule is that of models/valid_time.py, which names the answers: 0 not then, 1 not known whether then, 2 then. `bounds`
-- are days: that before the time, its first, its last, and that after it. Two dates are compared to the shorter one's
-- precision, so a date of a year lies before a day where it does so in its first four digits.

CREATE OR REPLACE FUNCTION lifetime_then(started text, ended text, is_over boolean, bounds text[]) RETURNS int
  LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN started COLLATE "C" > left(bounds[3], length(started)) OR ended COLLATE "C" < left(bounds[2], length(ended)) THEN 0
        WHEN (started COLLATE "C" < left(bounds[4], length(started)) OR ended COLLATE "C" < left(bounds[4], length(ended)))
             AND (ended = '' AND NOT is_over
                  OR ended COLLATE "C" > left(bounds[1], length(ended))
                  OR started COLLATE "C" > left(bounds[1], length(started))) THEN 2
        ELSE 1 END
$$;

CREATE OR REPLACE FUNCTION partnership_then(started text, ended text, status text, bounds text[]) RETURNS int
  LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN status = 'planned' AND started = '' THEN 0
                ELSE lifetime_then(started, ended, status IN ({status.ended_at_any_time}), bounds) END
$$;

-- Of what something else took part in: that its start is unknown is not held against the other.
CREATE OR REPLACE FUNCTION partnership_around(started text, ended text, status text, bounds text[]) RETURNS int
  LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN status = 'planned' AND started = '' THEN 0
                ELSE lifetime_then(coalesce(nullif(started, ''), '0001'), ended,
                                   status IN ({status.ended_at_any_time}), bounds) END
$$;

-- The memberships that count, or did, each with whether it was then as far as it and its member go; the partnership is for
-- the caller to look at.
CREATE OR REPLACE FUNCTION memberships_then(bounds text[])
  RETURNS TABLE (partnership_id bigint, organisation_id bigint, country_id text, member_partnership_id bigint, verdict int)
  LANGUAGE sql STABLE AS $$
    SELECT m.partnership_id, m.organisation_id, m.country_id, m.member_partnership_id,
           least(lifetime_then(m.joined, m.left, m.no_longer_listed OR m.standing = 'left', bounds),
                 -- NULL, which least() leaves out, where the member is of another kind
                 CASE WHEN o.id IS NOT NULL
                      THEN lifetime_then(coalesce(nullif(o.founded, ''), '0001'), o.ended, false, bounds) END,
                 CASE WHEN p.id IS NOT NULL THEN partnership_around(p.started, p.ended, p.status, bounds) END)
      FROM (SELECT * FROM directory_membership WHERE {membership.has_counted}) AS m
      LEFT JOIN directory_organisation o ON o.id = m.organisation_id
      LEFT JOIN directory_partnership p ON p.id = m.member_partnership_id
     WHERE o.removed_at IS NULL AND p.removed_at IS NULL
$$;

-- The partnerships that had one of the countries then, or may have had: stated for it or for a partnership that is its
-- member, itself a member, or a member's home.
CREATE OR REPLACE FUNCTION countries_then(codes text[], bounds text[]) RETURNS TABLE (partnership_id bigint, verdict int)
  LANGUAGE sql STABLE AS $$
    SELECT partnership_id, max(verdict) FROM (
        SELECT partnership_id, 2 AS verdict FROM directory_partnershipcountry WHERE country_id = ANY (codes)
        UNION ALL SELECT partnership_id, verdict FROM memberships_then(bounds) WHERE country_id = ANY (codes)
        UNION ALL SELECT m.partnership_id, m.verdict FROM memberships_then(bounds) AS m
          JOIN directory_organisation o ON o.id = m.organisation_id WHERE o.country_id = ANY (codes)
        UNION ALL SELECT m.partnership_id, m.verdict FROM memberships_then(bounds) AS m
          JOIN directory_partnershipcountry c ON c.partnership_id = m.member_partnership_id WHERE c.country_id = ANY (codes)
    ) AS reasons GROUP BY 1
$$;

-- The same of sectors; a country that is a member has none.
CREATE OR REPLACE FUNCTION sectors_then(slugs text[], bounds text[]) RETURNS TABLE (partnership_id bigint, verdict int)
  LANGUAGE sql STABLE AS $$
    SELECT partnership_id, max(verdict) FROM (
        SELECT partnership_id, 2 AS verdict FROM directory_partnershipsector WHERE sector_id = ANY (slugs)
        UNION ALL SELECT m.partnership_id, m.verdict FROM memberships_then(bounds) AS m
          JOIN directory_organisation o ON o.id = m.organisation_id WHERE o.sector_id = ANY (slugs)
        UNION ALL SELECT m.partnership_id, m.verdict FROM memberships_then(bounds) AS m
          JOIN directory_partnershipsector s ON s.partnership_id = m.member_partnership_id WHERE s.sector_id = ANY (slugs)
    ) AS reasons GROUP BY 1
$$;
