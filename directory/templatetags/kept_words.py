"""Django's library `i18n`, with words and sentences in which nothing varies kept by language: they were a quarter of what a
page's templates take. It stands in place of Django's (`libraries` of the settings)."""

from django import template
from django.template.base import Node, Parser, Token, TokenType
from django.templatetags import i18n

from directory.templatetags.kept import KeptNode

register = template.Library()
register.tags |= i18n.register.tags
register.filters |= i18n.register.filters


class Sentence(i18n.BlockTranslateNode):
    """A sentence with holes, which knows how the catalogues have it."""

    def __init__(self, node: i18n.BlockTranslateNode):
        super().__init__(**vars(node))
        self.in_source: dict[int, tuple[str, tuple[str, ...]]] = {}

    def render_token_list(self, tokens: list[Token]) -> tuple[str, list[str]]:
        """The sentence of the template and the names of its holes, the same each time: of the singular or of the plural."""
        if id(tokens) not in self.in_source:
            sentence, holes = super().render_token_list(tokens)
            self.in_source[id(tokens)] = sentence, tuple(holes)
        sentence, holes = self.in_source[id(tokens)]
        return sentence, list(holes)


@register.tag("translate")
@register.tag("trans")
def translate(parser: Parser, token: Token) -> Node:
    node = i18n.do_translate(parser, token)
    # Django has made a variable of a text by now: one without a way to look it up
    words = node.filter_expression
    is_constant = words.var.lookups is None and not words.filters
    return KeptNode(node) if is_constant and not node.asvar and not node.message_context else node


@register.tag("blocktranslate")
@register.tag("blocktrans")
def blocktranslate(parser: Parser, token: Token) -> Node:
    node = i18n.do_block_translate(parser, token)
    has_holes = any(part.token_type is TokenType.VAR for part in node.singular)
    if has_holes or node.extra_context or node.plural or node.asvar or node.message_context:
        return Sentence(node)
    return KeptNode(node)
