-- Composed documents: what search reads of each record.
--
-- A document holds the record's own words: names, former and other names, acronyms, the domain of its website, texts, years.
-- Of what it shares with others (country, region, topic, sector, kind, status, role, first and last year) it holds one lexeme each, its *term*:
-- '@1276' for the country Poland. The words of a term stand once, in the document of the term itself; a query asks for the
-- word or for the terms that have it (`word_conditions`). So a new name of a country finds all that is there at once, and
-- own words are told from terms by asking without these.
--
-- Beside each word stands its stem, marked with the language of the text: 'en~hotlin'.
--
-- Weights: A own names; B names of members, owners, publishers; C texts; D long texts, years. Terms have no place in the
-- text, which ranks them as D.
--
-- Partnerships have theirs in `listing`. Triggers mark the records of all others that changed (change_mark); their documents
-- are computed at commit, when the marks are settled.

-- The stems of a folded text, with their places, in its language or, where that is NULL, in all that are known; of words in
-- Arabic letters always the Arabic ones.
CREATE OR REPLACE FUNCTION public.stem_vector(folded text, language text DEFAULT 'en') RETURNS tsvector
  LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 50 AS $$
    SELECT coalesce(string_agg(format('''%s~%s'':%s', code, lexeme, array_to_string(positions, ',')), ' '), '')::tsvector
      FROM (VALUES ('en', 'pg_catalog.english'::regconfig), ('fr', 'pg_catalog.french'), ('es', 'pg_catalog.spanish'),
                   ('ar', 'pg_catalog.arabic')) AS languages (code, config),
           unnest(to_tsvector(config, folded)) AS stems
     WHERE CASE WHEN code = 'ar' THEN folded ~ '[\u0600-\u06ff]' ELSE code = coalesce(language, code) END
       AND lexeme ~ '[^0-9]' AND (lexeme ~ '[\u0600-\u06ff]') = (code = 'ar')
$$;

-- A text as its words and their stems.
CREATE OR REPLACE FUNCTION public.text_and_stems(raw text, language text DEFAULT 'en') RETURNS tsvector
  LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE COST 100 AS $$
DECLARE
    folded text := coalesce(public.fold(raw), '');
BEGIN
    RETURN to_tsvector('pg_catalog.simple', concat_ws(' ', folded, public.other_spellings(raw)))
        || public.stem_vector(folded, language);
END $$;

-- Names, each as `name_vector` has it, with their stems.
CREATE OR REPLACE FUNCTION public.names_and_stems(names text[], language text DEFAULT 'en') RETURNS tsvector
  LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 150 AS $$
    SELECT public.name_vector(VARIADIC coalesce(names, '{}'))
        || setweight(public.stem_vector(public.fold(coalesce(array_to_string(names, ' '), '')), language), 'A')
$$;

-- The domain of an address, written as one word: "https://www.iwf.org.uk/report" -> "iwforguk"; NULL for none.
CREATE OR REPLACE FUNCTION public.domain_word(url text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT nullif(left(replace(public.fold(regexp_replace(substring(lower(url) from '^(?:[a-z]+://|[^@/]*@)?([^/?#:]+)'), '^www\.', '')),
                               ' ', ''), 200), '')
$$;

-- Domains as whole names: '=iwforguk' for the record's own, '>iwforguk' for those of others that belong to it.
CREATE OR REPLACE FUNCTION public.domain_lexemes(urls text[], mark text DEFAULT '=') RETURNS tsvector
  LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT array_to_tsvector(ARRAY(SELECT DISTINCT mark || word FROM unnest(urls) AS url, public.domain_word(url) AS word
                                    WHERE word IS NOT NULL))
$$;

-- The terms among the facet values of a listing.
CREATE OR REPLACE FUNCTION facet_terms(facets int[]) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT ARRAY(SELECT '@' || v FROM unnest(facets) AS v
                  WHERE v / 1000 IN ({facet.country}, {facet.region}, {facet.topic}, {facet.sector}, {facet.kind}, {facet.status}))
$$;

-- The terms of countries and of the regions that they lie in.
CREATE OR REPLACE FUNCTION country_terms(codes text[]) RETURNS text[] LANGUAGE sql STABLE AS $$
    SELECT ARRAY(
        SELECT '@' || {base.country} + number FROM directory_country WHERE code = ANY (codes)
        UNION SELECT '@' || {base.region} + unnest(ARRAY[r.number, up.number]) FROM directory_country c
          JOIN directory_region r ON r.code = c.region_id LEFT JOIN directory_region up ON up.code = r.parent_id
         WHERE c.code = ANY (codes))
$$;
CREATE OR REPLACE FUNCTION topic_terms(slugs text[]) RETURNS text[] LANGUAGE sql STABLE AS $$
    SELECT ARRAY(SELECT '@' || {base.topic} + number FROM directory_topic WHERE slug = ANY (slugs)) $$;

-- The terms of the years in which a record began and ended, of dates in full or in part.
CREATE OR REPLACE FUNCTION public.year_terms(began text, ended text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT array_remove(ARRAY['@begun:' || nullif(left(began, 4), ''), '@ended:' || nullif(left(ended, 4), '')], NULL) $$;

-- Terms of a vocabulary, each with its stems in all languages. Of several words ("Port of Spain") the whole alone: who types
-- "Spain" does not find it.
CREATE OR REPLACE FUNCTION public.terms_and_stems(terms text[]) RETURNS tsvector
  LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 150 AS $$
    SELECT public.names_and_stems(array_agg(term) FILTER (WHERE folded !~ ' '), NULL)
        || coalesce(array_to_tsvector(array_agg(DISTINCT '=' || replace(folded, ' ', '')) FILTER (WHERE folded ~ ' ')), '')
      FROM (SELECT term, public.fold(term) AS folded FROM unnest(terms) AS term) AS terms
$$;

-- All by which a country is found beside its names: its own names of itself, demonyms, capitals, former names, the code of
-- three letters unless it is a word ("per"), and words that may mean something else as well.
CREATE OR REPLACE FUNCTION country_words(country text) RETURNS text[] LANGUAGE sql STABLE AS $$
    SELECT string_to_array(concat_ws(';', nullif(words, ''), nullif(uncertain_words, ''),
                                     CASE WHEN alpha_3 !~ '^(AND|ARE|CAN|COM|EST|NOR|PAN|PER|SUR|)$' THEN alpha_3 END), ';')
      FROM directory_country WHERE code = country
$$;

-- Terms that stand in no table: kinds, statuses and roles, reach, and what each kind of record is called.
CREATE OR REPLACE FUNCTION fixed_terms() RETURNS TABLE (number bigint, term text, words text) LANGUAGE sql IMMUTABLE AS $$
    SELECT row_number() OVER (), term, words FROM (VALUES
        ('@{kind.network}', 'network;networks;réseau;red;شبكة'),
        ('@{kind.task_force}', 'task force;task forces;taskforce;working party;working group;groupe de travail;grupo de trabajo;فريق عمل'),
        ('@{kind.forum}', 'forum;forums;foro;منتدى'),
        ('@{kind.joint_centre}', 'joint centre;joint center;centre commun;centro conjunto;مركز مشترك'),
        ('@{kind.programme}', 'programme;program;programa;برنامج'),
        ('@{kind.campaign}', 'campaign;campaigns;campagne;campaña;حملة'),
        ('@{kind.joint_project}', 'joint project;projet commun;proyecto conjunto;مشروع مشترك'),
        ('@{kind.joint_operation}', 'joint operation;opération commune;operación conjunta;عملية مشتركة'),
        ('@{kind.shared_system}', 'shared system;shared database;système partagé;sistema compartido;نظام مشترك'),
        ('@{kind.agreement}', 'agreement;treaty;convention;memorandum of understanding;accord;acuerdo;tratado;اتفاق'),
        ('@{kind.fund}', 'fund;fonds;fondo;صندوق'),
        ('@{kind.training}', 'training;formation;formación;capacitación;تدريب'),
        ('@{kind.event_partnership}', 'event partnership'),
        ('@{status.planned}', 'planned;prévu;planificado'),
        ('@{status.active}', 'active;actif;activo'),
        ('@{status.paused}', 'paused;suspendu;suspendido'),
        ('@{status.ended}', 'ended;terminé;terminado'),
        ('@role:lead', 'lead;leader;chef de file;líder'),
        ('@role:chair', 'chair;chaired;présidence;presidencia'),
        ('@role:secretariat', 'secretariat;secrétariat;secretaría;أمانة'),
        ('@role:host', 'host;hosted;hôte;anfitrión'),
        ('@role:signatory', 'signatory;signatories;signataire;signatario'),
        ('@role:endorser', 'endorser;endorsers'),
        ('@role:funder', 'funder;funders;donor;donors;funded;bailleur de fonds;donateur;financiador;donante;ممول;مانح'),
        ('@role:grantee', 'grantee;grantees;bénéficiaire;beneficiario'),
        ('@role:supporter', 'supporter;supporters;soutien'),
        ('@role:observer', 'observer;observers;observateur;observador;مراقب'),
        ('@extent:EU', 'EU;European Union;UE;Union européenne;Unión Europea;الاتحاد الأوروبي'),
        ('@extent:international', 'international;worldwide;mondial;internacional;دولي'),
        ('@partnership', 'partnership;partnerships;partenariat;partenariats;asociación;alianza;شراكة'),
        ('@organisation', 'organisation;organisations;organization;organizations;organización;منظمة'),
        ('@event', 'event;events;meeting;conference;summit;événement;conférence;evento;conferencia;مؤتمر'),
        ('@commitment', 'commitment;commitments;pledge;pledges;engagement;compromiso;التزام'),
        ('@resource', 'resource;resources;ressource;recurso;مورد'),
        ('@contactpoint', 'desk;desks;contact point;single point of contact;point de contact;punto de contacto;نقطة اتصال')
    ) AS terms (term, words)
$$;

-- The documents of these records, of what is not removed alone, and of desks only of those that everybody may see. Samples
-- of organisations, and sources behind nothing that is public, are here: a list asks for its own records among those found.
CREATE OR REPLACE FUNCTION document_computed(of_kind text, ids bigint[]) RETURNS SETOF document LANGUAGE plpgsql STABLE AS $$
BEGIN
    CASE of_kind
    WHEN 'organisation' THEN RETURN QUERY
        SELECT of_kind, o.id, '', NULL::bigint, v.head,
               v.head || setweight(text_vector(concat_ws(' ', left(o.founded, 4), left(o.ended, 4))), 'D')
               || array_to_tsvector(country_terms(ARRAY[o.country_id]) || ARRAY['@' || {base.sector} + s.number, '@' || of_kind]
                                    || year_terms(o.founded, o.ended) || CASE WHEN o.is_international THEN ARRAY['@extent:international'] ELSE '{}' END)
          FROM directory_organisation o JOIN directory_sector s ON s.slug = o.sector_id, LATERAL (
               SELECT names_and_stems(ARRAY[o.name, o.acronym]::text[] || ARRAY(
                        SELECT n.name::text FROM directory_othername n WHERE n.organisation_id = o.id ORDER BY n.name))
                      || domain_lexemes(ARRAY[o.website]) AS head) AS v
         WHERE o.id = ANY (ids) AND o.removed_at IS NULL;
    WHEN 'contactpoint' THEN RETURN QUERY
        SELECT of_kind, d.id, '', d.organisation_id, v.head,
               v.head || array_to_tsvector(ARRAY['@' || of_kind, '@' || {base.sector} + s.number]
                   || country_terms(ARRAY(SELECT c.country_id::text FROM directory_contactpointcountry c
                                           WHERE c.contact_point_id = d.id) || o.country_id::text)
                   || topic_terms(ARRAY(SELECT t.topic_id::text FROM directory_contactpointtopic t WHERE t.contact_point_id = d.id)))
          FROM directory_contactpoint d JOIN directory_organisation o ON o.id = d.organisation_id
          JOIN directory_sector s ON s.slug = o.sector_id, LATERAL (
               SELECT names_and_stems(ARRAY[d.name]::text[]) || domain_lexemes(ARRAY[d.mailbox, d.web_form], '>')
                      || setweight(text_and_stems(concat_ws(' ', o.name, o.acronym)), 'B') AS head) AS v
         WHERE d.id = ANY (ids) AND d.visibility = 'public' AND NOT d.is_sample AND NOT o.is_sample AND o.removed_at IS NULL;
    WHEN 'event' THEN RETURN QUERY
        SELECT of_kind, e.id, '', NULL::bigint, v.head,
               v.head || setweight(text_and_stems(concat_ws(' ', e.place, e.summary)), 'C')
               || setweight(text_and_stems((SELECT string_agg(s.title, ' ' ORDER BY s."order", s.id) FROM directory_eventsession s
                                             WHERE s.event_id = e.id)), 'D')
               || setweight(text_vector(concat_ws(' ', left(e.starts, 4), left(e.ends, 4))), 'C')
               || array_to_tsvector(country_terms(ARRAY[e.country_id]) || ARRAY['@' || of_kind] || topic_terms(ARRAY(
                    SELECT s.topic_id::text FROM directory_eventsession s WHERE s.event_id = e.id)))
          FROM directory_event e, LATERAL (
               SELECT names_and_stems(ARRAY[e.title, e.acronym]::text[]) || domain_lexemes(ARRAY[e.website]) AS head) AS v
         WHERE e.id = ANY (ids);
    WHEN 'resource' THEN RETURN QUERY
        SELECT of_kind, r.id, '', NULL::bigint, v.head,
               v.head || setweight(text_and_stems(r.description), 'C')
               || setweight(text_vector(concat_ws(' ', replace(r.kind, '_', ' '), left(r.year, 4),
                                                  replace(array_to_string(r.audience, ' '), '_', ' '))), 'D')
               || array_to_tsvector(ARRAY['@' || of_kind]
                   || country_terms(ARRAY(SELECT c.country_id::text FROM directory_resourcecountry c WHERE c.resource_id = r.id))
                   || topic_terms(ARRAY(SELECT t.topic_id::text FROM directory_resourcetopic t WHERE t.resource_id = r.id)))
          FROM directory_resource r LEFT JOIN directory_organisation o ON o.id = r.publisher_id AND o.removed_at IS NULL
          LEFT JOIN directory_partnership p ON p.id = r.publisher_partnership_id AND p.removed_at IS NULL, LATERAL (
               SELECT names_and_stems(ARRAY[r.title]::text[]) || domain_lexemes(ARRAY[r.url], '>')
                      || setweight(text_and_stems(concat_ws(' ', o.name, o.acronym, p.title, p.acronym)), 'B') AS head) AS v
         WHERE r.id = ANY (ids);
    WHEN 'commitment' THEN RETURN QUERY
        SELECT of_kind, c.id, '', NULL::bigint, v.head,
               v.head || setweight(text_and_stems(c.condition), 'D')
               || setweight(text_vector(concat_ws(' ', c.kind, left(c.made_on, 4), left(c.due, 4))), 'C')
               || setweight(text_vector(concat_ws(' ', left(e.starts, 4), e.title)), 'D')
               || array_to_tsvector(ARRAY['@' || of_kind] || topic_terms(ARRAY[c.topic_id])
                   || country_terms(ARRAY(SELECT x.country_id::text FROM directory_commitmentownercountry x WHERE x.commitment_id = c.id)))
          FROM directory_commitment c LEFT JOIN directory_event e ON e.id = c.event_id, LATERAL (
               SELECT setweight(text_and_stems(c.text), 'A') || setweight(text_and_stems(concat_ws(' ',
                   (SELECT string_agg(concat_ws(' ', o.name, o.acronym), ' ' ORDER BY o.id) FROM directory_commitmentownerorganisation x
                      JOIN directory_organisation o ON o.id = x.organisation_id WHERE x.commitment_id = c.id AND o.removed_at IS NULL),
                   (SELECT string_agg(concat_ws(' ', p.title, p.acronym), ' ' ORDER BY p.id) FROM directory_commitmentownerpartnership x
                      JOIN directory_partnership p ON p.id = x.partnership_id WHERE x.commitment_id = c.id AND p.removed_at IS NULL)
               )), 'B') AS head) AS v
         WHERE c.id = ANY (ids);
    WHEN 'source' THEN RETURN QUERY
        SELECT of_kind, s.id, '', NULL::bigint, v.head,
               v.head || setweight(text_vector(left(s.published, 4)), 'C')
          FROM directory_source s, LATERAL (
               SELECT names_and_stems(ARRAY[s.title]::text[]) || domain_lexemes(ARRAY[s.url], '>')
                      || setweight(text_and_stems(s.publisher), 'B') AS head) AS v
         WHERE s.id = ANY (ids);
    WHEN 'figure' THEN RETURN QUERY
        SELECT of_kind, f.id, '', NULL::bigint, v.head,
               v.head || setweight(text_vector(concat_ws(' ', f.value, f.unit, left(f.year, 4))), 'C')
          FROM directory_figure f, LATERAL (SELECT setweight(text_and_stems(f.statement), 'A') AS head) AS v
         WHERE f.id = ANY (ids);
    WHEN 'country' THEN RETURN QUERY
        SELECT of_kind, c.number::bigint, '@' || {base.country} + c.number, NULL::bigint, v.head,
               v.head || array_to_tsvector(country_terms(ARRAY[c.code]))
          FROM directory_country c, LATERAL (
               SELECT names_and_stems(ARRAY[c.name_en, c.name_fr, c.name_es, c.name_ar, c.code]::text[]
                                      || string_to_array(c.also_known_as, ';'), NULL)
                      || terms_and_stems(country_words(c.code)) AS head) AS v
         WHERE c.number = ANY (ids);
    WHEN 'region' THEN RETURN QUERY
        SELECT of_kind, r.number::bigint, '@' || {base.region} + r.number, NULL::bigint, v.head, v.head
          FROM directory_region r, LATERAL (
               SELECT names_and_stems(ARRAY[r.name_en, r.name_fr, r.name_es, r.name_ar]::text[]
                                      || string_to_array(r.words, ';'), NULL) AS head) AS v
         WHERE r.number = ANY (ids);
    WHEN 'topic' THEN RETURN QUERY
        SELECT of_kind, t.number::bigint, '@' || {base.topic} + t.number, NULL::bigint, v.head, v.head
          FROM directory_topic t, LATERAL (
               SELECT names_and_stems(ARRAY[t.name_en, t.name_fr, t.name_es, t.name_ar]::text[]
                   || string_to_array(concat_ws(';', t.other_terms, t.former_terms), ';'), NULL) AS head) AS v
         WHERE t.number = ANY (ids);
    WHEN 'sector' THEN RETURN QUERY
        SELECT of_kind, s.number::bigint, '@' || {base.sector} + s.number, NULL::bigint, v.head, v.head
          FROM directory_sector s, LATERAL (
               SELECT names_and_stems(ARRAY[s.name_en, s.name_fr, s.name_es, s.name_ar]::text[]
                   || string_to_array(concat_ws(';', s.other_terms, s.former_terms), ';'), NULL) AS head) AS v
         WHERE s.number = ANY (ids);
    WHEN 'term' THEN RETURN QUERY
        SELECT of_kind, t.number, t.term, NULL::bigint, v.head, v.head
          FROM fixed_terms() AS t, LATERAL (SELECT names_and_stems(string_to_array(t.words, ';'), NULL) AS head) AS v
         WHERE t.number = ANY (ids);
    ELSE
    END CASE;
END $$;

-- Compute the documents of these records anew. Those of an organisation's public desks go with its own.
CREATE OR REPLACE FUNCTION document_refresh(of_kind text, ids bigint[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    desks bigint[];
BEGIN
    WITH computed AS MATERIALIZED (SELECT * FROM document_computed(of_kind, ids)),
    gone AS (
        DELETE FROM document d WHERE d.kind = of_kind AND d.record_id = ANY (ids)
           AND d.record_id NOT IN (SELECT c.record_id FROM computed c))
    INSERT INTO document AS d SELECT * FROM computed
        ON CONFLICT (kind, record_id) DO UPDATE
       SET term = excluded.term, organisation_id = excluded.organisation_id, head = excluded.head, body = excluded.body
     WHERE d IS DISTINCT FROM excluded;
    PERFORM words_learn(of_kind, ids);
    IF of_kind = 'organisation' THEN
        desks := ARRAY(SELECT id FROM directory_contactpoint WHERE organisation_id = ANY (ids)
                       UNION SELECT record_id FROM document WHERE organisation_id = ANY (ids));
        IF desks <> '{}' THEN
            PERFORM document_refresh('contactpoint', desks);
        END IF;
    END IF;
END $$;

-- All documents, for a database that is filled without triggers.
CREATE OR REPLACE FUNCTION documents_computed() RETURNS SETOF document LANGUAGE sql STABLE AS $$
    SELECT d.* FROM (
        SELECT 'organisation' AS kind, array_agg(id) AS ids FROM directory_organisation
        UNION ALL SELECT 'contactpoint', array_agg(id) FROM directory_contactpoint
        UNION ALL SELECT 'event', array_agg(id) FROM directory_event
        UNION ALL SELECT 'resource', array_agg(id) FROM directory_resource
        UNION ALL SELECT 'commitment', array_agg(id) FROM directory_commitment
        UNION ALL SELECT 'source', array_agg(id) FROM directory_source
        UNION ALL SELECT 'figure', array_agg(id) FROM directory_figure
        UNION ALL SELECT 'country', array_agg(number::bigint) FROM directory_country
        UNION ALL SELECT 'region', array_agg(number::bigint) FROM directory_region
        UNION ALL SELECT 'topic', array_agg(number::bigint) FROM directory_topic
        UNION ALL SELECT 'sector', array_agg(number::bigint) FROM directory_sector
        UNION ALL SELECT 'term', array_agg(number) FROM fixed_terms()) AS records (kind, ids),
        LATERAL document_computed(kind, ids) AS d
$$;
CREATE OR REPLACE FUNCTION documents_refresh() RETURNS void LANGUAGE sql AS $$
    DELETE FROM document;
    INSERT INTO document SELECT * FROM documents_computed() $$;
