-- What the row of a partnership holds that search reads.
--
-- Counting facets is the cost of such a page, not finding rows. So each partnership has one narrow row with its
-- facet values as one sorted array; and for each value and block of 16,384 ids there is one string of bits, so
-- that `bit_count(a & b)` counts in one statement what 100,000 rows would have to be read for.
--
-- The tsvectors are stored outside the row and the array inside (`STORAGE`, `toast_tuple_target`): scans that
-- read only facets then touch a third of the pages. The names have a short vector of their own, because GIN
-- knows no weights and ranking the long one would fetch each.
--
-- Triggers on the nouns only mark which partnerships changed; one deferred trigger computes their rows at
-- commit. So no import, shell or raw SQL can forget them. Refreshes take turns on one advisory lock: each then
-- sees all that was committed before it, and no two wait for each other's rows.
--
-- The tables are made in the migration `derived_tables`; the triggers on the nouns in touches.py. Numbers in braces come
-- from models/facets.py: {base.country} is the country facet's number * 1000.

CREATE OR REPLACE FUNCTION listing_freshness(confirmed_on date) RETURNS int LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN confirmed_on IS NULL THEN {freshness.unconfirmed}
                WHEN confirmed_on > current_date - interval '{months.fresh} months' THEN {freshness.fresh}
                WHEN confirmed_on > current_date - interval '{months.due} months' THEN {freshness.due}
                WHEN confirmed_on > current_date - interval '{months.stale} months' THEN {freshness.stale}
                ELSE {freshness.dormant} END
$$;

-- What a partnership's status is today: whatever has an end that is over has ended, though nobody said so.
CREATE OR REPLACE FUNCTION listing_status(status text, ended text) RETURNS int LANGUAGE sql STABLE AS $$
    SELECT {base.status} + array_position(ARRAY[{values.status}], CASE
        WHEN ended <> '' AND ended < left(current_date::text, length(ended)) THEN 'ended' ELSE status END)
$$;

-- The memberships that make a partnership what it is: the current ones; where all have left, those that were. None of a
-- member that was removed. `takes_part`: not as somebody who stands beside it, such as a funder.
CREATE OR REPLACE FUNCTION listing_members(partnership bigint)
  RETURNS TABLE (organisation_id bigint, country_id text, member_partnership_id bigint, takes_part boolean)
  LANGUAGE sql STABLE ROWS 10 AS $$
    WITH counted AS (
        SELECT m.organisation_id, m.country_id, m.member_partnership_id, m.role, m.is_current
          FROM (SELECT *, ({membership.is_current}) AS is_current FROM directory_membership
                 WHERE partnership_id = partnership AND ({membership.has_counted})) AS m
          LEFT JOIN directory_organisation o ON o.id = m.organisation_id
          LEFT JOIN directory_partnership p ON p.id = m.member_partnership_id
         WHERE o.removed_at IS NULL AND p.removed_at IS NULL)
    SELECT organisation_id, country_id, member_partnership_id, bool_or(role NOT IN ({membership.beside}))
      FROM counted WHERE is_current OR NOT EXISTS (SELECT FROM counted WHERE is_current) GROUP BY 1, 2, 3
$$;

-- A partnership, the partnerships that take part in it, those that take part in them, and so on; each once.
CREATE OR REPLACE FUNCTION listing_parts(partnership bigint) RETURNS TABLE (id bigint) LANGUAGE sql STABLE ROWS 2 AS $$
    WITH RECURSIVE part (id) AS (
        SELECT partnership
        UNION
        SELECT m.member_partnership_id FROM part, listing_members(part.id) AS m
         WHERE m.takes_part AND m.member_partnership_id IS NOT NULL)
    SELECT part.id FROM part
$$;

-- The dates of the sources that the page of a partnership names, for itself and for its memberships that are shown.
CREATE OR REPLACE FUNCTION listing_sources(partnership bigint)
  RETURNS TABLE (newest_source text, oldest_source text, stated_on text) LANGUAGE sql STABLE ROWS 1 AS $$
    WITH of_itself (source_id) AS (
        SELECT source_id FROM directory_partnership WHERE id = partnership
        UNION SELECT source_id FROM directory_furthersource WHERE partnership_id = partnership),
    shown AS (
        SELECT m.id, m.source_id FROM directory_membership m
          LEFT JOIN directory_organisation o ON o.id = m.organisation_id
          LEFT JOIN directory_partnership p ON p.id = m.member_partnership_id
         WHERE m.partnership_id = partnership AND m.standing <> 'declined' AND m.source_id IS NOT NULL
           AND o.removed_at IS NULL AND p.removed_at IS NULL),
    dated AS (
        SELECT s.published COLLATE "C" AS published, s.id IN (SELECT source_id FROM of_itself) AS is_of_itself
          FROM directory_source s
         WHERE s.published <> '' AND s.id IN (
               SELECT source_id FROM of_itself UNION SELECT source_id FROM shown
               UNION SELECT f.source_id FROM shown JOIN directory_furthersource f ON f.membership_id = shown.id))
    SELECT coalesce(max(published), ''), coalesce(min(published), ''),
           coalesce(max(published) FILTER (WHERE is_of_itself), '') FROM dated
$$;

-- A key whose ascending order is the usual one of lists: last confirmed first, then that with the newest source, then by
-- name. Days are counted back from the last one that a date of four digits can have; of a source's date each digit is
-- turned to what it lacks to nine. A year comes after its months, no date after all.
CREATE OR REPLACE FUNCTION listing_order_key(confirmed_on date, newest_source text, sort_name text) RETURNS text
  LANGUAGE sql IMMUTABLE AS $$
    SELECT concat_ws(' ', coalesce(lpad((date '9999-12-31' - confirmed_on)::text, 7, '0'), '9999999'),
                     translate(rpad(newest_source, 10, '0'), '0123456789', '9876543210'), sort_name)
$$;

-- The encoded facet values of a partnership, ascending. One branch per facet; a new filter adds its own (docs/changing.md,
-- "How to add a filter"). countries, sectors: those stated, those of its members, and those that partnerships bring that
-- take part. 0 is carried by every listing.
CREATE OR REPLACE FUNCTION listing_values(
    p directory_partnership, countries text[], sectors text[], topics text[], cross_border boolean, cross_sector boolean)
  RETURNS int[] LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN ARRAY(
        SELECT DISTINCT v FROM (
            SELECT 0 AS v
            UNION ALL SELECT {base.country} + number FROM directory_country WHERE code = ANY (countries)
            UNION ALL SELECT {base.region} + unnest(ARRAY[r.number, up.number]) FROM directory_country c
              JOIN directory_region r ON r.code = c.region_id LEFT JOIN directory_region up ON up.code = r.parent_id
             WHERE c.code = ANY (countries)
            UNION ALL SELECT {base.topic} + number FROM directory_topic WHERE slug = ANY (topics)
            UNION ALL SELECT {base.sector} + number FROM directory_sector WHERE slug = ANY (sectors)
            UNION ALL SELECT {base.kind} + array_position(ARRAY[{values.kind}], p.kind::text)
            UNION ALL SELECT listing_status(p.status, p.ended)
            UNION ALL SELECT {scope.cross-border} WHERE cross_border
            UNION ALL SELECT {scope.cross-sector} WHERE cross_sector
            UNION ALL SELECT {scope.both} WHERE cross_border AND cross_sector
            UNION ALL SELECT {scope.neither} WHERE NOT (cross_border OR cross_sector)
            UNION ALL SELECT listing_freshness(p.confirmed_on)
            UNION ALL SELECT {base.language} + t.number FROM directory_partnershiplanguage l
              JOIN directory_language t ON t.code = l.language_id WHERE l.partnership_id = p.id
        ) AS encoded WHERE v IS NOT NULL ORDER BY v);
END $$;

-- The terms of the reach that a partnership states: the European Union, the whole world, or a region of UN M49.
CREATE OR REPLACE FUNCTION extent_terms(extent text) RETURNS text[] LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN extent = '' THEN '{}' WHEN extent ~ '^[0-9]+$'
                THEN ARRAY(SELECT '@' || {base.region} + number FROM directory_region WHERE code = extent)
                ELSE ARRAY['@extent:' || extent] END
$$;

-- The countries that a partnership has by itself, as terms with a place and the weight of members: those that it has through a
-- part of it stand after them.
CREATE OR REPLACE FUNCTION listing_countries(partnership bigint, members bigint[], states text[]) RETURNS tsvector
  LANGUAGE sql STABLE AS $$
    SELECT coalesce(string_agg(format('''@%s'':1B', {base.country} + number), ' ' ORDER BY number), '')::tsvector
      FROM directory_country WHERE code = ANY (states) OR code IN (
           SELECT country_id FROM directory_partnershipcountry WHERE partnership_id = partnership
           UNION SELECT country_id FROM directory_organisation WHERE id = ANY (members))
$$;

-- What the row of a partnership should be; NULL for one that was removed or does not exist. One partnership at
-- a time: each part is a look-up by index then, whether one was edited or a hundred thousand were imported.
CREATE OR REPLACE FUNCTION listing_row(partnership bigint) RETURNS listing LANGUAGE plpgsql STABLE AS $$
DECLARE
    p directory_partnership;
    parts bigint[];                 -- itself, and the partnerships that take part in it
    members bigint[];               -- organisations, whatever their role
    active_members bigint[];        -- organisations that take part, in a part as well
    states text[];                  -- countries that are members themselves, whatever their role
    active_states text[];
    stated_countries text[];
    stated_sectors text[];
    active_countries text[];
    has_company boolean;            -- whether there are at least two members
    topics text[];
    member_names text;
    other_names text[];
    language text;                  -- of its own texts
    row listing;
BEGIN
    SELECT * INTO p FROM directory_partnership WHERE id = partnership AND removed_at IS NULL;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    SELECT array_agg(m.organisation_id ORDER BY m.organisation_id) FILTER (WHERE m.organisation_id IS NOT NULL),
           array_agg(m.organisation_id) FILTER (WHERE m.organisation_id IS NOT NULL AND m.takes_part),
           array_agg(m.country_id) FILTER (WHERE m.country_id IS NOT NULL),
           array_agg(m.country_id) FILTER (WHERE m.country_id IS NOT NULL AND m.takes_part),
           count(*) > 1,
           CASE WHEN bool_or(m.member_partnership_id IS NOT NULL AND m.takes_part)
                THEN ARRAY(SELECT id FROM listing_parts(p.id)) ELSE ARRAY[p.id] END
      INTO members, active_members, states, active_states, has_company, parts FROM listing_members(p.id) AS m;
    IF EXISTS (SELECT FROM directory_organisation WHERE id = ANY (active_members) AND is_international) AND has_company THEN
        row.crossing := ARRAY['international_body'];
    END IF;
    IF cardinality(parts) > 1 THEN
        SELECT active_members || array_agg(m.organisation_id) FILTER (WHERE m.organisation_id IS NOT NULL),
               active_states || array_agg(m.country_id) FILTER (WHERE m.country_id IS NOT NULL)
          INTO active_members, active_states
          FROM unnest(parts) AS part, listing_members(part) AS m WHERE part <> p.id AND m.takes_part;
    END IF;
    stated_countries := ARRAY(
        SELECT DISTINCT country_id FROM directory_partnershipcountry WHERE partnership_id = ANY (parts));
    stated_sectors := ARRAY(
        SELECT DISTINCT sector_id FROM directory_partnershipsector WHERE partnership_id = ANY (parts));
    active_countries := ARRAY(
        SELECT unnest(stated_countries || active_states)
        UNION SELECT country_id FROM directory_organisation WHERE id = ANY (active_members) AND country_id IS NOT NULL);
    -- An extent that nothing but a registrant says proves nothing
    row.crossing := CASE WHEN cardinality(active_countries) > 1 THEN ARRAY['countries'] ELSE '{}' END
        || CASE WHEN p.extent <> '' AND EXISTS (
                SELECT FROM directory_source WHERE slug !~ '{source.questionnaire}' AND id IN (
                       SELECT p.source_id UNION SELECT source_id FROM directory_furthersource WHERE partnership_id = p.id))
           THEN ARRAY['extent'] ELSE '{}' END
        || coalesce(row.crossing, '{}');
    row.worlds := ARRAY(
        SELECT world::text FROM directory_sector WHERE slug = ANY (stated_sectors)
        UNION SELECT s.world FROM directory_organisation o JOIN directory_sector s ON s.slug = o.sector_id
               WHERE o.id = ANY (active_members)
        UNION SELECT 'government' WHERE cardinality(active_states) > 0
        ORDER BY 1);
    topics := ARRAY(SELECT topic_id FROM directory_partnershiptopic WHERE partnership_id = p.id);
    language := coalesce(nullif(p.text_language, ''), 'en');
    row.partnership_id := p.id;
    row.sort_name := public.fold(p.title);
    row.facets := listing_values(
        p,
        ARRAY(SELECT unnest(active_countries || states)
              UNION SELECT country_id FROM directory_organisation WHERE id = ANY (members) AND country_id IS NOT NULL),
        ARRAY(SELECT unnest(stated_sectors)
              UNION SELECT sector_id FROM directory_organisation WHERE id = ANY (members || active_members)),
        topics, cardinality(row.crossing) > 0, cardinality(row.worlds) > 1);
    SELECT * INTO row.newest_source, row.oldest_source, row.stated_on FROM listing_sources(p.id);
    row.order_key := listing_order_key(p.confirmed_on, row.newest_source, row.sort_name);

    other_names := ARRAY(SELECT name::text FROM directory_othername WHERE partnership_id = p.id ORDER BY name);
    member_names := (
        SELECT string_agg(concat_ws(' ', o.name, o.acronym, n.names), ' ' ORDER BY o.id) FROM directory_organisation o
          LEFT JOIN LATERAL (SELECT string_agg(name, ' ' ORDER BY id) AS names FROM directory_othername
                              WHERE organisation_id = o.id) AS n ON true
         WHERE o.id = ANY (members));
    IF cardinality(parts) > 1 THEN
        member_names := concat_ws(' ', member_names, (
            SELECT string_agg(concat_ws(' ', title, acronym), ' ' ORDER BY id) FROM directory_partnership
             WHERE id = ANY (parts) AND id <> p.id));
    END IF;
    member_names := public.fold(member_names);
    row.head := public.names_and_stems(ARRAY[p.title, p.acronym]::text[] || other_names, language)
        || public.domain_lexemes(p.website || p.links)
        || setweight(to_tsvector('pg_catalog.simple', concat_ws(' ', member_names, public.compounds(member_names)))
                     || public.stem_vector(coalesce(member_names, '')), 'B')
        || public.domain_lexemes(ARRAY(SELECT website::text FROM directory_organisation WHERE id = ANY (members)), '>')
        || array_to_tsvector(ARRAY(SELECT DISTINCT '>' || left(replace(sort_name, ' ', ''), 200)
                                     FROM directory_organisation WHERE id = ANY (members)));
    row.body := row.head || setweight(public.text_and_stems(p.summary, language), 'C')
        || setweight(public.text_and_stems(concat_ws(' ', p.description, p.legal_basis, left(p.started, 4), left(p.ended, 4)), language), 'D')
        || array_to_tsvector(facet_terms(row.facets) || ARRAY['@partnership'] || extent_terms(p.extent)
            || public.year_terms(p.started, p.ended) || ARRAY(
            SELECT DISTINCT '@role:' || role FROM directory_membership m
             WHERE m.partnership_id = p.id AND ({membership.is_current})))
        || listing_countries(p.id, members, states);
    RETURN row;
END $$;

-- The rows that stand in `listing`. Samples have none: no list, count or search knows them.
CREATE OR REPLACE FUNCTION listing_computed(ids bigint[]) RETURNS SETOF listing LANGUAGE sql STABLE AS $$
    SELECT (r).* FROM (SELECT listing_row(id) AS r FROM unnest(ids) AS partnership (id)
                        WHERE id NOT IN (SELECT p.id FROM directory_partnership p WHERE p.id = ANY (ids) AND p.is_sample)
                       OFFSET 0) AS rows
     WHERE (r).partnership_id IS NOT NULL
$$;

-- Whether the list that nothing narrows shows a listing, as far as its scope and its freshness go.
CREATE OR REPLACE FUNCTION in_default_scope(facets int[]) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT facets && ARRAY[{default.scope}] $$;
CREATE OR REPLACE FUNCTION in_default_freshness(facets int[]) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT facets && ARRAY[{default.freshness}] $$;
