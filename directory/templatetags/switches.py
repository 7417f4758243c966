"""What is switched off, for pages: the sentence that stands where a button was."""

from django import template

from directory.gate import switches

register = template.Library()


@register.simple_tag
def switched_off(name: str) -> str:
    """The sentence of the switch, or nothing where it is not on: `{% switched_off "relay" as closed %}`."""
    switch = switches.Switch[name.upper()]
    return switches.sentence(switch) if switches.is_on(switch) else ""


@register.simple_tag
def read_only() -> str:
    return switches.sentence(switches.Switch.READ_ONLY) if switches.is_read_only() else ""
