from django.core.management.base import BaseCommand

from directory import search


class Command(BaseCommand):
    help = "Each night: bring listings up to date that grew old, and learn the words that spelling is corrected to."

    def handle(self, **options):
        self.stdout.write(f"listings that grew old: {search.refresh_aged()}")
        search.learn_words()
