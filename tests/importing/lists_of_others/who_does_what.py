"""Who does what, where: one row an organisation, an activity and a place, as clusters of aid organisations keep it."""

import csv
import io
from datetime import date
from pathlib import Path

from tests.importing.lists_of_others.workbooks import workbook, write_rows

HEADERS = (
    *("Organisation Name", "Acronym", "Organisation Type", "Website", "Programme", "Activity", "Donor"),
    *("Status", "Country", "Admin 1", "# of people targeted", "Start date", "End date"),
)
TAGS = (
    *("#org+name", "#org+acronym", "#org+type", "#org+url", "#activity+name", "#activity+description"),
    *(
        "#org+funder+name",
        "#status",
        "#country+name",
        "#adm1+name",
        "#targeted+ind",
        "#date+start",
        "#date+end",
    ),
)
SHIELD = ("Sample Shield Uganda", "SSU", "NNGO", "www.sampleshield.example")
HORIZON = ("Example Horizon International", "EHI", "INGO", "https://horizon.example/en/")
MINISTRY = ("Mock Ministry of Children, Uganda", "MMCU", "Government", "http://children.mock.example")
TELECOM = ("Placeholder Telecom Rwanda Ltd", "PTR", "Private sector", "placeholder-telecom.example")
UNIVERSITY = ("University of Nowhere, Bujumbura (sample)", "UNB", "Academia", None)
FUND = "Example Fund for Children"
AGENCY = "Testland Development Agency"
SCREENS = "Safe Screens Great Lakes (sample)"
CLICK = "Click with Care (sample)"
REPORT = "Report It Together (sample)"
SURVEY = "Children Online Survey (sample)"
ACTIVITIES = (
    (*SHIELD, SCREENS, "Awareness sessions in schools", FUND, "Ongoing", "Uganda", "Central", 1200, date(2023, 1, 15), "TBC"),
    (*SHIELD, SCREENS, "Awareness sessions in schools", FUND, "Ongoing", "Uganda", "Northern", 800, date(2023, 1, 15), "TBC"),
    (*SHIELD, SCREENS, "Training of teachers", FUND, "Ongoing", "Rwanda", "Kigali", 60, date(2023, 6, 1), "TBC"),
    (*HORIZON, CLICK, "Counselling by telephone", AGENCY, "Ongoing", "Burundi", "Gitega", 350, date(2022, 9, 1), None),
    (*HORIZON, CLICK, "Counselling by telephone", AGENCY, "Ongoing", "DRC", "North Kivu", 500, date(2022, 9, 1), None),
    (*HORIZON, CLICK, "Training of counsellors", AGENCY, "Ongoing", "United Republic of Tanzania", "Kigoma", 40, date(2022, 11, 1), None),
    (*HORIZON, REPORT, "Reporting portal", FUND, "Completed", "Uganda", "Western", "N/A", date(2021, 3, 1), date(2023, 2, 28)),
    (*MINISTRY, REPORT, "Rules for reporting", FUND, "Completed", "Uganda", "Central", "-", date(2021, 3, 1), date(2023, 2, 28)),
    (*TELECOM, SCREENS, "Free calls to the helpline", "-", "Ongoing", "Rwanda", "Kigali", "n/a", date(2024, 2, 1), "TBC"),
    (*UNIVERSITY, SURVEY, "Survey of pupils", AGENCY, "Planned", "Burundi", "Bujumbura Mairie", 2000, date(2024, 6, 1), None),
    (" SAMPLE SHIELD UGANDA ", "SSU", "NNGO", None, CLICK, "Referral", AGENCY, "Ongoing", "UGANDA", "Northern", 90, date(2023, 9, 1), None),
    (None, None, None, None, None, "To be confirmed with partners", None, None, "Rwanda", None, None, None, None),
)  # fmt: skip
APRIL = (
    (*TELECOM, "Line 000 Rwanda (sample)", "Free calls to the helpline", "none", "Ongoing", "Rwanda", "Kigali", 0, date(2024, 4, 1), None),
    ("Made-up Scouts of Burundi", "MSB", "NNGO", "scouts.made-up.example", SURVEY, "Survey of pupils", AGENCY, "Planned", "BDI", "Gitega", 500, date(2024, 6, 1), None),
)  # fmt: skip
SAHEL = """\
N°|Organisation|Sigle|Type d'organisation|Projet|Activité|Pays|Région|Bailleur|Date de début|Date de fin|Statut|Site web|Langues
#meta+id|#org+name|#org+acronym|#org+type|#activity+name|#activity+description|#country+name|#adm1+name|#org+funder|#date+start|#date+end|#status|#org+url|#meta+lang
1|Exemple Enfance Sahel|EES|ONG nationale|Écrans sûrs (exemple)|Sensibilisation dans les écoles|Mali|Bamako|Fonds Exemple|01/02/2022||En cours|https://enfance-sahel.example|français, bambara
2|Exemple Enfance Sahel|EES|ONG nationale|Écrans sûrs (exemple)|Formation des enseignants|Niger|Niamey|Fonds Exemple|01/02/2022||En cours|https://enfance-sahel.example|français, haoussa
3|Exemple Enfance Sahel|EES|ONG nationale|Écrans sûrs (exemple)|Sensibilisation dans les écoles|Burkina Faso|Centre|Fonds Exemple|01/02/2022||En cours|https://enfance-sahel.example|français
4|Réseau fictif des lignes d'écoute|RFLE|Réseau|Ligne 000 (exemple)|Écoute et orientation|Mali / Sénégal|toutes|Agence modèle de coopération|15/09/2020||En cours|lignes-fictives.example|fr
5|Réseau fictif des lignes d'écoute|RFLE|Réseau|Ligne 000 (exemple)|Écoute et orientation|Tchad|N'Djamena|Agence modèle de coopération|15/09/2020||En cours|lignes-fictives.example|fr ; ar
6|Gendarmerie modèle, brigade exemple|GMBE|Gendarmerie|Signaler ensemble (exemple)|Formation des enquêteurs|Côte d'Ivoire|Abidjan|Agence modèle de coopération|03/2021|12/2023|Terminé||français
7|Ministère fictif de l'Enfance|MFE|Ministère|Signaler ensemble (exemple)|Appui à la loi|COTE D'IVOIRE|Abidjan|Agence modèle de coopération|03/2021|12/2023|Terminé|néant|français
8|Université exemple de Dakar|UED|Université|Enquête Jeunes en ligne (exemple)|Recherche|Sénégal|Dakar|S/O|2024||Planifié||français, wolof
9|Exemple Enfance Sahel|EES|ONG nationale|Écrans sûrs (exemple)|Sensibilisation dans les écoles|Mauritanie|Nouakchott|Fonds Exemple|01/02/2022||En cours|https://enfance-sahel.example|ar
10|ONG Sans Pays (exemple)|OSP|ONG internationale|Projet Brouillon (exemple)|À préciser|Sahel||S/O|||Planifié||
TOTAL|6 organisations|||5 projets||7 pays|||||||
"""


def activities_workbook(path: Path, *, month: str, remarks: tuple[str, ...], activities: tuple) -> None:
    """A workbook of one month: a sheet to read first, the list, and the words of its drop-downs."""
    book = workbook(path)
    bold, group = (
        book.add_format({"bold": True}),
        book.add_format({"bold": True, "align": "center", "bg_color": "#C6D9F0"}),
    )
    write_rows(
        book.add_worksheet("READ ME"),
        0,
        [["How to fill this sheet"], ["One row for each activity and place."]],
    )
    sheet = book.add_worksheet(f"3W {month}")
    sheet.write(
        0, 0, "Sample sub-cluster: children online in the Great Lakes – who does what, where (3W)", bold
    )
    write_rows(sheet, 1, [[remark] for remark in remarks])
    top = len(remarks) + 2
    for columns, title in (
        (("A", "D"), "Organisation"),
        (("E", "H"), "Activity"),
        (("I", "K"), "Place"),
        (("L", "M"), "Time"),
    ):
        sheet.merge_range(f"{columns[0]}{top + 1}:{columns[1]}{top + 1}", title, group)
    write_rows(sheet, top + 1, [HEADERS, TAGS])
    last = write_rows(sheet, top + 3, activities)
    targeted = sum(row[10] for row in activities if isinstance(row[10], int))
    sheet.write(last, 0, "TOTAL", bold)
    sheet.write_formula(last, 10, f"=SUM(K{top + 4}:K{last})", bold, targeted)
    sheet.write(last + 2, 0, "Source: reports of partners. NNGO: national NGO; INGO: international NGO.")
    sheet.freeze_panes(top + 3, 1)
    sheet.autofilter(top + 1, 0, last - 1, len(HEADERS) - 1)
    sheet.data_validation(top + 3, 7, last - 1, 7, {"validate": "list", "source": "=Lists!$A$1:$A$3"})
    write_rows(book.add_worksheet("Lists"), 0, [["Ongoing"], ["Completed"], ["Planned"]])
    sheet.activate()
    book.close()


def unicode_text(path: Path) -> None:
    """The French list as Excel saves "Unicode text": UTF-16 with tabs."""
    written = io.StringIO()
    rows = csv.writer(written, dialect="excel-tab", quoting=csv.QUOTE_MINIMAL)
    rows.writerow(["Qui fait quoi, où (3W) – enfants en ligne – Sahel (exemple)"])
    rows.writerow(["Situation au 30/06/2024 ; chiffres provisoires"])
    rows.writerow([""] * 14)
    rows.writerows(line.split("|") for line in SAHEL.splitlines())
    path.write_bytes(b"\xff\xfe" + written.getvalue().encode("utf-16-le"))


def write(folder: Path) -> None:
    """Write the two lists, and the English one of the month after."""
    activities_workbook(
        folder / "01_3w_great_lakes.xlsx",
        month="Mar 2024",
        remarks=("Data as of 31 March 2024. Draft, not to be quoted. All names are made up.",),
        activities=ACTIVITIES,
    )
    activities_workbook(
        folder / "01_later_3w_great_lakes.xlsx",
        month="Apr 2024",
        remarks=(
            "Data as of 30 April 2024. Draft, not to be quoted.",
            "New: two activities in Rwanda and Burundi.",
        ),
        activities=(*ACTIVITIES[:-1], *APRIL),
    )
    unicode_text(folder / "02_3w_sahel.txt")
