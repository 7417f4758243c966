"""What an application server runs: `granian --interface asginl config.asgi:application`."""

import ctypes
import resource
from contextlib import suppress

from django.conf import settings

from config.bridge import Bridge, Limits
from config.wsgi import application as wsgi_application
from directory.operating.kept_answers import KeptAnswers

# A slow reader takes a connection and a file. Many machines allow a process 1,024 of both together, unless it asks for more.
_soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))

# Of glibc. Its threads have an arena of memory each, which keeps what the thread once needed: fifteen megabytes for eight
# threads, of which one at a time runs Python
M_ARENA_MAX = -8
with suppress(OSError, AttributeError):  # another C library has other ways
    ctypes.CDLL(None).mallopt(M_ARENA_MAX, 1)

application = Bridge(
    wsgi_application,
    Limits(body_seconds=settings.SLOW_CLIENT_SECONDS, block_seconds=settings.SLOW_CLIENT_SECONDS),
    KeptAnswers(),
)
