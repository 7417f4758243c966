-- Desks: the narrow row of each for the finder, the marks of what everybody sees, and the last one that stays.
--
-- What everybody may see of a desk changes pages, so triggers mark its organisation as changed; what is restricted leaves
-- no mark, for the moment of a change would tell that there is something.
--
-- `desk_listing` has a row for each desk of a published organisation with what the finder asks of it. Joined from five
-- tables, the desks of a large country took half a second at 150,000 desks; from this row, with one index over countries
-- and topics together, a tenth of that. The desks are locked before their rows are computed: of two people who change the
-- same desk at once, the second then sees what the first did.

-- A last desk cannot go, whoever deletes it. Looked at when the transaction ends, so that a desk may take the place of the
-- last one, and an organisation may go with its desks. Of two that delete the last two at once, the second waits for the
-- row of the organisation, and then fails. A merge moves desks and deletes none.
CREATE OR REPLACE FUNCTION desk_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM directory_organisation WHERE id = OLD.organisation_id AND removed_at IS NULL FOR NO KEY UPDATE;
    IF FOUND AND NOT EXISTS (SELECT FROM directory_contactpoint WHERE organisation_id = OLD.organisation_id) THEN
        RAISE EXCEPTION 'A published organisation cannot lose its last contact point.'
              USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'organisation_keeps_a_contact_point';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER desk_stays AFTER DELETE ON directory_contactpoint
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION desk_stays();

-- '*' in `served`: every country (EVERYWHERE in models/contacts.py).
CREATE OR REPLACE FUNCTION desk_listing_refresh(ids bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM directory_contactpoint WHERE id = ANY (ids) ORDER BY id FOR NO KEY UPDATE;
    DELETE FROM desk_listing AS l USING directory_contactpoint d JOIN directory_organisation o ON o.id = d.organisation_id
     WHERE l.contact_point_id = ANY (ids) AND d.id = l.contact_point_id AND o.removed_at IS NOT NULL;
    INSERT INTO desk_listing AS l
    SELECT d.id, d.visibility, coalesce(o.country_id, ''),
           CASE WHEN d.is_worldwide THEN array_prepend('*', c.codes) WHEN c.codes <> '{}' THEN c.codes
                ELSE array_remove(ARRAY[o.country_id::text], NULL) END,
           ARRAY(SELECT topic_id::text FROM directory_contactpointtopic WHERE contact_point_id = d.id ORDER BY 1),
           ARRAY(SELECT language_id::text FROM directory_contactpointlanguage WHERE contact_point_id = d.id ORDER BY 1)
      FROM directory_contactpoint d JOIN directory_organisation o ON o.id = d.organisation_id,
           LATERAL (SELECT ARRAY(SELECT country_id::text FROM directory_contactpointcountry
                                  WHERE contact_point_id = d.id ORDER BY 1) AS codes) AS c
     WHERE d.id = ANY (ids) AND o.removed_at IS NULL
        ON CONFLICT (contact_point_id) DO UPDATE
       SET (visibility, country, served, topics, languages)
         = (excluded.visibility, excluded.country, excluded.served, excluded.topics, excluded.languages)
     WHERE (l.visibility, l.country, l.served, l.topics, l.languages) IS DISTINCT FROM
           (excluded.visibility, excluded.country, excluded.served, excluded.topics, excluded.languages);
END $$;
