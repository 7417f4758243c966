"""What people write in the cells of their lists is understood, or asked."""

import pytest

from directory.importing.lists.plans import ListPlan
from directory.importing.lists.values import ValueReader, read_value, suggestion

pytestmark = pytest.mark.django_db

COUNTRIES = {
    "Mali / Sénégal": "ML;SN",
    "COTE D'IVOIRE": "CI",
    "United Republic of Tanzania": "TZ",
    "Tanzania, United Republic of": "TZ",
    "Iran (Islamic Republic of), Iraq": "IR;IQ",
    "Korea, Republic of; Japan": "KR;JP",
    "DRC": "CD",
    "BDI": "BI",
    "UKRAINE": "UA",
    "IE; GB; MT": "IE;GB;MT",
    "GB, US": "GB;US",
    "United States | Canada": "US;CA",
    "New Zealand and Australia": "NZ;AU",
    "Tunisie + Maroc": "TN;MA",
    "Bosnia and Herzegovina, Serbia and Montenegro": "BA;RS;ME",
    "Trinidad and Tobago & Jamaica": "TT;JM",
    "تونس، الجزائر، المغرب": "TN;DZ;MA",
    "لبنان والأردن": "LB;JO",
    "الإمارات": "AE",
    "['AU', 'NZ', 'FJ']": "AU;NZ;FJ",
    "['Samoa', 'Tonga']": "WS;TO",
    "['AUS']": "AU",
    "[]": "",
    "GBR;IRL": "GB;IE",
    "UGA,KEN,TZA": "UG;KE;TZ",
    "Finland; Sweden; Norway": "FI;SE;NO",
    "México y Perú": "MX;PE",
    "France et Belgique": "FR;BE",
    "- France\n- Mali": "FR;ML",
    "FR BE LU": "FR;BE;LU",
    "Kenya – Nairobi": "KE",
    "N/A": "",
    "Other: Faroe Islands": "FO",
    "Moçambique e Angola": "MZ;AO",
    "Deutschland, Österreich und Schweiz": "DE;AT;CH",
}
COUNTRY = {
    "France": "FR",
    "تونس": "TN",
    "GBR": "GB",
    "UK": "GB",
    "EL": "GR",
    "gb": "GB",
    "Allemagne": "DE",
    "ESPAGNE": "ES",
    "Bénin": "BJ",
    "La Réunion": "RE",
    "Martinique": "MQ",
    "السعوديه": "SA",
    "الامارات": "AE",
    "جمهورية مصر العربية": "EG",
    "EE. UU.": "US",
    "Moçambique / Mozambique": "MZ",
    "Brasil / Brazil": "BR",
    "Cabo Verde": "CV",
    "Guiné-Bissau": "GW",
    "São Tomé e Príncipe": "ST",
    "Timor-Leste": "TL",
    "St Lucia": "LC",
    "Czech Republic": "CZ",
    "Türkiye": "TR",
    "England": "GB",
    "Scotland": "GB",
    "ROM": "RO",
    "Western Samoa": "WS",
    "Swaziland": "SZ",
    "Suomi": "FI",
    "Kampala": "UG",
    "Kampala, Uganda": "UG",
    "République du Mali": "ML",
    "—": "",
    "estonia": "EE",
}
LANGUAGES = {
    "français, bambara": "fr;bm",
    "français, haoussa": "fr;ha",
    "fr ; ar": "fr;ar",
    "fr/de/lb": "fr;de;lb",
    "français, allemand, italien, romanche": "fr;de;it;rm",
    "English & Māori": "en;mi",
    "English / French": "en;fr",
    "English; Maltese": "en;mt",
    "español, quechua, aimara": "es;qu;ay",
    "castellano, catalán, inglés": "es;ca;en",
    "العربية، الفرنسية": "ar;fr",
    "العربية، الإنجليزية": "ar;en",
    "اللغة العربية": "ar",
    "['en', 'fj']": "en;fj",
    "['English']": "en",
    "Norwegian; Danish; English": "no;da;en",
    "eng, fra": "en;fr",
    "inglês e português": "en;pt",
    "Kiswahili, Luganda": "sw;lg",
    "Welsh": "cy",
    "Scottish Gaelic": "gd",
    "gla": "gd",
    "deutsch": "de",
}
SECTORS = {
    "Government": "government",
    "Private sector": "industry",
    "Academia": "academia",
    "Gendarmerie": "law_enforcement",
    "Ministère": "government",
    "Université": "academia",
    "Regulator": "government",
    "University": "academia",
    "Hotline": "hotline",
    "وزارة": "government",
    "شرطة": "law_enforcement",
    "جامعة": "academia",
    "شركة": "industry",
    "خط نجدة الطفل": "helpline",
    "Polícia / Police": "law_enforcement",
    "Empresa / Company": "industry",
    "Universidade / University": "academia",
    "Instituto público / Public body": "government",
    "helpline": "helpline",
    "company": "industry",
    "police": "law_enforcement",
    "Police or other law enforcement": "law_enforcement",
    "University or research": "academia",
    "Bank or payment company": "financial",
    "Child protection": "child_protection",
    "CHILD_PROTECTION": "child_protection",
}
OFFERED_SECTORS = {
    "NGO": "child_protection",
    "NNGO": "child_protection",
    "INGO": "child_protection",
    "ONG nationale": "child_protection",
    "ONG / NGO": "child_protection",
    "NGO / charity": "child_protection",
    "جمعية خيرية": "child_protection",
    "منظمة غير حكومية": "child_protection",
    "education": "academia",
    "nonprofit": "child_protection",
    "Registered charity (England)": "child_protection",
    "Goverment": "government",
    "Réseau": "",
    "Other": "",
}
STATUSES = {
    "Ongoing": "active",
    "Completed": "ended",
    "Planned": "planned",
    "En cours": "active",
    "Terminé": "ended",
    "Planifié": "planned",
    "actif": "active",
    "en activité": "active",
    "suspendu": "paused",
    "prévu": "planned",
    "Active": "active",
    "Paused": "paused",
    "temporarily closed": "paused",
    "defunct": "ended",
    "en ejecución": "active",
    "مكتمل": "ended",
}
TOPICS = {
    "Éducation au numérique, recherche": "public-awareness;research-and-evidence",
    "Signalement des abus": "reporting",
    "Enquêtes et poursuites": "investigation",
    "Sensibilisation du public": "public-awareness",
    "Formation des professionnels": "training",
    "Partnership building, Reporting abuse": "partnership-building;reporting",
    "Age assurance; Self-regulation": "age-assurance;self-regulation",
    "Safer interactive services, Public awareness": "interactive-services;public-awareness",
    "Research and evidence": "research-and-evidence",
    "Investigation and prosecution; Victim identification": "investigation;victim-identification",
    "Victim support and aftercare; Training for professionals": "victim-support;training",
    "['reporting', 'partnership-building']": "reporting;partnership-building",
}
KINDS = {
    "Projet commun": "joint_project",
    "Réseau": "network",
    "Accord": "agreement",
    "Campagne": "campaign",
    "Fonds": "fund",
    "Formation": "training",
    "task force": "task_force",
    "Working group": "task_force",
    "MoU": "agreement",
    "joint project": "joint_project",
}
ROLES = {
    "Full member": "member",
    "Observer": "observer",
    "Secretariat": "secretariat",
    "chef de file": "lead",
    "Donor": "funder",
}
BY_TARGET = {
    "partnership.countries": COUNTRIES,
    "organisation.country": COUNTRY,
    "partnership.languages": LANGUAGES,
    "organisation.sector": SECTORS,
    "partnership.status": STATUSES,
    "partnership.topics": TOPICS,
    "partnership.kind": KINDS,
    "membership.role": ROLES,
}
UNDERSTOOD = [(target, typed, codes) for target, words in BY_TARGET.items() for typed, codes in words.items()]
NOTHING = [
    "N/A",
    "n/a",
    "-",
    "—",
    "",
    "none",
    "TBC",
    "néant",
    "S/O",
    "sin datos",
    "N/D",
    "n/d",
    "لا يوجد",
    "غير معروف",
    "NaN",
]


@pytest.mark.parametrize(("target", "typed", "codes"), UNDERSTOOD)
def test_a_word_is_understood(target, typed, codes):
    value = read_value(target, typed, ListPlan())

    assert (value.text, value.unknown) == (codes, ())


@pytest.mark.parametrize("typed", OFFERED_SECTORS)
def test_a_word_that_may_mean_a_sector_is_asked_and_the_likely_one_offered(typed):
    value = read_value("organisation.sector", typed, ListPlan())

    assert (value.text, value.unknown) == ("", (typed,))
    assert suggestion("organisation.sector", typed) == OFFERED_SECTORS[typed]


@pytest.mark.parametrize(
    ("target", "typed", "text", "unknown"),
    [
        ("partnership.countries", "Sahel", "", ("Sahel",)),
        ("partnership.countries", "Mali, Sahel", "ML", ("Sahel",)),
        ("partnership.languages", "español; náhuatl", "es", ("náhuatl",)),
        ("partnership.topics", "Law and policy; Other: cooperation with Greenland", "legislation", ("Other: cooperation with Greenland",)),
        ("partnership.status", "inactive", "", ("inactive",)),
        ("partnership.status", "True", "", ("True",)),
        ("organisation.country", "Uganda, Kenya", "", ("Uganda, Kenya",)),
        ("organisation.country", "No", "", ("No",)),
        ("organisation.sector", "NGO / Government", "", ("NGO / Government",)),
    ],
)  # fmt: skip
def test_what_nobody_knows_is_asked_in_the_words_of_the_sender(target, typed, text, unknown):
    value = read_value(target, typed, ListPlan())

    assert (value.text, value.unknown) == (text, unknown)


def test_what_was_answered_once_is_understood():
    plan = ListPlan(
        values={
            "organisation.sector": {"ngo": "child_protection"},
            "partnership.countries": {"sahel": "", "great lakes": "RW;BI"},
            "partnership.status": {"true": "active"},
        }
    )
    reader = ValueReader(plan)

    assert reader.read("organisation.sector", "NGO").text == "child_protection"
    assert reader.read("partnership.countries", "Mali, Sahel; Great Lakes").text == "ML;RW;BI"
    assert reader.read("partnership.status", "True").text == "active"


@pytest.mark.parametrize("typed", NOTHING)
@pytest.mark.parametrize(
    "target",
    [
        "organisation.name",
        "organisation.country",
        "organisation.website",
        "organisation.sector",
        "partnership.languages",
        "partnership.started",
        "members.funder",
    ],
)
def test_words_for_nothing_are_nothing(target, typed):
    value = read_value(target, typed, ListPlan())

    assert (value.text, value.unknown, value.dropped) == ("", (), ())


def test_na_of_r_is_nothing_and_in_a_country_as_the_plan_says():
    assert read_value("organisation.website", "NA", ListPlan()).text == ""
    assert read_value("organisation.country", "NA", ListPlan()).text == "NA"
    assert read_value("organisation.country", "NA", ListPlan(nothing=["organisation.country"])).text == ""
    assert (
        read_value("organisation.country", "Namibia", ListPlan(nothing=["organisation.country"])).text == "NA"
    )


def test_letters_that_often_mean_nothing_are_codes_where_they_stand_as_codes():
    assert read_value("organisation.country", "NC", ListPlan()).text == "NC"
    assert read_value("organisation.country", "n.c.", ListPlan()).text == ""
    assert read_value("partnership.languages", "nd", ListPlan()).text == "nd"
    assert read_value("partnership.languages", "N/D", ListPlan()).text == ""


@pytest.mark.parametrize(
    ("typed", "address", "dropped"),
    [
        ("www.sampleshield.example", "www.sampleshield.example", ()),
        ("https://horizon.example/en/", "https://horizon.example/en/", ()),
        ("fono-ejemplo.example/pe", "fono-ejemplo.example/pe", ()),
        ("no", "", ()),
        ("Lighthouse (web)", "", ("Lighthouse (web)",)),
        ("(see web)", "", ()),
        ("info@ffle.example", "", ("info@ffle.example",)),
        ("desk@a.example / www.a.example", "www.a.example", ()),
        ("HTTPS://A.example", "https://A.example", ()),
        ("http:/a.example.", "http://a.example", ()),
        ("a.example; b.example", "a.example", ("b.example",)),
    ],
)
def test_an_address_is_taken_from_what_stands_beside_it(typed, address, dropped):
    value = read_value("organisation.website", typed, ListPlan())

    assert (value.text, value.dropped) == (address, dropped)


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("Mock Bay Police; Demo Bank plc", "Mock Bay Police;Demo Bank plc"),
        ("SHG\nLU\nSVO", "SHG;LU;SVO"),
        ("RAS, SVO, Pretend Hotline Nowhere", "RAS;SVO;Pretend Hotline Nowhere"),
        ("MCHA; MICL; CSL", "MCHA;MICL;CSL"),
        ("Polícia Modelo, Unidade Exemplo", "Polícia Modelo, Unidade Exemplo"),
        ("Université fictive de Liège ; Police modèle de Namur", "Université fictive de Liège;Police modèle de Namur"),
        ("['Mock Lagoon Police', 'Made-up Island Telecom']", "Mock Lagoon Police;Made-up Island Telecom"),
        ("[]", ""),
        ("néant", ""),
    ],
)  # fmt: skip
def test_members_are_told_apart(typed, names):
    assert read_value("members.member", typed, ListPlan()).text == names


def test_a_comma_between_names_that_are_known_tells_members_apart():
    reader = ValueReader(ListPlan(), names={"sample university delft child safety lab", "linka ukazka"})

    value = reader.read("members.member", "Sample University Delft, Child Safety Lab, Linka Ukázka")

    assert value.text == "Sample University Delft, Child Safety Lab;Linka Ukázka"


def test_a_cell_may_speak_of_more_than_its_target():
    reader = ValueReader(ListPlan())

    assert reader.read("partnership.countries", "worldwide").also == (
        ("partnership.extent", "international"),
    )
    assert reader.read("partnership.countries", "EU").also == (("partnership.extent", "EU"),)
    assert reader.read("organisation.country", "International").also == (
        ("organisation.international", "yes"),
    )
    assert reader.read("partnership.status", "Closed 2015")[::3] == (
        "ended",
        (("partnership.ended", "2015"),),
    )
    assert reader.read("partnership.started", "2019-2022")[::3] == ("2019", (("partnership.ended", "2022"),))
    assert reader.read("partnership.ended", "ongoing").text == ""


def test_a_date_that_can_be_read_both_ways_waits_for_the_plan():
    assert read_value("organisation.founded", "03/04/1991", ListPlan()).is_ambiguous_day
    assert read_value("organisation.founded", "03/04/1991", ListPlan(days="day")).text == "1991-04-03"
    assert read_value("organisation.founded", "31/02/2020", ListPlan()).text == "2020-02-31"
    assert read_value("partnership.started", "inf", ListPlan()).text == "inf"
