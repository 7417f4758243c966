"""In which language a partnership's texts are: asked, imported, told to programs, and known to search."""

import re

import pytest
from django.db import IntegrityError, transaction

from directory.models import Partnership
from directory.records.forms import PartnershipForm
from tests.support.calls import get
from tests.support.factories import make_partnership

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.mark.parametrize(
    ("language", "searched_as"),
    [("", {"en"}), ("en", {"en"}), ("fr", {"fr"}), ("es", {"es"}), ("other", set())],
)
def test_search_knows_the_endings_of_the_language(language, searched_as):
    partnership = make_partnership(title="X", summary="publiques", text_language=language)

    body = Partnership.objects.values_list("listing__body", flat=True).get(pk=partnership.pk)

    assert set(re.findall(r"(\w\w)~publiqu", body)) == searched_as


def test_it_is_one_of_those_that_search_knows():
    with pytest.raises(IntegrityError), transaction.atomic():
        make_partnership(text_language="xx")


def test_programs_are_told(client):
    make_partnership(slug="one", text_language="fr")
    make_partnership(slug="two")

    assert [get(client, f"partnerships/{slug}")["text_language"] for slug in ("one", "two")] == ["fr", None]


def test_a_sheet_may_say_it():
    assert "text_language" in PartnershipForm.base_fields
