"""Every field of every step of the questionnaire: whatever is typed, what is wrong is said beside it, and the text is kept."""

import pytest
from django import forms
from django.http import HttpResponse
from django.test import Client
from django.utils.html import escape

from directory.gate.plain_text import LineField, ParagraphsField
from directory.models import Flag, Organisation, Submission, Suspicion
from directory.questionnaire import LONGEST_TEXT, STEPS
from directory.questionnaire.picking import PickedWordsField
from directory.records.fields import (
    NamesField,
    OneOfField,
    PhoneField,
    ReferenceField,
    ReferencesField,
    StatedNumberField,
)
from tests.support.drafts import make_draft, page, version_on
from tests.support.factories import (
    complete_answers,
    make_organisation,
    make_partnership,
    make_reviewer,
    make_user,
)
from tests.support.responses import text
from tests.support.review_pages import sign_in
from tests.support.signing_in import signed_in

pytestmark = pytest.mark.django_db

FIELDS = [(key, name) for key, step in STEPS.items() for name in step.form.base_fields]
BOXES = [
    (key, name) for key, name in FIELDS if isinstance(STEPS[key].form.base_fields[name], forms.BooleanField)
]
TYPED = [field for field in FIELDS if field not in BOXES]

BAD = {
    "control character": "Some\x01thing",
    "NUL": "Some\x00thing",
    "right-to-left override": "Some\u202ething",
    "javascript address": "javascript:alert(1)",
    "formula": "=HYPERLINK(A1)",
    "HTML": "<script>alert(1)</script>",
    "attribute": '"><img src=x onerror=alert(1)>',
}
HARMLESS_IN_A_TEXT = {"javascript address", "formula", "HTML", "attribute"}


def is_text(field: forms.Field) -> bool:
    """Whether anything may be written there, as long as it can be read."""
    is_free = isinstance(field, LineField | ParagraphsField | NamesField)
    return is_free and not isinstance(
        field, PhoneField | OneOfField | ReferenceField | StatedNumberField | PickedWordsField
    )


def drawn_as(name: str) -> str:
    """The field beside which an error is said: a state and a partnership are chosen as an organisation is."""
    return "organisation" if name in ("state", "member_partnership") else name


@pytest.fixture
def draft() -> Submission:
    """One in which every step is asked."""
    answers = {"organisation": {"organisation": "", "is_new": "on"}, "status": {"status": "ended"}}
    return make_draft(registrant=make_user(), answers=answers)


def address(draft: Submission, step: str) -> str:
    return page("draft_item", draft, step, "i1") if STEPS[step].repeats else page("draft_step", draft, step)


def put(client: Client, address: str, /, **typed: object) -> HttpResponse:
    """Send a page of the questionnaire, as it was opened."""
    return client.post(address, {"version": version_on(client, address), "then": "go-on", **typed})


def typed_into(field: forms.Field, value: str) -> str | list[str]:
    return [value] if isinstance(field, ReferencesField) else value


def kept(draft: Submission, step: str, name: str) -> object:
    draft.refresh_from_db()
    there = draft.answers[step]["i1"] if STEPS[step].repeats else draft.answers[step]
    return there[name]


@pytest.mark.parametrize(("step", "name"), TYPED)
def test_what_is_wrong_is_said_beside_its_field_and_the_text_is_kept(draft, step, name):
    client, url = signed_in(draft.registrant), address(draft, step)
    field = STEPS[step].form.base_fields[name]
    for kind, value in BAD.items():
        typed = typed_into(field, value)

        sent = put(client, url, **{name: typed})

        shown = client.get(url)
        assert (sent.status_code, shown.status_code) == (302, 200), kind
        is_said = f'id="id_{drawn_as(name)}_error"' in text(shown)
        assert is_said is not (is_text(field) and kind in HARMLESS_IN_A_TEXT), kind
        assert kept(draft, step, name) == typed_into(field, value.replace("\0", "\ufffd")), kind
        assert shown.context["form"][name].value() == kept(draft, step, name), kind
        assert b"<script>alert" not in shown.content
        assert b"<img src=x" not in shown.content
        assert b'href="javascript' not in shown.content
        if isinstance(shown.context["form"].fields[name].widget, forms.TextInput | forms.Textarea):
            assert escape(value.replace("\0", "\ufffd")) in shown.content.decode()


@pytest.mark.parametrize(("step", "name"), TYPED)
def test_what_is_too_long_is_said_beside_its_field_and_kept_up_to_a_bound(draft, step, name):
    client, url = signed_in(draft.registrant), address(draft, step)
    field = STEPS[step].form.base_fields[name]
    for value in ("a" * (getattr(field, "max_length", None) or 500) + "a", "a" * 2 * LONGEST_TEXT):
        put(client, url, **{name: typed_into(field, value)})

        shown = client.get(url)
        assert f'id="id_{drawn_as(name)}_error"' in text(shown)
        assert kept(draft, step, name) == typed_into(field, value[:LONGEST_TEXT])


@pytest.mark.parametrize("step", STEPS)
def test_what_is_left_empty_is_said_beside_each_field_that_needs_an_answer(draft, step):
    client, url = signed_in(draft.registrant), address(draft, step)

    assert put(client, url).status_code == 302

    shown = text(client.get(url))
    for name, field in STEPS[step].form.base_fields.items():
        if field.required:
            assert f'id="id_{name}_error"' in shown, name


@pytest.mark.parametrize(("step", "name"), BOXES)
def test_whatever_is_sent_for_a_box_is_a_yes_or_a_no(draft, step, name):
    client, url = signed_in(draft.registrant), address(draft, step)
    for value in BAD.values():
        assert put(client, url, **{name: value}).status_code == 302
        assert client.get(url).status_code == 200
        assert client.get(page("draft_check", draft)).status_code == 200


@pytest.mark.parametrize("name", ["Роlice of Somewhere", "Police of Sоmewhere", "Pοlice of Somewhere"])
@pytest.mark.parametrize("step", ["new_organisation", "partners"])
def test_look_alike_letters_of_a_listed_organisation_are_flagged_to_the_reviewer(step, name):
    make_organisation(name="Police of Somewhere", country_id="PL")
    described = {"name": name, "sector": "law_enforcement", "country": "PL"}
    asked = {"role": "member", "email": "desk@example.org", "language": "en"}
    answers = complete_answers(**{step: {"i1": described | asked} if step == "partners" else described})
    draft = make_draft(registrant=make_user(), answers=answers)
    client = signed_in(draft.registrant)

    client.post(page("draft_check", draft), {"seen": "0"})

    flag = Flag.objects.get(suspicion=Suspicion.LOOKALIKE)
    assert (flag.submission, flag.step, flag.field) == (draft, step, "name")
    assert "Cyrillic" in flag.note or "Greek" in flag.note


@pytest.mark.parametrize(
    ("name", "scripts"),
    [
        ("Іnterpol", "“Іnterpol” (Cyrillic, Latin)"),
        ("Αmber Alert of Nowhere", "“Αmber” (Greek, Latin)"),
        ("Полиция Uкраины", "“Uкраины” (Cyrillic, Latin)"),
    ],
)
def test_a_word_of_two_scripts_is_flagged_though_nothing_listed_looks_like_it(name, scripts):
    answers = complete_answers(new_organisation={"name": name, "sector": "law_enforcement", "country": "PL"})
    draft = make_draft(registrant=make_user(), answers=answers)
    reviewer = sign_in(Client(), make_reviewer())

    signed_in(draft.registrant).post(page("draft_check", draft), {"seen": "0"})

    flag = Flag.objects.get(suspicion=Suspicion.LOOKALIKE)
    assert (flag.step, flag.field) == ("new_organisation", "name")
    assert scripts in flag.note
    assert scripts in reviewer.get(f"/review/{draft.pk}/").content.decode()
    assert not Organisation.objects.filter(name=name).exists()  # nobody has decided yet


@pytest.mark.parametrize(
    "name",
    [
        "Полиция",
        "Interpol НЦБ",
        "日本サイバーポリス",
        "Ελληνική Αστυνομία",
        "G8 24/7",
        "الشرطة EU",
        "Siłę Łódź",
    ],
)
def test_names_in_one_script_or_word_by_word_are_not_flagged(name):
    answers = complete_answers(new_organisation={"name": name, "sector": "law_enforcement", "country": "PL"})
    draft = make_draft(registrant=make_user(), answers=answers)

    signed_in(draft.registrant).post(page("draft_check", draft), {"seen": "0"})

    assert not Flag.objects.filter(suspicion=Suspicion.LOOKALIKE).exists()


def test_look_alike_letters_of_a_listed_partnership_are_flagged_as_well():
    make_partnership(title="Virtual Global Taskforce")
    draft = make_draft(registrant=make_user())
    draft.answers["partnership"]["title"] = "Virtuаl Global Taskforce"
    draft.save()

    signed_in(draft.registrant).post(page("draft_check", draft), {"seen": "0"})

    assert Flag.objects.get(suspicion=Suspicion.LOOKALIKE).field == "title"
