"""The hidden fields of a form."""

from django import template
from django.template.defaulttags import CsrfTokenNode
from django.utils.html import format_html
from django.utils.safestring import SafeString

from directory.gate import form_keys

register = template.Library()


@register.simple_tag(takes_context=True)
def csrf_token(context: template.Context) -> SafeString:
    """Django's token, and for somebody who is signed in the form's key. It stands in place of Django's own tag of that name,
    so that no form, not even one of a package, can be without."""
    token = CsrfTokenNode().render(context)
    request = context.get("request")
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return token
    return format_html(
        '{}<input type="hidden" name="{}" value="{}">', token, form_keys.FIELD, form_keys.field_of(request)
    )
