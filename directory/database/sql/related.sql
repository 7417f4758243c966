-- The partnerships that stand nearest to one: by the members, topics and countries that they share. What few have counts for
-- more than what many have: the weight of a member, a topic or a country is the logarithm of how many times fewer
-- partnerships have it than there are.
--
-- Not all that share something are looked at, which may be most: those that share most members, some of those that have the
-- rarest topics and countries together, which the index of facets finds, and the newest. For a sample, which has no listing,
-- samples that share members; for others no samples.
CREATE OR REPLACE FUNCTION listing_related(partnership bigint, members bigint[], most int)
  RETURNS TABLE (slug text, title text, shared_members int, shared_values int[]) LANGUAGE sql STABLE ROWS 5
  SET enable_seqscan = off AS $$
    WITH weighed AS MATERIALIZED (
        SELECT t.v, t.n, ln(1 + listed.n::float / greatest(t.n, 1)) AS weight, t.v > {base.topic} AS is_topic,
               row_number() OVER (PARTITION BY t.v > {base.topic} ORDER BY t.n, t.v) AS place
          FROM facet_total listed, listing l, unnest(l.facets) AS own (v) JOIN facet_total t USING (v)
         WHERE listed.v = 0 AND l.partnership_id = partnership
           AND (t.v BETWEEN {base.country} AND {base.country} + 999 OR t.v BETWEEN {base.topic} AND {base.topic} + 999)),
    combination (wanted) AS (
        SELECT array_agg(v ORDER BY v) FROM weighed WHERE place <= 2 HAVING count(*) > 1
        UNION SELECT array_agg(v ORDER BY v) FROM weighed WHERE place = 1 HAVING count(*) > 1 OR max(n) <= 1000),
    near AS (
        SELECT few.id FROM combination, LATERAL (
            SELECT partnership_id AS id FROM listing WHERE facets @> wanted LIMIT 25) AS few
        UNION SELECT partnership_id FROM (SELECT partnership_id, facets FROM listing ORDER BY 1 DESC LIMIT 60) AS newest
               WHERE facets && (SELECT array_agg(v) FROM weighed)),
    current_membership AS (
        SELECT DISTINCT m.partnership_id, m.organisation_id FROM (
            SELECT partnership_id, organisation_id FROM directory_membership
             WHERE organisation_id = ANY (members) AND ({membership.is_current})) AS m),
    member AS (
        SELECT organisation_id, ln(1 + (SELECT n FROM facet_total WHERE v = 0)::float / count(*)) AS weight
          FROM current_membership GROUP BY 1),
    sharing AS (
        SELECT m.partnership_id AS id, count(*) AS members, sum(coalesce(member.weight, 1)) AS weight
          FROM current_membership m JOIN member USING (organisation_id) GROUP BY 1 ORDER BY 3 DESC, 1 DESC LIMIT 25),
    candidate AS (
        SELECT id, max(members) AS members, max(weight) AS weight
          FROM (SELECT id, members, weight FROM sharing UNION ALL SELECT id, 0, 0 FROM near) AS both_kinds GROUP BY 1),
    best AS (
        SELECT p.slug, p.title, c.members, l.facets,
               c.weight + coalesce((SELECT sum(w.weight) FROM weighed w WHERE w.v = ANY (l.facets)), 0) AS weight, p.id
          FROM candidate c JOIN directory_partnership p USING (id) LEFT JOIN listing l ON l.partnership_id = c.id
         WHERE p.id <> partnership AND p.removed_at IS NULL
           AND p.is_sample = (SELECT is_sample FROM directory_partnership WHERE id = partnership)
         ORDER BY 5 DESC, p.id DESC LIMIT most)
    SELECT slug::text, title::text, members::int,
           ARRAY(SELECT v FROM weighed w WHERE w.v = ANY (facets) ORDER BY w.weight DESC)
      FROM best ORDER BY weight DESC, id DESC
$$;
