"""The number of the request, for error pages."""

from django import template

from config import logs

register = template.Library()


@register.simple_tag
def request_number() -> str:
    return logs.request_number.get()
