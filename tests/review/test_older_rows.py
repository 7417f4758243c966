"""A row that would put an older statement over a newer one waits for a reviewer, who takes it or keeps what is there."""

import pytest

from directory.models import Import, ImportState, Organisation, Partnership, RowState, Source
from tests.support.factories import (
    make_organisation,
    make_partnership,
    make_reviewer,
    make_source,
    partnership_row,
)
from tests.support.review_pages import sign_in
from tests.support.uploads import organisation_row, send, worked, zipped

pytestmark = pytest.mark.django_db

SENTENCE = (
    "The row rests on “The report” (15 December 2005), which is older than “The page” (July 2020), on which the record"
    " rests now."
)


@pytest.fixture(autouse=True)
def reviewer(client):
    user = make_reviewer()
    sign_in(client, user)
    return user


@pytest.fixture
def older(client) -> Import:
    """A file with two rows that rest on an older source than the records which they would change, and a new one."""
    make_source(slug="report", title="The report", published="2005-12-15")
    page = make_source(slug="page", title="The page", published="2020-07")
    for key in ("first", "second"):
        make_partnership(slug=key, title=f"The {key} as it is", source=page)
    rows = [
        partnership_row(key=key, title=f"The {key} as it was", source="report") for key in ("first", "second")
    ]
    return send(
        client, zipped(partnerships=[*rows, partnership_row(key="third", title="A third", source="report")])
    )


def post(client, file_import: Import, verb: str, **form: str) -> Import:
    client.post(f"/review/imports/{file_import.pk}/{verb}/", form)
    return worked(file_import)


def decide(client, file_import: Import, **answers: str) -> Import:
    """Answer by the rows' keys, and compare again."""
    pks = dict(file_import.rows.values_list("key", "pk"))
    form = {f"row-{pks[key]}": answer for key, answer in answers.items()}
    client.post(f"/review/imports/{file_import.pk}/decide/", form)
    return post(client, file_import, "compare")


def states(file_import: Import) -> dict[str, str]:
    return dict(file_import.rows.values_list("key", "state"))


def titles() -> dict[str, str]:
    return dict(Partnership.objects.values_list("slug", "title"))


def test_such_a_row_is_doubtful_and_the_page_names_both_sources_and_what_would_change(client, older):
    assert states(older) == {"first": RowState.DOUBTFUL, "second": RowState.DOUBTFUL, "third": RowState.NEW}

    page = " ".join(client.get(f"/review/imports/{older.pk}/?state=doubtful").content.decode().split())

    assert page.count(SENTENCE) == 2
    assert "The first as it is" in page
    assert "The first as it was" in page
    assert "What stands of “The first as it was”?" in page
    assert "Take the older statement" in page
    assert "Answer for all of them" in page


def test_a_reviewer_takes_one_and_keeps_what_is_there_of_another(client, older):
    decide(client, older, first="older:", second="keep:")
    assert states(older) == {"first": RowState.CHANGED, "second": RowState.SAME, "third": RowState.NEW}

    assert post(client, older, "apply").state == ImportState.APPLIED

    assert titles() == {"first": "The first as it was", "second": "The second as it is", "third": "A third"}


@pytest.mark.parametrize(("decision", "end"), [("older", "was"), ("keep", "is")])
def test_all_of_them_are_decided_at_once(client, older, decision, end):
    client.post(f"/review/imports/{older.pk}/decide-older/", {"decision": decision})
    post(client, older, "compare")
    assert RowState.DOUBTFUL not in states(older).values()

    post(client, older, "apply")

    assert titles() == {
        "first": f"The first as it {end}",
        "second": f"The second as it {end}",
        "third": "A third",
    }


@pytest.mark.parametrize("decision", ["", "update", "another", "x"])
def test_no_other_answer_is_taken_for_all(client, older, decision):
    client.post(f"/review/imports/{older.pk}/decide-older/", {"decision": decision})

    assert set(older.rows.values_list("decision", flat=True)) == {""}


def test_they_are_left_out_where_nobody_decides(client, older):
    assert post(client, older, "apply").state == ImportState.READ
    assert post(client, older, "apply", leave_out="on").state == ImportState.APPLIED

    assert titles() == {"first": "The first as it is", "second": "The second as it is", "third": "A third"}


def test_nothing_is_applied_between_an_answer_and_the_comparison(client, older):
    client.post(f"/review/imports/{older.pk}/decide-older/", {"decision": "older"})

    assert post(client, older, "apply", leave_out="on").state == ImportState.READ


def test_a_record_that_became_newer_since_the_reviewer_looked_is_shown_again(client, older):
    decide(client, older, first="keep:", second="keep:")
    Partnership.objects.filter(slug="first").delete()
    make_partnership(slug="third", source=Source.objects.get(slug="page"))

    assert post(client, older, "apply").state == ImportState.READ

    assert states(older)["third"] == RowState.DOUBTFUL
    assert "third" in titles()


def test_a_row_may_be_about_a_record_with_another_key_and_older_than_it(client):
    make_source(slug="report", title="The report", published="2005-12-15")
    page = make_source(slug="page", title="The page", published="2020-07")
    make_organisation(slug="there", name="Child Helpline of Ruritania", source=page)
    row = organisation_row(name="Child Helpline Ruritania", source="report")
    file_import = send(client, zipped(organisations=[row]))
    assert file_import.rows.get().alike

    file_import = decide(client, file_import, one="update:there")
    row = file_import.rows.get()
    assert (row.state, row.is_older, row.same_as) == (RowState.DOUBTFUL, True, "there")
    # What was said before does not stand in the way of leaving it out
    assert not file_import.rows.decided_since().exists()

    client.post(f"/review/imports/{file_import.pk}/decide/", {f"row-{row.pk}": "older:there"})
    post(client, file_import, "compare")
    post(client, file_import, "apply")

    assert Organisation.objects.get().name == "Child Helpline Ruritania"
