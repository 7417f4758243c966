"""What is switched off, for pages: the sentence that stands where a button was."""

from django import template
from django.utils.translation import gettext as _

from directory.gate import switches

register = template.Library()


@register.simple_tag
def switched_off(name: str) -> str:
    """Why something cannot be done now, or nothing where it can: `{% switched_off "relay" as closed %}`."""
    switch = switches.Switch[name.upper()]
    if switches.is_on(switch):
        return switches.sentence(switch)
    return unwritable() if switch is not switches.Switch.EXPORTS else ""


@register.simple_tag
def unwritable() -> str:
    """Why nothing can be sent now, or nothing where it can: what stands where a button was."""
    if not switches.is_read_only():
        return ""
    return _("This cannot be done while the directory can only be read.")


@register.simple_tag
def read_only() -> str:
    return switches.sentence(switches.Switch.READ_ONLY) if switches.is_read_only() else ""
