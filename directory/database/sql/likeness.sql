-- What may be listed already: found by its web domain, its name, its acronym, and by letters that only look the same.
--
-- Indexes stand on web_domain(), skeleton() and fold(). `alike_organisation` and `alike_partnership` are one function
-- for two tables: written out, for a statement put together while it runs would be planned at each call.

-- The part of a web address that one body registers: "www.police.gov.pl" -> "police.gov.pl". NULL for what many share.
-- A rule of thumb in place of the Public Suffix List: it only has to bring likely pairs before human eyes.
CREATE OR REPLACE FUNCTION public.web_domain(address text) RETURNS text
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
CREATE OR REPLACE FUNCTION public.skeleton(name text) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 40 AS $$
    SELECT translate(public.fold(translate(name,
        'ɑαаΑАᎪꓮƄЬᏏꞴΒВᏴꓐᴄⲥсꮯⲤСᏟꓚԁᏧꓒᎠꓓꬲеҽΕЕⴹᎬꓰꬵꞙẝքꞘϜꓝɡᶃƍցԌᏀᏳꓖһհᏂΗⲎНᎻꓧıɪɩιіꙇӏꭵᎥϳјꞲͿЈᎫꓙΚⲔКᏦꓗƖǀΙⲒІӀⵏꓲⳐᏞꓡΜϺⲘМᎷꓟոռΝⲚꓠᴏᴑꬽοσⲟоჿօΟⲞОՕⵔꓳρⲣрΡⲢРᏢꓑԛգզⵕꭇꭈᴦⲅгꮁƦᎡᏒꓣꜱƽѕꮪЅՏᏕᏚꓢΤⲦТᎢꓔꞟᴜꭎꭒʋυսՍꓴᴠνѵꮩѴⴸᏙꓦɯᴡѡԝաꮃԜᎳᏔꓪхꞳΧⲬХⵝꓫɣᶌʏỿꭚγуүყΥⲨУҮᎩᎽꓬᴢꮓΖᏃꓜ',
        'aaaAAAAbbbBBBBBccccCCCCdddDDeeeEEEEEffffFFFggggGGGGhhhHHHHHiiiiiiiiijjJJJJJKKKKKllllllllLLLMMMMMMnnNNNoooooooooOOOOOOpppPPPPPqqqQrrrrrrRRRRssssSSSSSTTTTTuuuuuuuUUvvvvVVVVwwwwwwWWWWxXXXXXXyyyyyyyyyYYYYYYYzzZZZ')),
        '01i', 'oll')
$$;

-- What is typed: a JSON list of objects with key, name, acronym, website and countries (a list of codes). For each, the
-- public records that may be the same, why, and how alike the names are. The planner takes fold() for cheap and would
-- read the table: half a second at 12,000 organisations.
CREATE OR REPLACE FUNCTION public.alike_organisation(typed jsonb)
  RETURNS TABLE (typed_key text, record bigint, reason text, degree real)
  LANGUAGE plpgsql STABLE SET pg_trgm.similarity_threshold = 0.6 SET enable_seqscan = off AS $$
DECLARE
    candidate record;
BEGIN
    FOR candidate IN SELECT t.key, public.fold(t.name) AS name, public.skeleton(t.name) AS skeleton, t.countries,
                            public.fold(nullif(t.acronym, '')) AS acronym, public.web_domain(t.website) AS domain
                       FROM jsonb_to_recordset(typed) AS t (key text, name text, acronym text, website text, countries text[]) LOOP
        RETURN QUERY
        SELECT candidate.key, r.id::bigint, 'name', similarity(public.fold(r.name), candidate.name)
          FROM directory_organisation AS r WHERE public.fold(r.name) % candidate.name AND r.removed_at IS NULL
        UNION ALL
        SELECT candidate.key, r.id::bigint, 'other_name', similarity(public.fold(o.name), candidate.name)
          FROM directory_othername AS o JOIN directory_organisation AS r ON r.id = o.organisation_id
         WHERE public.fold(o.name) % candidate.name AND r.removed_at IS NULL
        UNION ALL
        SELECT candidate.key, r.id::bigint, 'lookalike', 1
          FROM directory_organisation AS r
         WHERE public.skeleton(r.name) = candidate.skeleton AND public.fold(r.name) <> candidate.name AND r.removed_at IS NULL
        UNION ALL
        SELECT candidate.key, r.id::bigint, 'domain', 1
          FROM directory_organisation AS r WHERE public.web_domain(r.website) = candidate.domain AND r.removed_at IS NULL
        UNION ALL
        SELECT candidate.key, r.id::bigint, 'acronym', 1
          FROM directory_organisation AS r
         WHERE r.acronym <> '' AND public.fold(r.acronym) = candidate.acronym AND r.removed_at IS NULL
           AND (r.country_id = ANY(candidate.countries)
                OR (r.country_id IS NULL AND cardinality(candidate.countries) = 0));
    END LOOP;
END $$;

-- The same for partnerships.
CREATE OR REPLACE FUNCTION public.alike_partnership(typed jsonb)
  RETURNS TABLE (typed_key text, record bigint, reason text, degree real)
  LANGUAGE plpgsql STABLE SET pg_trgm.similarity_threshold = 0.6 SET enable_seqscan = off AS $$
DECLARE
    candidate record;
BEGIN
    FOR candidate IN SELECT t.key, public.fold(t.name) AS name, public.skeleton(t.name) AS skeleton, t.countries,
                            public.fold(nullif(t.acronym, '')) AS acronym, public.web_domain(t.website) AS domain
                       FROM jsonb_to_recordset(typed) AS t (key text, name text, acronym text, website text, countries text[]) LOOP
        RETURN QUERY
        SELECT candidate.key, r.id::bigint, 'name', similarity(public.fold(r.title), candidate.name)
          FROM directory_partnership AS r WHERE public.fold(r.title) % candidate.name AND r.removed_at IS NULL
        UNION ALL
        SELECT candidate.key, r.id::bigint, 'other_name', similarity(public.fold(o.name), candidate.name)
          FROM directory_othername AS o JOIN directory_partnership AS r ON r.id = o.partnership_id
         WHERE public.fold(o.name) % candidate.name AND r.removed_at IS NULL
        UNION ALL
        SELECT candidate.key, r.id::bigint, 'lookalike', 1
          FROM directory_partnership AS r
         WHERE public.skeleton(r.title) = candidate.skeleton AND public.fold(r.title) <> candidate.name AND r.removed_at IS NULL
        UNION ALL
        SELECT candidate.key, r.id::bigint, 'domain', 1
          FROM directory_partnership AS r WHERE public.web_domain(r.website) = candidate.domain AND r.removed_at IS NULL
        UNION ALL
        SELECT candidate.key, r.id::bigint, 'acronym', 1
          FROM directory_partnership AS r
         WHERE r.acronym <> '' AND public.fold(r.acronym) = candidate.acronym AND r.removed_at IS NULL
           AND (cardinality(candidate.countries) = 0
                OR EXISTS (SELECT FROM directory_partnershipcountry AS c
                            WHERE c.partnership_id = r.id AND c.country_id = ANY(candidate.countries)));
    END LOOP;
END $$;
