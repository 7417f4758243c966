"""Whole pages, kept in each worker for as long as nothing public changes.

A page without an account is the same for every reader, so its address, the data version and the day say all
that it depends on. Pages of searches are not kept: what people type is nobody's business.
"""

from collections.abc import Callable
from functools import wraps
from hashlib import sha256

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from directory import facets

View = Callable[..., HttpResponse]


def kept_while_unchanged(view: View) -> View:
    """Answer from the pages kept, at the price of one query; or call the view, with `request.data_version`."""

    @wraps(view)
    def answer(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        request.data_version = facets.data_version()
        if "q" in request.GET:
            return view(request, *args, **kwargs)
        depends_on = f"{request.data_version} {timezone.localdate()} {request.get_full_path()}"
        key = sha256(depends_on.encode()).hexdigest()
        content = caches["pages"].get(key)
        if content is not None:
            return HttpResponse(content)
        response = view(request, *args, **kwargs)
        if response.status_code == 200:
            caches["pages"].set(key, response.content)
        return response

    return answer
