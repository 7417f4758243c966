"""Every model says what it touches, and its triggers are made from what it says."""

import pghistory.models
from django.apps import apps

from directory.database.touches import NOTHING, TOUCHES, Touches, triggers


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

    update = [each for each in triggers() if each[:2] == ("listing_note_update", "directory_membership")]

    assert "SELECT partnership_id FROM changed UNION SELECT partnership_id FROM before" in update[0].statement


def test_what_touches_nothing_has_no_trigger():
    tables = {trigger.table for trigger in triggers()}

    for model, touches in TOUCHES.items():
        assert (f"directory_{model.lower()}" in tables) is (touches != NOTHING)
