"""Telling what is about a case from what is about cooperation. This site takes no cases.

Whoever types one is shown where it belongs; nothing of what was typed is kept. A search gets a friendly sentence
for a hint (`reads_like_a_case`); a text that would be stored is looked at closely (`case_data`), for the
description of a programme must pass: laws, dates, budgets, registers, desks and their phones are no cases.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from django import forms
from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.gate.plain_text import ParagraphsField

CASE = re.compile(
    r"""
      https?://\S                             # an address of material
    | \bhxxps?://
    | \.onion\b
    | \bmagnet:\?
    | \b(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})\b  # a fingerprint of a file: MD5, SHA-1, SHA-256
    | \b(?:\d{1,3}\.){3}\d{1,3}\b             # an IP address
    | \b[\w.+-]+@[\w-]+\.\w                   # somebody's mailbox
    | \bmy\ (?:child|kid|son|daughter|baby|niece|nephew|pupil|student)\b
    | \b(?:mon|ma)\ (?:enfant|fils|fille|petit|petite|nièce|neveu|élève)\b
    | \bmi\ (?:hijo|hija|niño|niña|sobrino|sobrina|alumno|alumna)\b
    | (?:طفلي|طفلتي|ابني|ابنتي)
    """,
    re.IGNORECASE | re.VERBOSE,
)


# Addresses that may be those of organisations and partnerships that are listed
ADDRESS = re.compile(r"\bhttps?://[^\s<>\"]+|\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
MOST_ADDRESSES = 10  # that are looked up
LISTED = """
    SELECT website FROM directory_organisation WHERE removed_at IS NULL AND public.web_domain(website) = ANY (
           SELECT public.web_domain(address) FROM unnest(%(addresses)s::text[]) AS address)
    UNION ALL
    SELECT website FROM directory_partnership WHERE removed_at IS NULL AND public.web_domain(website) = ANY (
           SELECT public.web_domain(address) FROM unnest(%(addresses)s::text[]) AS address)
"""


def reads_like_a_case(text: str) -> bool:
    """Whether a typed search reads like the report of a case, in the four languages of the site.

    A hint is enough, for the answer is only a friendly sentence above the results. The website of who is listed, and a
    mailbox there, are a way to search for it; another page of it is not. One query where there is an address, else none.
    """
    return bool(CASE.search(text)) and bool(CASE.search(_without_listed_addresses(text)))


def _without_listed_addresses(text: str) -> str:
    addresses = [address.rstrip(".,;:!?)") for address in ADDRESS.findall(text)[:MOST_ADDRESSES]]
    if not addresses:
        return text
    with connection.cursor() as cursor:
        # A mailbox as an address with a name before its host
        urls = [address if "://" in address else f"https://{address}" for address in addresses]
        cursor.execute(LISTED, {"addresses": urls})
        websites = {_without_scheme(website) for (website,) in cursor.fetchall()}
    hosts = {website.partition("/")[0] for website in websites}
    for address in addresses:
        page = _without_scheme(address.rpartition("@")[2])
        if page in websites or page in hosts:
            text = text.replace(address, GAP)
    return text


def _without_scheme(address: str) -> str:
    """An address as it is compared: "https://www.iwf.org.uk/" -> "iwf.org.uk"."""
    return address.lower().partition("://")[2].removeprefix("www.").rstrip("/") or address.lower()


def pattern(expression: str, *, exact_case: bool = False) -> re.Pattern:
    return re.compile(expression, re.VERBOSE | (0 if exact_case else re.IGNORECASE))


MEDIA = "jpe?g|jfif|png|gif|bmp|tiff?|webp|heic|mp4|m4v|mov|avi|mkv|wmv|flv|3gp|webm|mpe?g|zip|rar|7z|torrent"
OCTET = r"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
MONTH = r"[^\W\d]{3,12}\.?"
NUMERIC_DAY = r"(?:[0-3]?\d[./-][01]?\d[./-](?:19|20)?\d\d|(?:19|20)\d\d[./-][01]\d[./-][0-3]\d)"
DAY = rf"(?:{NUMERIC_DAY}|[0-3]?\d(?:st|nd|rd|th|er|\.)?\s(?:de\s)?{MONTH}\s(?:de\s)?(?:19|20)\d\d|{MONTH}\s[0-3]?\d,?\s(?:19|20)\d\d)"
BORN = r"(?:born(?:\son)?|née?(?:\(e\))?\sle|nacid[oa]\sel|geb(?:oren|\.)(?:\sam)?)"
PERSON = r"(?:he|she|child|girl|boy|victim|suspect|offender|pupil|son|daughter|man|woman|fille|garçon|enfant|victime|niñ[oa]|víctima|hij[oa])"
NUMBER = r"(?:\.|s)?\s*(?:file|log|report|tip|ref(?:erence)?|id|number|no|nr|n[o°º]|num(?:ber)?|numéro|núm(?:ero)?|\#)"
REFERENCE = r"[.:\s\#°º-]{0,4}(?=[\w/.-]*\d{3}|[\w/.-]*\d/\d)[A-Z0-9][\w/.-]{2,}"

# What a programme may well write: told apart first, so that the rest can be strict. Each is as long as it is
# bounded, so that a text of any kind is read in one go.
HARMLESS = pattern(
    r"""
      (?<![\w.])(?:\+|00)[1-9]\d{0,2}[\d\ ()./-]{4,18}\d                       # a phone with its country code
    | \b97[89][\d\ -]{9,14}[\dX]\b                                            # an ISBN
    | (?:€|£|\$|\b(?:EUR|GBP|USD|CHF|PLN|BRL))\s?\d[\d.,\ ]{0,30}             # money
    | \d[\d.,\ ]{0,30}\s?(?:€|£|\$|\b(?:EUR|GBP|USD|CHF|PLN|BRL|euros?|dollars?|pounds?)\b)
    | \b(?:19|20)\d\d(?:[\ -](?:19|20)\d\d){2,20}\b                           # years in a row
    | \b(?:regist\w{0,8}|SIRET|SIREN|VAT|TVA|charity|company|companies|KRS|RC|ISBN|DOI|grant|contract|agreement|project|
        IBAN|budget\ line|UTM|transparency)\b[^\d\n]{0,25}[A-Z]{0,4}\d[\w\ ./-]{0,40}   # numbers in a public register
    | \b(?:v|ver|version|release|section|sections|chapter|clause|article|articles|art|paragraph|para|annex|table|figure|step|rule|
        control|standard|ISO|RFC|IEC)\b\.?\s*[A-Z]?\.?\d{1,5}(?:\.\d{1,4}){1,6}                   # parts of laws and of standards
    | §+\s*\d+(?:\.\d+){0,6}
    """
)
# An ordinary web page, whose address may be long
WEB_PAGE = pattern(r"\bhttps?://[^\s<>\"]+")


@dataclass(frozen=True, slots=True)
class Suspect:
    """What may show a case: its kind in words, and the pattern of it."""

    kind: str | Promise
    pattern: re.Pattern


FIRST = (  # in the text as it stands
    Suspect(
        gettext_lazy("the address of a file"),
        pattern(
            rf"""
              \b(?:https?|ftp)://[^\s<>"]{{1,2000}}?\.(?:{MEDIA})\b[^\s<>"]*
            | \b(?:ftp|file|ed2k|smb)://[^\s<>"]+
            | \bmagnet:\?\S+
            | (?<![\w\\])\\\\[\w.-]{{1,60}}\\[^\s\\]+
            | \b[a-z]:\\[^\s\\]{{1,100}}\\\S*
            | (?<![\w/.-])[\w-]{{1,100}}\.(?:jpe?g|heic|mp4|avi|mov|mkv|wmv|3gp)\b
            | \b(?:mega(?:\.co)?\.nz/(?:file|folder|\#)|gofile\.io/d/|pixeldrain\.com/u/|anonfiles?\.com/|t\.me/(?:\+|joinchat/))\S+
            """
        ),
    ),
    Suspect(
        gettext_lazy("a hidden address"),
        pattern(
            r"""
              \bh(?:xx|\*\*|tt\*)ps?(?:://|\[:\]|\[://\])\S*
            | \b[a-z0-9-]{3,60}(?:\.|\s?(?:\[\.\]|\(\.\)|\[dot\]|\(dot\))\s?)(?:onion|i2p)\b\S*
            | \b[\w-]{2,60}(?:\[\.\]|\(\.\)|\[dot\]|\(dot\))[a-z]{2,20}\b
            """
        ),
    ),
    Suspect(
        gettext_lazy("a picture written as text"),
        re.compile(r"\bdata:[a-z]{1,20}/[\w.+-]{1,60}[;,]\S*|/9j/4AA[\w+/=]{8,}|iVBORw0KGgo[\w+/=]{4,}|R0lGOD[dl][\w+/=]{8,}"),
    ),
)  # fmt: skip
THEN = (  # without what is harmless
    Suspect(
        gettext_lazy("a picture written as text"),
        re.compile(r"(?<![\w+/])(?=[A-Za-z+/]{0,200}\d)(?=[a-z0-9+/]{0,200}[A-Z])(?=[A-Z0-9+/]{0,200}[a-z])[\w+/]{80,}={0,2}", re.ASCII),
    ),
    Suspect(
        gettext_lazy("the fingerprint of a file"),
        pattern(
            r"""
              (?<![\w-])(?:[0-9a-f]{128}|[0-9a-f]{96}|[0-9a-f]{64}|[0-9a-f]{56}|[0-9a-f]{40}|[0-9a-f]{32})(?![\w-])
            | \b(?:md5|sha-?(?:1|256|512)|photodna|pdq)\b[\s:=]{0,5}[0-9a-f]{12,}
            """
        ),
    ),
    Suspect(
        gettext_lazy("the fingerprint of a file"),
        re.compile(r"(?<!\w)(?=(?:[A-Z]{0,31}[2-7]){3})[A-Z2-7]{32}(?!\w)", re.ASCII),  # SHA-1 in base 32
    ),
    Suspect(
        gettext_lazy("the address of a computer"),
        pattern(
            rf"""
              (?<![\w.])(?!(?:\d\.){{3}}\d(?![\d:]))(?:{OCTET}\.){{3}}{OCTET}(?!\d|\.\d)(?::\d{{1,5}})?
            | \bIP(?:v4)?(?:[\ -]address)?\W{{1,3}}(?:{OCTET}\.){{3}}{OCTET}(?!\d|\.\d)
            | (?<![\w:.])(?:[0-9a-f]{{1,4}}:){{7}}[0-9a-f]{{1,4}}(?![\w:])
            | (?<![\w:.])(?:[0-9a-f]{{1,4}}:){{2,6}}(?::[0-9a-f]{{1,4}}){{1,5}}(?![\w:])
            | (?<![\w:-])(?:[0-9a-f]{{2}}[:-]){{5}}[0-9a-f]{{2}}(?![\w:-])
            """
        ),
    ),
    Suspect(
        gettext_lazy("the number of a case"),
        pattern(
            rf"""
              \b(?:case|crime|incident|investigation|police|complaint|exhibit|victim|suspect|offender){NUMBER}(?:\s*(?:number|no|nr|n[o°º]|id|\#))?{REFERENCE}
            | \b(?:cyber\s?tip(?:line)?|ncmec|iwf|icse)(?:\s(?:report|tip|ref(?:erence)?|case|id|number|no|nr)){{0,2}}[.:\s\#°º-]{{1,4}}\d{{5}}
            | \b(?:aktenzeichen|az\.|affaire|plainte|procédure|proc[eè]s[- ]verbal|pv|dossier\sp[ée]nal|expediente|atestado|denuncia|diligencias(?:\sprevias)?)
              (?:\s*(?:n[o°º.]|nr|num|núm|numéro|número)){{0,2}}{REFERENCE}
            | \b\d{{1,4}}\s(?:u?js|ds|k?ls|gs)\s\d{{1,6}}/\d{{2}}\b
            | (?:رقم\s(?:القضية|البلاغ|الملف|المحضر)|(?:قضية|بلاغ|محضر)\sرقم)[\s:]{{0,4}}\d[\d/]*
            """
        ),
    ),
    Suspect(
        gettext_lazy("a date of birth"),
        pattern(
            rf"""
              (?:\bd\.?o\.?b\b\.?|\bdates?\sof\sbirth\b|\bbirth\s?date\b|\bdate\sde\snaissance\b|\bfecha\sde\snacimiento\b|\bgeburtsdatum\b|تاريخ\sالميلاد|تاريخ\sالولادة)
              \W{{0,4}}(?:{DAY}|(?:19|20)\d\d\b)
            | \b{BORN}\s{NUMERIC_DAY}\b
            | (?:[,(;]\s?|\b{PERSON}\s(?:(?:who|was|est|is)\s){{0,2}}){BORN}\s{DAY}
            | مواليد\s{{1,2}}\d
            """
        ),
    ),
    Suspect(
        gettext_lazy("the name of a person in a case"),
        re.compile(
            r"\b(?i:victim|suspect|offender|perpetrator|abuser|paedophile|pedophile)(?i:['’]s\sname)?(?:\s(?i:is|was)(?:\s(?i:named|called))?|:|\s(?i:named|called))\s[A-Z][a-z]+\s[A-Z][a-z]+"
        ),
    ),
    Suspect(
        gettext_lazy("the name of somebody in a chat"),
        pattern(r"\b(?:kik|wickr|icq|snapchat|session|screen\s?name|user\s?name|nick\s?name)(?:\s(?:id|user|name))?\s?[:=]\s?@?[\w.-]{3,}"),
    ),
    Suspect(
        gettext_lazy("the mailbox of a private person"),
        pattern(
            r"""(?<![\w.+-])[\w.+-]{1,64}@(?:g(?:oogle)?mail|hotmail|outlook|live|msn|yahoo|ymail|icloud|aol|proton(?:mail)?|gmx|web|mail|
            yandex|orange|wanadoo|laposte|rediffmail|qq|163|tutanota)\.(?:[a-z]{2,3}\.)?[a-z]{2,3}\b"""
        ),
    ),
    Suspect(
        gettext_lazy("a long number"),
        re.compile(
            r"(?<![\w.,/-])\d{11,40}(?![\w/]|[.,-]\d)|(?<![\w-])(?:\d{4}[ -]){3}\d{4}(?![\w-])|\bbc1[a-z0-9]{25,60}\b|\b(?=\w{0,30}\d)(?=\w{0,30}[a-z])[13][a-km-zA-HJ-NP-Z1-9]{25,34}\b",
            re.ASCII,
        ),
    ),
)  # fmt: skip

PIECE_SHOWN = 60
GAP = " … "  # in place of what was taken out


@dataclass(frozen=True, slots=True)
class Finding:
    """What looks like case data: its kind in words, and the piece, cut where it is long."""

    kind: str | Promise
    piece: str

    def __str__(self) -> str:
        return _("“%(piece)s” looks like %(kind)s.") % {"piece": self.piece, "kind": self.kind}


def case_data(text: str) -> list[Finding]:
    """What in a text looks like data of a case, in the order of the patterns; an empty list for a text that may stay."""
    # Letters in other forms (full width, ligatures) become the usual ones, and characters that format (Unicode category
    # Cf: zero width, soft hyphens) go, so that neither hides a number.
    plain = "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) != "Cf")
    findings: list[Finding] = []
    for suspect in FIRST:
        plain = _take_out(suspect, plain, findings)
    plain = HARMLESS.sub(GAP, WEB_PAGE.sub(GAP, plain))
    for suspect in THEN:
        plain = _take_out(suspect, plain, findings)
    return findings


def _take_out(suspect: Suspect, text: str, findings: list[Finding]) -> str:
    """The text without the pieces that look like the suspect; they are added to the findings."""

    def take(match: re.Match) -> str:
        piece = " ".join(match[0].split())
        findings.append(
            Finding(suspect.kind, piece if len(piece) <= PIECE_SHOWN else f"{piece[:PIECE_SHOWN]}…")
        )
        return GAP

    return suspect.pattern.sub(take, text)


class GuardedForm(forms.Form):
    """A form whose free texts, named in `guarded`, may hold no case data.

    Where something is found, the field has an error that says what, its text is not in `cleaned_data`, and `findings`
    holds it by field. The form then asks one more question: whoever ticks that this is not about a case and says why
    gets through. The caller keeps that as a `Flag` for a reviewer: `false_alarms` are the findings, `statement` the words.

    The text as typed is looked at, right or wrong in other ways, for a questionnaire keeps that, too. Where no reviewer looks
    at a text before others do, `takes_false_alarms` is false, and the question is not asked.
    """

    guarded: Sequence[str] = ()
    takes_false_alarms = True

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.findings: dict[str, list[Finding]] = {}
        self.false_alarms: dict[str, list[Finding]] = {}
        self.statement = ""

    def full_clean(self):
        self.findings, self.false_alarms = {}, {}
        super().full_clean()

    def _clean_fields(self):
        for name in self.guarded:
            typed = self[name].data
            # Some fields come as a list of texts.
            texts = typed if isinstance(typed, list) else [typed or ""]
            if findings := [finding for text in texts for finding in case_data(str(text))]:
                self.findings[name] = findings
        if self.findings and self.takes_false_alarms:
            self.fields |= {"not_a_case": _not_a_case(), "not_a_case_because": _not_a_case_because()}
        super()._clean_fields()
        if self.findings:
            self._judge()

    def _judge(self) -> None:
        says_so = self.cleaned_data.pop("not_a_case", False)
        self.statement = self.cleaned_data.pop("not_a_case_because", "")
        if says_so and self.statement:
            self.false_alarms = self.findings
            return
        if says_so and "not_a_case_because" not in self.errors:
            self.add_error("not_a_case_because", _("Say in a few words why it is not about a case."))
        for name, findings in self.findings.items():
            self.cleaned_data.pop(name, None)
            sentence = _("This site lists cooperation and takes no cases. %(what)s Leave it out.")
            # Three are enough to know what is meant; a pasted report would have dozens.
            self.add_error(name, sentence % {"what": " ".join(dict.fromkeys(map(str, findings[:3])))})

    @property
    def is_refused_as_case(self) -> bool:
        """Whether the form was refused because a text looks like a case, and nobody said that it is a false alarm."""
        return not self.is_valid() and bool(self.findings) and not self.false_alarms


def _not_a_case() -> forms.Field:
    return forms.BooleanField(
        label=gettext_lazy("This is not about a case"),
        help_text=gettext_lazy("A reviewer will look at it."),
        required=False,
    )


def _not_a_case_because() -> forms.Field:
    return ParagraphsField(
        label=gettext_lazy("If it is not: what is it?"),
        max_length=300,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )
