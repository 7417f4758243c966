"""What a browser says of itself, in words that its owner knows."""

import re

from django.utils.translation import gettext as _

# The special before the general: nearly every browser claims to be Safari, and Edge to be Chrome.
BROWSERS = (
    ("Edge", r"Edg(e|A|iOS)?/"),
    ("Opera", r"OPR/|Opera"),
    ("Samsung Internet", r"SamsungBrowser/"),
    ("Firefox", r"Firefox/|FxiOS/"),
    ("Chrome", r"Chrome/|HeadlessChrome/|CriOS/"),
    ("Safari", r"Safari/"),
)
SYSTEMS = (
    ("Android", r"Android"),
    ("iPhone", r"iPhone|iPod"),
    ("iPad", r"iPad"),
    ("Windows", r"Windows"),
    ("ChromeOS", r"CrOS"),
    ("macOS", r"Macintosh|Mac OS X"),
    ("Linux", r"Linux|X11"),
)


def browser_in_words(user_agent: str) -> str:
    """ "Firefox on Windows", or "An unknown browser" for one that is not in the lists. A browser may say what it likes: this
    helps its owner to recognise it and proves nothing."""
    browser, system = _first(BROWSERS, user_agent), _first(SYSTEMS, user_agent)
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("An unknown browser")


def _first(patterns: tuple[tuple[str, str], ...], user_agent: str) -> str:
    return next((name for name, pattern in patterns if re.search(pattern, user_agent)), "")
