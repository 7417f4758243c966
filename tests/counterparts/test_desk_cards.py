"""A card for each desk: a page to print, and a file for address books that RFC 6350 allows."""

import re

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from directory.counterparts.vcards import escaped
from directory.models import Showing, Visibility
from directory.models.opening_hours import hours_of
from directory.rights import showings
from tests.support.factories import make_contact_point, make_official, make_organisation
from tests.support.responses import text
from tests.support.review_pages import sign_in

# Section 3.3: a name, parameters, a value
CONTENT_LINE = re.compile(
    r'[A-Z0-9-]+(;[A-Z0-9-]+=("[^"\x00-\x1f]*"|[^",;:\x00-\x1f]+))*:[^\x00-\x08\x0a-\x1f\x7f]*'
)


def lines_of(card: bytes) -> list[str]:
    """The lines of a card, unfolded, once it was seen that they are lines of a card."""
    physical = card.split(b"\r\n")
    assert physical.pop() == b""
    assert all(len(line) <= 75 for line in physical)
    # Each piece is UTF-8 by itself: no character is cut in two
    assert all(line.decode() for line in physical)
    lines = re.sub("\r\n ", "", card.decode()).split("\r\n")[:-1]
    assert lines[:2] == ["BEGIN:VCARD", "VERSION:4.0"]
    assert lines[-1] == "END:VCARD"
    assert all(map(CONTENT_LINE.fullmatch, lines))
    return lines


def values(lines: list[str]) -> dict[str, list[str]]:
    """The values by the names of their properties, unescaped."""
    told: dict[str, list[str]] = {}
    for line in lines:
        name, value = re.fullmatch(r'([A-Z0-9-]+)(?:;[A-Z]+=(?:"[^"]*"|[^:;]+))*:(.*)', line).groups()
        plain = re.sub(r"\\(.)", lambda match: "\n" if match[1] == "n" else match[1], value)
        told.setdefault(name, []).append(plain)
    return told


def vcard_of(client: Client, desk) -> dict[str, list[str]]:
    response = client.get(f"/desks/{desk.slug}/card.vcf")
    assert response["Content-Type"] == "text/vcard; charset=utf-8"
    assert response["Content-Disposition"] == f'attachment; filename="{desk.slug}.vcf"'
    assert "no-store" in response["Cache-Control"]
    assert not response.cookies
    return values(lines_of(response.content))


@pytest.fixture
def desk():
    return make_contact_point(
        organisation=make_organisation(name="Police; of, Brazil \\ Polícia", country_id="BR"),
        name="Liaison desk, “عربي” " + "ü" * 90,
        purpose="cooperation",
        mailbox="liaison@police.example",
        phone="+55 (0)61 1234-5678 ext. 12",
        web_form="https://police.example/form?a=1,2;b",
        opening_hours=hours_of("Mo-Fr 09:00-17:00"),
        hours="Closed in August",
        time_zone="America/Sao_Paulo",
        languages=["pt", "en"],
        topics=["training"],
        countries=["BR", "AR"],
        requirements="The legal basis;\r\na deadline.",
    )


@pytest.mark.django_db
def test_a_desk_comes_into_an_address_book(client, desk):
    told = vcard_of(client, desk)

    assert told["KIND"] == ["org"]
    assert told["FN"] == [f"{desk.name}, {desk.organisation.name}"]
    assert told["ROLE"] == ["International cooperation"]
    assert told["EMAIL"] == [desk.mailbox]
    assert told["TEL"] == ["tel:+556112345678;ext=12"]
    assert told["URL"] == [desk.web_form]
    assert sorted(told["LANG"]) == ["en", "pt"]
    assert told["TZ"] == ["America/Sao_Paulo"]
    assert told["SOURCE"][0].endswith(f"/desks/{desk.slug}/")
    assert re.fullmatch(r"[0-9]{8}T[0-9]{6}Z", told["REV"][0])
    (note,) = told["NOTE"]
    assert (
        "Monday to Friday: 09:00 to 17:00\n(America/Sao_Paulo)\nClosed in August\nCountries: Argentina, Brazil\n"
        in note
    )
    assert note.endswith("The legal basis;\na deadline.")


@pytest.mark.django_db
def test_the_identifier_of_a_card_is_the_one_of_the_desk_for_programs_and_stays(client, desk):
    (first,) = vcard_of(client, desk)["UID"]
    desk.name = "Another name"
    desk.save(update_fields=["name"])

    assert vcard_of(client, desk)["UID"] == [first]
    assert first == f"urn:uuid:{client.get(f'/api/desks/{desk.slug}').json()['id']}"


@pytest.mark.django_db
def test_what_a_desk_does_not_state_is_in_no_line(client):
    told = vcard_of(client, make_contact_point())

    assert not {"TEL", "URL", "LANG", "TZ", "CATEGORIES", "NOTE"} & told.keys()


on_a_busy_machine = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@on_a_busy_machine
@given(st.text())
def test_an_escaped_text_is_one_line_and_comes_back(words):
    line = escaped(words)

    assert not re.search(r"[\r\n]", line)
    plain = re.sub(r"\\(.)", lambda match: "\n" if match[1] == "n" else match[1], line, flags=re.DOTALL)
    assert plain == re.sub("\r\n|\r", "\n", words)


@pytest.mark.django_db
def test_a_card_to_print_has_all_that_is_told_and_says_where_and_when(client, desk, settings):
    card = text(client.get(f"/desks/{desk.slug}/card/"))

    # The time zone is that of the hours, so it stands beside them
    hours = r"09:00 to 17:00\s+\(America/Sao_Paulo\)\s+Closed in August"
    assert re.search(hours, re.sub("<[^>]*>", "", card))
    for words in (desk.mailbox, "Portuguese", "As it stood on"):
        assert words in card
    assert f"{settings.DIRECTORY_BASE_URL}/desks/{desk.slug}/" in card
    # Paper is not true for a moment only
    assert "There it is" not in card


@pytest.mark.django_db
@pytest.mark.parametrize("ending", ["card/", "card.vcf"])
def test_the_card_of_a_restricted_desk_is_shown_as_its_page_is(client, ending):
    desk = make_contact_point(mailbox="liaison@police.example", visibility=Visibility.OFFICIALS)
    card = f"/desks/{desk.slug}/{ending}"
    assert client.get(card).status_code == 404
    official = make_official()
    sign_in(client, official)

    assert client.get(card).url == f"/account/purpose/?desk={desk.slug}"
    assert not Showing.objects.exists()

    showings.state_purpose(official, "Preparing a joint training.")
    response = client.get(card)
    assert "liaison@police.example" in response.content.decode()
    assert "Do not pass it on" in response.content.decode().replace("\r\n ", "")
    assert list(Showing.objects.values_list("user", "contact_point")) == [(official.pk, desk.pk)]


@pytest.mark.django_db
def test_cards_count_among_the_desks_that_an_account_is_shown(client, monkeypatch):
    monkeypatch.setattr(showings, "MOST_AN_HOUR", 1)
    official = make_official()
    sign_in(client, official)
    showings.state_purpose(official, "Preparing a joint training.")
    first, second = (make_contact_point(visibility=Visibility.OFFICIALS) for _desk in range(2))

    assert client.get(f"/desks/{first.slug}/card.vcf").status_code == 200
    assert client.get(f"/desks/{second.slug}/card.vcf").status_code == 429
