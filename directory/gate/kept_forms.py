"""What somebody typed while their session ended: kept for an hour, and put back into its form once they have signed in.

It is never sent by itself. Only the account whose page the form stood on reads it (the form's key says which), and only in
the browser that sent it: what is kept is encrypted, and that browser alone has the key, in a cookie. It is deleted when it
is shown. What reads like a case is not kept, here as anywhere.
"""

import html
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from urllib.parse import urlencode

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from directory.database.outages import as_far_as_writable
from directory.gate import guard, limits
from directory.gate.form_keys import NOT_TYPED, FormKey, key_of
from directory.models import KeptForm, User

MOST_CHARACTERS = 200_000  # of one form; the longest of ours takes a quarter of it
MOST_KEPT, HOUR = 30, 60 * 60  # from one address in an hour
Fields = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class KeptText:
    """What is kept of a form, as it is sealed."""

    account: int  # whose form it was: its primary key
    page: str  # the address, with its query, on which the form stood
    path: str  # to which it was sent
    fields: Fields


def after_signing_in(request: HttpRequest, lead_to: Callable[[str], HttpResponse]) -> HttpResponse:
    """The answer that `lead_to` gives for where to go after signing in: the page of the form, or the address that was asked
    for. Before that, keep what was typed, if anything was, and say so; the answer then brings the key."""
    form_key = key_of(request)
    if form_key is None:
        return lead_to(request.get_full_path())
    response = lead_to(form_key.page)
    if key := _keep(request, form_key):
        messages.info(
            request,
            _("Your session has ended. Your text is still here. Sign in, and it stands in its form again."),
        )
        response.set_cookie(
            settings.KEPT_TEXT_COOKIE_NAME,
            key,
            max_age=HOUR,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response


def _keep(request: HttpRequest, form_key: FormKey) -> str | None:
    """The key of what was kept, or None where nothing was."""
    fields = {
        # Nobody types a zero byte, and no field takes it back
        name: [text.replace("\0", "") for text in texts]
        for name, texts in request.POST.lists()
        if name not in NOT_TYPED
    }
    texts = [text for texts in fields.values() for text in texts]
    if not any(texts) or sum(map(len, texts)) > MOST_CHARACTERS or any(map(guard.case_data, texts)):
        return None
    if not User.objects.filter(pk=form_key.account, is_active=True).exists():
        return None
    if not limits.allow("kept-form", limits.address_of(request), most=MOST_KEPT, seconds=HOUR).is_allowed:
        return None
    # One key for all forms that the browser has open
    key = request.COOKIES.get(settings.KEPT_TEXT_COOKIE_NAME, "")
    key = key if _seal_of(key) else Fernet.generate_key().decode()
    kept_text = KeptText(form_key.account, form_key.page, request.path, fields)
    KeptForm.objects.old().delete()
    KeptForm.objects.update_or_create(
        token_hash=_hash(key, form_key.page),
        defaults={
            "user_id": form_key.account,
            "sealed": _seal_of(key).encrypt(json.dumps(asdict(kept_text)).encode()),
            "kept_at": timezone.now(),
        },
    )
    return key


def kept_text_of(request: HttpRequest, page: str) -> KeptText | None:
    """What is kept of a form of this page for the account that is signed in. No query where the browser has no key."""
    key = request.COOKIES.get(settings.KEPT_TEXT_COOKIE_NAME, "")
    if not (seal := _seal_of(key)):
        return None
    kept_form = KeptForm.objects.open().filter(token_hash=_hash(key, page), user=request.user.pk).first()
    try:
        kept_text = kept_form and KeptText(**json.loads(seal.decrypt(bytes(kept_form.sealed))))
    except InvalidToken:
        return None
    return kept_text if kept_text and kept_text.account == request.user.pk else None


def kept_text_of_form(request: HttpRequest) -> KeptText | None:
    """The same for the page that this request opens, or whose form it sends."""
    if request.method == "GET":
        return kept_text_of(request, request.get_full_path())
    form_key = key_of(request)
    return kept_text_of(request, form_key.page) if form_key else None


def forget(request: HttpRequest, kept_text: KeptText) -> None:
    key = request.COOKIES.get(settings.KEPT_TEXT_COOKIE_NAME, "")
    # A page opens without it, too, while nothing can be written
    with as_far_as_writable():
        KeptForm.objects.filter(token_hash=_hash(key, kept_text.page), user=request.user.pk).delete()


def without_form(kept_text: KeptText) -> HttpResponse:
    """The way to a page that shows the text, where its form is gone."""
    query = urlencode({"page": kept_text.page})
    return HttpResponseRedirect(f"{reverse('directory:typed_text')}?{query}")


def put_back(request: HttpRequest, response: HttpResponse, kept_text: KeptText) -> HttpResponse:
    """The page with what was typed in its form. Where it has no such form any more, the way to a page that shows the text."""
    if response.status_code == 200 and not response.streaming:
        page = filled_in(response.content.decode(), kept_text.fields, action=kept_text.path)
        if page is not None:
            response.content = page
            forget(request, kept_text)
            return response
    return without_form(kept_text)


def _seal_of(key: str) -> Fernet | None:
    """None for what is no key."""
    try:
        return Fernet(key)
    except ValueError:
        return None


def _hash(key: str, page: str) -> str:
    return sha256(f"{key}\0{page}".encode()).hexdigest()


# The page of a form as HTML. All of it is ours: Django escapes ">" and quotes in attributes, so that patterns can read it

_FORM = re.compile(r"<form\b([^>]*)>.*?</form>", re.DOTALL)
_FIELD = re.compile(
    r"<(textarea|select)\b([^>]*)>(.*?)</\1>|<(input)\b([^>]*)>",
    re.DOTALL,
)
_OPTION = re.compile(r"<option\b([^>]*)>")
_ATTRIBUTE = re.compile(r'([\w:-]+)(?:\s*=\s*"([^"]*)")?')
_NOT_FOR_TYPING = ("hidden", "submit", "button", "image", "reset", "file")


def filled_in(page: str, fields: Fields, *, action: str) -> str | None:
    """The page with these texts in the form that has fields for them, under a word that they are still there; None where
    no form has. Of several, the one that is sent to `action`, else the one with most of the fields."""
    forms = list(_FORM.finditer(page))
    best = max(forms, key=lambda form: _fitness(form, fields, action), default=None)
    if best is None or not _fields_to_type(best[0]) & fields.keys():
        return None
    notice = render_to_string("directory/parts/_kept_text.html", {"has_file": 'type="file"' in best[0]})
    waiting = {name: list(texts) for name, texts in fields.items()}
    form = _FIELD.sub(lambda field: _filled(field, waiting), best[0])
    return f"{page[: best.start()]}{notice}{form}{page[best.end() :]}"


def _fitness(form: re.Match, fields: Fields, action: str) -> tuple[bool, int]:
    return _attributes(form[1]).get("action") == action, len(_fields_to_type(form[0]) & fields.keys())


def _fields_to_type(form: str) -> set[str]:
    """The names of the fields into which people type or in which they choose."""
    names = set()
    for field in _FIELD.finditer(form):
        attributes = _attributes(field[2] or field[5])
        if field[1] or attributes.get("type") not in _NOT_FOR_TYPING:
            names.add(attributes.get("name", ""))
    return names


def _attributes(text: str | None) -> dict[str, str]:
    return {name: html.unescape(value) for name, value in _ATTRIBUTE.findall(text or "")}


def _filled(field: re.Match, waiting: dict[str, list[str]]) -> str:
    """The field with its text. Of several with one name, each takes the next text."""
    attributes = _attributes(field[2] or field[5])
    name, kind = attributes.get("name", ""), field[1] or attributes.get("type", "text")
    texts = waiting.get(name, [])
    if kind in ("radio", "checkbox"):
        return _marked(field[0], "checked", is_marked=attributes.get("value", "on") in texts)
    if kind == "select":
        return _OPTION.sub(
            lambda option: _marked(
                option[0], "selected", is_marked=_attributes(option[1]).get("value", "") in texts
            ),
            field[0],
        )
    # The keys are those of the page that is shown now; a browser sends the button that is pressed
    if name in NOT_TYPED or not texts or (kind in _NOT_FOR_TYPING and kind != "hidden"):
        return field[0]
    text = html.escape(texts.pop(0))
    if kind == "textarea":
        return f"<textarea{field[2]}>\n{text}</textarea>"
    without_text = re.sub(r'\svalue(?:="[^"]*")?(?=[\s/>])', "", field[0])
    return without_text.replace("<input", f'<input value="{text}"', 1)


def _marked(tag: str, mark: str, *, is_marked: bool) -> str:
    unmarked = re.sub(rf'\s{mark}(?:="[^"]*")?(?=[\s/>])', "", tag)
    return re.sub(r"^<(\w+)", rf"<\1 {mark}", unmarked, count=1) if is_marked else unmarked
