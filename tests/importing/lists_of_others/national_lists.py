"""Lists of one country or one language: a ministry's, a register's in windows-1252, an Arabic one, helplines in Spanish."""

from pathlib import Path

from xlsxwriter.worksheet import Worksheet

from tests.importing.lists_of_others.workbooks import workbook, write_rows

NATIONAL = (
    (1, "Association Exemple Enfants Connectés", "AEEC", "12 mars 2009", "001/MFE/2019", "14 mai 2019", "", "Sensibilisation ; prévention", "Cotonou", "+229 00 00 00 00\ncontact@aeec.example", "www.aeec.example", ""),
    (2, "ONG Modèle Grandir en Sécurité", "OMGS", "1er juillet 2010", "004/MFE/2019", "14 mai 2019", "", "Aide aux victimes", "Parakou", "00 00 00 01 / 00 00 00 02", "http://omgs.example/accueil", ""),
    (3, "Fondation fictive Lumière d'enfance", "FFLE", "mars 2005", "011/MFE/2020", "3 août 2020", "", "Formation", "Porto-Novo", "info@ffle.example", "néant", "Renouvelé le 3 août 2023"),
    (4, "Réseau Échantillon des Jeunes Internautes", "REJI", "15 févr. 2012", "012/MFE/2020", "3 août 2020", "", "Éducation au numérique", "Abomey-Calavi", "", "reji.example", ""),
    (5, "Action Témoin pour l'Enfant (exemple)", "", 2008, "019/MFE/2021", "30 novembre 2021", "Bénin", "Lignes d'écoute", "Cotonou", "-", "-", "Rapport annuel attendu"),
    (6, "Association exemple Enfants connectés", "AEEC", "", "001 bis/MFE/2021", "30 novembre 2021", "", "Sensibilisation", "Parakou (antenne)", "", "", "Antenne du n° 1"),
)  # fmt: skip
FOREIGN = (
    (7, "Exemple Horizon France", "EHF", "20 novembre 1997", "002/MFE/2019", "14 mai 2019", "France", "Coopération internationale", "Cotonou", "benin@ehf.example", "https://www.ehf.example/fr", ""),
    (8, "Stiftung Muster Kinderschutz", "SMK", "9 décembre 2001", "013/MFE/2020", "3 août 2020", "Allemagne", "Financement", "Cotonou", "", "stiftung-muster.example", ""),
    (9, "Fundación Ejemplo Infancia Segura", "FEIS", "sans objet", "020/MFE/2021", "30 novembre 2021", "ESPAGNE", "Aide aux victimes", "Ouidah", "", "https://feis.example", ""),
    (10, "Togo Enfance Modèle", "TEM", "10 janvier 2013", "021/MFE/2021", "30 novembre 2021", "Togo", "Enfants disparus", "Grand-Popo", "", "", ""),
    (11, "", "", "", "", "", "", "", "Natitingou", "", "", "Dossier en cours d'instruction"),
)  # fmt: skip
LATER_NATIONAL = (
    (
        12,
        "Maison Spécimen de l'Internet Sûr",
        "MSIS",
        "5 juin 2016",
        "031/MFE/2024",
        "2 avril 2024",
        "",
        "Formation",
        "Bohicon",
        "",
        "msis.example",
        "",
    ),
)
LATER_FOREIGN = (
    (13, "Pro Exemplo Suisse", "PES", "8 oct. 1988", "032/MFE/2024", "2 avril 2024", "Suisse", "Financement", "Cotonou", "", "pro-exemplo.example", ""),
)  # fmt: skip
ASSOCIATIONS = """\
Numéro;Titre;Objet social;Siège;Pays;Date de création;Date de dissolution;Site internet;Courriel
X001;L’Œil témoin – association exemple;Prévention en ligne auprès des collégiens;Lille;France;25/06/2008;;www.oeil-temoin.example;contact@oeil-temoin.example
X002;Les Amis fictifs du Clic;"Ateliers pour les parents ; prêt de matériel (valeur < 500 €)";Lyon;FRANCE;03/04/2009;;https://amis-du-clic.example/;
X003;"Modèle ""Enfance & Écrans"" (exemple)";Formation des éducateurs;Saint-Denis;La Réunion;17/11/2014;;;
X004;Écoute Échantillon Jeunesse;Ligne d’écoute;Bruxelles;Belgique;01/02/1999;;ecoute-echantillon.example;
X005;Ancienne Ligue exemple;Signalement de contenus;Paris;France;1er mars 1986;31/12/2015;;
X006;Collectif spécimen Sans Filtre;Plaidoyer;Nantes;France;09/2018;;aucun;
X007;Association exemple du Léman;Aide aux victimes;Genève;Suisse;2003;;leman.exemple.example;
X008;Cercle modèle des Parents;Parentalité numérique;Nice;FR;31/02/2020;;;
X009;Jeunesse témoin;Ateliers; jeux;Metz;France;05/06/2017;;;
X010;Réseau exemple Outre-mer;Prévention;Fort-de-France;Martinique;12/12/2012;;reseau-om.example;
Total : 10 associations;;;;;;;;
"""
ARABIC_HEADERS = (
    *("م", "اسم الجهة", "نوع الجهة", "الدولة", "سنة التأسيس", "الموقع الإلكتروني", "الهاتف"),
    *("البرنامج", "بداية البرنامج", "دول البرنامج", "اللغات"),
)
ARABIC_ROWS = (
    ("١", "جمعية عيّنة لحماية الأطفال", "جمعية خيرية", "تونس", "٢٠١٥", "ayyina.example", "٠٠٠ ٠٠٠ ٠٠", "برنامج عيّنة للإنترنت الآمن", "٢٠١٨", "تونس، الجزائر، المغرب", "العربية، الفرنسية"),
    ("٢", "مؤسسة نموذجية لرعاية الطفل", "منظمة غير حكومية", "السعوديه", "٢٠٠٣/٠٣/١٢", "https://namudhaj.example", "", "", "", "", ""),
    ("٣", "وزارة وهمية لشؤون الأسرة", "وزارة", "الامارات", "٢٠٠٦", "لا يوجد", "", "خط العيّنة الساخن", "٢٠٢٠/١١", "الإمارات", "العربية، الإنجليزية"),
    ("٤", "وحدة تجريبية لمكافحة الجرائم الإلكترونية", "شرطة", "جمهورية مصر العربية", "٢٠١١", "", "", "خط العيّنة الساخن", "٢٠٢٠/١١", "مصر", "العربية"),
    ("٥", "جامعة مثال – معهد بحوث الطفولة", "جامعة", "لبنان", "١٩٨٧", "jamia.example", "", "دراسة مثال عن الأطفال والشبكات", "٢٠٢٢", "لبنان والأردن", "العربية"),
    ("٦", "شركة مثال للاتصالات", "شركة", "المغرب", "١٩٩٩", "http://ittisalat.example/ar", "٠٠٠", "برنامج عيّنة للإنترنت الآمن", "٢٠١٩", "المغرب", "العربية، الفرنسية"),
    ("٧", "خط نجدة الطفل النموذجي", "خط نجدة الطفل", "الأردن", "٢٠٠٨", "khatt.example", "", "", "", "", ""),
    ("٨", "جمعية تجريبية بلا عنوان", "جمعية", "—", "غير معروف", "", "", "", "", "", ""),
    ("٩", "", "", "العراق", "", "", "", "", "", "", ""),
)  # fmt: skip
HELPLINES = """\
"Líneas de ayuda a la infancia (muestra)",,,,,,,,,
,,,,,,,,,
País,Nombre de la línea,Teléfono,Organización responsable,Horario,Idiomas,Sitio web,Gratuita,Año de inicio,Observaciones
México,Línea Muestra Contigo,000 001,Fundación Muestra por la Niñez,"lunes a viernes, 9–18 h",español; náhuatl,https://contigo.example,Sí,1998,
Perú,Fono Ejemplo 000,000 002,Asociación Ejemplo Andina,24 horas,"español, quechua",fono-ejemplo.example/pe,Sí,2007,
Bolivia,Fono Ejemplo 000,000 003,Asociación Ejemplo Andina,24 horas,"español, quechua, aimara",fono-ejemplo.example/bo,Sí,2011,
República Dominicana,Línea Ficticia Te Oigo,000 004,Ministerio Ficticio de la Familia,24 horas,español,N/D,Sí,2015,"Antes:
Línea Ficticia 2015"
España,Teléfono Modelo de la Infancia,000 005,Fundación Modelo,24 horas,"castellano, catalán, inglés",www.telefono-modelo.example,Sí,1994,
EE. UU.,Línea Muestra Contigo,000 006,Fundación Muestra por la Niñez,8–20 h,"español, inglés",https://contigo.example/us,No,2016,
Guinea Ecuatorial,Línea Prueba Ayuda,000 007,Asociación Prueba,8–16 h,"español, francés",,sin datos,2019,
Panamá,Tu Línea de Ejemplo,000 008,,24 horas,español,tu-linea.example,Sí,2001,Responsable por confirmar
,"Total: 8 líneas",,,,,,,,
Fuente: elaboración propia. Datos de muestra.,,,,,,,,,
"""


def ministry_headings(sheet: Worksheet, row: int, heading: object) -> None:
    """Two rows of headings: some stand over several columns, the others reach down over both rows."""
    over = {"Identification": (1, 3), "Agrément": (4, 5), "Contacts": (8, 10)}
    under = ("Nom complet", "Sigle", "Date de création", "Numéro", "Date")
    for title, (first, last) in over.items():
        sheet.merge_range(row, first, row, last, title, heading)
    for column, title in enumerate((*under, "Siège au Bénin", "Téléphone / courriel", "Site web")):
        sheet.write(row + 1, column + 1 if column < len(under) else column + 3, title, heading)
    for column, title in (
        (0, "N°"),
        (6, "Pays d'origine"),
        (7, "Domaines d'intervention"),
        (11, "Observations"),
    ):
        sheet.merge_range(row, column, row + 1, column, title, heading)


def ministry_workbook(
    path: Path, *, day: str, remarks: tuple[str, ...], national: tuple, foreign: tuple
) -> None:
    """The list of approved organisations of one year, in two parts, signed below."""
    book = workbook(path)
    centred = book.add_format(
        {"bold": True, "align": "center", "valign": "vcenter", "border": 1, "text_wrap": True}
    )
    sheet = book.add_worksheet(f"Liste au {day}")
    sheet.merge_range("A1:L1", "MINISTÈRE FICTIF DE L'ENFANT (EXEMPLE) – BÉNIN", centred)
    sheet.merge_range("A2:L2", f"LISTE DES ONG AGRÉÉES AU {day.replace('-', '/')}", centred)
    for row, remark in enumerate(remarks, 2):
        sheet.write(row, 0, remark)
    top = len(remarks) + 3
    ministry_headings(sheet, top, centred)
    row = top + 2
    for part, organisations in (("I. ONG NATIONALES", national), ("II. ONG ÉTRANGÈRES", foreign)):
        sheet.merge_range(row, 0, row, 11, part, centred)
        row = write_rows(sheet, row + 1, organisations)
    count = len(
        {organisation[2] or organisation[1] for organisation in (*national, *foreign) if organisation[1]}
    )
    sheet.write(row + 1, 0, f"Arrêté la présente liste à {count} organisations.")
    sheet.write(row + 2, 8, f"Fait à Cotonou, le {day.replace('-', '/')}")
    sheet.write(row + 3, 8, "La Directrice (signature et cachet)")
    sheet.set_landscape()
    sheet.repeat_rows(top, top + 1)
    sheet.set_footer("&CPage &P sur &N")
    book.close()


def arabic_workbook(path: Path) -> None:
    """A sheet from right to left, whose years and numbers are text in Arabic digits."""
    book = workbook(path)
    sheet = book.add_worksheet("الجهات")
    sheet.right_to_left()
    title = book.add_format({"bold": True, "align": "center", "reading_order": 2})
    sheet.merge_range("A1:K1", "قائمة عيّنة بالجهات العاملة في حماية الأطفال على الإنترنت", title)
    sheet.merge_range("A2:K2", "حتى ٣١ ديسمبر ٢٠٢٣ – كل الأسماء وهمية", title)
    write_rows(sheet, 3, [ARABIC_HEADERS])
    last = write_rows(sheet, 4, ARABIC_ROWS)
    sheet.merge_range(last, 0, last, 1, "الإجمالي", title)
    sheet.write(last, 2, "٨")
    book.close()


def write(folder: Path) -> None:
    """Write the four lists, and the ministry's of the year after."""
    remark = "Document de travail ; tous les noms sont fictifs."
    ministry_workbook(
        folder / "03_ong_agreees.xlsx",
        day="31-12-2023",
        remarks=(remark,),
        national=NATIONAL,
        foreign=FOREIGN,
    )
    ministry_workbook(
        folder / "03_later_ong_agreees.xlsx",
        day="30-06-2024",
        remarks=(remark, "Les agréments de 2024 sont ajoutés à la fin de chaque partie."),
        national=(*NATIONAL, *LATER_NATIONAL),
        foreign=(*FOREIGN[:-1], *LATER_FOREIGN),
    )
    (folder / "04_associations.csv").write_bytes(ASSOCIATIONS.replace("\n", "\r\n").encode("windows-1252"))
    arabic_workbook(folder / "14_arabic.xlsx")
    (folder / "15_lineas_de_ayuda.csv").write_bytes(HELPLINES.replace("\n", "\r\n").encode("utf-8-sig"))
