from django.core.management.base import BaseCommand, CommandError

from directory.models import User
from directory.rights import safeguards

ACTIONS = {
    "sign-out": (safeguards.sign_out, "is signed out everywhere."),
    "take-off-second-factors": (safeguards.take_off_factors, "has no second factor any more."),
    "block": (safeguards.block, "is blocked."),
    "unblock": (safeguards.unblock, "can be used again."),
}


class Command(BaseCommand):
    help = (
        "End the sessions of an account, take off second factors that are lost, block it or unblock it. The person is told, and"
        " it is kept among the security events. Reviewers do the same at /review/accounts/; of the only reviewer, only this does."
    )

    def add_arguments(self, parser):
        parser.add_argument("email")
        parser.add_argument("action", choices=ACTIONS)
        parser.add_argument("--why", required=True, help="why, and how it was checked who asks")

    def handle(self, *, email: str, action: str, why: str, **options):
        user = User.objects.filter(email=email.strip().lower()).first()
        if user is None:
            raise CommandError("There is no account with that address.")
        work, done = ACTIONS[action]
        try:
            work(user, by=None, reason=why)
        except safeguards.NothingToDo:
            raise CommandError("It is so already.") from None
        except safeguards.NoReason:
            raise CommandError("Say with --why why it is done.") from None
        self.stdout.write(f"{user.email} {done}")
