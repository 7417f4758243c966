from directory.gate.switches import Switch
from directory.management.switching import SwitchingCommand


class Command(SwitchingCommand):
    help = "Let the directory be read, but not changed, until it is switched off again: `read_only on`, `read_only off`."

    def handle(self, *, position: str, **options):
        self.turn(Switch.READ_ONLY, on=position == "on")
