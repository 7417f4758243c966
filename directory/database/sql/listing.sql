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

-- The encoded facet values of a partnership, ascending. One branch per facet; a new filter adds its own (docs/changing.md,
-- "How to add a filter"). countries, sectors: those stated and those of current members. 0 is carried by every listing.
CREATE OR REPLACE FUNCTION listing_values(p directory_partnership, countries text[], sectors text[], topics text[])
  RETURNS int[] LANGUAGE plpgsql STABLE AS $$
DECLARE
    cross_border boolean := cardinality(countries) > 1;
    cross_sector boolean := cardinality(sectors) > 1;
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
            UNION ALL SELECT {base.status} + array_position(ARRAY[{values.status}], p.status::text)
            UNION ALL SELECT {scope.cross-border} WHERE cross_border
            UNION ALL SELECT {scope.cross-sector} WHERE cross_sector
            UNION ALL SELECT {scope.both} WHERE cross_border AND cross_sector
            UNION ALL SELECT {scope.neither} WHERE NOT (cross_border OR cross_sector)
            UNION ALL SELECT listing_freshness(p.confirmed_on)
            UNION ALL SELECT {base.language} + t.number FROM directory_partnershiplanguage l
              JOIN directory_language t ON t.code = l.language_id WHERE l.partnership_id = p.id
        ) AS encoded WHERE v IS NOT NULL ORDER BY v);
END $$;

-- What the row of a partnership should be; NULL for one that was removed or does not exist. One partnership at
-- a time: each part is a look-up by index then, whether one was edited or a hundred thousand were imported.
CREATE OR REPLACE FUNCTION listing_row(partnership bigint) RETURNS listing LANGUAGE plpgsql STABLE AS $$
DECLARE
    p directory_partnership;
    members bigint[];
    countries text[];
    sectors text[];
    topics text[];
    member_names text;
    other_names text[];
    names tsvector;
    row listing;
BEGIN
    SELECT * INTO p FROM directory_partnership WHERE id = partnership AND removed_at IS NULL;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    members := ARRAY(
        SELECT m.organisation_id
          FROM (SELECT * FROM directory_membership WHERE {membership.is_current}) AS m
          JOIN directory_organisation o ON o.id = m.organisation_id AND o.removed_at IS NULL
         WHERE m.partnership_id = p.id ORDER BY m.organisation_id);
    countries := ARRAY(
        SELECT country_id FROM directory_partnershipcountry WHERE partnership_id = p.id
        UNION SELECT country_id FROM directory_organisation WHERE id = ANY (members) AND country_id IS NOT NULL);
    sectors := ARRAY(
        SELECT sector_id FROM directory_partnershipsector WHERE partnership_id = p.id
        UNION SELECT sector_id FROM directory_organisation WHERE id = ANY (members));
    topics := ARRAY(SELECT topic_id FROM directory_partnershiptopic WHERE partnership_id = p.id);
    row.partnership_id := p.id;
    row.sort_name := public.fold(p.title);
    row.facets := listing_values(p, countries, sectors, topics);

    other_names := ARRAY(SELECT name::text FROM directory_othername WHERE partnership_id = p.id ORDER BY name);
    member_names := public.fold((
        SELECT string_agg(concat_ws(' ', o.name, o.acronym, n.names), ' ' ORDER BY o.id) FROM directory_organisation o
          LEFT JOIN LATERAL (SELECT string_agg(name, ' ' ORDER BY id) AS names FROM directory_othername
                              WHERE organisation_id = o.id) AS n ON true
         WHERE o.id = ANY (members)));
    row.head := public.name_vector(VARIADIC ARRAY[p.title, p.acronym]::text[] || other_names) || setweight(
        to_tsvector('pg_catalog.simple', concat_ws(' ', member_names, public.compounds(member_names))), 'B');
    row.body := row.head || setweight(public.text_vector(p.summary), 'C')
        || setweight(public.text_vector(p.description), 'D');
    FOR names IN (SELECT name_vector FROM directory_topic WHERE slug = ANY (topics) ORDER BY slug)
           UNION ALL (SELECT name_vector FROM directory_sector WHERE slug = ANY (sectors) ORDER BY slug)
           UNION ALL (SELECT name_vector FROM directory_country WHERE code = ANY (countries) ORDER BY code) LOOP
        row.body := row.body || setweight(names, 'C');
    END LOOP;
    RETURN row;
END $$;

CREATE OR REPLACE FUNCTION listing_computed(ids bigint[]) RETURNS SETOF listing LANGUAGE sql STABLE AS $$
    SELECT (r).* FROM (SELECT listing_row(id) AS r FROM unnest(ids) AS partnership (id) OFFSET 0) AS rows
     WHERE (r).partnership_id IS NOT NULL
$$;

-- Whether the list that nothing narrows shows a listing, as far as its scope and its freshness go.
CREATE OR REPLACE FUNCTION in_default_scope(facets int[]) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT facets && ARRAY[{default.scope}] $$;
CREATE OR REPLACE FUNCTION in_default_freshness(facets int[]) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT facets && ARRAY[{default.freshness}] $$;
