"""A name in a file that has a word of several scripts is flagged beside its row, for it may pretend to be another one."""

import pytest
from django.core.management import call_command

from directory.models import Import, Organisation
from tests.support.factories import make_organisation, make_reviewer, partnership_row
from tests.support.review_pages import sign_in
from tests.support.uploads import organisation_row, send, write_sheets, zipped

pytestmark = pytest.mark.django_db

DISGUISED = "Іnterpol Bureau"  # its first letter is Cyrillic
SENTENCE = "One word has letters of several scripts: “Іnterpol” (Cyrillic, Latin)."


@pytest.fixture
def reviewer(client):
    user = make_reviewer()
    sign_in(client, user)
    return user


def page(client, file_import: Import, query: str = "") -> str:
    response = client.get(f"/review/imports/{file_import.pk}/{query}")
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_each_row_says_which_word_is_of_which_scripts(client, reviewer):
    rows = [
        organisation_row(key="disguised", name=DISGUISED, website=""),
        organisation_row(key="plain", name="Plain Bureau"),
        organisation_row(key="greek", name="Ελληνική Αστυνομία", website="https://пример.org/"),
    ]
    titled = partnership_row(key="titled", title="A plan", acronym="ІCSE")

    file_import = send(client, zipped(organisations=rows, partnerships=[titled]))

    assert dict(file_import.rows.values_list("key", "mixtures")) == {
        "disguised": [["name", DISGUISED, SENTENCE]],
        "plain": [],
        "greek": [],
        "titled": [["acronym", "ІCSE", "One word has letters of several scripts: “ІCSE” (Cyrillic, Latin)."]],
    }
    assert SENTENCE in page(client, file_import)
    assert "In 2 rows a name has a word with letters of several scripts." in page(client, file_import)
    only_mixed = page(client, file_import, "?state=mixed")
    assert "<bdi>Іnterpol Bureau</bdi>" in only_mixed
    assert "<bdi>Plain Bureau</bdi>" not in only_mixed


def test_a_name_that_stood_so_before_is_not_flagged_again(client, reviewer):
    make_organisation(slug="one", name=DISGUISED)

    renamed = send(client, zipped(organisations=[{"key": "one", "name": "ΟECD", "sector": "government"}]))
    same = send(client, zipped(organisations=[{"key": "one", "name": DISGUISED, "sector": "hotline"}]))

    assert renamed.rows.get().mixtures[0][:2] == ["name", "ΟECD"]
    assert same.rows.get().mixtures == []
    assert "letters of several scripts" not in page(client, same)


def test_a_name_that_looks_like_a_listed_one_says_its_letters(client, reviewer):
    make_organisation(slug="interpol", name="Interpol Bureau")

    file_import = send(client, zipped(organisations=[organisation_row(name=DISGUISED)]))

    sentence = "“Іnterpol Bureau” (Cyrillic, Latin) looks like “Interpol Bureau” (Latin)."
    assert sentence in page(client, file_import)


def test_the_command_says_it_too(tmp_path, capsys):
    folder = write_sheets(tmp_path / "sheets", organisations=[organisation_row(name=DISGUISED)])

    call_command("import_directory", folder)
    call_command("import_directory", folder)

    assert capsys.readouterr().err.count(SENTENCE) == 1
    assert Organisation.objects.get().name == DISGUISED


def test_the_command_says_it_of_a_list_of_others(tmp_path, capsys):
    folder = write_sheets(tmp_path / "sheets", organisations=[organisation_row(name=DISGUISED)])

    call_command("import_directory", folder, sender="Hotline network", suggested=True)

    assert SENTENCE in capsys.readouterr().err
