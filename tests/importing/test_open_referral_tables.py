"""HSDS's tables as a folder or ZIP file of CSV files: with or without a Data Package, of version 3 and older."""

import zipfile
from pathlib import Path

import pytest

from directory.importing import Report, import_directory
from directory.models import Membership, Organisation, Partnership
from directory.tabular import Unreadable

pytestmark = pytest.mark.django_db

DEFAULTS = {"organisations": {"sector": "child_protection"}}
VERSION_3 = {
    "organizations": "id,name,website,year_incorporated,parent_organization_id\n"
    "o-1,Harbour Trust,https://harbour.example,1994,\no-2,Harbour North,,,o-1\n",
    "services": "id,organization_id,name,description,status\ns-1,o-1,Harbour Listens,By telephone,active\n"
    "s-2,o-2,Harbour Lessons,For schools,temporarily closed\n",
    "locations": "id,organization_id,name\nl-1,o-1,House\nl-2,o-2,House North\n",
    "addresses": "id,location_id,city,country\na-1,l-1,Sampleton,GB\na-2,l-2,Mocktown,Ireland\n",
    "service_at_location": "id,service_id,location_id\nx-1,s-1,l-1\nx-2,s-2,l-2\n",
    "service_areas": "id,service_id,name\ny-1,s-1,Malta\ny-2,s-1,Scotland\n",
    "languages": "id,service_id,name,code\nz-1,s-1,Welsh,\nz-2,s-1,,eng\n",
    "taxonomies": "id,name,version\nt-1,Sample terms,2\n",
    "taxonomy_terms": "id,code,name,taxonomy_id\nq-1,S-1,Tipline,t-1\nq-2,S-2,Evening meals,t-1\nq-3,S-3,Unused,t-1\n",
    "attributes": "id,link_id,link_entity,taxonomy_term_id\nw-1,s-1,service,q-1\nw-2,s-1,service,q-2\n",
    "phones": "id,service_id,number\np-1,s-1,000\n",
}
OLDER = {
    "organizations": "id,name,url\n1,Demo Segura,http://segura.example\n2,Demo Norte,norte.example\n",
    "services": "id,organization_id,name,description,status\n1,2,Xarxa,Network,Active\n2,9,Lost,Nobody's,Inactive\n",
    "services_at_location": "id,service_id,location_id\n1,1,1\n",
    "locations": "id,organization_id,name\n1,2,Casa\n",
    "physical_addresses": "id,location_id,country\n1,1,PT\n",
    "languages": "id,service_id,language\n1,1,Catalan\n",
    "taxonomy": "id,name,vocabulary\n1,Digital literacy,demo\n2,Youth work,demo\n",
    "services_taxonomy": "id,service_id,taxonomy_id\n1,1,1\n2,1,2\n",
}


def zipped(folder: Path, tables: dict[str, str], **further: bytes) -> Path:
    path = folder / "hsds export.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in tables.items():
            archive.writestr(f"export/{name}.csv", text)
            archive.writestr(f"__MACOSX/export/._{name}.csv", b"\0\5\x16\7")
        archive.writestr("export/.DS_Store", b"\0")
        for name, content in further.items():
            archive.writestr(f"export/{name}.json", content)
    return path


def brought_in(path: Path) -> Report:
    report = import_directory(path, why="Sent", defaults=DEFAULTS)
    assert report.errors == []
    return report


def codes(title: str, field: str) -> set[str]:
    return set(getattr(Partnership.objects.get(title=title), field).values_list("pk", flat=True))


def test_tables_of_version_3_are_joined(tmp_path):
    report = brought_in(zipped(tmp_path, VERSION_3, datapackage=b'{"name": "x", "resources": []}'))

    trust, north = Organisation.objects.order_by("pk")
    assert (trust.country_id, trust.founded, trust.website) == ("GB", "1994", "https://harbour.example")
    assert (north.country_id, north.parent) == ("IE", trust)
    assert codes("Harbour Listens", "countries") == {"MT", "GB"}
    assert codes("Harbour Listens", "languages") == {"cy", "en"}
    assert codes("Harbour Listens", "topics") == {"reporting"}
    assert codes("Harbour Lessons", "countries") == {"IE"}
    assert Membership.objects.get(partnership__title="Harbour Lessons").organisation == north
    assert [problem.message for problem in report.warnings] == [
        "The directory has no place for these parts of HSDS, and they were left out: addresses (2), locations (2),"
        " phones (1), service_at_locations (2), taxonomies and terms that no record has (1).",
        "Terms of others that are no topic or sector here were not taken. They stay in this remark: Evening meals (1).",
    ]


def test_an_older_folder_with_whole_numbers_is_read(tmp_path):
    report = brought_in(zipped(tmp_path, OLDER))

    norte = Organisation.objects.get(name="Demo Norte")
    assert (norte.country_id, norte.website) == ("PT", "https://norte.example")
    assert Membership.objects.get().organisation == norte
    assert codes("Xarxa", "countries") == {"PT"}
    assert codes("Xarxa", "languages") == {"ca"}
    assert codes("Xarxa", "topics") == {"public-awareness"}
    said = "\n".join(problem.message for problem in report.warnings)
    assert "without a provider: 9 (1)" in said
    assert "Youth work (1)" in said


def test_an_unpacked_folder_is_read_like_its_archive(tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    for name, text in VERSION_3.items():
        (folder / f"{name}.csv").write_text(text)
    brought_in(folder)

    again = brought_in(zipped(tmp_path, VERSION_3))

    assert {(outcome.new, outcome.changed) for outcome in again.outcomes.values()} == {(0, 0)}


def test_semicolons_and_letters_of_an_older_windows_are_read(tmp_path):
    path = tmp_path / "organizations.csv"
    path.write_bytes("id;name;website\n1;Línea de ayuda;https://linea.example\n".encode("cp1252"))

    brought_in(path)

    assert Organisation.objects.get().name == "Línea de ayuda"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("services.csv", "Service,Country\nLine,Malta\n"),
        ("organizations.csv", "id,name,country,sector,city,members\n1,Trust,Malta,NGO,Valletta,7\n"),
    ],
)
def test_a_list_that_is_only_called_like_a_table_is_not_taken_for_hsds(tmp_path, name, text):
    path = tmp_path / name
    path.write_text(text)

    with pytest.raises(Unreadable, match="None of the expected sheets"):
        import_directory(path, why="Sent", defaults=DEFAULTS)


def test_a_text_whose_commas_are_not_quoted_stops_the_reading_at_its_row(tmp_path):
    path = tmp_path / "services.csv"
    path.write_text("id,name,status\n1,Line,active\n2,Chat,for,teens,active\n")

    with pytest.raises(Unreadable, match=r"services.csv, row 3"):
        import_directory(path, why="Sent", defaults=DEFAULTS)
