"""Django's application as WSGI, which `config.asgi` serves; tests call it as it is."""

import gc
import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from config.safety import refuse_unsafe_start

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
# What a page needs and a command does not: a search that takes too long is stopped, connections are kept.
os.environ.setdefault("DATABASE_STATEMENT_TIMEOUT", "2000")
os.environ.setdefault("DATABASE_POOL_SIZE", "8")

application = get_wsgi_application()
refuse_unsafe_start()

# All that is loaded by now stays, so that the collector of garbage need not look at it again: that took a tenth of a
# second of every hundredth request.
import_module(settings.ROOT_URLCONF)
gc.collect()
gc.freeze()
