from procrastinate.contrib.django.management.commands import procrastinate

from config.safety import refuse_unsafe_start


class Command(procrastinate.Command):
    help = "The worker for jobs, and what procrastinate says of them. The worker sends mails, so it starts where the site would."

    def handle(self, *arguments: object, **options: object) -> None:
        if options["command"] == "worker":
            refuse_unsafe_start()
        super().handle(*arguments, **options)
