"""What is about a case is found in a text; what is about a programme is not."""

import csv
import time

import pytest
from django.conf import settings
from django.template.loader import render_to_string

from directory.gate.guard import case_data
from tests.support.example_forms import Programme

CASES = """\
d41d8cd98f00b204e9800998ecf8427e
The file is DA39A3EE5E6B4B0D3255BFEF95601890AFD80709.
sha256 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
SHA-1: 3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ
md5=0123456789abcdef01
PhotoDNA: 00aa11bb22cc33dd44ee
ｄ４１ｄ８ｃｄ９８ｆ００ｂ２０４ｅ９８００９９８ｅｃｆ８４２７ｅ
d41d8cd98f00\u200bb204e9800998ecf8427e
look at abcdefghijklmnop.onion
see http://abcdefghijklmnopqrstuvwxyz234567abcdefghijklmnopqrstuvwx.onion/board/4
somewhere[.]onion has more
hiddenboard (dot) onion
http://stats.example.i2p/
hxxp://example.org/album
hxxps://example[.]org/x
h**p://example.org/gallery
example[.]com is still online
It lies at https://cdn.example.org/a/b/IMG_0042.jpg
https://example.org/dl.php?f=set.zip
http://example.org/clip.MP4?t=3
ftp://files.example.org/pub/set1
file:///home/user/a
magnet:?xt=urn:btih:c12fe1c06bba254a9dc9f519b335aa7c1367a88a
ed2k://|file|name.avi|14997504|965c013e991ee246d63d45ea71954c4d|/
\\\\server01\\share\\folder
C:\\Users\\somebody\\Pictures\\set 4
The picture is called IMG-20190304-WA0007.jpg
video_12.avi was shared
https://mega.nz/folder/AbCdEfGh#key
https://t.me/+AbCdEfGhIjK
data:image/png;base64,AAAA
iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ
/9j/4AAQSkZJRgABAQEASABIAAD
Uploaded from 203.0.113.77 yesterday
203.0.113.77:8080
IP address: 8.8.8.8
2001:0db8:85a3:0000:0000:8a2e:0370:7334
2001:db8::8a2e:370:7334
device 00:1A:2B:3C:4D:5E
case no. 2019/12345
Case number: AB-2021-000123
Crime reference number 4201234/19
police ref: 1234567
incident no 20210304-0012
Investigation #55012
victim ID 00412
CyberTip 12345678
NCMEC report 98765432
IWF ref 123456
ICSE ID 345678
Az. 123/19
123 Js 456/19
Aktenzeichen: 4711/20
PV n° 2019/0123
affaire n° 12/3456
diligencias previas 1234/2019
atestado núm. 12345
القضية رقم 1234 أو رقم القضية 1234/2020
John Smith, born 3 March 2009
Anna K. (born on 03/03/2009)
the girl was born on 3 March 2011
DOB 12.3.2009
d.o.b: 2009-03-12
date of birth 4 May 2010
Marie, née le 3 mars 2009
Juan, nacido el 3 de marzo de 2010
Lena, geboren am 3. März 2008
fecha de nacimiento: 3/4/2010
تاريخ الميلاد: 3/4/2010
The victim is called Anna Kowalska
suspect: John Smith
kik: sunny_day77
His screen name = darkuser
sunnyday77@gmail.com
write to him at a.b@hotmail.co.uk
356938035643809
4111 1111 1111 1111
1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2
bc1qar0srr7xfkvy5l643lydnw9re59gtzzwf5mdq
""".replace("\\u200b", "\u200b").splitlines()

PROGRAMMES = """\
The network exchanges about 350,000 reports a year.
Founded on 15 December 2005 in Belfast, it has met 12 times since.
The Virtual Global Taskforce was born on 15 December 2005.
Directive 2011/93/EU of the European Parliament and of the Council of 13 December 2011
Council Framework Decision 2004/68/JHA of 22 December 2003 (OJ L 13, 20.1.2004, p. 44–48)
Regulation (EU) 2021/1232, Article 3(1)(a)(i)
Sexual Offences Act 2003, sections 47 to 51
18 U.S.C. § 2258A
18 U.S.C. 2252A(a)(5)(B)
§ 184b StGB and § 201a StGB
Article 227-23 du Code pénal
Art. 189.5 del Código Penal
Article 34 of the Convention on the Rights of the Child, A/RES/44/25
Judgment of the Court of Justice, Case C-275/06
The Lanzarote Convention (CETS No. 201) entered into force on 1 July 2010.
The Budapest Convention, ETS No. 185, Article 9
ISO/IEC 27001:2013, control A.8.2.1.3
Section 3.2.1.4 of the strategy
Version 1.2.3.4 of the software was given to 23 countries.
It follows RFC 3986 and ISO 8601 (2006-03-01T12:30:45Z).
2006-03-01 to 2009-02-28
From 01/03/2006 to 28/02/2009
2005 2006 2007 2008 2009
2012-2015-2018
Budget: EUR 12500000000 over 7 years
€ 1.234.567,89 from the Daphne programme
A grant of 12 500 000 000 euros
USD 1,250,000 in 2014; 1,475,000 in 2015
Grant agreement 101034567890 of the European Commission
Call the desk: +32 2 123 45 67
Phone +44 20 7946 0018, fax +44 20 7946 0019
Tel. +33.1.23.45.67.89
01.23.45.67.89
Free from every phone: 116 111, 116 000 and 0800 1111
00442079460018
+442079460018
desk@interpol.example.org
Write to hotline@stopline.example.at or press@example.gov.uk.
Charity registered in England and Wales, no. 1076997
Registered company number 03426625123
SIRET 552 100 554 00013
KRS 0000038765
VAT BE 0432.123.456
EU Transparency Register 123456789012-34
ISBN 978-92-79-12345-6
ISBN 9789279123456
doi:10.1016/j.chiabu.2012.01.001
ORCID-free citation in Child Abuse & Neglect 36(7–8), 2012, pp. 500–512
https://www.example.org/
Read more at https://ec.example.eu/home-affairs/policies/child-sexual-abuse/global-alliance_en
The manual: https://www.example.org/documents/manual-2012.pdf
https://example.org/department/of/children/and/families/policies/on/safety/of/children/2012Report/online/en
www.example.org/hotline?lang=en
INHOPE members use the common standard and ICSE (International Child Sexual Exploitation database).
The hash list is shared with 24 companies; hashes are made with SHA-1 and PhotoDNA.
Trains investigators in tracing IP addresses, in Tor and .onion services, and in magnet links.
Blocks peer-to-peer networks such as eD2k and BitTorrent.
Helps children aged 9 to 12, and 15-year-olds who work as peer educators.
It helped 1,234 victims in 2011, of whom 456 were under 10.
A victim of abuse can call Child Helpline International at any time.
In case 3 schools agree, a training takes place in case of need.
Case study 2012: how four countries shared one classification.
Case management for 2,500 children in 2013
Each case reported in 2012 was passed on within 24 hours.
Report No. 12, Brussels 2006; COM(2006) 367 final
Police cooperation in 27 states, 2004/2008
Reference: JUST/2011/DAP/AG/3052
The suspect interview course runs for 5 days.
Victim identification, 3 workshops of 25 investigators
Meets in Room 4.12, 10.00-17.30, on 3.4.2012
Its screens show user names and pictures as blurred.
Born from the conference of 2005, the fund has 14 members.
برنامج تدريب للشرطة في 12 دولة منذ 2009
Fondée le 3 mars 2009, l’association réunit 45 lignes d’écoute.
Nacida en 2009, la red tiene 18 miembros.
Das Netzwerk wurde am 3. März 2008 gegründet.
24/7 helpline, 365 days; 98.5 % answered; ratio 1:2
Coordinates 51.5074, -0.1278
The 4-year plan 2021–2025 (phase 1: 2021–22)
Contact +1 (703) 224-2150 ext. 4
""".splitlines()  # fmt: skip


@pytest.mark.parametrize("text", CASES)
def test_what_is_about_a_case_is_found(text):
    assert case_data(text)
    assert case_data(f"Our programme helps schools. {text} It began in 2005.")


@pytest.mark.parametrize("text", PROGRAMMES)
def test_what_is_about_a_programme_is_not(text):
    assert case_data(text) == []
    assert case_data(f"Our programme helps schools.\n\n{text}\n\nIt began in 2005.") == []


def test_nothing_in_the_conference_set_is_taken_for_a_case():
    folder = settings.BASE_DIR / "directory" / "sample" / "conference"
    cells = [
        cell
        for file in sorted(folder.glob("*.csv"))
        for row in csv.reader(file.read_text(encoding="utf-8").splitlines())
        for cell in row
    ]

    assert len(cells) > 1000
    assert [(cell, case_data(cell)) for cell in cells if case_data(cell)] == []


def test_a_finding_says_what_it_is_and_shows_the_piece():
    (finding,) = case_data("Sent from 203.0.113.77 on Monday")

    assert str(finding) == "“203.0.113.77” looks like the address of a computer."


def test_a_long_piece_is_cut():
    (finding,) = case_data("data:image/png;base64," + "A1b" * 1000)

    assert len(finding.piece) == 61


@pytest.mark.parametrize(
    "text",
    [
        "a" * 60_000,
        "1" * 60_000,
        "a1B" * 20_000,
        "1.2." * 15_000,
        "a." * 30_000,
        ":a" * 30_000,
        "A2" * 30_000,
        "\\a" * 30_000,
        "case no " * 8_000,
        "http://" + "a/" * 30_000,
        "http://a " * 7_000,
        "12 " * 20_000,
        "2005 " * 12_000,
        "registered " * 6_000,
        "(born " * 10_000,
        "€ 1" * 20_000,
    ],
    ids=lambda text: text[:8],
)
def test_a_text_of_any_kind_is_read_quickly(text):
    began = time.process_time()

    case_data(text)

    assert time.process_time() - began < 2


CASE = "Sent from 203.0.113.77"


def test_a_form_without_a_case_is_as_any_other():
    form = Programme({"title": "A programme", "summary": "Helps schools."})

    assert form.is_valid()
    assert not form.is_refused_as_case
    assert list(form.fields) == ["title", "summary", "country"]


def test_a_field_with_a_case_is_refused_and_its_text_not_handed_on():
    form = Programme({"title": "A programme", "summary": CASE, "country": "PL"})

    assert not form.is_valid()
    assert form.is_refused_as_case
    assert form.cleaned_data == {"title": "A programme", "country": "PL"}
    assert "“203.0.113.77” looks like the address of a computer." in form.errors["summary"][0]
    assert CASE in render_to_string("directory/parts/_field.html", {"field": form["summary"]})


def test_what_is_wrong_in_another_way_is_looked_at_too():
    form = Programme({"title": CASE * 10, "summary": "Helps schools."})

    assert len(form.errors["title"]) == 2
    assert list(form.findings) == ["title"]


@pytest.mark.parametrize("because", ["", "  ", "\u3164"])
def test_a_false_alarm_needs_a_word_why(because):
    form = Programme(
        {"title": "A programme", "summary": CASE, "not_a_case": "on", "not_a_case_because": because}
    )

    assert form.is_refused_as_case
    assert form.errors.keys() == {"summary", "not_a_case_because"}


def test_a_false_alarm_gets_through_with_what_was_said():
    form = Programme(
        {
            "title": "A programme",
            "summary": CASE,
            "not_a_case": "on",
            "not_a_case_because": "An example address.",
        }
    )

    assert form.is_valid()
    assert not form.is_refused_as_case
    assert form.cleaned_data["summary"] == CASE
    assert "not_a_case" not in form.cleaned_data
    assert form.statement == "An example address."
    assert [finding.piece for finding in form.false_alarms["summary"]] == ["203.0.113.77"]
