"""Why a record stands among the results of a search: the words marked in what is shown of it, else the sentence in which
they stand, else the member, the topic, the country and so on through which it is found."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import Model, OuterRef, QuerySet, TextField
from django.db.models.expressions import RawSQL
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from directory.database.statements import kept
from directory.finding.facets import Values
from directory.finding.ladder import Rung
from directory.finding.marks import Marker, learn_together, meanings
from directory.models import Membership, OtherName, Partnership, Role

MOST_NAMED = 3  # members or terms of one kind in a reason
PARTNERSHIP = "partnership"


class Why(NamedTuple):
    """A record's title, acronym and text with marks, and sentences that say why it is found where these do not."""

    title: SafeString
    acronym: SafeString
    text: SafeString
    reasons: Sequence[SafeString | str]


class Shown(NamedTuple):
    """What a list shows of a record: its number, as search knows it, its title, acronym and text; the latter may be empty."""

    number: int
    title: str
    acronym: str
    text: str

    @property
    def texts(self) -> tuple[str, str, str]:
        return self.title, self.acronym, self.text


class ShownOfKind(NamedTuple):
    """What a page shows of the records of one kind, by the name of its model, and how the words were read that found them."""

    kind: str
    rung: Rung
    shown: Sequence[Shown]


def of_partnerships(rung: Rung, shown: Sequence[Shown], values: Values) -> dict[int, Why]:
    """By primary key. One query for the words, and up to three where some do not stand in what is shown."""
    return of_kinds([ShownOfKind(PARTNERSHIP, rung, shown)], values)[PARTNERSHIP]


def of_records(rung: Rung, records: Sequence[Model], values: Values, kind: str) -> dict[int, Why]:
    """By the number that search knows a record by. `kind`: the name of their model. Queries as of_partnerships."""
    return of_kinds([ShownOfKind(kind, rung, list(map(shown_of, records)))], values)[kind]


def of_kinds(groups: Sequence[ShownOfKind], values: Values) -> dict[str, dict[int, Why]]:
    """By kind, and by the number that search knows a record by. One query for each way in which words were read, which is
    mostly one for all kinds, one for the words of texts, and up to four where some do not stand in what is shown."""
    markers = {
        words: Marker(meanings(words))
        for words in dict.fromkeys(replace(group.rung.words, ranked=None) for group in groups)
    }
    marker_of = {group.kind: markers[replace(group.rung.words, ranked=None)] for group in groups}
    learn_together(
        (marker_of[group.kind], text) for group in groups for record in group.shown for text in record.texts
    )
    unseen = {
        (group.kind, record.number): marker_of[group.kind].unseen_in(*record.texts)
        for group in groups
        for record in group.shown
    }
    details = _details([key for key, words in unseen.items() if words], values)
    learn_together(
        (marker_of[kind], text) for (kind, _number), each in details.items() for text in each.texts
    )
    return {
        group.kind: {
            record.number: _why(
                marker_of[group.kind],
                record,
                unseen[group.kind, record.number],
                details.get((group.kind, record.number)),
                group.rung.missing_in(record.number),
            )
            for record in group.shown
        }
        for group in groups
    }


def shown_of(record: Model) -> Shown:
    return Shown(number_of(record), str(record), getattr(record, "acronym", ""), text_of(record))


def number_of(record: Model) -> int:
    return getattr(record, type(record)._default_manager.all().document_number)


def text_of(record: Model) -> str:
    return getattr(record, "summary", "") or getattr(record, "description", "")


class Details(NamedTuple):
    """What stands in a record's document and not in a list: a long text, other names, members, the labels of its terms, each
    with a sentence that has a place for the label, and the words of its own that have no sentence."""

    text: str
    other_names: Sequence[str]
    members: Sequence[tuple[str, str]]  # the name, and all names as one text
    terms: Mapping[str, tuple[str, str]]

    @property
    def texts(self) -> Iterable[str]:
        return (self.text, *self.other_names, *(names for _name, names in self.members))


def _why(
    marker: Marker, record: Shown, unseen: frozenset[int], details: Details | None, missing: Sequence[str]
) -> Why:
    return Why(
        *(marker.marked(text) for text in record.texts),
        [
            *(_reasons(marker, unseen, details) if details else ()),
            *([format_html(_("Without {words}"), words=_in_quotes(missing))] if missing else ()),
        ],
    )


def _in_quotes(words: Iterable[str]) -> str:
    return pgettext("between names", ", ").join(_("“%(word)s”") % {"word": word} for word in words)


def _reasons(marker: Marker, unseen: frozenset[int], details: Details) -> list[SafeString]:
    """The sentences for the words that do not stand in what is shown. Each word is explained once."""
    reasons = []
    if sentence := marker.sentence(details.text, unseen):
        reasons.append(marker.marked(sentence))
        unseen -= marker.words_in(sentence)
    for name in details.other_names:
        if marker.words_in(name) & unseen:
            reasons.append(format_html(_("Also called {name}"), name=marker.marked(name)))
            unseen -= marker.words_in(name)
    through = []
    for name, names in details.members:
        if (words := marker.words_in(names) & unseen) and len(through) < MOST_NAMED:
            through.append(marker.marked(name))
            unseen -= words
    reasons += [format_html(_("Through its member {name}"), name=name) for name in through]
    by_term: dict[str, list[str]] = {}
    for number in sorted(unseen):
        for term in sorted(marker.meanings[number].terms & details.terms.keys()):
            sentence, label = details.terms[term]
            if label not in by_term.setdefault(sentence, []):
                by_term[sentence].append(label)
    for sentence, labels in by_term.items():
        reasons.append(format_html(sentence, name=_in_quotes(labels[:MOST_NAMED])))
    return reasons


def _term_sentences(terms: Iterable[str], values: Values) -> dict[str, tuple[str, str]]:
    """For each term of a record the sentence that names it, and its name in the reader's language."""
    by_facet = {
        "topic": _("By its topic {name}"),
        "country": _("By the country {name}"),
        "region": _("By the region {name}"),
        "sector": _("By the sector {name}"),
        "kind": _("By its kind {name}"),
        "status": _("By its status {name}"),
    }
    years = {"@begun": _("By its first year {name}"), "@ended": _("By its last year {name}")}
    roles = {f"@role:{code}": label for code, label in Role.choices}
    sentences = {}
    for term in terms:
        value = values.by_v.get(int(term[1:])) if term[1:].isdigit() else None
        if value and value.facet in by_facet:
            sentences[term] = (by_facet[value.facet], value.label)
        elif term in roles:
            sentences[term] = (_("By the role of a member: {name}"), str(roles[term]))
        elif (kind_of_year := term.partition(":")[0]) in years:
            sentences[term] = (years[kind_of_year], term.partition(":")[2])
        elif term.startswith("@extent:"):
            sentences[term] = (
                _("By its reach: {name}"),
                {"@extent:EU": _("European Union")}.get(term, _("International")),
            )
    return sentences


TERMS = "ARRAY(SELECT lexeme FROM unnest(body) WHERE lexeme LIKE '@%%')"


@kept
def _partnership_rows(partnerships: RawSQL) -> QuerySet:
    """(partnership, description, legal basis, other names, terms)."""
    names = OtherName.objects.filter(partnership=OuterRef("pk")).order_by("pk").values("name")
    terms = RawSQL(
        "ARRAY(SELECT lexeme FROM listing, unnest(body) WHERE partnership_id = directory_partnership.id AND lexeme LIKE %s)",
        ["@%"],
        ArrayField(TextField()),
    )
    return Partnership.objects.filter(pk__in=partnerships).values_list(
        "pk", "description", "legal_basis", ArraySubquery(names), terms
    )


@kept
def _member_rows(partnerships: RawSQL) -> QuerySet:
    """(partnership, name, acronym, title, acronym, other names) of current members, by partnership."""
    names = OtherName.objects.filter(organisation=OuterRef("organisation")).order_by("pk").values("name")
    memberships = Membership.objects.current().filter(partnership__in=partnerships, country=None)
    return memberships.order_by("partnership", "pk").values_list(
        "partnership",
        "organisation__name",
        "organisation__acronym",
        "member_partnership__title",
        "member_partnership__acronym",
        ArraySubquery(names),
    )


def _partnership_details(numbers: list[int], values: Values) -> dict[int, Details]:
    """Two queries."""
    members: dict[int, dict[str, str]] = {}
    for partnership, *names, other_names in _member_rows(numbers):
        name = names[0] or names[2]
        # Whoever is a member in two roles is named once
        members.setdefault(partnership, {})[name] = " ".join(filter(None, [*names, *other_names]))
    return {
        pk: Details(
            " ".join(filter(None, texts)),
            other_names,
            list(members.get(pk, {}).items()),
            _term_sentences(terms, values),
        )
        for pk, *texts, other_names, terms in _partnership_rows(numbers)
    }


def _details(keys: Sequence[tuple[str, int]], values: Values) -> dict[tuple[str, int], Details]:
    """By kind and number. Two queries where there are partnerships, and one where there are others."""
    partnerships = [number for kind, number in keys if kind == PARTNERSHIP]
    others = [key for key in keys if key[0] != PARTNERSHIP]
    of_both = _document_details(others, values) if others else {}
    if partnerships:
        of_both |= {
            (PARTNERSHIP, pk): each for pk, each in _partnership_details(partnerships, values).items()
        }
    return of_both


# Not by the terms that a topic had before, which only find it
DOCUMENT_ROWS = f"""
    SELECT d.kind, d.record_id, {TERMS}, CASE d.kind
           WHEN 'organisation' THEN ARRAY(SELECT name::text FROM directory_othername WHERE organisation_id = d.record_id ORDER BY id)
           WHEN 'topic' THEN (
               SELECT ARRAY[name_en, name_fr, name_es, name_ar] || string_to_array(other_terms, ';')
                 FROM directory_topic WHERE number = d.record_id)
           WHEN 'country' THEN (
               SELECT ARRAY[name_en, name_fr, name_es, name_ar] || string_to_array(also_known_as, ';')
                 FROM directory_country WHERE number = d.record_id)
           END
      FROM document d JOIN unnest(%s::text[], %s::bigint[]) AS wanted (kind, number)
        ON d.kind = wanted.kind AND d.record_id = wanted.number
"""


def _document_details(keys: Sequence[tuple[str, int]], values: Values) -> dict[tuple[str, int], Details]:
    kinds, numbers = zip(*keys, strict=True)
    return {
        (kind, number): Details("", names or (), [], _term_sentences(terms, values))
        for kind, number, terms, names in _fetch(DOCUMENT_ROWS, [list(kinds), list(numbers)])
    }


def explained(rung: Rung, records: Iterable[Any], values: Values) -> list[Any]:
    """Records as a list shows them, each with `why` where there are words. Queries as of_records."""
    shown = list(records)
    if shown and rung.words:
        why = of_records(rung, shown, values, shown[0]._meta.model_name)
        for record in shown:
            record.why = why[number_of(record)]
    return shown


def _fetch(sql: str, params: list) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()
