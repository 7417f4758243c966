"""How Jinja2 draws the parts of pages that repeat hundreds of times; they stand in `directory/jinja2/`."""

import html
import re
from functools import lru_cache

import jinja2
import markupsafe
from django.utils.translation import get_language, gettext
from jinja2.ext import Extension

from directory.browse.panel import digits_of_language
from directory.browse.related import in_partnerships
from directory.pictures.sectors import SHAPES, look_of


class Escapes(dict):
    """Texts and what they are in HTML, remembered, for names, codes and counts are the same on most pages. Markup is not
    text and stays as it is. A panel of 360 check boxes asks a thousand times: with `markupsafe.escape` it is drawn in 0.9 ms,
    with this in 0.3 ms."""

    MOST = 4096  # texts, usually a megabyte or two
    # Characters, as many as a summary has. What is longer is seldom drawn twice: of answers that a reviewer compares, with
    # up to 20,000 characters each, it would be 160 MB
    LONGEST = 1000

    def __missing__(self, value: object) -> str:
        if type(value) is not str:
            return markupsafe.escape(value)
        if len(value) > self.LONGEST:
            return html.escape(value)
        if len(self) >= self.MOST:
            self.clear()
        self[value] = escaped = html.escape(value)
        return escaped


escapes = Escapes()


class Template(jinja2.Template):
    """A template whose compiled code asks `Escapes` where it would call `markupsafe.escape`."""

    @classmethod
    def from_code(cls, *args, **kwargs) -> jinja2.Template:
        template = super().from_code(*args, **kwargs)
        template.root_render_func.__globals__["escape"] = escapes.__getitem__
        return template


class WithoutIndentation(Extension):
    """Leaves out the indentation of a template: it is for those who read the template, and a list with three hundred
    check boxes would send a third more for it."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        return re.sub(r"\n[ \t]+", "\n", source)


def words(text: str) -> str:
    """What a template says, in the active language."""
    return _words(text, get_language())


@lru_cache(maxsize=4096)
def _words(text: str, language: str | None) -> str:
    """In the active language, which `language` names. Kept: looking a word up takes longer than drawing it."""
    return gettext(text)


class Environment(jinja2.Environment):
    template_class = Template

    def make_globals(self, d: dict | None) -> dict:
        """As a plain dictionary: Jinja2's own chain of two is gone through name by name at each drawing."""
        return {**self.globals, **(d or {})}


def environment(**options) -> Environment:
    """Values are escaped, for Django's backend says so among the options. A name that nothing stands behind is an error,
    not an empty place."""
    made = Environment(
        **{**options, "undefined": jinja2.StrictUndefined}, extensions=[WithoutIndentation], trim_blocks=True
    )
    made.globals["_"] = words
    made.globals["digits_of_language"] = digits_of_language
    made.globals["shapes"] = SHAPES
    made.globals["in_partnerships"] = in_partnerships
    made.globals["look_of"] = look_of
    return made
