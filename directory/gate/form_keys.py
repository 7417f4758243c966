"""The key that each form of somebody who is signed in carries beside Django's token: whose form it is, on which page it
stood, and that it counts once.

Django's token says that a form is ours, and ends with the session. The key outlives it: so what was typed can be kept for
its writer when the session has ended (`kept_forms`), and what is sent twice leads to the same place (`sent_once`).
"""

import hashlib
import json
from collections.abc import Callable
from functools import wraps
from typing import NamedTuple

from django.core import signing
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.crypto import get_random_string

from directory.models import SentForm

View = Callable[..., HttpResponse]
FIELD = "form_key"
NOT_TYPED = (FIELD, "csrfmiddlewaretoken")
LONGEST_KEY = 5000  # characters; the address of the page is the longest part of it
SALT = "form-key"


class FormKey(NamedTuple):
    account: int  # primary key
    page: str  # its address, with the query
    random: str  # another one each time a page is shown


def field_of(request: HttpRequest) -> str:
    """The signed key of the forms on the page that answers this request. A form with errors stands on the page where it was
    before, though it was sent to another address."""
    sent = key_of(request)
    page = sent.page if sent and sent.account == request.user.pk else request.get_full_path()
    if not hasattr(request, "form_key"):  # one for all forms of the page
        request.form_key = signing.dumps([request.user.pk, page, get_random_string(22)], salt=SALT)
    return request.form_key


def key_of(request: HttpRequest) -> FormKey | None:
    """The key that was sent with a form; None where there is none of ours."""
    typed = request.POST.get(FIELD, "") if request.method == "POST" else ""
    if not typed or len(typed) > LONGEST_KEY:
        return None
    try:
        return FormKey(*signing.loads(typed, salt=SALT))
    except signing.BadSignature:
        return None


def sent_once(view: View) -> View:
    """Let a form count once: a second click, or Back and the same again, leads to where the first led.

    The view works in one transaction with the note that the form was sent, and two at once wait for each other. Only what
    leads on counts as sent: a form that comes back with errors can be sent again. A form with other words is another one.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        form_key = key_of(request)
        if form_key is None:
            return view(request, *args, **kwargs)
        digest = _digest(request)
        with transaction.atomic():
            if not SentForm.objects.claim(digest):
                return HttpResponseRedirect(SentForm.objects.get(pk=digest).leads_to)
            response = view(request, *args, **kwargs)
            sent_form = SentForm.objects.filter(pk=digest)
            if leads_to := response.headers.get("Location"):
                sent_form.update(leads_to=leads_to)
            else:
                sent_form.delete()
        return response

    return answer


def _digest(request: HttpRequest) -> str:
    """Of whose form it is, which one, and all that was typed or attached."""
    typed = {name: texts for name, texts in request.POST.lists() if name != "csrfmiddlewaretoken"}
    digest = hashlib.sha256(json.dumps([request.user.pk, request.path, sorted(typed.items())]).encode())
    for name, file in sorted(request.FILES.items()):
        digest.update(f"{name}\0{file.name}\0".encode())
        digest.update(file.read())
        file.seek(0)
    return digest.hexdigest()
