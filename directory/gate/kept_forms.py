"""What somebody typed while their session ended: kept for an hour, and put back into its form once they have signed in.

It is never sent by itself. Only the account whose page the form stood on reads it (the form's key says which), and only in
the browser that sent it (its session has a token). What reads like a case is not kept, here as anywhere.
"""

import html
import re
import secrets
from collections.abc import Mapping, Sequence
from hashlib import sha256

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from directory.gate import guard, limits
from directory.gate.form_keys import NOT_TYPED, FormKey, key_of
from directory.models import KeptForm, User

IN_SESSION = "kept_form"
MOST_CHARACTERS = 200_000  # of one form; the longest of ours takes a quarter of it
MOST_KEPT, HOUR = 30, 60 * 60  # from one address in an hour
Fields = Mapping[str, Sequence[str]]


def page_after_signing_in(request: HttpRequest) -> str:
    """Keep what was typed, if anything was, say so, and return where to go after signing in: the page of the form, or the
    address that was asked for."""
    form_key = key_of(request)
    if form_key is None:
        return request.get_full_path()
    if _keep(request, form_key):
        messages.info(
            request,
            _("Your session has ended. Your text is still here. Sign in, and it stands in its form again."),
        )
    return form_key.page


def _keep(request: HttpRequest, form_key: FormKey) -> bool:
    # PostgreSQL refuses a zero byte
    fields = {
        name: [text.replace("\0", "") for text in texts]
        for name, texts in request.POST.lists()
        if name not in NOT_TYPED
    }
    texts = [text for texts in fields.values() for text in texts]
    if not any(texts) or sum(map(len, texts)) > MOST_CHARACTERS or any(map(guard.case_data, texts)):
        return False
    if not User.objects.filter(pk=form_key.account, is_active=True).exists():
        return False
    if not limits.allow("kept-form", limits.address_of(request), most=MOST_KEPT, seconds=HOUR).is_allowed:
        return False
    token = secrets.token_urlsafe(32)
    KeptForm.objects.old().delete()
    KeptForm.objects.create(
        token_hash=_hash(token),
        user_id=form_key.account,
        page=form_key.page,
        path=request.path,
        fields=fields,
    )
    request.session[IN_SESSION] = token
    return True


def kept_form_of(request: HttpRequest) -> KeptForm | None:
    """What is kept for the account that is signed in. No query where nothing is."""
    token = request.session.get(IN_SESSION)
    if not token:
        return None
    kept_form = KeptForm.objects.open().filter(token_hash=_hash(token), user=request.user.pk).first()
    if kept_form is None:
        del request.session[IN_SESSION]
    return kept_form


def forget(request: HttpRequest, kept_form: KeptForm) -> None:
    kept_form.delete()
    request.session.pop(IN_SESSION, None)


def was_sent(request: HttpRequest, kept_form: KeptForm) -> bool:
    """Whether this request sends the form that the kept text was put into."""
    form_key = key_of(request)
    return form_key is not None and form_key.page == kept_form.page


def is_of_page(request: HttpRequest, kept_form: KeptForm) -> bool:
    """Whether this request opens the page on which the form stood."""
    return request.method == "GET" and request.get_full_path() == kept_form.page


def without_form() -> HttpResponse:
    """The way to a page that shows the text, where its form is gone."""
    return HttpResponseRedirect(reverse("directory:typed_text"))


def put_back(request: HttpRequest, response: HttpResponse, kept_form: KeptForm) -> HttpResponse:
    """The page with what was typed in its form. Where it has no such form any more, the way to a page that shows the text."""
    if not is_of_page(request, kept_form):
        return response
    if response.status_code == 200 and not response.streaming:
        page = filled_in(response.content.decode(), kept_form.fields, action=kept_form.path)
        if page is not None:
            response.content = page
            return response
    return without_form()


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()


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
