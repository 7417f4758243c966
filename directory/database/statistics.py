"""What PostgreSQL's planner knows of the tables."""

from django.db import connection
from psycopg import sql

# The tables that autovacuum would look at, too, with its usual settings: but only within a minute
GROWN = """
    SELECT statistics.relid::regclass::text
    FROM pg_stat_user_tables AS statistics
    JOIN pg_class ON pg_class.oid = statistics.relid
    WHERE statistics.schemaname = current_schema()
      AND statistics.n_mod_since_analyze > 50 + 0.1 * greatest(pg_class.reltuples, 0)
"""


def refresh_grown() -> None:
    """Have the planner look again at tables that changed much. Call it after the commit, outside a transaction: it counts only
    what is committed. Without it, the first pages after a new site's first import are planned for empty tables, and some
    take minutes."""
    if connection.in_atomic_block:  # as in a test: nothing is counted yet, and the locks would be kept
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute(GROWN)
        for (table,) in cursor.fetchall():
            cursor.execute(sql.SQL("ANALYZE {}").format(sql.SQL(table)))
