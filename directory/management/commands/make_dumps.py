from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from directory.exchange import dumps


class Command(BaseCommand):
    help = "Write everything that is public into the folder DUMPS_ROOT, for the page /data/. To be run each night."

    def handle(self, **options):
        if not settings.DUMPS_ROOT:
            raise CommandError("DUMPS_ROOT is not set. docs/operating.md says what it should hold.")
        for dump in dumps.make(settings.DUMPS_ROOT):
            self.stdout.write(f"{dump.name}: {dump.size:,} bytes")
