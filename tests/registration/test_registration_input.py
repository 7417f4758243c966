"""What clumsy and hostile people type into the questionnaire: said beside the field, kept as typed, never a 500."""

import pytest

from directory.models import Flag, Language, State, Suspicion
from directory.questionnaire import LONGEST_TEXT, STEPS, GroupedChoices
from tests.support.drafts import make_draft, page, send
from tests.support.factories import make_organisation, make_user
from tests.support.responses import text
from tests.support.signing_in import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def client_and_draft():
    user = make_user()
    return signed_in(user), make_draft(registrant=user, answers={})


LINES = [
    ("partnership", "title"),
    ("partnership", "acronym"),
    ("partnership", "summary"),
    ("partnership", "description"),
    ("partnership", "other_names"),
    ("new_organisation", "name"),
    ("new_organisation", "acronym"),
    ("new_organisation", "other_names"),
    ("links", "legal_basis"),
    ("evidence", "evaluation"),
    ("desk", "name"),
    ("answerer", "name"),
    ("answerer", "function"),
]
REFUSED = {
    "control": ("Some\x01thing", "control character"),
    "NUL": ("Some\x00thing", "damaged on its way"),
    "right-to-left override": ("Some\u202ething", "turns the direction of reading"),
    "invisible": ("Some\u200bthing", "invisible character"),
    "private": ("Some\ue000thing", "only some fonts can show"),
}


def make_needed(draft, step: str) -> None:
    """Let the draft ask for that step."""
    if step == "new_organisation":
        draft.answers["organisation"] = {"organisation": "", "is_new": "on"}
        draft.save()


@pytest.mark.parametrize(("step", "field"), LINES)
@pytest.mark.parametrize("kind", REFUSED)
def test_a_character_that_cannot_be_seen_is_named_beside_its_field(client_and_draft, step, field, kind):
    client, draft = client_and_draft
    typed, problem = REFUSED[kind]
    make_needed(draft, step)
    url = page("draft_step", draft, step)

    assert send(client, url, **{field: typed}).status_code == 302

    form = client.get(url).context["form"]
    assert problem in str(form.errors[field])
    assert form[field].value() == typed.replace("\0", "\ufffd")
    draft.refresh_from_db()
    assert draft.answers[step][field] == typed.replace("\0", "\ufffd")


@pytest.mark.parametrize(("step", "field"), LINES)
def test_a_text_that_is_too_long_is_kept_up_to_a_bound(client_and_draft, step, field):
    client, draft = client_and_draft
    make_needed(draft, step)
    url = page("draft_step", draft, step)

    send(client, url, **{field: "long words " * 2_000})

    shown = client.get(url)
    assert field in shown.context["form"].errors
    assert len(shown.context["form"][field].value()) == LONGEST_TEXT
    assert "A text was longer than 20,000 characters" in text(shown)


@pytest.mark.parametrize(("step", "field"), LINES)
@pytest.mark.parametrize(
    "typed",
    [
        "=1+1",
        "@SUM(A1)",
        "+49",
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "{{ 7|add:7 }}",
    ],
)
def test_formulas_and_html_are_text(client_and_draft, step, field, typed):
    client, draft = client_and_draft
    make_needed(draft, step)
    url = page("draft_step", draft, step)

    send(client, url, **{field: typed})

    for shown in (client.get(url), client.get(page("draft_check", draft))):
        assert shown.status_code == 200
        assert b"<script>alert" not in shown.content
        assert b"<img src=x" not in shown.content
    draft.refresh_from_db()
    assert draft.answers[step][field] == typed


@pytest.mark.parametrize(
    ("step", "field"),
    [("links", "website"), ("links", "links"), ("new_organisation", "website"), ("desk", "web_form")],
)
@pytest.mark.parametrize(
    "typed", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "ftp://example.org"]
)
def test_an_address_is_one_of_the_web(client_and_draft, step, field, typed):
    client, draft = client_and_draft
    make_needed(draft, step)
    url = page("draft_step", draft, step)

    sent = send(client, url, **{field: typed})

    shown = (
        sent if sent.status_code == 200 else client.get(url)
    )  # what is an address of a file is not even stored
    assert field in shown.context["form"].errors
    assert f'href="{typed}"' not in text(shown)
    assert shown.context["form"][field].value() == typed


@pytest.mark.parametrize(
    ("step", "field", "typed"),
    [
        ("partnership", "kind", "nonsense"),
        ("scope", "topics", ["no-such-topic"]),
        ("scope", "countries", ["XX", "\x00", "a" * 500]),
        ("languages", "languages", ["tlh"] * 900),
        ("status", "status", "\x00"),
        ("status", "started", "2025-02-30"),
        ("status", "started", "yesterday"),
        ("part", "role", "king"),
        ("desk", "mailbox", "a@b.org\nBcc: x@y.org"),
        ("desk", "mailbox", "a" * 320 + "@example.org"),
        ("desk", "phone", "12"),
        ("desk", "visibility", "everyone"),
        ("organisation", "organisation", "no-such-organisation"),
        ("organisation", "organisation", "\x00"),
        ("organisation", "organisation", "a" * 5_000),
    ],
)
def test_a_choice_or_an_address_that_cannot_be_is_said_beside_its_field(client_and_draft, step, field, typed):
    client, draft = client_and_draft
    if step == "part":
        draft.answers["organisation"] = {"organisation": "", "is_new": "on"}
        draft.save()
    url = page("draft_step", draft, step)

    assert send(client, url, **{field: typed}).status_code == 302

    shown = client.get(url)
    assert shown.status_code == 200
    assert field in shown.context["form"].errors
    assert client.get(page("draft", draft)).status_code == 200
    assert client.get(page("draft_check", draft)).status_code == 200


MISTAKES = [
    ("status", {"status": "active", "started": "1/3/2024"}, "may be 1 March 2024 or 3 January 2024"),
    ("status", {"status": "active", "started": "soon"}, "We cannot read this date"),
    ("desk", {"name": "Desk", "phone": "12"}, "Enter a phone number"),
    ("links", {"links": "https://a.example\nhttp://169.254.169.254/"}, "not its number"),
    ("partnership", {"title": "A\u200bB"}, "invisible character"),
    ("scope", {"countries": ["XX"]}, "There is no"),
]


@pytest.mark.parametrize(("step", "typed", "problem"), MISTAKES)
def test_a_mistake_stops_on_its_page_and_nothing_typed_is_lost(client_and_draft, step, typed, problem):
    client, draft = client_and_draft
    url = page("draft_step", draft, step)

    answer = send(client, url, **typed)

    assert answer.url == url
    shown = client.get(answer.url)
    assert "There is a problem" in text(shown)
    assert problem in text(shown)
    for field, value in typed.items():
        assert shown.context["form"][field].value() == value
    assert f"{url}?back=check" == send(client, url, back="check", **typed).url
    assert send(client, url, then="later", **typed).url == page("draft", draft)


@pytest.mark.parametrize(
    ("step", "typed"),
    [
        ("status", {"status": "active", "started": "March 2024"}),
        ("status", {"started": "03/2024"}),
        ("partnership", {"title": "Without a summary"}),
        ("desk", {}),
    ],
)
def test_what_is_right_or_only_unfinished_goes_on(client_and_draft, step, typed):
    client, draft = client_and_draft
    url = page("draft_step", draft, step)

    assert send(client, url, **typed).url != url


def test_a_mistake_in_a_partner_stops_on_the_page_of_that_partner(client_and_draft):
    client, draft = client_and_draft
    url = page("draft_item", draft, "partners", "i1")

    answer = send(client, url, name="A partner", email="no address", joined="1/3/2024")

    assert answer.url == url
    assert "There is a problem" in text(client.get(url))


@pytest.mark.parametrize("step", ["organisation", "partners"])
def test_a_search_within_a_form_is_no_mistake_and_begins_nothing(client_and_draft, step):
    client, draft = client_and_draft
    make_organisation(name="Hotline of Brazil")
    url = page("draft_item", draft, step, "i1") if step == "partners" else page("draft_step", draft, step)

    found = send(client, url, then="find", find="hotline")
    shown = client.get(found.url)

    assert "Hotline of Brazil" in text(shown)
    assert "There is a problem" not in text(shown)
    draft.refresh_from_db()
    assert draft.answers == {}
    assert "In progress" not in text(client.get(page("draft", draft)))


def test_what_was_typed_before_a_search_stands_beside_what_it_found(client_and_draft):
    client, draft = client_and_draft
    organisation = make_organisation(name="Hotline of Brazil")
    url = page("draft_item", draft, "partners", "i1")

    found = send(client, url, then="find", find="hotline", role="funder", email="a@b.example", joined="soon")
    shown = client.get(found.url)

    assert "There is a problem" not in text(shown)
    assert shown.context["form"]["email"].value() == "a@b.example"
    answer = send(client, found.url, organisation=organisation.slug, role="funder", email="a@b.example")
    assert answer.url != url
    draft.refresh_from_db()
    assert draft.answers["partners"]["i1"]["organisation"] == organisation.slug


@pytest.mark.parametrize("key", [key for key, step in STEPS.items() if step.is_required and not step.repeats])
def test_a_step_that_is_sent_empty_is_kept_and_says_what_is_missing(client_and_draft, key):
    client, draft = client_and_draft
    make_needed(draft, key)
    url = page("draft_step", draft, key)

    assert send(client, url).status_code == 302

    assert client.get(url).context["form"].errors
    assert "This is missing or wrong" in text(client.get(page("draft_check", draft)))


@pytest.mark.parametrize("version", ["", "-1", "x", "9" * 500, "\x00", "١"])
def test_whatever_stands_for_a_version_is_answered(client_and_draft, version):
    client, draft = client_and_draft

    response = client.post(page("draft_step", draft, "evidence"), {"evaluation": "x", "version": version})

    assert response.status_code in {302, 409}


def test_a_form_that_is_too_large_gets_a_page_of_ours_and_the_draft_is_kept(client_and_draft):
    client, draft = client_and_draft
    url = page("draft_step", draft, "evidence")
    send(client, url, evaluation="Reviewed.")

    for sent in ({"evaluation": "x" * 2_000_000}, {f"field-{number}": "x" for number in range(1_001)}):
        response = client.post(
            url,
            "&".join(f"{name}={value}" for name, value in sent.items()),
            "application/x-www-form-urlencoded",
        )

        assert response.status_code == 400
        assert "what was saved before is kept" in text(response)
    draft.refresh_from_db()
    assert draft.answers["evidence"]["evaluation"] == "Reviewed."


# Case data


CASE = "The suspect uses 203.0.113.7 and d41d8cd98f00b204e9800998ecf8427e"


@pytest.mark.parametrize(
    ("step", "field"), [("partnership", "summary"), ("evidence", "evaluation"), ("links", "website")]
)
def test_what_reads_like_a_case_is_not_stored_and_the_channel_is_shown(client_and_draft, step, field):
    client, draft = client_and_draft
    typed = "http://abcdefghijklmnop.onion/x" if field == "website" else CASE

    shown = send(client, page("draft_step", draft, step), **{field: typed})

    assert shown.status_code == 200
    assert "This site takes no cases" in text(shown)
    assert "This is not about a case" in text(shown)
    assert shown.context["form"][field].value() == typed
    draft.refresh_from_db()
    assert draft.answers == {}


def test_a_false_alarm_can_be_stated_and_goes_to_a_reviewer(client_and_draft):
    client, draft = client_and_draft
    url = page("draft_step", draft, "evidence")

    send(client, url, evaluation=CASE, not_a_case="on", not_a_case_because="It is an example of a log line.")

    draft.refresh_from_db()
    assert draft.answers["evidence"] == {"evaluation": CASE}
    flag = Flag.objects.get()
    assert (flag.suspicion, flag.step, flag.field) == (Suspicion.CASE_DATA, "evidence", "evaluation")
    assert flag.statement == "It is an example of a log line."
    assert not client.get(url).context["form"].errors


@pytest.mark.parametrize("field", ["because", "why"])
def test_what_is_told_the_reviewer_is_looked_at_as_well(field):
    from tests.support.factories import make_partnership, make_submission

    user = make_user()
    client = signed_in(user)
    if field == "because":
        make_partnership(title="Safer Internet")
        draft = make_draft(registrant=user)
        draft.answers["partnership"]["title"] = "Safer Internet"
        draft.save()
        url = page("draft_similar", draft, "partnership")
    else:
        draft = make_submission(registrant=user, state=State.REFUSED)
        url = page("second_reviewer", draft)

    shown = client.post(url, {field: CASE, "which": "different"})

    assert "This site takes no cases" in text(shown)
    draft.refresh_from_db()
    assert CASE not in str(draft.answers)
    assert not draft.events.exists()


def test_long_lists_show_the_chosen_first_and_the_others_in_groups(client_and_draft):
    client, draft = client_and_draft
    url = page("draft_item", draft, "resources", "i1")
    send(client, url, title="A manual", kind="guidance", languages=["pl", "pt"])

    shown = client.get(url).content.decode()

    assert isinstance(client.get(url).context["form"].fields["languages"].widget, GroupedChoices)
    first, others = shown.split('<details class="group">', 1)
    assert first.count('name="languages"') == 2
    assert shown.count('name="languages"') == Language.objects.count()
    assert "Often used" in others
    assert 'id="id_languages_0"' in first
