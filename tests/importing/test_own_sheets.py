"""Files in our own sheets say countries, terms, days and records in whatever words people have for them."""

from pathlib import Path

import pytest

from directory import importing
from directory.importing import Report, answering, import_directory
from directory.models import ImportSender, Membership, Organisation, Partnership
from tests.support.factories import make_organisation, make_partnership

pytestmark = pytest.mark.django_db


def brought_in(folder: Path, **sheets: str) -> Report:
    """What became of files with these texts, by their sheets."""
    folder.mkdir(exist_ok=True)
    for name, text in sheets.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return import_directory(folder, why="Sent")


def errors(report: Report) -> list[tuple]:
    return [(problem.row, problem.column, problem.value) for problem in report.errors]


@pytest.mark.parametrize(
    ("written", "code"),
    [("France", "FR"), ("تونس", "TN"), ("GBR", "GB"), ("UK", "GB"), ("EL", "GR"), ("gb", "GB"), ("NA", "NA"), ("N/A", None)],
)  # fmt: skip
def test_a_country_is_known_by_any_of_its_names(tmp_path, written, code):
    report = brought_in(
        tmp_path / "f",
        organisations=f"key,name,sector,country\na-league,A league,child_protection,{written}\n",
    )

    assert errors(report) == []
    assert Organisation.objects.get(slug="a-league").country_id == code


def test_a_file_without_keys_gets_them_from_names_and_none_the_second_time(tmp_path):
    text = "name,sector,country\nA Foundation,child_protection,GB\nAnother Foundation,child_protection,GB\n"

    first = brought_in(tmp_path / "f", organisations=text)
    second = brought_in(tmp_path / "f", organisations=text)

    assert errors(first) == errors(second) == []
    assert set(Organisation.objects.values_list("slug", flat=True)) == {"a-foundation", "another-foundation"}
    assert (second.outcomes["organisations"].new, second.outcomes["organisations"].same) == (0, 2)


def test_two_records_of_one_name_get_two_keys(tmp_path):
    report = brought_in(
        tmp_path / "f", organisations="name,sector,country\nA Trust,government,GB\nA Trust,government,FR\n"
    )

    assert errors(report) == []
    assert set(Organisation.objects.values_list("slug", "country")) == {
        ("a-trust", "GB"),
        ("a-trust-2", "FR"),
    }


def test_a_row_without_a_key_is_about_the_record_with_its_name_and_country(tmp_path):
    make_organisation(slug="at-gb", name="A Trust", country_id="GB")
    make_organisation(slug="at-fr", name="A Trust", country_id="FR")

    report = brought_in(
        tmp_path / "f",
        organisations="name,sector,country\nA TRUST,government,France\nA Trust,government,Kenya\n",
    )

    assert errors(report) == []
    assert set(Organisation.objects.values_list("slug", "country")) == {
        ("at-gb", "GB"),
        ("at-fr", "FR"),
        ("a-trust", "KE"),
    }


def test_a_row_of_tags_under_the_headings_is_no_record(tmp_path):
    report = brought_in(
        tmp_path / "f",
        organisations="key,name,sector,country\n#org+id,#org+name,#sector,#country+code\nhx,HXL desk,government,GB\n",
    )

    assert errors(report) == []
    assert [problem.row for problem in report.warnings] == [2]
    assert Organisation.objects.get().slug == "hx"


def test_several_countries_languages_and_topics_stand_in_a_cell_with_any_separator(tmp_path):
    report = brought_in(
        tmp_path / "f",
        partnerships=(
            "key,title,kind,status,summary,countries,languages,topics\n"
            'a,A circle,Working group,Ongoing,A text.,"GB, FR",English / français,Signalement des abus | Funding\n'
        ),
    )

    assert errors(report) == []
    partnership = Partnership.objects.get()
    assert (partnership.kind, partnership.status) == ("task_force", "active")
    assert set(partnership.countries.values_list("code", flat=True)) == {"GB", "FR"}
    assert set(partnership.languages.values_list("code", flat=True)) == {"en", "fr"}
    assert set(partnership.topics.values_list("slug", flat=True)) == {"reporting", "funding"}


def test_capitals_do_not_matter_in_headings_keys_and_words(tmp_path):
    report = brought_in(
        tmp_path / "f", organisations="Key,Name,Sector,Country\nCAPS-Desk,Caps desk,Child protection,GB\n"
    )

    assert errors(report) == []
    assert Organisation.objects.values_list("slug", "sector").get() == ("caps-desk", "child_protection")


def test_days_are_read_as_people_write_them(tmp_path):
    report = brought_in(
        tmp_path / "f",
        organisations=(
            "key,name,sector,founded,ended\na,Aa,government,15/09/2003,-\nb,Bb,government,03/04/1991,autumn 2012\n"
            "c,Cc,government,2014.0,N/A\n"
        ),
    )

    assert errors(report) == []
    days = dict(Organisation.objects.values_list("slug", "founded"))
    assert days == {"a": "2003-09-15", "b": "1991-04-03", "c": "2014"}


def test_a_day_that_can_be_read_both_ways_is_asked_back(tmp_path):
    report = brought_in(tmp_path / "f", organisations="key,name,sector,founded\na,Aa,government,03/04/1991\n")

    assert errors(report) == [(2, "founded", "03/04/1991")]


def test_a_word_that_may_mean_a_sector_is_asked_and_the_likely_one_offered(tmp_path):
    path = tmp_path / "organisations.csv"
    path.write_text("key,name,sector,other_names\non,Other desk,NGO,Autre nom\n", encoding="utf-8")

    (sheet,) = importing.read(path).questions
    (question,) = sheet.questions

    assert (question.name, question.suggested) == ("values/organisation.sector/ngo", "child_protection")
    assert ("helpline", "Helpline") in question.choices


def test_the_answer_is_remembered_for_the_sender(tmp_path):
    path = tmp_path / "organisations.csv"
    path.write_text("key,name,sector\non,Other desk,NGO\n", encoding="utf-8")
    sender = ImportSender.objects.create(name="A desk")

    with pytest.raises(answering.OpenQuestions):
        answering.read_with_answers(path, sender, {})
    file = answering.read_with_answers(path, sender, {"values/organisation.sector/ngo": "child_protection"})
    again = answering.read_with_answers(path, sender, {})

    assert file.reading.sheets["organisations"].rows[0].cells["sector"] == "child_protection"
    assert again.reading.sheets["organisations"].rows[0].cells["sector"] == "child_protection"


def test_what_was_answered_is_not_asked_again(tmp_path):
    path = tmp_path / "organisations.csv"
    path.write_text("key,name,sector\non,Other desk,NGO\n", encoding="utf-8")

    reading = importing.read(
        path, plans={"=organisations": {"values": {"organisation.sector": {"ngo": "helpline"}}}}
    )

    assert reading.questions == []
    assert reading.sheets["organisations"].rows[0].cells["sector"] == "helpline"


NA_FILE = "key,name,sector,country,website\nns,Namibia or nothing,child_protection,NA,NA\n"


def test_na_is_asked_once_where_the_file_writes_it_for_nothing_elsewhere(tmp_path):
    path = tmp_path / "organisations.csv"
    path.write_text(NA_FILE, encoding="utf-8")

    reading = importing.read(path)

    assert [
        (question.name, question.suggested) for sheet in reading.questions for question in sheet.questions
    ] == [("nothing/organisation.country", "nothing")]
    assert reading.sheets["organisations"].rows[0].cells["website"] == ""


@pytest.mark.parametrize(
    ("plan", "country"),
    [
        ({"nothing": ["organisation.country"]}, ""),
        ({"values": {"organisation.country": {"na": "NA"}}}, "NA"),
    ],
)
def test_na_means_what_was_answered(tmp_path, plan, country):
    path = tmp_path / "organisations.csv"
    path.write_text(NA_FILE, encoding="utf-8")

    reading = importing.read(path, plans={"=organisations": plan})

    assert reading.questions == []
    assert reading.sheets["organisations"].rows[0].cells["country"] == country


@pytest.mark.parametrize(
    "name",
    [
        "National Center for Missing and Exploited Children",
        "NCMEC",
        "National Centre for Missing & Exploited Children",
    ],
)
def test_a_membership_may_name_its_organisation_by_name(tmp_path, name):
    ncmec = make_organisation(
        slug="ncmec-us", name="National Center for Missing & Exploited Children", acronym="NCMEC"
    )
    make_partnership(slug="vgt")

    report = brought_in(tmp_path / "f", memberships=f'partnership,organisation,role\nvgt,"{name}",member\n')

    assert errors(report) == []
    assert Membership.objects.get().organisation == ncmec


def test_a_membership_may_name_an_organisation_of_the_same_file(tmp_path):
    report = brought_in(
        tmp_path / "f",
        organisations="name,sector\nA Foundation,child_protection\n",
        partnerships="title,kind,status,summary\nA circle,network,active,A text.\n",
        memberships="partnership,organisation,role\na circle,A FOUNDATION,Full member\n",
    )

    assert errors(report) == []
    assert str(Membership.objects.get().organisation) == "A Foundation"


def test_a_name_that_is_only_like_another_is_refused_with_that_one(tmp_path):
    make_organisation(slug="a-foundation", name="Foundation for Children Online")
    make_partnership(slug="vgt")

    report = brought_in(
        tmp_path / "f", memberships="partnership,organisation,role\nvgt,Foundation for Child Online,member\n"
    )

    assert errors(report) == [(2, "organisation", "Foundation for Child Online")]
    assert "Foundation for Children Online (a-foundation)" in report.errors[0].message


def test_a_name_of_two_records_is_no_key(tmp_path):
    make_organisation(slug="one", name="Childline")
    make_organisation(slug="other", name="Childline")
    make_partnership(slug="vgt")

    report = brought_in(tmp_path / "f", memberships="partnership,organisation,role\nvgt,Childline,member\n")

    assert errors(report) == [(2, "organisation", "Childline")]
