"""Parts of a template that differ by language and by nothing else."""

from django import template
from django.utils.translation import get_language

register = template.Library()


class KeptNode(template.Node):
    def __init__(self, content: template.NodeList):
        self.content = content
        self.texts: dict[str, str] = {}

    def render(self, context: template.Context) -> str:
        language = get_language()
        if language not in self.texts:
            self.texts[language] = self.content.render(context)
        return self.texts[language]


@register.tag
def kept(parser: template.base.Parser, token: template.base.Token) -> KeptNode:
    """`{% kept %} … {% endkept %}` is rendered once for each language. It may hold no block and no variable: the words and
    addresses of the frame had been a quarter of what a page costs."""
    content = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptNode(content)
