from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from directory.models import SecurityEvent, SecurityEventKind, User
from directory.records import erasures


class Command(BaseCommand):
    help = "Let an account decide about submissions. It has to add a second factor before it sees any."

    def add_arguments(self, parser):
        parser.add_argument("email")
        parser.add_argument("--no-longer", action="store_true", help="take the right away again")

    @transaction.atomic
    def handle(self, *, email: str, no_longer: bool, **options):
        user = User.objects.filter(email=email.strip().lower()).first()
        if user is None:
            raise CommandError(
                "There is no account with that address. It is made at /account/sign-in/ first."
            )
        User.objects.filter(pk=user.pk).update(is_reviewer=not no_longer)
        kind = SecurityEventKind.REVIEWER_ENDED if no_longer else SecurityEventKind.REVIEWER_MADE
        SecurityEvent.objects.record(kind, about=user)
        given_back = erasures.GIVEN_BACK[erasures.NO_REVIEWER]
        erasures.remember(user, erasures.NO_REVIEWER if no_longer else given_back)
        self.stdout.write(f"{email} is {'no longer ' if no_longer else ''}a reviewer.")
