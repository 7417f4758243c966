"""What a browser says of itself, in words."""

from django import template

from directory.accounts.browsers import browser_in_words

register = template.Library()
register.filter(browser_in_words)
