-- Looking words up in the listings, and walking along their orders.
--
-- A text search kept apart from the rest of its statement. The planner believes `@@` to be as cheap as a
-- comparison of numbers and would read every vector; it cannot look into this function.
CREATE OR REPLACE FUNCTION listing_hits(query tsquery) RETURNS TABLE (id bigint) LANGUAGE sql STABLE ROWS 5000
  SET enable_seqscan = off AS $$ SELECT partnership_id FROM listing WHERE body @@ query $$;
CREATE OR REPLACE FUNCTION listing_head_hits(query tsquery) RETURNS TABLE (id bigint) LANGUAGE sql STABLE ROWS 1000
  SET enable_seqscan = off AS $$ SELECT partnership_id FROM listing WHERE head @@ query $$;

-- The ids of a list in an order that has an index, read along it. For lists of which much is needed: the planner takes a
-- sort of all that match for cheaper than it is.
CREATE OR REPLACE FUNCTION listing_walk(ids_in_order text) RETURNS TABLE (id bigint) LANGUAGE plpgsql STABLE ROWS 1000
  SET enable_sort = off SET enable_seqscan = off AS $$ BEGIN RETURN QUERY EXECUTE ids_in_order; END $$;
