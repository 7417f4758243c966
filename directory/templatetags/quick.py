"""Django's own tags `extends`, `block` and `url`, with what they find out anew each time kept: a fifth of what a page's templates
take.

They stand in place of Django's (`builtins` of the settings), so that no template has to ask for them.
"""

from collections.abc import Mapping
from functools import lru_cache

from django import template
from django.template import defaulttags, loader_tags
from django.urls import NoReverseMatch, get_script_prefix, reverse
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()

ADDRESSES_KEPT = 2048  # usually a quarter of a megabyte


class Extends(loader_tags.ExtendsNode):
    """Knows the frame that it names and the blocks of that: Django looks it up and walks through it for each page."""

    frame: template.Template | None = None
    blocks_of_frame: Mapping[str, loader_tags.BlockNode] = {}

    def render(self, context: template.Context) -> SafeString:
        if not isinstance(self.parent_name.var, str) or self.parent_name.filters:
            return super().render(context)  # it differs from page to page
        if self.frame is None:
            frame = self.get_parent(context)
            self.blocks_of_frame = blocks_of_frame(frame)
            self.frame = frame  # last: another thread reads both
        blocks = context.render_context.get(loader_tags.BLOCK_CONTEXT_KEY)
        if blocks is None:
            blocks = context.render_context[loader_tags.BLOCK_CONTEXT_KEY] = loader_tags.BlockContext()
        blocks.add_blocks(self.blocks)
        blocks.add_blocks(self.blocks_of_frame)
        with context.render_context.push_state(self.frame, isolated_context=False):
            return self.frame._render(context)


def blocks_of_frame(frame: template.Template) -> dict[str, loader_tags.BlockNode]:
    """The blocks of a template by name; none where it stands on another one, for then it adds them itself."""
    if frame.nodelist.get_nodes_by_type(loader_tags.ExtendsNode):
        return {}
    return {block.name: block for block in frame.nodelist.get_nodes_by_type(loader_tags.BlockNode)}


@register.tag
def extends(parser: template.base.Parser, token: template.base.Token) -> Extends:
    node = loader_tags.do_extends(parser, token)
    return Extends(node.nodelist, node.parent_name)


class FrameBlock(loader_tags.BlockNode):
    """Gives text alone as it is, which may be empty: two of three of the frame's thirty blocks are so on each page, and Django
    makes a context and a copy of the block for each."""

    text: SafeString | None = None  # what it gives, where that is text alone

    def render(self, context: template.Context) -> SafeString:
        blocks = context.render_context.get(loader_tags.BLOCK_CONTEXT_KEY)
        block = blocks.get_block(self.name) if blocks else None
        text = (block or self).text
        return super().render(context) if text is None else text


@register.tag
def block(parser: template.base.Parser, token: template.base.Token) -> FrameBlock:
    node = loader_tags.do_block(parser, token)
    made = FrameBlock(node.name, node.nodelist)
    if all(isinstance(part, template.base.TextNode) for part in node.nodelist):
        made.text = SafeString("".join(part.s for part in node.nodelist))
    return made


class AddressTag(defaulttags.URLNode):
    """Keeps addresses by the name of their page and what stands in them: of a page's 25 each took 0.04 ms."""

    def render(self, context: template.Context) -> str:
        args = [arg.resolve(context) for arg in self.args]
        if self.kwargs or not all(isinstance(arg, str | int) for arg in args):
            return super().render(context)
        name = self.view_name.resolve(context)
        try:
            # As texts, for 1 and True are the same key
            address = _address(name, tuple(map(str, args)), get_language(), get_script_prefix())
        except NoReverseMatch:
            return super().render(context)
        if self.asvar:
            context[self.asvar] = address
            return ""
        return escape(address) if context.autoescape else address


@lru_cache(maxsize=ADDRESSES_KEPT)
def _address(name: str, args: tuple[str, ...], language: str | None, prefix: str) -> str:
    """In the active language, which `language` names."""
    return reverse(name, args=args)


@register.tag
def url(parser: template.base.Parser, token: template.base.Token) -> AddressTag:
    node = defaulttags.url(parser, token)
    return AddressTag(node.view_name, node.args, node.kwargs, node.asvar)
