"""What a deployment says of itself, for pages and mails: see config/deployment.py."""

import hashlib

from django import template
from django.urls import reverse

from config import colours, deployment

register = template.Library()
register.simple_tag(deployment.operator)
register.simple_tag(deployment.site_name)
register.simple_tag(deployment.editorial_rules)


@register.simple_tag
def emblem_address() -> str:
    """Where the operator's emblem is; "" where a plain sign stands in its place. Another file has another address."""
    emblem = deployment.emblem()
    return f"{reverse('emblem', args=[emblem.extension])}?v={emblem.digest}" if emblem else ""


@register.simple_tag
def colours_address() -> str:
    """Where the deployment's own colours are; "" where it has none. Other colours have another address."""
    sheet = colours.style_sheet()
    return f"{reverse('colours')}?v={hashlib.sha256(sheet.encode()).hexdigest()[:12]}" if sheet else ""
