"""What the planner knows of tables after an import."""

from django.db import connection

from tests.support.databases import import_conference, in_database, migrated_database

NEVER_LOOKED_AT = """
    SELECT pg_class.relname FROM pg_stat_user_tables
    JOIN pg_class ON pg_class.oid = relid
    WHERE n_live_tup > 50 AND reltuples < 0
"""


def test_after_an_import_no_table_is_planned_as_an_empty_one(django_db_blocker):
    with migrated_database("statistics") as address, in_database(address, django_db_blocker):
        import_conference()

        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM directory_membership")
            assert cursor.fetchone()[0] > 50
            cursor.execute(NEVER_LOOKED_AT)
            assert cursor.fetchall() == []
