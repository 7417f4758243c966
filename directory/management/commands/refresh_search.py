from django.core.management.base import BaseCommand

from directory.finding import search, spelling
from directory.gate import limits


class Command(BaseCommand):
    help = (
        "Each night: bring listings up to date that grew old, count the words that spelling is corrected to, learn which"
        " words many have, and forget counts of limits that are over."
    )

    def handle(self, **options):
        self.stdout.write(f"listings that grew old: {search.refresh_aged()}")
        spelling.learn_words()
        spelling.learn_common_words()
        self.stdout.write(f"counts of limits that are over: {limits.forget_expired()}")
