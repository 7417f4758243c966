"""Languages that are not offered: nothing tells of them, and addresses in them lead to English. All other tests offer all
four."""

import re

import pytest
from django.conf import settings as site
from django.test import Client

from directory.asking import invitations, reachability
from directory.models import Mail, PageReport
from tests.support.answer_pages import make_owner, naming, partner
from tests.support.documents import SITEMAP, XHTML, read_xml
from tests.support.drafts import make_draft, page, send
from tests.support.factories import make_contact_point, make_organisation, make_user
from tests.support.responses import content, text
from tests.support.signing_in import signed_in
from tests.support.site_pages import PAGES

pytestmark = pytest.mark.django_db

OTHERS = ["fr", "es", "ar"]


@pytest.fixture
def english_and_spanish(settings) -> None:
    settings.LANGUAGES = [("en", "English"), ("es", "Español")]


# Addresses


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("address", PAGES)
def test_an_address_in_a_language_that_is_not_offered_leads_to_english_for_now(
    only_english, client, django_assert_num_queries, language, address
):
    with django_assert_num_queries(0):
        response = client.get(f"/{language}{address}")

    assert (response.status_code, response.headers["Location"]) == (302, address)
    assert not response.cookies


@pytest.mark.parametrize(
    ("address", "english"),
    [
        ("/fr", "/"),
        ("/fr?q=x", "/?q=x"),
        ("/fr/?q=%C3%A9t%C3%A9&country=PL", "/?q=%C3%A9t%C3%A9&country=PL"),
        ("/fr/search/?q=a%0d%0aSet-Cookie:%20a=b", "/search/?q=a%0d%0aSet-Cookie:%20a=b"),
        ("/fr/partnerships/%D8%A7/", "/partnerships/%D8%A7/"),
        ("/fr/ar/", "/ar/"),
        # Never another site
        ("/fr//example.org/", "/%2Fexample.org/"),
        ("/fr/\\example.org/", "/%5Cexample.org/"),
        # A search may have an address of any length
        ("/fr/search/?q=" + "a" * 3_000, "/search/?q=" + "a" * 3_000),
    ],
)
def test_path_and_query_are_kept_and_the_address_stays_on_this_site(only_english, client, address, english):
    response = client.get(address)

    assert (response.status_code, response.headers["Location"]) == (302, english)


@pytest.mark.parametrize("address", ["/de/partnerships/", "/french/", "/FR/", "/en/", "/partnerships/fr/"])
def test_only_the_languages_of_the_site_lead_somewhere(only_english, client, address):
    assert client.get(address).status_code == 404


def test_a_form_that_was_opened_in_another_language_arrives_as_it_was_filled_in(only_english, client):
    fetched = re.search(r'name="fetched" value="([^"]+)"', text(client.get("/report-problem/")))[1]
    filled_in = {"page": "/partnerships/", "problem": "wrong", "text": "It has ended.", "fetched": fetched}

    response = client.post("/fr/report-problem/", filled_in)
    client.post(response.headers["Location"], filled_in)

    # 307 has a browser send the same again, where 302 would leave it out
    assert (response.status_code, response.headers["Location"]) == (307, "/report-problem/")
    assert PageReport.objects.get().text == "It has ended."


def test_a_mailed_link_of_earlier_stays_good(only_english, client):
    for language in OTHERS:
        response = client.get(f"/{language}/answer/a-token/")

        assert response.headers["Location"] == "/answer/a-token/"


def test_offered_languages_answer_and_what_is_missing_in_them_is_not_found(client):
    assert '<html lang="fr" dir="ltr">' in text(client.get("/fr/about/"))
    assert '<html lang="ar" dir="rtl">' in text(client.get("/ar/about/"))
    assert client.get("/fr/nowhere/").status_code == 404


def test_some_may_be_offered_and_others_not(english_and_spanish, client):
    assert '<html lang="es" dir="ltr">' in text(client.get("/es/about/"))
    assert client.get("/fr/about/").headers["Location"] == "/about/"


# Pages


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("asked_for", ["fr", "ar-EG,ar;q=0.9"])
def test_no_page_tells_of_a_language_that_is_not_offered(conference, only_english, address, asked_for):
    response = Client(headers={"Accept-Language": asked_for}).get(address)

    shown = text(response)
    assert '<html lang="en" dir="ltr">' in shown
    assert response.headers["Content-Language"] == "en"
    for word in (
        "hreflang",
        *(f'"/{language}/' for language in OTHERS),
        *(f'lang="{code}"' for code in OTHERS),
    ):
        assert word not in shown


def test_sitemaps_name_each_page_once_and_no_other_language(conference, only_english, client):
    index = read_xml(content(client.get("/sitemap.xml")))
    for sitemap in [loc.text.removeprefix(site.DIRECTORY_BASE_URL) for loc in index.iter(f"{SITEMAP}loc")]:
        urls = read_xml(content(client.get(sitemap))).findall(f"{SITEMAP}url")

        addresses = [url.findtext(f"{SITEMAP}loc").removeprefix(site.DIRECTORY_BASE_URL) for url in urls]
        assert len(addresses) == len(set(addresses)) > 0
        assert not [address for address in addresses if address.split("/")[1] in OTHERS]
        assert not [link for url in urls for link in url.iter(f"{XHTML}link")]


# Mails


def assert_mails_are_english() -> None:
    for mail in Mail.objects.all():
        assert mail.language == "en"
        assert '<html lang="en" dir="ltr">' in mail.html
        for language in OTHERS:
            assert f"/{language}/" not in mail.text + mail.html
            assert f'lang="{language}"' not in mail.html


def test_mails_to_those_who_chose_another_language_are_english_and_say_so(only_english):
    organisation = make_organisation()
    make_owner(organisation, language="ar")
    invitations.ask(naming({"a": partner(language="fr"), "b": partner(organisation=organisation.slug)}))
    make_contact_point(may_be_tested=True, languages=["es", "pt"])
    reachability.test_where_due()

    assert Mail.objects.count() == 3
    assert_mails_are_english()


def test_a_desk_is_asked_in_the_offered_language_that_it_speaks(english_and_spanish):
    make_contact_point(may_be_tested=True, languages=["fr", "es"])

    reachability.test_where_due()

    assert Mail.objects.get().language == "es"


# What is asked


def test_nobody_is_asked_for_a_language_where_there_is_one(only_english):
    user = make_user(language="fr")
    client, draft = signed_in(user), make_draft(registrant=user)
    first_partner = page("draft_item", draft, "partners", "i1")

    assert "anguage" not in text(client.get("/account/"))
    client.post("/account/", {"name": "Somebody"})
    assert "language should we ask" not in text(client.get(first_partner))
    typed = partner()
    del typed["language"]
    send(client, first_partner, **typed)

    user.refresh_from_db()
    draft.refresh_from_db()
    assert (user.name, user.language) == ("Somebody", "fr")
    assert "language should we ask" not in text(client.get(page("draft_check", draft)))
    assert draft.answers["partners"]["i1"]["language"] == "en"
    invitations.ask(draft)
    assert draft.invitations.get().language == "en"


def test_a_choice_of_earlier_stays_good_and_the_page_shows_what_counts_now(english_and_spanish):
    user = make_user(language="fr")
    draft = make_draft(registrant=user, answers={"partners": {"i1": partner(language="fr")}})

    account = signed_in(user).get("/account/")
    question = signed_in(user).get(page("draft_item", draft, "partners", "i1"))

    for form in (account.context["form"], question.context["form"]):
        assert [code for code, _name in form.fields["language"].choices] == ["en", "es"]
        assert form["language"].value() == "en"
    assert question.context["form"].is_valid()
    invitations.ask(draft)
    assert draft.invitations.get().language == "fr"
    assert_mails_are_english()
