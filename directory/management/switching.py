"""Commands that turn a switch. They need no database."""

from django.core.management.base import BaseCommand, CommandError, CommandParser

from directory.gate import switches
from directory.gate.switches import Switch


class SwitchingCommand(BaseCommand):
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("position", choices=["on", "off"])

    def turn(self, switch: Switch, *, on: bool) -> None:
        try:
            switches.turn(switch, on=on)
        except switches.NoStateFolder:
            raise CommandError(
                "STATE_FOLDER is not set. docs/operating.md says what it should hold."
            ) from None
        except OSError as error:
            raise CommandError(f"The switch could not be turned: {error}") from None
        names = ", ".join(sorted(switches.state())) or "none"
        self.stdout.write(f"Switches that are set: {names}.")
