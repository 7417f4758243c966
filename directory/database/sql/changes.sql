-- When each public record last changed, in the order of commits, and the identifier that it keeps for good.
--
-- `record_change` is what programs that keep a copy ask: all that changed after a moment, records that are gone among
-- them. The history's own times will not do: they are the times at which transactions began, so that a long one would
-- appear in the past of who had asked before it ended. Here the clock is in `data_version`, whose row each commit locks:
-- what is stamped later is seen later.
--
-- As with `listing`, triggers on the nouns only mark; the marks of a transaction are settled once, when it counts up the
-- data version. The documents by which records are searched (documents.sql) follow from the same marks.

-- The row of data_version is locked until the commit ends, so these moments are in the order of commits.
CREATE OR REPLACE FUNCTION change_settle() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    marked record;
BEGIN
    NEW.changed_at := greatest(clock_timestamp(), OLD.changed_at + interval '1 microsecond');
    -- Vocabularies are marked for their documents alone
    FOR marked IN
        WITH settled AS (DELETE FROM change_mark WHERE xact = pg_current_xact_id() RETURNING kind, record_id)
        SELECT kind, array_agg(record_id) AS ids FROM settled GROUP BY kind ORDER BY kind
    LOOP
        PERFORM document_refresh(marked.kind, marked.ids) WHERE marked.kind <> 'partnership';
        INSERT INTO record_change (kind, record_id, changed_at) SELECT marked.kind, id, NEW.changed_at FROM unnest(marked.ids) AS id
         WHERE marked.kind NOT IN ('country', 'region', 'sector', 'topic')
        ON CONFLICT (kind, record_id) DO UPDATE SET changed_at = excluded.changed_at;
    END LOOP;
    RETURN NEW;
END $$;
CREATE TRIGGER change_settle BEFORE UPDATE ON data_version FOR EACH ROW EXECUTE FUNCTION change_settle();
