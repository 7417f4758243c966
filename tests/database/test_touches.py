"""Every model says what it touches, and its triggers are made from what it says."""

import pghistory.models
import pytest
from django.apps import apps
from django.db import connection

from directory.database.touches import FEW, NOTHING, TOUCHES, Touches, triggers
from directory.models import Country
from tests.support.factories import make_partnership


def models_of_ours() -> set[str]:
    """All but the tables of the history, which its own triggers write, and the hidden ones of many-to-many fields."""
    models = apps.get_app_config("directory").get_models()
    return {model.__name__ for model in models if not issubclass(model, pghistory.models.Event)}


def test_every_model_says_what_it_touches():
    assert models_of_ours() == TOUCHES.keys()


def test_who_changes_a_public_record_also_marks_that_pages_look_otherwise():
    for model, touches in TOUCHES.items():
        assert bool(touches.listings) or not touches.changes, model
        assert not (touches.public_desks and (touches.listings or touches.changes)), model


def test_a_row_that_moves_touches_what_it_belonged_to_before(monkeypatch):
    monkeypatch.setitem(
        TOUCHES, "Membership", Touches(listings="SELECT partnership_id FROM {rows}", can_move=True)
    )

    (update,) = [each for each in triggers() if each[:2] == ("listing_note_update", "directory_membership")]

    assert (
        "SELECT partnership_id FROM changed UNION SELECT partnership_id FROM before"
        in update.function_statement
    )


def test_triggers_that_share_a_function_mean_the_same():
    statements = {}
    for trigger in triggers():
        assert (
            statements.setdefault(trigger.function, trigger.function_statement) == trigger.function_statement
        )


@pytest.mark.django_db
@pytest.mark.parametrize("number", [FEW, FEW + 1])
def test_few_rows_and_many_are_marked_alike(number):
    """For many, each statement is planned anew."""
    partnership = make_partnership()
    countries = Country.objects.order_by("code")[:number]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")

        partnership.countries.through.objects.bulk_create(
            partnership.countries.through(partnership=partnership, country=country) for country in countries
        )

        cursor.execute("SELECT partnership_id FROM listing_mark ORDER BY 1")
        assert cursor.fetchall() == [(0,), (partnership.pk,)]
        cursor.execute("SELECT kind, record_id FROM change_mark")
        assert cursor.fetchall() == [("partnership", partnership.pk)]


def test_what_touches_nothing_has_no_trigger():
    tables = {trigger.table for trigger in triggers()}

    for model, touches in TOUCHES.items():
        assert (f"directory_{model.lower()}" in tables) is (touches != NOTHING)
