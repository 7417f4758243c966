"""Members and agreements: a network's members by region, an alliance's projects, signatories in two languages."""

from datetime import date
from pathlib import Path

from tests.importing.lists_of_others.workbooks import ods_cell, ods_row, workbook, write_ods, write_rows

MEMBER_HEADERS = ("Country", "Member", "", "What they are", "Membership", "Member since", "Contacts", "Web")
# Region -> country -> its members: name, acronym, what they are, membership, since, contacts, web
REGIONS = {
    "AFRICA": {
        "Ghana": [
            ("Sample Hotline Ghana", "SHG", "Hotline", "Full member", 2016, "desk@shg.example\nreports@shg.example\n+233 00 000 0001", "shg.example"),
            ("Made-up Child Helpline Accra", "MCHA", "Helpline", "Full member", 2018, "office@mcha.example; press@mcha.example", "https://mcha.example"),
        ],
        "South Africa": [("Pretend Film Board", "PFB", "Regulator", "Observer", "2021", "(see web)", "www.pretend-film.example")],
    },
    "AMERICAS": {
        "Brazil": [("Rede Amostra Segura", "RAS", "NGO", "Full member", 2013, "contato@ras.example / +55 00 0000 0000", "https://ras.example/en")],
        "St Lucia": [("Mock Island Child Line", "MICL", "Helpline", "Full member", "June 2019", "", "-")],
    },
    "EUROPE": {
        "Czech Republic": [("Linka Ukázka", "LU", "Hotline", "Full member", 2009, "hotline@ukazka.example", "http://ukazka.example/")],
        "Netherlands": [
            ("Stichting Voorbeeld Online", "SVO", "Hotline", "Secretariat", 2004, "secretariat@voorbeeld.example,\nboard@voorbeeld.example", "https://voorbeeld.example"),
            ("Sample University Delft, Child Safety Lab", "CSL", "University", "Observer", 2022, "", "https://lab.voorbeeld-uni.example"),
        ],
        "Türkiye": [("Örnek Çocuk Derneği", "ÖÇD", "NGO", "Full member", 2017, "bilgi@ornek.example", "ornek.example")],
    },
}  # fmt: skip
LATER_MEMBERS = [
    ("Mock Hotline Kenya", "MHK", "Hotline", "Full member", 2025, "desk@mhk.example", "mhk.example")
]
GROUPS = (
    ("Working group", "Purpose", "Chair", "Members", "Started", "Status"),
    ("Sample WG Notices", "Faster notice and takedown between hotlines", "SVO", "SHG\nLU\nSVO", date(2019, 5, 1), "Active"),
    ("Sample WG Young People", "Survey of young people who call helplines", "Made-up Child Helpline Accra", "MCHA; MICL; CSL", date(2022, 2, 1), "active"),
    ("Sample WG Statutes", "Wrote the statutes of 2015", "RAS", "RAS, SVO, Pretend Hotline Nowhere", 2014, "Closed 2015"),
)  # fmt: skip
PROJECT_HEADERS = (
    *("Intitulé", "Sigle", "Type", "Porteur", "Partenaires", "Pays"),
    *("Début", "Fin", "Statut", "Thèmes", "Langues", "Site"),
)
PROJECTS = (
    ("Boussole Exemple", "BE", "Projet commun", "Association Modèle Boussole", "Université fictive de Liège ; Police modèle de Namur", "Belgique, France", date(2021, 9, 1), None, "actif", "Éducation au numérique, recherche", "français, néerlandais", "https://boussole.example"),
    ("Réseau Spécimen Vigie", "RSV", "Réseau", "Ligne spécimen Stopline", "Association Modèle Boussole", "Luxembourg", 2011, None, "en activité", "Signalement des abus", "fr/de/lb", "vigie.example"),
    ("Accord témoin d'échange", "", "Accord", "Police modèle de Namur", "Gendarmerie témoin de Metz", "BE, FR", date(2018, 6, 14), date(2022, 6, 13), "terminé", "Enquêtes et poursuites", "FR", ""),
    ("Campagne fictive Parlons-en", "", "Campagne", "Radio fictive Jeunes", "Banque exemple ; Ligne spécimen Stopline", "Suisse", date(2024, 2, 6), date(2024, 3, 31), "terminé", "Sensibilisation du public", "français, allemand, italien, romanche", "https://parlons-en.example/"),
    ("Fonds Échantillon Enfance", "FEE", "Fonds", "Banque exemple", "néant", "international", 2020, None, "suspendu", "Financement", "anglais", "fonds-echantillon.example"),
    ("Formation modèle des juges", "", "Formation", "Université fictive de Liège", "", "Tunisie + Maroc", "2025", None, "prévu", "Formation des professionnels", "français, arabe", ""),
)  # fmt: skip
SIGNATORIES = (
    ("N.º", "Entidade / Organisation", "Sigla / Acronym", "Tipo / Type", "País / Country", "Fundada em / Founded", "Sítio / Website", "Protocolo / Agreement", "Assinado em / Signed on", "Observações / Remarks"),
    (1, "Associação Amostra Criança Segura", "AACS", "ONG / NGO", "Moçambique / Mozambique", 2006, "https://aacs.example", "Protocolo Amostra de Maputo", date(2021, 5, 5), ""),
    (2, "Polícia Modelo, Unidade Exemplo", "PMUE", "Polícia / Police", "Angola", 1998, "", "Protocolo Amostra de Maputo", date(2021, 5, 5), ""),
    (3, "Rede Exemplo Cabo-verdiana", "REC", "ONG / NGO", "Cabo Verde", 2012, "rec.example/pt", "Protocolo Amostra de Maputo", date(2021, 11, 18), "aderiu depois / joined later"),
    (4, "Instituto Fictício da Infância", "IFI", "Instituto público / Public body", "Portugal", 1979, "www.ifi.example", "Protocolo Amostra de Maputo", date(2021, 5, 5), ""),
    (4, "Instituto Fictício da Infância", "IFI", "Instituto público / Public body", "Portugal", 1979, "www.ifi.example", "Acordo Modelo de Lisboa", date(2023, 2, 7), ""),
    (5, "Empresa Exemplo Telecomunicações", "EET", "Empresa / Company", "Brasil / Brazil", 2001, "https://eet.example/", "Acordo Modelo de Lisboa", date(2023, 2, 7), ""),
    (6, "Universidade Amostra de Díli", "UAD", "Universidade / University", "Timor-Leste", 2009, "n/d", "Acordo Modelo de Lisboa", date(2023, 2, 7), ""),
    (7, "Centro Teste São Tomé", "CTST", "ONG / NGO", "São Tomé e Príncipe", None, "", "—", None, "a aguardar assinatura / not signed yet"),
    (8, "Fundação Amostra Bissau", "FAB", "ONG / NGO", "Guiné-Bissau", 2015, "fab.example", "Protocolo Amostra de Maputo", date(2022, 3, 1), ""),
)  # fmt: skip


def network_workbook(path: Path, *, year: int, regions: dict[str, dict[str, list]]) -> None:
    """Members under a heading for each region, a country's cell merged over its members; working groups beside."""
    book = workbook(path)
    title = book.add_format({"bold": True, "font_size": 14})
    bar = book.add_format({"bold": True, "bg_color": "#1F3864", "font_color": "white"})
    middle, wrapped = (
        book.add_format({"valign": "vcenter"}),
        book.add_format({"text_wrap": True, "valign": "top"}),
    )
    sheet = book.add_worksheet(f"Members {year}")
    sheet.merge_range(
        "A1:H1", f"Sample Network for Children Online (SNCO) – members on 1 January {year}", title
    )
    write_rows(sheet, 2, [MEMBER_HEADERS])
    sheet.merge_range("B3:C3", MEMBER_HEADERS[1], bar)
    row = 3
    for region, countries in regions.items():
        sheet.merge_range(row, 0, row, 7, region, bar)
        row += 1
        for country, members in countries.items():
            last = write_rows(sheet, row, [("", *member) for member in members])
            if len(members) > 1:
                sheet.merge_range(row, 0, last - 1, 0, country, middle)
            else:
                sheet.write(row, 0, country)
            row = last
    members = sum(len(members) for countries in regions.values() for members in countries.values())
    sheet.write(row + 1, 0, f"{members} members in {sum(map(len, regions.values()))} countries")
    sheet.set_column("G:G", 30, wrapped)
    groups = book.add_worksheet("Working groups")
    write_rows(groups, 0, GROUPS)
    book.close()


def alliance_ods(path: Path) -> None:
    """An alliance's projects as LibreOffice keeps them, with a second sheet that holds only remarks."""
    width = len(PROJECT_HEADERS)
    rows = [
        ods_row([ods_cell("Alliance exemple des lignes francophones – accords et projets", columns=width)])
    ]
    rows += [ods_row([ods_cell("")]), ods_row(map(ods_cell, PROJECT_HEADERS))]
    rows += [ods_row(map(ods_cell, project)) for project in PROJECTS]
    rows += [ods_row([ods_cell("")]), ods_row([ods_cell("Mis à jour par le secrétariat exemple")])]
    remarks = [ods_row([ods_cell("À faire : relire les thèmes\nà l'automne")])]
    write_ods(path, {"Accords et projets": rows, "Notes": remarks})


def signatories_workbook(path: Path) -> None:
    """Signatories in Portuguese and English, with the text inside the cells, as web programs write workbooks."""
    book = workbook(path, constant_memory=True)
    sheet = book.add_worksheet("Signatários - Signatories")
    write_rows(sheet, 0, SIGNATORIES)
    book.close()


def write(folder: Path) -> None:
    """Write the three lists, and the network's of the year after."""
    network_workbook(folder / "12_network_members.xlsx", year=2024, regions=REGIONS)
    africa = {**REGIONS["AFRICA"], "Kenya": LATER_MEMBERS}
    network_workbook(
        folder / "12_later_network_members.xlsx", year=2025, regions={**REGIONS, "AFRICA": africa}
    )
    alliance_ods(folder / "13_alliance.ods")
    signatories_workbook(folder / "16_signatarios.xlsx")
