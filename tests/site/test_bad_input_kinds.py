"""Bad input by kind, first list: what people and programs type into boxes, addresses, the questionnaire, the API, messages, the
way in and links. Each row is a case; the count is printed at the end. Rows about files that are imported are in tests/importing/.
"""

import json
import uuid
from collections.abc import Iterator

import pytest
from django.db import connection

from directory.finding import ladder
from directory.models import Enquiry, Flag, Mail, Organisation, State, Submission, Suspicion, User
from directory.questionnaire import STEPS
from directory.records.forms import PartnershipForm
from tests.support.answer_pages import spoil
from tests.support.bad_input import Tried, said_at_the_end
from tests.support.drafts import make_draft, page, send, version_on
from tests.support.enquiry_pages import Sides
from tests.support.factories import complete_answers, make_organisation, make_user
from tests.support.responses import text
from tests.support.signing_in import signed_in

pytestmark = pytest.mark.django_db
tried = Tried("First list")
row, shown_by = tried.row, tried.shown_by
CASE = "Case no. 2024/1234, the suspect is John Doe, see http://abcdefgh.onion/x"


@pytest.fixture(scope="module", autouse=True)
def _count(pytestconfig: pytest.Config) -> Iterator[None]:
    yield from said_at_the_end(pytestconfig, tried)


@pytest.fixture
def browser():
    return tried.browser()


@pytest.fixture
def writer() -> User:
    return make_user()


@pytest.fixture
def draft(browser, writer) -> Submission:
    browser.force_login(writer)
    return make_draft(registrant=writer, answers={})


def title(browser, draft: Submission, typed: str):
    """The field of the title after that was typed there and sent."""
    address = page("draft_step", draft, "partnership")
    assert send(browser, address, title=typed).status_code == 302
    return browser.get(address).context["form"]["title"]


# The search box


@row
def test_nothing_is_looked_for(conference, browser):
    assert [browser.get(f"/partnerships/?q={q}").status_code for q in ("", "+++")] == [200, 200]


@row
@pytest.mark.parametrize("q", ["%00", "a%00b", "%ED%A0%80", "%FF%FE"])
def test_a_nul_or_half_a_character_is_looked_for(conference, browser, q):
    assert browser.get(f"/partnerships/?q={q}").status_code in (200, 400)


@row
def test_a_megabyte_is_looked_for(conference, browser):
    assert browser.get("/partnerships/", {"q": "a" * 1_000_000}).status_code in (200, 400, 414)


@row
@pytest.mark.parametrize("q", ["%", "_", "\\", "(", "[a-", "(a+)+$"])
def test_signs_of_patterns_are_looked_for(conference, browser, q):
    answer = browser.get("/partnerships/", {"q": q})
    assert answer.status_code in (200, 400)  # one sign alone is too little to look for
    assert answer.status_code == 400 or "26 partnerships" not in text(answer)


@row
def test_two_thousand_words_are_looked_for(conference, browser):
    assert browser.get("/partnerships/", {"q": "word " * 2000}).status_code in (200, 400)


@row
def test_a_search_that_takes_too_long(conference, browser, monkeypatch):
    def slow(*args, **options):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 20; SELECT pg_sleep(5)")

    monkeypatch.setattr(ladder, "find", slow)
    assert browser.get("/partnerships/?q=slow").status_code == 503


@row
@pytest.mark.parametrize("q", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{7*7}}"])
def test_code_is_looked_for(conference, browser, q):
    answer = browser.get("/partnerships/", {"q": q})
    assert b"<script>alert" not in answer.content
    assert b"<img src=x" not in answer.content


@row
@pytest.mark.parametrize("q", ["🙂", "e" + "\u0301" * 500])
def test_signs_upon_signs_are_looked_for(conference, browser, q):
    assert browser.get("/partnerships/", {"q": q}).status_code in (200, 400)


@row
def test_letters_of_other_widths_and_cases_find_the_same(browser):
    make_organisation(name="Straße İstanbul Office", slug="strasse")
    for q in ("Strasse", "STRASSE", "straße", "istanbul", "ｏｆｆｉｃｅ", "oﬃce"):
        assert "Straße" in text(browser.get("/organisations/", {"q": q})), q


@row
def test_a_case_is_looked_for(conference, browser):
    answer = text(browser.get("/search/", {"q": "my child is abused"}))
    assert "/report-abuse/" in answer


# Filters, pages, order


@row
@pytest.mark.parametrize("number", ["0", "-1", "NaN", "1e9", "9" * 5000, "٣"])
def test_pages_that_are_not_there(conference, browser, number):
    assert browser.get(f"/partnerships/?page={number}").status_code in (200, 404)
    assert browser.get(f"/api/partnerships?limit={number}").status_code == 400


@row
@pytest.mark.parametrize("sort", ["password", "contact", "?x", "-pk", "mailbox"])
def test_an_order_that_is_not_offered(conference, browser, sort):
    assert "was left out" in text(browser.get("/partnerships/", {"sort": sort}))
    assert browser.get("/api/partnerships", {"sort": sort}).status_code == 400


@row
def test_countries_that_are_none_or_several(conference, browser):
    assert "is not a value of" in text(browser.get("/partnerships/?country=XX"))
    assert browser.get("/partnerships/?country=fr&country[]=FR").status_code == 200
    assert browser.get("/api/partnerships?country=FR&country=DE").status_code == 200
    assert "allowed" in browser.get("/api/partnerships?country=XX").json()["errors"][0]


@row
def test_a_thousand_values(conference, browser):
    many = "&".join(f"country=x{number}" for number in range(999))
    assert browser.get(f"/partnerships/?{many}").status_code == 400
    assert browser.get(f"/api/partnerships?{many}").status_code == 400


@row
@pytest.mark.parametrize("day", ["0000-00-00", "9999-12-31", "2025-02-30"])
def test_days_that_cannot_be(conference, browser, writer, day):
    assert browser.get(f"/partnerships/?at={day}").status_code == 200
    browser.force_login(writer)
    draft = make_draft(registrant=writer, answers={})
    address = page("draft_step", draft, "status")
    send(browser, address, started=day)
    assert "started" in browser.get(address).context["form"].errors


@row
def test_an_end_before_the_beginning():
    errors = PartnershipForm({"title": "A title", "started": "2010", "ended": "2005"}).errors
    assert "cannot end before" in str(errors)


# The questionnaire


@row
@pytest.mark.parametrize("typed", ["\0", "Some\0thing", "\u200b", "\u3164", "\u200b\u3164 "])
def test_a_title_that_nobody_can_see(browser, draft, typed):
    assert title(browser, draft, typed).errors


@row
def test_half_a_character_in_a_form(browser, draft):
    address = page("draft_step", draft, "partnership")
    body = f"version={version_on(browser, address)}&title=%ED%A0%80abc".encode()
    answer = browser.generic("POST", address, body, "application/x-www-form-urlencoded")
    assert answer.status_code in (302, 400)


@row
@pytest.mark.parametrize("name", ["Іnterpol", "Interpo1", "INTERPОL\u00a0"])
def test_a_name_that_looks_like_another(conference, browser, writer, name):
    before = Organisation.objects.count()
    answers = complete_answers(new_organisation={"name": name, "sector": "law_enforcement", "country": "PL"})
    draft = make_draft(registrant=writer, answers=answers)
    browser.force_login(writer)
    browser.post(page("draft_check", draft), {"seen": "0"})
    assert "INTERPOL" in Flag.objects.get(suspicion=Suspicion.LOOKALIKE).note
    assert Organisation.objects.count() == before


@row
def test_more_than_a_form_takes(browser, draft):
    address = page("draft_step", draft, "partnership")
    version = version_on(browser, address)
    assert send(browser, address, title="x" * 900).status_code == 302
    assert "title" in browser.get(address).context["form"].errors
    many = {f"field{number}": "x" for number in range(1001)}
    for typed in ({"title": "x" * 3_000_000}, many):
        answer = browser.post(address, {"version": version, **typed})
        assert answer.status_code == 400
        assert "what was saved before is kept" in text(answer)


@row
def test_line_ends_in_a_line(browser, draft):
    assert title(browser, draft, "One\r\ntwo\tthree\u2028four\u0085five").errors == []
    clean = STEPS["partnership"].form.base_fields["title"].clean("One\r\ntwo\tthree\u2028four\u0085five")
    assert clean == "One two three four five"


@row
@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd"])
def test_addresses_that_are_not_of_the_web(browser, draft, address):
    step = page("draft_step", draft, "links")
    answer = send(browser, step, website=address)
    # What may hold a file is refused like a case, and not kept
    form = browser.get(step).context["form"] if answer.status_code == 302 else answer.context["form"]
    assert "website" in form.errors


@row
@pytest.mark.parametrize("typed", ["a@b.org\nBcc: x@y", '"a,b"@x', f"{'a' * 320}@b.org"])
def test_mailboxes_that_are_none(browser, typed):
    answer = browser.post("/account/sign-in/", {"email": typed})
    assert answer.status_code == 200
    assert not Mail.objects.exists()


@row
def test_a_mailbox_in_letters_that_only_look_right(browser, writer):
    answers = complete_answers(desk={"name": "Desk", "mailbox": "desk@interpоl.int"})
    draft = make_draft(registrant=writer, answers=answers)
    browser.force_login(writer)
    browser.post(page("draft_check", draft), {"seen": "0"})
    draft.refresh_from_db()
    flags = Flag.objects.filter(suspicion=Suspicion.LOOKALIKE, field="mailbox")
    assert draft.state == State.DRAFT or "Cyrillic" in flags.get().note


@row
def test_a_case_in_a_free_text(browser, draft):
    address = page("draft_step", draft, "partnership")
    answer = send(browser, address, summary=CASE)
    draft.refresh_from_db()
    assert answer.status_code == 200
    assert "John Doe" not in json.dumps(draft.answers)


@row
@pytest.mark.parametrize("ending", ["", "check/", "partnership/", "withdraw/"])
def test_somebody_elses_draft(browser, writer, ending):
    theirs = make_draft(registrant=make_user(), answers={})
    browser.force_login(writer)
    answers = [browser.get(f"/drafts/{pk}/{ending}") for pk in (theirs.pk, uuid.uuid4())]
    assert [answer.status_code for answer in answers] == [404, 404]


@row
def test_fields_that_nobody_offered(browser, draft):
    extra = {
        "status": "published",
        "verified": "1",
        "owner": "1",
        "visibility": "public",
        "state": "accepted",
    }
    send(browser, page("draft_step", draft, "partnership"), title="A title", **extra)
    draft.refresh_from_db()
    assert draft.state == State.DRAFT
    assert not extra.keys() & draft.answers["partnership"].keys()


@row
def test_two_windows_with_one_form(browser, draft):
    address = page("draft_step", draft, "partnership")
    version = version_on(browser, address)
    browser.post(address, {"version": version, "title": "The first title"})
    answer = browser.post(address, {"version": version, "title": "The second title"})
    assert "The first title" in text(answer)
    assert "The second title" in text(answer)


# Programs


@row
def test_a_body_a_number_or_a_key_twice_are_never_read(browser):
    for body in (b"[" * 200_000, b'{"a": NaN}', b'{"a": 1e400}', b'{"role": "user", "role": "admin"}'):
        assert browser.post("/api/partnerships", body, content_type="application/json").status_code == 405


@row
@pytest.mark.parametrize("limit", ["-1", "0", "1000000", "１０"])
def test_limits_that_cannot_be(browser, limit):
    assert browser.get("/api/partnerships", {"limit": limit}).status_code == 400


@row
@pytest.mark.parametrize("key", ["9" * 30, "9" * 5000, "-1", "abc", "%00"])
def test_keys_of_nothing(browser, key):
    answer = browser.get(f"/api/partnerships/{key}")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


@row
def test_forms_that_are_not_to_be_had(browser):
    assert browser.get("/api/partnerships", HTTP_ACCEPT="text/xml").status_code == 406
    assert browser.post("/api/partnerships", b"x", content_type="text/plain").status_code == 405


@row
def test_another_site_and_another_method(browser):
    answer = browser.get("/api/partnerships?callback=x", HTTP_ORIGIN="https://evil.example")
    assert answer.status_code == 400
    answer = browser.get("/api/partnerships", HTTP_X_HTTP_METHOD_OVERRIDE="DELETE")
    assert answer.status_code == 200
    assert "Access-Control-Allow-Credentials" not in answer


@row
def test_a_token_in_an_address_of_the_api(browser):
    assert browser.get("/api/partnerships?token=abc").status_code == 400
    assert browser.get("/api/partnerships", HTTP_AUTHORIZATION="Bearer abc").status_code == 200  # open to all


# Messages between desks


@row
def test_line_ends_in_a_subject(browser):
    sides = Sides()
    assert sides.new(subject="Hi\r\nBcc: victim@example.org").status_code == 302
    assert not [mail for mail in Mail.objects.all() if "\n" in mail.subject or "victim" in mail.recipient]


@row
def test_an_address_of_somebody_else_as_sender(browser):
    sides = Sides()
    sides.new(email="secretary@example.org", sender="desk@police.example", **{"from": "x@y.example"})
    assert "secretary@example.org" not in " ".join(Mail.objects.values_list("text", flat=True))


@row
def test_a_hundred_messages(browser):
    sides = Sides()
    for number in range(12):
        assert sides.new(subject=f"Training {number}").status_code in (302, 429)
    assert Mail.objects.filter(recipient=sides.desk.mailbox).count() <= 6  # five a day, and the one before


@row
def test_an_address_in_an_answer_is_not_shown_by_itself():
    shown_by("enquiries/test_enquiries.py::test_an_address_is_shown_when_its_side_says_so_and_only_then")


@row
def test_a_case_in_a_message(browser):
    sides = Sides()
    before = Enquiry.objects.count()
    answer = sides.new(body=CASE)
    assert answer.status_code == 200
    assert Enquiry.objects.count() == before


# The way in


@row
def test_a_nul_in_an_address(browser):
    assert browser.post("/account/sign-in/", {"email": "a\0b@example.org"}).status_code == 200


@row
def test_a_password_of_100_kilobytes(browser):
    typed = {"email": "a@example.org", "password": "x" * 100_000}  # there is no password to be hashed
    assert browser.post("/account/sign-in/", typed).status_code in (200, 302)


@row
def test_one_address_in_other_letters(browser):
    make_user(email="someone@example.org")
    for typed in ("SomeOne@Example.org", " someone@example.org ", "someone@EXAMPLE.ORG"):
        browser.post("/account/sign-in/", {"email": typed})
    assert User.objects.filter(email__iexact="someone@example.org").count() == 1


@row
@pytest.mark.parametrize(
    "way", ["//evil.example", "/\\evil.example", "https:evil", "foo", "javascript:alert(1)"]
)
def test_a_way_to_another_site(browser, writer, way):
    browser.force_login(writer)
    answer = browser.get("/account/sign-in/", {"next": way})
    assert answer.status_code in (200, 302)
    assert "evil" not in answer.headers.get("Location", "")


@row
def test_cookies_that_are_not_ours(browser):
    browser.cookies["sessionid"] = "garbage'\"--"
    assert browser.get("/account/").status_code == 302
    client = signed_in(make_user())
    old = client.cookies["sessionid"].value
    client.post("/account/sign-out/")
    browser.cookies["sessionid"] = old
    assert browser.get("/account/").status_code == 302


@row
def test_another_host(browser):
    assert browser.get("/", HTTP_HOST="evil.example").status_code == 400
    shown_by(
        "accounts/test_accounts.py::test_a_mail_leads_to_the_address_of_the_site_whatever_host_was_asked"
    )


# Links in mails


@row
def test_a_token_that_is_not_quite_one(browser):
    sides = Sides()
    for token in spoil(sides.token):
        browser.get(f"/enquiries/answer/{token}/")
        assert browser.get("/enquiries/answer/").status_code in (404, 410), token


@row
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_scanner_of_mail(browser, method):
    sides = Sides()
    before = sides.written()
    for _time in range(2):
        browser.generic(method, f"/enquiries/answer/{sides.token}/")
        browser.generic(method, "/enquiries/answer/")
    assert sides.written() == before
    assert sides.answer().status_code == 302


@row
def test_a_link_of_somebody_else_merges_no_accounts():
    shown_by("accounts/test_colleagues.py::test_an_invitation_is_for_the_address_it_was_sent_to")


@row
def test_a_token_is_nowhere_but_in_the_mail(browser):
    sides = Sides()
    answer = browser.get(f"/enquiries/answer/{sides.token}/")
    assert sides.token not in answer["Location"]
    assert answer["Referrer-Policy"] == "no-referrer"
