from pkgutil import iter_modules

from django.apps import AppConfig
from django.conf import settings
from django.core import checks
from django.db import connections
from django.db.migrations.recorder import MigrationRecorder
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from config.catalogues import check_catalogues
from config.colours import check_colours
from config.deployment import check_operator, check_operator_files
from config.safety import check_safety


class DirectoryConfig(AppConfig):
    name = "directory"
    verbose_name = _("Directory")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from directory.accounts import recording

        recording.connect()
        post_migrate.connect(make_functions_true, sender=self)
        checks.register(check_catalogues)
        checks.register(check_safety, checks.Tags.security, deploy=True)
        for check_of_deployment in (check_operator, check_operator_files, check_colours):
            checks.register(check_of_deployment, deploy=True)


def make_functions_true(*, using: str, **signal: object) -> None:
    """Let the database's functions and triggers be those of this code, once all its migrations are applied."""
    from directory import migrations
    from directory.database import installing
    from directory.finding import synonyms
    from directory.models.sql_constants import sql_constants

    applied = MigrationRecorder(connections[using]).applied_migrations()
    if all(("directory", module.name) in applied for module in iter_modules(migrations.__path__)):
        installing.make_true(connections[using], sql_constants())
        synonyms.store(settings.SYNONYMS_FILE, using=using)
