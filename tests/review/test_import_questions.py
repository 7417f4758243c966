"""A reviewer answers what only a person can say about a list of somebody else, once for its sender; rows that cannot come in
leave as a workbook."""

from pathlib import Path

import pytest

from directory.models import Import, ImportState, Organisation
from directory.tabular import read_tables
from tests.support.factories import make_reviewer
from tests.support.review_pages import sign_in
from tests.support.uploads import send, worked

pytestmark = pytest.mark.django_db

LISTS = Path(__file__).parents[1] / "importing" / "lists_of_others"
LIST = """\
List of the network (sample)

Name of organisation;Type;Country;Founded;Remarks
Sample Trust;NGO;Kenya;2001;
Mock Line;Helpline;Ghana;31/02/2020;a day that there is not
Example Police;Police;Nowhereland;1999;
"""


@pytest.fixture
def reviewer(client):
    user = make_reviewer()
    sign_in(client, user)
    return user


def sent(client, text: str = LIST, name: str = "list 2024.csv") -> Import:
    return send(client, text.encode(), name=name)


def questions_page(client, file_import: Import):
    response = client.get(f"/review/imports/{file_import.pk}/", follow=True)
    assert response.templates[0].name == "directory/imports/questions.html"
    return response


def typed(response, **answers: str) -> dict[str, str]:
    """What the page of questions sends: as it stands, but for answers to the questions that begin so."""
    fields = {field.label: field for field in response.context["form"]}
    form = {field.html_name: field.value() or "" for field in fields.values()}
    for beginning, answer in answers.items():
        (field,) = [field for label, field in fields.items() if label.startswith(beginning)]
        form[field.html_name] = answer
    return form


def answered(client, file_import: Import, **answers: str) -> Import:
    form = typed(questions_page(client, file_import), **answers)
    response = client.post(f"/review/imports/{file_import.pk}/columns/", form)
    assert response.status_code == 302, response.context["form"].errors
    return worked(file_import)


def applied(client, file_import: Import) -> Import:
    client.post(f"/review/imports/{file_import.pk}/apply/", {"leave_out": "on"})
    return worked(file_import)


def rows_left(client, file_import: Import, folder: Path) -> tuple[list[str], list[list[str]]]:
    """The names of columns and the rows of the workbook with what was left."""
    response = client.get(f"/review/imports/{file_import.pk}/rows-left/")
    path = folder / "left.xlsx"
    path.write_bytes(b"".join(response.streaming_content))
    (table,) = read_tables(path)
    return [column.name for column in table.columns], [list(row.texts) for row in table.rows]


def test_what_is_guessed_is_chosen_and_shown_with_samples(client, reviewer):
    response = questions_page(client, sent(client))

    fields = {field.label: field for field in response.context["form"]}
    assert fields["Name of organisation"].value() == "organisation.name"
    assert fields["Remarks"].value() == ""
    samples = fields["Country"].help_text.translate({0x2068: "", 0x2069: ""})
    assert samples == "Kenya · Ghana · Nowhereland"
    assert fields["“NGO” in Organisation: sector"].value() == "child_protection"


def test_countries_are_typed_with_one_list_for_all_of_them(client, reviewer):
    response = questions_page(client, sent(client))
    content = response.content.decode()

    assert content.count("<datalist") == 1
    assert "Nowhereland" in content
    form = typed(response, **{"“Nowhereland”": "no such country"})
    refused = client.post(response.request["PATH_INFO"], form)
    assert "is none of the choices" in refused.content.decode()


@pytest.mark.parametrize("answer", ["Norway", "norway", "NO"])
def test_a_country_is_answered_by_its_name_or_code(client, reviewer, answer):
    file_import = answered(client, sent(client), **{"“Nowhereland”": answer})

    row = file_import.rows.get(name="Example Police")
    assert row.cells["country"] == "NO"


def test_an_answer_that_is_missing_is_asked_for_and_the_others_stay(client, reviewer):
    response = questions_page(client, sent(client))
    form = typed(response, **{"Remarks": "organisation.other_names", "“Nowhereland”": ""})

    refused = client.post(response.request["PATH_INFO"], form)

    assert refused.status_code == 200
    assert "There is a problem" in refused.content.decode()
    fields = {field.label: field for field in refused.context["form"]}
    assert fields["Remarks"].value() == "organisation.other_names"


def test_a_later_list_of_the_sender_needs_no_answer(client, reviewer):
    answered(client, sent(client), **{"“Nowhereland”": "NO"})

    later = sent(client, LIST.replace("sample)", "sample), a year later"), name="list 2025.csv")

    assert client.get(f"/review/imports/{later.pk}/").status_code == 200
    assert later.rows.count() == 3


def test_a_later_list_asks_only_for_what_is_new(client, reviewer):
    answered(client, sent(client), **{"“Nowhereland”": "NO"})

    later = sent(client, LIST + "Sample Bank;Money house;Kenya;1990;\n")

    fields = [field.label for field in questions_page(client, later).context["form"]]
    assert fields == ["“Money house” in Organisation: sector"]


def test_answers_can_be_changed_later(client, reviewer):
    file_import = answered(client, sent(client), **{"“Nowhereland”": "NO"})

    response = client.get(f"/review/imports/{file_import.pk}/columns/")
    fields = {field.label: field for field in response.context["form"]}
    assert fields["“Nowhereland” in Organisation: home country"].value() == "Norway"
    client.post(response.request["PATH_INFO"], typed(response, **{"“Nowhereland”": "Sweden"}))

    assert worked(file_import).rows.get(name="Example Police").cells["country"] == "SE"


def test_rows_that_cannot_come_in_leave_as_they_were_sent_with_the_reason(client, reviewer, tmp_path):
    file_import = answered(client, sent(client), **{"“Nowhereland”": "NO"})

    columns, rows = rows_left(client, file_import, tmp_path)

    assert columns[:5] == ["Name of organisation", "Type", "Country", "Founded", "Remarks"]
    assert columns[5] == "Why it could not come in"
    assert [row[:5] for row in rows] == [
        ["Mock Line", "Helpline", "Ghana", "31/02/2020", "a day that there is not"]
    ]
    assert "Founded, “2020-02-31”: There is no such day" in rows[0][5]


def test_rows_that_were_left_can_be_mended_and_sent_again(client, reviewer, tmp_path):
    file_import = applied(client, answered(client, sent(client), **{"“Nowhereland”": "NO"}))
    assert file_import.state == ImportState.APPLIED
    assert set(Organisation.objects.values_list("name", flat=True)) >= {"Sample Trust", "Example Police"}

    columns, rows = rows_left(client, file_import, tmp_path)
    mended = [columns, [text.replace("31/02/2020", "29/02/2020") for text in rows[0]]]
    again = sent(client, "\n".join(";".join(row) for row in mended), name="mended.csv")

    assert [(row.name, row.state) for row in again.rows.all()] == [("Mock Line", "new")]
    assert not file_import.file


def test_a_file_with_nothing_left_has_no_such_workbook(client, reviewer):
    file_import = answered(client, sent(client, LIST.replace("31/02", "28/02")), **{"“Nowhereland”": "NO"})

    assert "cannot come in" not in client.get(f"/review/imports/{file_import.pk}/").content.decode()
    assert client.get(f"/review/imports/{file_import.pk}/rows-left/").status_code == 404


def test_json_of_another_kind_is_asked_about_and_is_no_partnership(client, reviewer):
    file_import = send(client, (LISTS / "10_company_register.json").read_bytes(), name="companies.json")

    fields = {field.label: field.value() for field in questions_page(client, file_import).context["form"]}

    assert fields["company_name"] == "organisation.name"
    assert fields["country"] == "organisation.country"


def test_rows_of_our_own_sheets_that_cannot_come_in_leave_in_our_columns(client, reviewer, tmp_path):
    rows = "key,name,sector\none,The first,government\ntwo,The second,no such sector\n"
    file_import = sent(client, rows, name="organisations.csv")

    columns, left = rows_left(client, file_import, tmp_path)

    assert columns == ["key", "name", "sector", "Why it could not come in"]
    assert [row[:3] for row in left] == [["two", "The second", "no such sector"]]
