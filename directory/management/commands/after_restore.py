from django.core.management.base import BaseCommand, CommandError, CommandParser

from directory.management.after_restoring import Ended, end_what_is_past

WARNING = (
    "This ends every session, mailed link and code, and mails that wait are never sent. Type yes to do it: "
)


class Command(BaseCommand):
    help = "End what a restored database still believes in. To be run once, before the site and its worker start on it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--no-input", action="store_true", help="do not ask whether you mean it")

    def handle(self, *, no_input: bool, **options) -> None:
        if not no_input and input(WARNING).strip().lower() != "yes":
            raise CommandError("Nothing was done.")
        self.tell(end_what_is_past())

    def tell(self, ended: Ended) -> None:
        self.stdout.write(f"Sessions ended: {ended.sessions}. Everybody signs in again.")
        self.stdout.write(
            f"Mailed links ended: {ended.links}. Whoever has not answered gets a new one with the next reminder."
        )
        self.stdout.write(f"Mailed codes ended: {ended.codes}.")
        self.stdout.write(f"Mails that are never sent: {ended.mails}.")
        self.stdout.write(f"Accounts erased once more: {ended.accounts}.")
        self.stdout.write(f"Wishes for no more mails kept: {ended.suppressions}.")
        self.stdout.write(f"Blocks and ended rights that hold again: {len(ended.taken_away)}.")
        for words in ended.taken_away:
            self.stdout.write(f"    {words}")
        for desk in ended.desks:
            self.stdout.write(
                f"Removed since, and here again; remove it on its page: {desk}, {desk.organisation}."
            )
