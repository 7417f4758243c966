"""Links that everybody can open, and phone numbers as people write them: the same by page and by import."""

import pytest
from django.core.exceptions import ValidationError

from directory.questionnaire import STEPS
from directory.records import forms
from directory.records.commitment_forms import ResourceForm
from directory.records.fields import PhoneField, WebAddressesField
from tests.support.calls import get_hsds
from tests.support.factories import make_contact_point

ONE = ["https://a.example/x;jsessionid=1"]


@pytest.mark.parametrize(
    ("typed", "links"),
    [
        ("https://a.example/x;jsessionid=1", ONE),
        ("https://a.example/x;jsessionid=1;https://b.example", [*ONE, "https://b.example"]),
        ("https://a.example/x;jsessionid=1; http://b.example/;", [*ONE, "http://b.example/"]),
        ("https://a.example/x;jsessionid=1\nhttps://b.example/y;v=2", [*ONE, "https://b.example/y;v=2"]),
        ("https://a.example?a=1;b=2;c=3", ["https://a.example?a=1;b=2;c=3"]),
        ("a.example;b.example", ["https://a.example", "https://b.example"]),
        (
            "https://a.example;b.example/x;HTTPS://c.example",
            ["https://a.example", "https://b.example/x", "HTTPS://c.example"],
        ),
        ("www.a.example/x;www.b.example", ["https://www.a.example/x", "https://www.b.example"]),
        (" ; \r\n;", []),
        (["https://a.example/x;jsessionid=1", "https://a.example/x;jsessionid=1"], ONE),
    ],
)
def test_a_semicolon_belongs_to_a_link_where_no_other_link_follows(typed, links):
    assert WebAddressesField().clean(typed) == links


NOT_PUBLIC = {
    "https://police.gov@evil.test/": "before “@”",
    "https://police.gov:secret@evil.test/": "before “@”",
    "https://@evil.test/": "before “@”",
    "http://169.254.169.254/": "not its number “169.254.169.254”",
    "http://[::1]/": "not its number",
    "http://[::ffff:169.254.169.254]/": "not its number",
    "http://2852039166/": "not its number",
    "http://0xa9fea9fe/": "not its number",
    "http://0251.0376.0251.0376/": "not its number",
    "http://127.1/": "not its number",
    "http://１２７．0.0.1/": "not its number",
    "http://169。254。169。254/": "not its number",
    "http://localhost/": "“localhost” is no site that everybody can open",
    "http://LOCALHOST./": "“localhost” is no site",
    "http://app.localhost/": "is no site",
    "http://intranet/": "“intranet” is no site",
    "https://wiki.office.local/": "is no site",
    "https://metadata.google.internal/": "is no site",
    "https://www.example.org:8443/": "the port “:8443”",
    "https://www.example.org:80/": "the port “:80”",
}


@pytest.mark.parametrize("typed", NOT_PUBLIC)
@pytest.mark.parametrize(
    ("form", "column"),
    [
        (forms.PartnershipForm, "website"),
        (forms.PartnershipForm, "links"),
        (forms.OrganisationForm, "website"),
        (forms.SourceForm, "url"),
        (ResourceForm, "url"),
        (forms.ContactPointForm, "web_form"),
        (STEPS["links"].form, "links"),
        (STEPS["new_organisation"].form, "website"),
    ],
)
@pytest.mark.django_db
def test_a_link_that_not_everybody_can_open_is_refused_with_a_sentence(typed, form, column):
    (sentence,) = form({column: typed}).errors[column]

    assert NOT_PUBLIC[typed] in sentence


@pytest.mark.parametrize(
    "typed",
    [
        "https://www.example.org",
        "https://www.example.org:443/x",
        "http://www.example.org:80",
        "https://bücher.example/",
        "https://xn--bcher-kva.example./",
        "https://police.test/@desk?mail=a@b.example",
        "https://4chan.example/1.2.3.4",
        "https://1.fm",
    ],
)
def test_a_link_of_the_public_web_is_taken_as_it_is(typed):
    assert WebAddressesField().clean(typed) == [typed]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("+44 20 7946 0000", "+44 20 7946 0000"),
        ("+32 2 123\u201145\u201167", "+32 2 123-45-67"),
        ("+32 2 123\u201345\u221267", "+32 2 123-45-67"),
        ("\uff0b32\u00a02\u2009123 45 67", "+32 2 123 45 67"),
        ("+44 20 7946 0000 ext. 12", "+44 20 7946 0000 ext. 12"),
        ("+44 20 7946 0000, Ext 12", "+44 20 7946 0000 ext. 12"),
        ("+44 20 7946 0000x12", "+44 20 7946 0000 ext. 12"),
        ("+44-20-7946-0000;ext=12", "+44-20-7946-0000 ext. 12"),
        ("+33 1 23 45 67 89 poste 4", "+33 1 23 45 67 89 ext. 4"),
        ("+34 912 345 678 extensión 7", "+34 912 345 678 ext. 7"),
        ("+٢٠ ٢ ١٢٣٤ ٥٦٧٨ تحويلة ١٢", "+20 2 1234 5678 ext. 12"),
    ],
)
def test_a_phone_number_is_taken_as_people_write_it(typed, kept):
    field = PhoneField(required=False)

    assert field.clean(typed) == kept
    assert field.clean(kept) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "020 7946 0000",
        "+44 20 7946 0000 ext.",
        "+44 20 7946 0000 ext. 12 or 13",
        "ext. 12",
        "+44 call me",
        "12",
    ],
)
def test_what_cannot_be_dialled_is_refused_with_an_example(typed):
    with pytest.raises(ValidationError, match=r"such as \+32 2 123 45 67"):
        PhoneField(required=False).clean(typed)


@pytest.mark.django_db
def test_a_phone_number_is_a_link_that_dials_its_extension(client):
    desk = make_contact_point(phone="+44 (0)20 7946-0000 ext. 12", visibility="public")

    page = client.get(f"/desks/{desk.slug}/").content.decode()

    assert '<a href="tel:+442079460000;ext=12"><bdi>+44 (0)20 7946-0000 ext. 12</bdi></a>' in page
    (contact,) = get_hsds(client, f"organizations/{desk.organisation.slug}")["contacts"]
    (phone,) = contact["phones"]
    assert (phone["number"], phone["extension"]) == ("+44 (0)20 7946-0000", 12)
