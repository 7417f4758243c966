"""Words in the sheets of our own columns: countries, languages and terms by any of their names, days as people write
them, and nothing in words, made into what the forms take. A cell that a form takes as it is stays as it is."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from directory import models
from directory.importing.checking import SHEETS, references
from directory.importing.lists.dates import order_shown, read_date
from directory.importing.lists.plain import NA, is_nothing
from directory.importing.lists.planning import PlannedTable
from directory.importing.lists.plans import ListPlan
from directory.importing.lists.values import ValueReader, vocabulary_of
from directory.importing.own_questions import OwnQuestions
from directory.models.partial_dates import exactly, partial_date
from directory.records.fields import (
    ApproximateDateFormField,
    KnownRecords,
    PartialDateFormField,
    WebAddressField,
    split_cell,
)
from directory.tabular import Reading, Sheet, SheetRow
from directory.tabular.tables import SourceColumn, SourceTable

# What the targets of lists call the records of a sheet
RECORDS = {"organisations": "organisation", "partnerships": "partnership", "memberships": "membership"}
VOCABULARIES = (models.Country, models.Language, models.Region, models.Sector, models.Topic)
CHOICES = {
    "partnerships": {"kind": models.Kind, "status": models.Status},
    "memberships": {"role": models.Role},
}
YES = {"organisations": ("international",), "memberships": ("no_longer_listed",)}
# By sheet, the column from which a key can be made
NAME_COLUMNS = {
    "organisations": "name",
    "partnerships": "title",
    "sources": "title",
    "topics": "name",
    "events": "title",
}
COUNTRY_COLUMNS = ("country", "countries")
_NUMBER = re.compile(r"\d{5,}(?:\.\d+)?")
_TAG = re.compile(r"#[a-z][a-z_]*(?:\s*\+\s*[a-z_]+)*", re.IGNORECASE)


def understand_words(reading: Reading, plans: Mapping[str, Mapping[str, Any]]) -> list[PlannedTable]:
    """Make words of codes in all sheets, and leave out rows of HXL tags. Gives the sheets in which only a person can say what is meant, with questions that are
    asked once for each sender; what is not answered stays as it was typed, for the forms to refuse. `plans` has by sheet what was answered."""
    sheets_with_questions: list[PlannedTable] = []
    known_records = KnownRecords()
    for name, sheet in reading.sheets.items():
        if name in SHEETS:
            _leave_out_tags(reading, sheet)
            plan = ListPlan.from_json(dict(plans.get(plan_name(name), {})))
            words = _SheetWords(reading, sheet, plan, known_records)
            words.understand()
            if questions := words.questions.open():
                columns = [SourceColumn(column) for column in sheet.columns]
                table = SourceTable(name, sheet.file, columns)
                sheets_with_questions.append(PlannedTable(table, plan_name(name), plan, questions))
    return sheets_with_questions


def plan_name(sheet: str) -> str:
    """Under which a sender's plan for one of our own sheets is kept: no list of others has a name with a "="."""
    return f"={sheet}"


def _leave_out_tags(reading: Reading, sheet: Sheet) -> None:
    """A row of HXL tags stands under the headings, and is no record."""
    texts = [text.strip() for text in sheet.rows[0].cells.values() if text.strip()] if sheet.rows else []
    if texts and all(map(_TAG.fullmatch, texts)):
        row = sheet.rows.pop(0)
        message = _("This row has HXL tags. It is no record, and was left out.")
        reading.problem(sheet.file, message, row=row.number, is_warning=True)


class _SheetWords:
    """The cells of one sheet that hold words of our vocabularies, days, or addresses."""

    def __init__(self, reading: Reading, sheet: Sheet, plan: ListPlan, known_records: KnownRecords) -> None:
        self.sheet, self.known_records = sheet, known_records
        self.fields = {column: SHEETS[sheet.name].base_fields[column] for column in sheet.columns}
        self.record = RECORDS.get(sheet.name, sheet.name)
        self.codes = dict(self._columns_with_codes(reading))
        self.days = [
            column for column, field in self.fields.items() if isinstance(field, PartialDateFormField)
        ]
        texts = [row.cells.get(column, "") for row in sheet.rows for column in self.days]
        plan.days = plan.days or order_shown(texts)
        self.plan = plan
        self.questions = OwnQuestions(self.record, plan)
        self.reader = ValueReader(plan)

    def _columns_with_codes(self, reading: Reading) -> Iterator[tuple[str, set[str]]]:
        """The columns that hold words of a vocabulary, with its codes; those that the file itself defines as well."""
        for reference in references(SHEETS[self.sheet.name]):
            if reference.column in self.fields and reference.model in VOCABULARIES:
                codes = {*self.known_records[reference.model]}
                if reference.model is models.Topic and "topics" in reading.sheets:
                    codes |= {row.cells.get("key", "") for row in reading.sheets["topics"].rows}
                if reference.model is models.Region:
                    codes |= {*models.Extent.values}
                yield reference.column, codes
        for column, choices in CHOICES.get(self.sheet.name, {}).items():
            if column in self.fields:
                yield column, {*choices.values}
        for column in YES.get(self.sheet.name, ()):
            if column in self.fields:
                yield column, {"yes", "no", "true", "false"}

    def understand(self) -> None:
        if self._has_r_nothing():
            self._ask_about_namibia()
        for row in self.sheet.rows:
            for column, codes in self.codes.items():
                if text := row.cells.get(column, ""):
                    self._understand(row, column, codes, text)
            for column in self.days:
                if text := row.cells.get(column, ""):
                    row.cells[column] = self._day(text, self.fields[column])
            for column, field in self.fields.items():
                text = row.cells.get(column, "")
                if text and isinstance(field, WebAddressField) and (is_nothing(text) or text.strip() == NA):
                    row.cells[column] = ""

    def _understand(self, row: SheetRow, column: str, codes: set[str], text: str) -> None:
        target = f"{self.record}.{column}"
        if set(split_cell(text)) <= codes and not (
            text.strip() == NA and self.questions.is_asked_about_na(target)
        ):
            return
        value = self.reader.read(target, text)
        if not value.unknown and not value.also:
            row.cells[column] = value.text
        for word in value.unknown:
            self.questions.ask_for(target, word)

    def _day(self, text: str, field: PartialDateFormField) -> str:
        """A day that the form does not read, if it is one; what may be two days is left for the form to ask back, and so is a
        number that only a spreadsheet takes for a day."""
        try:
            partial_date(exactly(field.to_python(text)))
        except ValidationError as error:
            if is_nothing(text) or text.strip() == NA:
                return ""
            if (error.code == "ambiguous" and not self.plan.days) or _NUMBER.fullmatch(text.strip()):
                return text
            date = read_date(text, self.plan.days)
            if not date.text or not date.is_read or date.ended:
                return text
            return date.text if isinstance(field, ApproximateDateFormField) else exactly(date.text)
        return text

    def _has_r_nothing(self) -> bool:
        """Whether the sheet writes `NA` where only nothing can be meant, as R does: then it may mean that in a country too."""
        others = [column for column in self._optional() if column not in COUNTRY_COLUMNS]
        return any(row.cells.get(column, "").strip() == NA for row in self.sheet.rows for column in others)

    def _optional(self) -> Iterator[str]:
        for column, field in self.fields.items():
            is_of_codes = column in self.codes and vocabulary_of(f"{self.record}.{column}") != "language"
            if is_of_codes or column in self.days or isinstance(field, (WebAddressField, forms.ChoiceField)):
                yield column

    def _ask_about_namibia(self) -> None:
        for column in COUNTRY_COLUMNS:
            if column in self.codes and any(
                row.cells.get(column, "").strip() == NA for row in self.sheet.rows
            ):
                self.questions.ask_about_na(f"{self.record}.{column}")
