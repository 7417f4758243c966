from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError

from directory.finding import synonyms


class Command(BaseCommand):
    help = "Let search know the synonyms of SYNONYMS_FILE, after it was changed."

    def handle(self, **options: Any) -> None:
        try:
            has_changed = synonyms.store(settings.SYNONYMS_FILE)
        except ImproperlyConfigured as error:
            raise CommandError(str(error)) from error
        self.stdout.write("Search knows the synonyms now." if has_changed else "Nothing had changed.")
