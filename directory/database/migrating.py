"""Operations for migrations: many tables at once, and functions that tables stand on."""

from collections.abc import Iterator, Sequence

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from directory.database import installing
from directory.database.sources import objects_of


class ChangeAtOnce(Operation):
    """Many operations on models as one.

    Each operation on a model lets Django build the classes of all models anew that are related to it, and here nearly all
    are: a hundred operations took 10 s of Python's time, one takes half a second. Each is made from the models as they were
    before all of them to the models as they are after all of them. So of one table a field that is renamed can be in no
    constraint that changes along with it: these take two.
    """

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = operations

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        state.__dict__.pop("apps", None)  # built anew when it is asked for, once for all
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for operation in reversed(self.operations):
            operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return f"Make {len(self.operations)} changes at once"


class CreateModels(ChangeAtOnce):
    """Make the tables of many models, and the triggers of their histories, as one operation.

    The models may refer to one another in any order, for PostgreSQL's foreign keys are added after all tables.
    """

    operations: Sequence[CreateModel]

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        super().database_forwards(app_label, schema_editor, from_state, to_state)
        for trigger in self._triggers():
            schema_editor.execute(trigger.install_sql, params=None)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for trigger in self._triggers():
            schema_editor.execute(trigger.uninstall_sql, params=None)
        super().database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return f"Create {len(self.operations)} models, with the triggers of their histories"

    def _triggers(self) -> Iterator:
        """Those of the models' options: pgtrigger's, compiled."""
        for model in self.operations:
            yield from model.options.get("triggers", [])


class InstallFunctions(Operation):
    """Make the functions of some files of `sql/`, as they are today: for generated columns and indexes that stand on them.

    All other functions and triggers are made when all migrations are applied. Only files without constants.
    """

    def __init__(self, *subjects: str) -> None:
        self.subjects = subjects

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Django knows nothing of functions."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        if schema_editor.collect_sql:  # `sqlmigrate` shows what would be done
            for subject in self.subjects:
                for each in objects_of(subject, {}):
                    schema_editor.execute(each.statement, params=None)
        else:
            installing.install(schema_editor.connection, self.subjects, {})

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        installing.remove(schema_editor.connection, self.subjects)

    def describe(self) -> str:
        return f"Make the functions of {', '.join(self.subjects)}"


class RemoveFunctionsOnTheWayBack(InstallFunctions):
    """Forwards nothing: these functions and triggers are made after all migrations. Backwards they go before the tables
    that they name as types."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """See `installing.make_true`."""

    def describe(self) -> str:
        return f"On the way back, remove the functions of {', '.join(self.subjects)}"


class RemoveFunctions(RemoveFunctionsOnTheWayBack):
    """Forwards, too: triggers that speak of columns which the migration takes away. They are made anew after all
    migrations."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        if not schema_editor.collect_sql:
            installing.remove(schema_editor.connection, self.subjects)

    def describe(self) -> str:
        return f"Remove the functions of {', '.join(self.subjects)}"
