"""What may be listed already is found by its web domain, its name, its acronym, and by letters that only look the same."""

from django.db import migrations

LIKENESS = r"""
-- The part of a web address that one body registers: "www.police.gov.pl" -> "police.gov.pl". NULL for what many share.
-- A rule of thumb in place of the Public Suffix List: it only has to bring likely pairs before human eyes.
CREATE FUNCTION public.web_domain(address text) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 20 AS $$
    SELECT CASE WHEN domain ~ '^[0-9.]+$' THEN NULL
                WHEN domain IN ('blogspot.com', 'facebook.com', 'github.io', 'google.com', 'instagram.com', 'linkedin.com',
                                'medium.com', 'notion.site', 'sharepoint.com', 'tiktok.com', 'twitter.com', 'un.org',
                                'weebly.com', 'wixsite.com', 'wordpress.com', 'x.com', 'youtube.com') THEN NULL
                ELSE domain END
      FROM (SELECT CASE WHEN shared THEN (regexp_match(host, '([^.]+\.[^.]+\.[^.]+)$'))[1]
                        ELSE (regexp_match(host, '([^.]+\.[^.]+)$'))[1] END AS domain
              FROM (SELECT host, host ~ ('(^|\.)(ac|admin|asn|co|com|edu|europa|gc|go|gob|gouv|gov|govt|gv|id|int|ltd|mil'
                                         '|ne|net|nhs|or|org|plc|police|sch)\.[a-z][a-z]$') AS shared
                      FROM (SELECT (regexp_match(lower(address), '^[a-z]+://(?:[^/@]*@)?([^/:?#]+)'))[1] AS host) AS a) AS b) AS c
$$;

-- A name as it looks: letters of other scripts as the Latin ones that they are taken for, "0" as "o", "1" and "i" as "l".
-- The pairs are those of Unicode's confusables.txt whose other side is one ASCII letter.
CREATE FUNCTION public.skeleton(name text) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 40 AS $$
    SELECT translate(public.fold(translate(name,
        'ɑαаΑАᎪꓮƄЬᏏꞴΒВᏴꓐᴄⲥсꮯⲤСᏟꓚԁᏧꓒᎠꓓꬲеҽΕЕⴹᎬꓰꬵꞙẝքꞘϜꓝɡᶃƍցԌᏀᏳꓖһհᏂΗⲎНᎻꓧıɪɩιіꙇӏꭵᎥϳјꞲͿЈᎫꓙΚⲔКᏦꓗƖǀΙⲒІӀⵏꓲⳐᏞꓡΜϺⲘМᎷꓟոռΝⲚꓠᴏᴑꬽοσⲟоჿօΟⲞОՕⵔꓳρⲣрΡⲢРᏢꓑԛգզⵕꭇꭈᴦⲅгꮁƦᎡᏒꓣꜱƽѕꮪЅՏᏕᏚꓢΤⲦТᎢꓔꞟᴜꭎꭒʋυսՍꓴᴠνѵꮩѴⴸᏙꓦɯᴡѡԝաꮃԜᎳᏔꓪхꞳΧⲬХⵝꓫɣᶌʏỿꭚγуүყΥⲨУҮᎩᎽꓬᴢꮓΖᏃꓜ',
        'aaaAAAAbbbBBBBBccccCCCCdddDDeeeEEEEEffffFFFggggGGGGhhhHHHHHiiiiiiiiijjJJJJJKKKKKllllllllLLLMMMMMMnnNNNoooooooooOOOOOOpppPPPPPqqqQrrrrrrRRRRssssSSSSSTTTTTuuuuuuuUUvvvvVVVVwwwwwwWWWWxXXXXXXyyyyyyyyyYYYYYYYzzZZZ')),
        '01i', 'oll')
$$;

CREATE INDEX organisation_folded_name ON directory_organisation USING gin (public.fold(name) gin_trgm_ops);
CREATE INDEX organisation_skeleton ON directory_organisation (public.skeleton(name));
CREATE INDEX organisation_web_domain ON directory_organisation (public.web_domain(website));
CREATE INDEX organisation_folded_acronym ON directory_organisation (public.fold(acronym)) WHERE acronym <> '';
CREATE INDEX partnership_folded_title ON directory_partnership USING gin (public.fold(title) gin_trgm_ops);
CREATE INDEX partnership_skeleton ON directory_partnership (public.skeleton(title));
CREATE INDEX partnership_web_domain ON directory_partnership (public.web_domain(website));
CREATE INDEX partnership_folded_acronym ON directory_partnership (public.fold(acronym)) WHERE acronym <> '';
CREATE INDEX other_name_folded ON directory_othername USING gin (public.fold(name) gin_trgm_ops);
"""

ALIKE = """
-- What is typed: a JSON list of objects with key, name, acronym, website and countries (a list of codes). For each, the
-- public records that may be the same, why, and how alike the names are. The planner takes fold() for cheap and would
-- read the table: half a second at 12,000 organisations.
CREATE FUNCTION public.alike_{kind}(typed jsonb)
  RETURNS TABLE (typed_key text, record bigint, reason text, degree real)
  LANGUAGE plpgsql STABLE SET pg_trgm.similarity_threshold = 0.6 SET enable_seqscan = off AS $$
DECLARE
    one record;
BEGIN
    FOR one IN SELECT t.key, public.fold(t.name) AS name, public.skeleton(t.name) AS skeleton, t.countries,
                      public.fold(nullif(t.acronym, '')) AS acronym, public.web_domain(t.website) AS domain
                 FROM jsonb_to_recordset(typed) AS t (key text, name text, acronym text, website text, countries text[]) LOOP
        RETURN QUERY
        SELECT one.key, r.id::bigint, 'name', similarity(public.fold(r.{name}), one.name)
          FROM directory_{kind} AS r WHERE public.fold(r.{name}) % one.name AND r.removed_at IS NULL
        UNION ALL
        SELECT one.key, r.id::bigint, 'other_name', similarity(public.fold(o.name), one.name)
          FROM directory_othername AS o JOIN directory_{kind} AS r ON r.id = o.{kind}_id
         WHERE public.fold(o.name) % one.name AND r.removed_at IS NULL
        UNION ALL
        SELECT one.key, r.id::bigint, 'lookalike', 1
          FROM directory_{kind} AS r
         WHERE public.skeleton(r.{name}) = one.skeleton AND public.fold(r.{name}) <> one.name AND r.removed_at IS NULL
        UNION ALL
        SELECT one.key, r.id::bigint, 'domain', 1
          FROM directory_{kind} AS r WHERE public.web_domain(r.website) = one.domain AND r.removed_at IS NULL
        UNION ALL
        SELECT one.key, r.id::bigint, 'acronym', 1
          FROM directory_{kind} AS r
         WHERE r.acronym <> '' AND public.fold(r.acronym) = one.acronym AND r.removed_at IS NULL
           AND {same_country};
    END LOOP;
END $$;
"""

FUNCTIONS = "".join(
    ALIKE.format(**names)
    for names in (
        {
            "kind": "organisation",
            "name": "name",
            "same_country": "(r.country_id = ANY(one.countries) OR (r.country_id IS NULL AND cardinality(one.countries) = 0))",
        },
        {
            "kind": "partnership",
            "name": "title",
            "same_country": "(cardinality(one.countries) = 0 OR EXISTS (SELECT FROM directory_partnershipcountry AS c"
            " WHERE c.partnership_id = r.id AND c.country_id = ANY(one.countries)))",
        },
    )
)

UNDO = """
DROP FUNCTION public.alike_organisation, public.alike_partnership;
DROP INDEX organisation_folded_name, organisation_skeleton, organisation_web_domain, organisation_folded_acronym,
           partnership_folded_title, partnership_skeleton, partnership_web_domain, partnership_folded_acronym,
           other_name_folded;
DROP FUNCTION public.skeleton, public.web_domain;
"""


class Migration(migrations.Migration):
    dependencies = [("directory", "0009_a_partner_may_deny")]
    operations = [migrations.RunSQL([(LIKENESS, None), (FUNCTIONS, None)], UNDO)]
