from django.core.management.base import CommandParser

from directory.gate.switches import Switch
from directory.management.switching import SwitchingCommand

NAMES = {
    "registrations": Switch.REGISTRATIONS,
    "relay": Switch.RELAY,
    "showings": Switch.SHOWINGS,
    "exports": Switch.EXPORTS,
}


class Command(SwitchingCommand):
    help = (
        "Switch a part of the directory off, and on again: registrations, the relay of enquiries, showings of"
        " restricted desks, or exports of lists. `switch relay off`, `switch relay on`."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("part", choices=NAMES)
        super().add_arguments(parser)

    def handle(self, *, part: str, position: str, **options):
        self.turn(NAMES[part], on=position == "off")
