"""The history of every record, written by the database itself.

pghistory's triggers copy each inserted, changed and deleted row into an event table, whoever wrote it and
however. `because` adds who it was, from which source and why.
"""

import json
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import pghistory
from django.db import connection, models, transaction
from django.utils.translation import gettext_lazy as _


def tracked(
    model: type[models.Model] | None = None, *, without: Sequence[str] = ()
) -> type[models.Model] | Callable[[type[models.Model]], type[models.Model]]:
    """Keep the history of a model, as `<Model>History`, reached from a record as `history`.

    `without` names the fields whose values no history may keep.
    """
    if model is None:
        return lambda decorated: tracked(decorated, without=without)
    # Generated columns follow from the others, and no INSERT may name them
    derived = [field.name for field in model._meta.local_fields if field.generated]
    trackers = pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent()
    return pghistory.track(
        *trackers,
        exclude=[*derived, *without],
        obj_field=pghistory.ObjForeignKey(related_name="history"),
        model_name=f"{model.__name__}History",
    )(model)


def current_context() -> uuid.UUID:
    """Under which identifier the history keeps what changes now. Inside `because` only, or after it in its
    transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('pghistory.context_id')")
        return uuid.UUID(cursor.fetchone()[0])


class Actor(models.TextChoices):
    """Who acted, as the public may know it."""

    SECRETARIAT = "secretariat", _("The secretariat")
    ORGANISATION = "organisation", _("An organisation, about itself")
    IMPORT = "import", _("An import")
    SYSTEM = "system", _("The system")


@contextmanager
def because(*, by: int | None, source: str, why: str, actor: str = "") -> Iterator[None]:
    """One transaction in which each change is recorded with its author's id, the source's key and the reason.

    Without an `actor` it is the secretariat where an account is named, else an import where a source is.

    The context is set once, not before each statement as pghistory.context() does: that sends two
    statements in one, which server-side parameters do not allow. With `pgtrigger.ignore` set to nothing its
    triggers need not catch an error for each row to learn that; that had been half of an import's time.
    """
    # `by` is a key, no name: an account that is deleted leaves no person in the history
    fact = {"by": by, "source": source, "why": why} | ({"actor": actor} if actor else {})
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('pghistory.context_id', %s, true),"
            " set_config('pghistory.context_metadata', %s, true), set_config('pgtrigger.ignore', '{}', true)",
            [str(uuid.uuid4()), json.dumps(fact)],
        )
        yield
