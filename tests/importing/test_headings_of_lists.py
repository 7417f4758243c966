"""What the columns of lists of others are, by their headings, their tags and what stands in them."""

from pathlib import Path

import pytest

from directory.importing.lists.headings import role_of_rows, targets
from directory.importing.lists.json_tables import read_json_tables
from directory.tabular.source_files import read_tables
from directory.tabular.tables import SourceColumn, SourceRow, SourceTable

pytestmark = pytest.mark.django_db

FOLDER = Path(__file__).parent / "lists_of_others"
GREAT_LAKES = {
    "Organisation / Organisation Name": "organisation.name",
    "Organisation / Acronym": "organisation.acronym",
    "Organisation / Organisation Type": "organisation.sector",
    "Organisation / Website": "organisation.website",
    "Activity / Programme": "partnership.title",
    "Activity / Donor": "members.funder",
    "Activity / Status": "partnership.status",
    "Place / Country": "partnership.countries",
    "Time / Start date": "partnership.started",
    "Time / End date": "partnership.ended",
}
MINISTRY = {
    "Identification / Nom complet": "organisation.name",
    "Identification / Sigle": "organisation.acronym",
    "Identification / Date de création": "organisation.founded",
    "Pays d'origine": "organisation.country",
    "Contacts / Site web": "organisation.website",
}
MEMBERS = {
    "Country": "organisation.country",
    "Member": "organisation.name",
    "Member (2)": "organisation.acronym",
    "What they are": "organisation.sector",
    "Membership": "membership.role",
    "Member since": "membership.joined",
    "Web": "organisation.website",
}
GROUPS = {
    "Working group": "partnership.title",
    "Purpose": "partnership.summary",
    "Chair": "members.chair",
    "Members": "members.member",
    "Started": "partnership.started",
    "Status": "partnership.status",
}
# By list and by a part of the table's name: the columns that are not left out
EXPECTED = {
    ("01_3w_great_lakes.xlsx", "3W"): GREAT_LAKES,
    ("01_later_3w_great_lakes.xlsx", "3W"): GREAT_LAKES,
    ("02_3w_sahel.txt", ""): {
        "Organisation": "organisation.name",
        "Sigle": "organisation.acronym",
        "Type d'organisation": "organisation.sector",
        "Projet": "partnership.title",
        "Pays": "partnership.countries",
        "Bailleur": "members.funder",
        "Date de début": "partnership.started",
        "Date de fin": "partnership.ended",
        "Statut": "partnership.status",
        "Site web": "organisation.website",
        "Langues": "partnership.languages",
    },
    ("03_ong_agreees.xlsx", ""): MINISTRY,
    ("03_later_ong_agreees.xlsx", ""): MINISTRY,
    ("04_associations.csv", ""): {
        "Numéro": "identifier",
        "Titre": "organisation.name",
        "Pays": "organisation.country",
        "Date de création": "organisation.founded",
        "Date de dissolution": "organisation.ended",
        "Site internet": "organisation.website",
    },
    ("09_charity_register.tsv", ""): {
        "reg_no": "identifier",
        "sub_no": "identifier",
        "name": "organisation.name",
        "established": "organisation.founded",
        "removed": "organisation.ended",
        "country": "organisation.country",
        "web": "organisation.website",
    },
    ("10_company_register.json", ""): {
        "company_number": "identifier",
        "company_name": "organisation.name",
        "incorporation_date": "organisation.founded",
        "dissolution_date": "organisation.ended",
        "country": "organisation.country",
        "website": "organisation.website",
        "previous_names": "organisation.former_names",
    },
    ("12_network_members.xlsx", "Members"): MEMBERS,
    ("12_network_members.xlsx", "Working groups"): GROUPS,
    ("12_later_network_members.xlsx", "Members"): MEMBERS,
    ("12_later_network_members.xlsx", "Working groups"): GROUPS,
    ("13_alliance.ods", "Accords"): {
        "Intitulé": "partnership.title",
        "Sigle": "partnership.acronym",
        "Type": "partnership.kind",
        "Porteur": "members.lead",
        "Partenaires": "members.member",
        "Pays": "partnership.countries",
        "Début": "partnership.started",
        "Fin": "partnership.ended",
        "Statut": "partnership.status",
        "Thèmes": "partnership.topics",
        "Langues": "partnership.languages",
        "Site": "partnership.website",
    },
    ("14_arabic.xlsx", ""): {
        "اسم الجهة": "organisation.name",
        "نوع الجهة": "organisation.sector",
        "الدولة": "organisation.country",
        "سنة التأسيس": "organisation.founded",
        "الموقع الإلكتروني": "organisation.website",
        "البرنامج": "partnership.title",
        "بداية البرنامج": "partnership.started",
        "دول البرنامج": "partnership.countries",
        "اللغات": "partnership.languages",
    },
    ("15_lineas_de_ayuda.csv", ""): {
        "País": "partnership.countries",
        "Nombre de la línea": "partnership.title",
        "Organización responsable": "members.lead",
        "Idiomas": "partnership.languages",
        "Sitio web": "partnership.website",
        "Año de inicio": "partnership.started",
    },
    ("16_signatarios.xlsx", ""): {
        "Entidade / Organisation": "organisation.name",
        "Sigla / Acronym": "organisation.acronym",
        "Tipo / Type": "organisation.sector",
        "País / Country": "organisation.country",
        "Fundada em / Founded": "organisation.founded",
        "Sítio / Website": "organisation.website",
        "Protocolo / Agreement": "partnership.title",
        "Assinado em / Signed on": "membership.joined",
    },
    ("17_from_r.csv", ""): {
        "org.name": "organisation.name",
        "type": "organisation.sector",
        "country.name": "organisation.country",
        "website": "organisation.website",
        "founded": "organisation.founded",
    },
    ("18_from_pandas.csv", ""): {
        "title": "partnership.title",
        "kind": "partnership.kind",
        "lead": "members.lead",
        "partners": "members.member",
        "countries": "partnership.countries",
        "start_year": "partnership.started",
        "end_year": "partnership.ended",
        "active": "partnership.status",
        "topics": "partnership.topics",
        "languages": "partnership.languages",
        "url": "partnership.website",
        "summary": "partnership.summary",
    },
    ("19_form_answers.csv", ""): {
        "What is the full name of your organisation? (as registered)": "organisation.name",
        "In which country is your organisation based?": "organisation.country",
        "Which of these describes your organisation best?": "organisation.sector",
        "Does your organisation have a website? If yes, please paste the address.": "organisation.website",
        "Please give the name of ONE partnership or programme that you run with others to protect children online.": (
            "partnership.title"
        ),
        "In which countries does it work? (tick all that apply)": "partnership.countries",
        "What is it about? (tick all that apply)": "partnership.topics",
        "When did it start? (month and year are enough)": "partnership.started",
        "In which languages does it work? (tick all that apply)": "partnership.languages",
        "Please describe it in a few sentences (at most 100 words).": "partnership.summary",
    },
    ("20_catalogue.xlsx", "Programmes"): {
        "Ref": "identifier",
        "Title": "partnership.title",
        "Kind": "partnership.kind",
        "Status": "partnership.status",
        "Lead organisation": "organisation.name",
        "Lead sector": "organisation.sector",
        "Lead country": "organisation.country",
        "Partners": "members.member",
        "Countries": "partnership.countries",
        "Start": "partnership.started",
        "End": "partnership.ended",
        "Languages": "partnership.languages",
        "Topics": "partnership.topics",
        "Summary": "partnership.summary",
        "Website": "partnership.website",
    },
    ("11_research_organisations.json", ""): {
        "id": "identifier",
        "established": "organisation.founded",
        "types": "organisation.sector",
        "names.value (label)": "organisation.other_names",
        "names.value (ror_display)": "organisation.name",
        "names.value (acronym)": "organisation.acronym",
        "names.value (alias)": "organisation.other_names",
        "links.value (website)": "organisation.website",
        "locations.geonames_details.country_name": "organisation.country",
        "relationships.label (parent)": "organisation.parent",
    },
}


def tables_of(name: str) -> list[SourceTable]:
    path = FOLDER / name
    return read_json_tables(path) if path.suffix == ".json" else read_tables(path)


def table(
    *headings: str, rows: list[tuple[str, ...]] = (), name: str = "Sheet1", tags: tuple[str, ...] = ()
) -> SourceTable:
    columns = [SourceColumn(heading, tags[i] if tags else "") for i, heading in enumerate(headings)]
    return SourceTable(
        name, name, columns, [SourceRow(number, texts) for number, texts in enumerate(rows, 2)]
    )


def taken(source: SourceTable) -> dict[str, str]:
    return {source.columns[position].name: target for position, target in targets(source).items() if target}


@pytest.mark.parametrize(("name", "part"), EXPECTED)
def test_columns_of_a_list_have_the_targets_that_its_sender_means(name, part):
    (source,) = [source for source in tables_of(name) if source.columns and part in source.name]

    assert taken(source) == EXPECTED[name, part]


def test_the_role_of_the_organisation_of_a_row_stands_in_its_heading():
    (catalogue,) = [source for source in tables_of("20_catalogue.xlsx") if source.name == "Programmes"]

    assert role_of_rows(catalogue) == "lead"
    assert role_of_rows(table("Organisation", "Project")) == "member"
