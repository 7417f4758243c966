"""The frame of every page: its menus for visitors and for those who are signed in, its languages, its foot, and its weight."""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings as site
from django.contrib.staticfiles import finders
from django.core.files.base import ContentFile
from django.core.management import call_command

from config.static_files import StaticFiles, as_served
from directory.asking import invitations
from directory.finding.page_cache import pages
from directory.models import Invitation, PageReport
from directory.models.submissions import State
from directory.review.queue import Queue
from tests.support.answer_pages import listed_partner, naming
from tests.support.factories import make_representative, make_reviewer, make_submission, make_user
from tests.support.responses import text
from tests.support.signing_in import confirmed, signed_in
from tests.support.site_pages import PAGES

pytestmark = pytest.mark.django_db

KILOBYTE = 1024


def masthead(response) -> str:
    page = text(response)
    return page[page.index('<header class="masthead">') : page.index("</header>")]


def languages(response) -> dict[str, str]:
    """The address of each language, as the menu of a page gives it."""
    links = re.findall(r'<a href="([^"]+)" lang="(\w+)"', masthead(response))
    return {language: address for address, language in links}


# Languages


def test_a_page_leads_to_itself_in_each_language(client):
    for language in ("", "/fr"):
        assert languages(client.get(f"{language}/partnerships/?country=GB&sort=name")) == {
            "en": "/partnerships/?country=GB&amp;sort=name",
            "fr": "/fr/partnerships/?country=GB&amp;sort=name",
            "es": "/es/partnerships/?country=GB&amp;sort=name",
            "ar": "/ar/partnerships/?country=GB&amp;sort=name",
        }


def test_the_language_of_a_page_is_marked_and_names_the_menu(client):
    head = masthead(client.get("/fr/about/"))

    assert "</span> Français </summary>" in head
    assert re.findall(r'hreflang="(\w+)" aria-current="true"', head) == ["fr", "fr"]  # at a desk, on a phone


def test_a_page_that_is_not_there_leads_to_the_first_one_of_another_language(client):
    assert languages(client.get("/no/such/page/"))["ar"] == "/ar/"


def test_where_one_language_is_offered_there_is_no_menu_of_languages(only_english, client):
    assert "hreflang" not in masthead(client.get("/about/"))


def test_whoever_chooses_a_language_gets_no_cookie(client):
    assert not client.get(languages(client.get("/partnerships/"))["fr"]).cookies


# Accounts


def test_a_page_for_everybody_is_the_same_for_whoever_is_signed_in(client, settings):
    settings.PAGES_KEPT = 10
    pages.clear()
    reviewer = confirmed(make_reviewer(), method="mfa")

    for first, second in ((client, reviewer), (reviewer, client)):
        pages.clear()
        assert first.get("/partnerships/").content == second.get("/partnerships/").content


def test_a_page_for_everybody_does_not_look_who_reads(client, django_assert_num_queries):
    reader = signed_in(make_user())
    with django_assert_num_queries(0):
        head = masthead(reader.get("/about/"))

    assert 'href="/account/">Your account</a>' in head
    assert "Sign out" not in head


def test_the_menu_of_an_account_counts_what_waits():
    invitations.ask(naming({"a": listed_partner()}))
    reader = make_representative(organisation=Invitation.objects.get().organisation)
    make_submission(state=State.RETURNED, registrant=reader.user)
    make_submission(state=State.WAITING, registrant=reader.user)

    head = masthead(signed_in(reader.user).get("/account/"))

    assert "Account (2)" in head
    assert "2 things wait for you" in head
    assert "Sign out" in head
    assert "Review" not in head


def test_the_menu_of_a_reviewer_counts_what_the_queue_holds(rf):
    reviewer = make_reviewer()
    make_submission()
    PageReport.objects.create(path="/", problem="old", text="It is over.")

    head = masthead(confirmed(reviewer, method="mfa").get("/review/"))

    total = Queue(rf.get("/").GET, path="/review/", reviewer=reviewer).total
    assert f"Review ({total})" in head
    assert total == 2


def test_visitors_of_the_sign_in_page_have_no_menu_of_an_account(client):
    assert "Sign out" not in masthead(client.get("/account/sign-in/"))


# What every page says


@pytest.mark.parametrize("page", PAGES)
def test_a_page_says_what_it_is_about(conference, client, page):
    descriptions = re.findall(r'<meta name="description" content="([^"]*)"', text(client.get(page)))

    if not page.startswith("/embed/"):
        assert len(descriptions) == 1
        assert descriptions[0].strip()


def test_on_paper_a_page_gives_its_address_and_its_day(client):
    foot = text(client.get("/partnerships/?country=GB&topic=training")).split("<footer")[1]

    assert f"{site.DIRECTORY_BASE_URL}/partnerships/?country=GB&amp;topic=training" in foot
    assert "As of" in foot


# Weight


def weight_of(*names: str) -> int:
    """What files weigh as they are sent, in bytes."""
    files = {name: Path(finders.find(f"directory/{name}")).read_bytes() for name in names}
    return sum(len(gzip.compress(as_served(name, file), 9)) for name, file in files.items())


def test_style_and_scripts_of_a_page_for_everybody_are_light():
    assert weight_of("directory.css", "combobox.js", "menus.js", "results.js") <= 16 * KILOBYTE


def test_files_are_served_without_their_comments_and_otherwise_as_they_mean(tmp_path):
    storage = StaticFiles(location=tmp_path)

    storage.save("directory/a.css", ContentFile(b'/* Why,\n   in two lines */\na {\n  b: "; { }";\n}\n'))
    storage.save("directory/a.js", ContentFile(b'// Why\nconst page = "https://x"; // what\n'))
    storage.save("elsewhere/a.css", ContentFile(b"/* Licence */\na {}\n"))

    assert (tmp_path / "directory/a.css").read_bytes() == b'a{b: "; { }";}'
    assert (tmp_path / "directory/a.js").read_bytes() == b'const page = "https://x"; // what\n'
    assert (tmp_path / "elsewhere/a.css").read_bytes() == b"/* Licence */\na {}\n"


def test_collected_files_have_their_rules_under_their_hashed_names_too(tmp_path, settings):
    settings.STATIC_ROOT = str(tmp_path)
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "config.static_files.StaticFiles"}}

    call_command("collectstatic", interactive=False, verbosity=0)

    sheets = list((tmp_path / "directory").glob("directory*.css"))
    assert len(sheets) == 2
    for sheet in sheets:
        assert b"@layer tokens" in sheet.read_bytes()
        assert gzip.decompress(Path(f"{sheet}.gz").read_bytes()) == sheet.read_bytes()


def test_the_first_page_is_light_with_all_that_it_needs(both_sets, client):
    page = client.get("/").content

    assert (
        len(gzip.compress(page, 9)) + weight_of("directory.css", "combobox.js", "menus.js", "favicon.svg")
        <= 40 * KILOBYTE
    )
