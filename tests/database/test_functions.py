"""The functions, aggregates and triggers of a migrated database are those that the files and the table say."""

from typing import NamedTuple

import pytest
from django.db import connection, transaction
from pgtrigger import registered
from pgtrigger.core import INSTALLED

from directory.database import installing, sources
from directory.database.sources import AGGREGATE, FUNCTION, TRIGGER, DatabaseObject
from directory.finding import facets
from directory.models import Document, Listing, Organisation, RecordChange, TopicHistory
from directory.models.sql_constants import sql_constants
from tests.support import oracle
from tests.support.factories import make_organisation, make_partnership

pytestmark = pytest.mark.django_db

# Made by the packages that we use, not by us
FOREIGN = ("pgtrigger_", "_pgtrigger_", "_pgh_", "procrastinate_")


class Definition(NamedTuple):
    """An object of ours as PostgreSQL describes it, whatever the text was that made it."""

    kind: str
    name: str
    table: str
    text: str


DEFINITIONS = """
    SELECT CASE f.prokind WHEN 'a' THEN 'AGGREGATE' ELSE 'FUNCTION' END, f.proname, '',
           CASE f.prokind WHEN 'a' THEN (SELECT concat_ws(' ', f.oid::regprocedure, a.aggtransfn, a.aggtranstype::regtype,
                                                          md5(a.agginitval)) FROM pg_aggregate a WHERE a.aggfnoid = f.oid)
                ELSE pg_get_functiondef(f.oid) END
      FROM pg_proc f
     WHERE f.pronamespace = 'public'::regnamespace AND NOT EXISTS (
           SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = f.oid AND d.deptype = 'e')
    UNION ALL
    SELECT 'TRIGGER', t.tgname, c.relname, pg_get_triggerdef(t.oid) || t.tgenabled::text FROM pg_trigger t
      JOIN pg_class c ON c.oid = t.tgrelid WHERE NOT t.tgisinternal AND c.relnamespace = 'public'::regnamespace
"""


def definitions() -> set[Definition]:
    with connection.cursor() as cursor:
        cursor.execute(DEFINITIONS)
        found = {Definition(*row) for row in cursor.fetchall()}
    return {each for each in found if not each.name.startswith(FOREIGN)}


def differences(wanted: list[DatabaseObject]) -> set[Definition]:
    """What stands in the database otherwise than the sources say, or only there, or only in the sources. Everything is
    made anew from the sources, in a transaction that is taken back, and compared with what was there."""
    there = definitions()
    with transaction.atomic():
        with connection.cursor() as cursor:
            installing._replace(cursor, wanted, [], installing.present_objects(cursor))
        made = definitions()
        transaction.set_rollback(True)
    keys = {(each.kind, *each.key) for each in wanted}
    return (there ^ made) | {each for each in there if each[:3] not in keys}


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(sql)


def replaced(name: str, old: str, new: str) -> str:
    """The statement of a function with a piece of it exchanged."""
    objects = sources.all_objects(sql_constants())
    (statement,) = [each.statement for each in objects if each.name == name and each.kind != TRIGGER]
    assert old in statement
    return statement.replace(old, new)


def test_the_database_has_what_the_files_and_the_table_say():
    assert differences(sources.all_objects(sql_constants())) == set()


@pytest.mark.parametrize(
    ("sql", "name"),
    [
        ("CREATE FUNCTION left_over() RETURNS int LANGUAGE sql AS 'SELECT 1'", "left_over"),
        ("CREATE AGGREGATE left_over(int) (SFUNC = int4pl, STYPE = int)", "left_over"),
        (
            "CREATE TRIGGER left_over AFTER DELETE ON directory_topic"
            " FOR EACH STATEMENT EXECUTE FUNCTION listing_note()",
            "left_over",
        ),
        ("ALTER FUNCTION fold COST 21", "fold"),
        ("DROP TRIGGER change_note_update ON directory_source", "change_note_update"),
        ("ALTER TABLE directory_source DISABLE TRIGGER listing_note_delete", "listing_note_delete"),
    ],
)
def test_what_only_the_database_says_is_seen(sql, name):
    run(sql)

    assert {each.name for each in differences(sources.all_objects(sql_constants()))} == {name}


def test_a_trigger_stays_when_the_function_of_the_same_name_is_made_anew():
    run(replaced("listing_settle", "version + 1", "version + 2"))

    assert installing.make_true(connection, sql_constants()) == {"listing_upkeep"}
    assert differences(sources.all_objects(sql_constants())) == set()


def test_a_function_changed_in_the_database_but_not_in_its_file_is_seen_and_mended():
    run(replaced("in_default_scope", "facets &&", "facets @>"))

    assert {each.name for each in differences(sources.all_objects(sql_constants()))} == {"in_default_scope"}
    assert installing.make_true(connection, sql_constants()) == {"listing"}
    assert differences(sources.all_objects(sql_constants())) == set()


def test_a_name_stands_once_in_the_sources_and_every_file_is_a_subject():
    keys = [(each.kind, *each.key) for each in sources.all_objects(sql_constants())]

    assert len(keys) == len(set(keys))
    assert {path.stem for path in sources.FOLDER.glob("*.sql")} == set(sources.SUBJECTS)
    assert {subject for subjects in installing.CONSEQUENCES.values() for subject in subjects} <= set(
        sources.SUBJECTS
    )
    assert {kind for kind, _name, _table in keys} == {FUNCTION, AGGREGATE, TRIGGER}


def test_the_history_has_its_triggers():
    assert len(registered()) > 60
    for model, trigger in registered():
        assert trigger.get_installation_status(model)[0] == INSTALLED, (model, trigger.name)


def test_nothing_is_done_where_nothing_has_changed(django_assert_num_queries):
    constants = sql_constants()

    with django_assert_num_queries(1):
        assert installing.make_true(connection, constants) == set()


@pytest.fixture
def edited(monkeypatch, tmp_path):
    """Exchange a piece of a file as an editor would, and let the database follow."""

    def edit(subject: str, old: str, new: str) -> set[str]:
        for path in sources.FOLDER.glob("*.sql"):
            (tmp_path / path.name).write_text(path.read_text())
        path = tmp_path / f"{subject}.sql"
        assert old in path.read_text()
        path.write_text(path.read_text().replace(old, new))
        monkeypatch.setattr(sources, "FOLDER", tmp_path)
        run("SELECT 1")
        return installing.make_true(connection, sql_constants())

    return edit


def test_another_listing_row_computes_the_listings_anew(edited):
    partnership = make_partnership(title="Lighthouse", countries=["PL", "DE"])
    version = facets.data_version()

    changed = edited(
        "listing", "row.sort_name := public.fold(p.title);", "row.sort_name := 'z' || public.fold(p.title);"
    )

    assert changed == {"listing"}
    assert Listing.objects.get(pk=partnership.pk).sort_name == "zlighthouse"
    assert facets.data_version() > version
    assert oracle.drift() == []


def test_another_meaning_of_default_computes_the_totals_anew(edited):
    make_partnership(countries=["PL"], sectors=["hotline"])

    edited("listing", "SELECT facets && ARRAY[{default.scope}]", "SELECT facets && ARRAY[{scope.neither}]")

    assert facets.totals(facets.data_version()).default[oracle.EVERY_LISTING] == 1


def test_another_text_search_computes_vectors_indexes_and_listings_anew(edited):
    organisation = make_organisation(name="Alpha Beta", country_id="PL")
    partnership = make_partnership(title="Lighthouse", topics=["training"], members=[organisation])
    history, changed_at = TopicHistory.objects.count(), last_changes()

    changed = edited("text_search", "RETURN btrim(regexp_replace(", "RETURN 'x' || btrim(regexp_replace(")

    assert changed == {"text_search"}
    assert Organisation.objects.get(pk=organisation.pk).sort_name == "xalpha beta"
    assert "'xlighthouse'" in Listing.objects.values_list("body", flat=True).get(pk=partnership.pk)
    assert "'xalpha'" in Document.objects.get(kind="organisation", record_id=organisation.pk).head
    assert found_by_index("SELECT id FROM directory_organisation WHERE skeleton(name) = 'xalpha beta'") == [
        organisation.pk
    ]
    assert last_changes() == changed_at
    assert TopicHistory.objects.count() == history


def last_changes() -> list[tuple]:
    return list(RecordChange.objects.order_by("pk").values_list())


def found_by_index(sql: str) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(sql)
        return [row[0] for row in cursor.fetchall()]


@pytest.mark.parametrize(
    ("head", "signature"),
    [
        (
            "FUNCTION listing_head_hits(query tsquery) RETURNS TABLE (partnership bigint)",
            "listing_head_hits(tsquery)",
        ),
        (
            "FUNCTION listing_head_hits(query tsquery, fewest int DEFAULT 0) RETURNS TABLE (id bigint)",
            "listing_head_hits(tsquery,integer)",
        ),
    ],
    ids=["another result", "other parameters"],
)
def test_a_function_with_another_head_takes_the_place_of_the_old_one(edited, head, signature):
    edited("listing_hits", "FUNCTION listing_head_hits(query tsquery) RETURNS TABLE (id bigint)", head)

    with connection.cursor() as cursor:
        cursor.execute("SELECT oid::regprocedure::text FROM pg_proc WHERE proname = 'listing_head_hits'")
        assert cursor.fetchall() == [(signature,)]


def test_what_left_the_files_leaves_the_database_and_what_is_not_ours_stays(edited):
    run("CREATE FUNCTION of_the_site() RETURNS int LANGUAGE sql AS 'SELECT 1'")
    run("COMMENT ON FUNCTION of_the_site() IS 'listing of everything, for our reports'")
    text = (sources.FOLDER / "listing_hits.sql").read_text()
    gone = text[text.index("CREATE OR REPLACE FUNCTION listing_head_hits") :]

    edited("listing_hits", gone, "")

    names = {each.name for each in definitions()}
    assert "listing_head_hits" not in names
    assert "of_the_site" in names


def test_a_role_that_is_no_superuser_may_replace_functions_that_set_what_an_extension_knows():
    (source,) = [each for each in sources.all_objects(sql_constants()) if each.name == "alike_organisation"]
    session = connection.copy()  # in which no function of pg_trgm was called yet
    try:
        with session.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
            if cursor.fetchone()[0]:
                cursor.execute("CREATE ROLE plain_for_a_test")
                cursor.execute("GRANT ALL ON SCHEMA public TO plain_for_a_test")
                cursor.execute("SET LOCAL ROLE plain_for_a_test")

            installing._load_libraries(cursor, [source])
            cursor.execute(source.statement.replace("alike_organisation", "alike_planted"))

            cursor.execute("ROLLBACK")
    finally:
        session.close()


def test_a_statement_that_is_none_and_a_constant_that_is_unknown_are_refused(edited):
    with pytest.raises(sources.NotAStatement):
        edited("changes", "CREATE OR REPLACE FUNCTION change_settle", "ALTER FUNCTION change_settle")
    with pytest.raises(sources.UnknownConstant):
        edited("listing", "{default.scope}", "{default.scape}")


def test_what_a_migration_replaced_is_followed_after_all_migrations(edited, monkeypatch):
    organisation = make_organisation(name="Alpha Beta")
    make_true = installing.make_true
    monkeypatch.setattr(
        installing,
        "make_true",
        lambda database, _constants: installing.install(database, ["text_search"], {}),
    )
    edited("text_search", "RETURN btrim(regexp_replace(", "RETURN 'x' || btrim(regexp_replace(")

    changed = make_true(connection, sql_constants())

    assert changed == {"text_search"}
    assert Organisation.objects.get(pk=organisation.pk).sort_name == "xalpha beta"
    assert make_true(connection, sql_constants()) == set()


def test_another_upkeep_computes_the_totals_anew(edited):
    make_partnership(countries=["PL", "DE"])

    edited("listing_upkeep", "SELECT v, count(*)::int,", "SELECT v, 7 * count(*)::int,")

    assert facets.totals(facets.data_version()).all[oracle.EVERY_LISTING] == 7
