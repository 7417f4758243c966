from django.core.management.base import BaseCommand, CommandError

from directory.models import User


class Command(BaseCommand):
    help = "Let an account decide about submissions. It has to add a second factor before it sees any."

    def add_arguments(self, parser):
        parser.add_argument("email")
        parser.add_argument("--no-longer", action="store_true", help="take the right away again")

    def handle(self, *, email: str, no_longer: bool, **options):
        if not User.objects.filter(email=email.strip().lower()).update(is_reviewer=not no_longer):
            raise CommandError(
                "There is no account with that address. It is made at /account/sign-up/ first."
            )
        self.stdout.write(f"{email} is {'no longer ' if no_longer else ''}a reviewer.")
