"""What a reviewer says about a file: who sent it, what its columns are, which records it is about."""

from collections.abc import Iterable, Mapping

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.gate.plain_text import LineField
from directory.importing import COLUMNS, SHEETS
from directory.models import Decision, Import, ImportRow, ImportSender
from directory.tabular.archives import MAX_PACKED

ALWAYS_ASKED = "source"  # of columns that the file lacks: what stands behind the statements
LONGEST_NAME = 200


class UploadForm(forms.Form):
    sender = LineField(
        label=gettext_lazy("Who sent the file"),
        help_text=gettext_lazy("What they call columns is remembered under this name."),
        max_length=200,
    )
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "A workbook (XLSX, ODS), a table as text (CSV, TSV), a ZIP file of such, or JSON as it was downloaded here, of"
            " Open Referral (HSDS) or of others. Its columns may have names of their own. 5 MB at most."
        ),
        error_messages={"required": gettext_lazy("Choose a file. It can have 5 MB at most.")},
        widget=forms.FileInput({"accept": ".csv,.tsv,.txt,.zip,.xlsx,.ods,.json,.ndjson"}),
    )
    why = LineField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("It stands in the history of each record that changes."),
        max_length=300,
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MAX_PACKED:
            message = _("The file has more than %(limit)s MB. Send it in several parts, or packed as ZIP.")
            raise forms.ValidationError(message % {"limit": MAX_PACKED // 1024**2}, code="too_large")
        return file


class ColumnsForm(forms.Form):
    """For each sheet of a file which of ours it is, for each of its columns which of ours that is, and the text that
    stands in a column where the file says nothing.

    Sheets and columns are numbered in the names of fields, for what a sender writes is no name for a field.
    """

    def __init__(self, typed=None, *, file_import: Import):
        super().__init__(typed)
        self.sender: ImportSender = file_import.sender
        self.written: dict[str, str] = file_import.written
        self.headers: dict[str, list[str]] = file_import.headers
        sheet_choices = [("", _("Do not read")), *((name, name) for name in SHEETS)]
        for position, (written, name) in enumerate(self.written.items()):
            label = _("Sheet “%(name)s”") % {"name": written}
            self.fields[f"sheet-{position}"] = forms.ChoiceField(
                label=label, choices=sheet_choices, initial=name, required=False
            )
        for name, columns in self.headers.items():
            column_choices = [("", _("Do not read")), *((column, column) for column in COLUMNS.get(name, ()))]
            for position, written in enumerate(columns):
                label = _("%(sheet)s: column “%(name)s”") % {"sheet": name, "name": written}
                self.fields[f"column-{name}-{position}"] = forms.ChoiceField(
                    label=label,
                    choices=column_choices,
                    initial=self._known_name(name, written),
                    required=False,
                )
            for column in self._missing(name):
                label = _("%(sheet)s: what stands in “%(name)s” where the file says nothing")
                self.fields[f"default-{name}-{column}"] = LineField(
                    label=label % {"sheet": name, "name": column},
                    required=False,
                    max_length=200,
                    initial=self.sender.defaults.get(name, {}).get(column, ""),
                )

    def _known_name(self, name: str, written: str) -> str:
        known_as = self.sender.columns.get(name, {}).get(written, written)
        return known_as if known_as in COLUMNS.get(name, {}) else ""

    def _missing(self, name: str) -> list[str]:
        """The columns that the file should have and has not; and those that were given a value before."""
        columns_read = {self._known_name(name, written) for written in self.headers[name]}
        defaults = self.sender.defaults.get(name, {})
        return [
            column
            for column, is_required in COLUMNS.get(name, {}).items()
            if column in defaults
            # One key for all rows would make them one record.
            or (column not in columns_read and column != "key" and (is_required or column == ALWAYS_ASKED))
        ]

    def clean(self):
        cleaned = super().clean()
        self._once("sheet-", _("Two sheets cannot be the same one."))
        for name in self.headers:
            self._once(f"column-{name}-", _("Two columns cannot be the same one."))
        return cleaned

    def _once(self, prefix: str, message: str) -> None:
        """Refuse a sheet or column that was chosen before in a field whose name begins with `prefix`."""
        chosen = set()
        for field, name in list(self.cleaned_data.items()):
            if field.startswith(prefix) and name:
                if name in chosen:
                    self.add_error(field, message)
                chosen.add(name)

    def save(self) -> None:
        """Remember it for this sender."""
        sheets, columns, defaults = self.sender.sheets, self.sender.columns, self.sender.defaults
        for position, written in enumerate(self.written):
            sheets[written] = self.cleaned_data[f"sheet-{position}"]
        for name, headers in self.headers.items():
            known_names = columns.setdefault(name, {})
            for position, written in enumerate(headers):
                known_names[written] = self.cleaned_data[f"column-{name}-{position}"]
            texts = {column: self.cleaned_data[f"default-{name}-{column}"] for column in self._missing(name)}
            defaults[name] = {column: text for column, text in texts.items() if text}
        self.sender.save(update_fields=["sheets", "columns", "defaults"])


class DecisionsForm(forms.Form):
    """For each doubtful row, whether it is about a record of the directory, and about which."""

    def __init__(self, typed=None, *, rows: Iterable[ImportRow]):
        super().__init__(typed)
        self.rows = {f"row-{row.pk}": row for row in rows}
        for name, row in self.rows.items():
            self.fields[name] = forms.ChoiceField(
                label=(_("What stands of “%(name)s”?") if row.is_older else _("What is “%(name)s”?"))
                % {"name": row.name},
                choices=list(self._choices(row)),
                required=False,
                # The table of rows stands outside the form, whose id this is.
                widget=forms.Select({"form": "decisions"}),
                initial=f"{row.decision}:{row.same_as}" if row.decision else "",
            )
            row.field = self[name]

    @staticmethod
    def _choices(row: ImportRow) -> Iterable[tuple[str, str]]:
        if row.is_older:
            # About which record it is may have been decided before, and stays so
            yield f"{Decision.UPDATE}:{row.same_as}" if row.same_as else "", _("Not decided")
            yield f"{Decision.OLDER}:{row.same_as}", Decision.OLDER.label
            yield f"{Decision.KEEP}:{row.same_as}", _("Keep what the directory has")
            return
        yield "", _("Not decided")
        yield f"{Decision.ANOTHER}:", Decision.ANOTHER.label
        for key, name, _reasons in row.alike:
            for decision in (Decision.UPDATE, Decision.KEEP):
                words = _("“%(name)s”. %(decision)s")
                yield f"{decision}:{key}", words % {"name": name, "decision": decision.label}

    def save(self) -> None:
        changed: list[ImportRow] = []
        for name, row in self.rows.items():
            decision, _colon, same_as = self.cleaned_data[name].partition(":")
            if (row.decision, row.same_as) != (decision, same_as):
                row.decision, row.same_as = decision, same_as
                changed.append(row)
        ImportRow.objects.bulk_update(changed, ["decision", "same_as"])


class OlderForm(forms.Form):
    """What becomes of all rows at once that would put an older statement over a newer one."""

    decision = forms.ChoiceField(
        label=gettext_lazy("All rows that rest on an older source"),
        choices=[
            (Decision.KEEP.value, gettext_lazy("Keep what the directory has")),
            (Decision.OLDER.value, Decision.OLDER.label),
        ],
        initial=Decision.KEEP.value,
    )


class ApplyForm(forms.Form):
    leave_out = forms.BooleanField(
        label=gettext_lazy("Leave out rows that are wrong or doubtful, and what refers to them"),
        required=False,
    )

    def __init__(self, typed=None, *, counts: Mapping[str, int]):
        super().__init__(typed)
        # Without them nothing is asked: a file that is right is applied as a whole.
        self.to_leave_out = counts.get("wrong", 0) + counts.get("doubtful", 0)
        if not self.to_leave_out:
            del self.fields["leave_out"]

    def clean(self):
        cleaned = super().clean()
        if self.to_leave_out and not cleaned.get("leave_out"):
            self.add_error(
                "leave_out",
                _("Some rows are wrong or doubtful. Correct the file, decide, or leave them out."),
            )
        return cleaned
