"""Imports: a file that a reviewer received, what its rows would change, and whether they were applied and undone."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ImportSender(models.Model):
    """Whoever sends sheets, with what they call things: see `tabular.SenderNames`. `defaults` is what stands in a column
    where their file says nothing.

    `plans` say how their lists are read that have not our columns: a ListPlan as JSON, by the shape of a table.
    `record_keys` has, by sheet and by their number or name of a record, the key that it has here."""

    name = models.CharField(_("sender"), max_length=200, unique=True)
    # The sender's name of a sheet or column -> the known one
    sheets = models.JSONField(default=dict)
    columns = models.JSONField(default=dict)
    defaults = models.JSONField(default=dict)
    plans = models.JSONField(default=dict, db_default={})
    record_keys = models.JSONField(default=dict, db_default={})

    def __str__(self) -> str:
        return self.name


class ImportState(models.TextChoices):
    READING = "reading", _("Is being read")
    READ = "read", _("Waits for you")
    APPLYING = "applying", _("Is being applied")
    APPLIED = "applied", _("Applied")
    UNDOING = "undoing", _("Is being undone")
    UNDONE = "undone", _("Undone")
    UNREADABLE = "unreadable", _("Cannot be read")
    DISCARDED = "discarded", _("Discarded")


AT_WORK = [ImportState.READING, ImportState.APPLYING, ImportState.UNDOING]
WITH_FILE = [ImportState.READING, ImportState.READ, ImportState.APPLYING]


class ImportQuerySet(models.QuerySet):
    def at_work(self):
        """Those that a job reads, applies or undoes."""
        return self.filter(state__in=AT_WORK)


class Import(models.Model):
    """A file and what became of it. The file itself is kept until it is applied or discarded."""

    sender = models.ForeignKey(ImportSender, models.PROTECT, related_name="imports", verbose_name=_("sender"))
    # As the sender called it: shown, never used as a path
    file_name = models.CharField(_("file"), max_length=200)
    file = models.BinaryField(default=bytes)
    why = models.CharField(_("reason"), max_length=300)
    state = models.CharField(max_length=12, choices=ImportState, default=ImportState.READING)
    written = models.JSONField(default=dict)  # the known name of each sheet in the file, or ""
    headers = models.JSONField(default=dict)  # the columns as written, by the sheet's known name
    # What a person can say about a list that has not our columns: a PlannedTable as JSON for each of its tables
    questions = models.JSONField(default=list, db_default=[])
    # Of no single row: [file, row, column, value, message, is_warning]
    problems = models.JSONField(default=list)
    counts = models.JSONField(default=dict)  # rows by sheet and state
    # Once the file is gone: the rows that did not come in, in the sender's columns, with the reasons
    left_rows = models.JSONField(default=list, db_default=[])
    message = models.TextField(blank=True)  # why it was not read, applied or undone
    # Rows of `total` that the job has looked at, told while it works
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    context = models.UUIDField(null=True)  # under which the history keeps what it changed
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    applied_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    applied_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ImportState.values), name="import_state_known"),
            models.CheckConstraint(
                # A file may name people: it goes as soon as nobody needs it
                condition=Q(state__in=WITH_FILE) | Q(file=b""),
                name="import_file_kept_until_decided",
            ),
            models.CheckConstraint(
                condition=Q(applied_at__isnull=False) | ~Q(state__in=["applied", "undoing", "undone"]),
                name="import_applied_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_at_work(self) -> bool:
        return self.state in AT_WORK

    @property
    def errors(self) -> list[list]:
        """What is wrong with the file as a whole."""
        return [problem for problem in self.problems if not problem[-1]]

    @property
    def warnings(self) -> list[list]:
        return [problem for problem in self.problems if problem[-1]]


class RowState(models.TextChoices):
    WRONG = "wrong", _("Wrong")
    DOUBTFUL = "doubtful", _("Doubtful")
    NEW = "new", _("New")
    CHANGED = "changed", _("Changed")
    SAME = "same", _("Same")
    LEFT_OUT = "left_out", _("Left out")


class Decision(models.TextChoices):
    """What a reviewer says about a row that may be about a record which is there, or that says what an older source did."""

    UPDATE = "update", _("This is it: take over what the file says")
    KEEP = "keep", _("This is it: leave it as it is")
    ANOTHER = "another", _("It is another one")
    OLDER = "older", _("Take the older statement")


class ImportRowQuerySet(models.QuerySet):
    def older(self):
        """Those that would put an older statement over a newer one."""
        return self.filter(state=RowState.DOUBTFUL, is_older=True)

    def with_mixtures(self):
        """Those with a new name in which a word is of several scripts."""
        return self.exclude(mixtures=[])

    def decided_since(self):
        """Those about which a reviewer decided after the file was compared with the directory."""
        # That an older row is about a record is decided before what becomes of it
        decided = Q(is_older=False) | ~Q(decision=Decision.UPDATE)
        return self.filter(decided, state=RowState.DOUBTFUL).exclude(decision="")


class ImportRow(models.Model):
    """A row of a file, what it would change, or what is wrong with it."""

    of_import = models.ForeignKey(Import, models.CASCADE, related_name="rows")
    # The known name: partnerships, organisations, memberships, ...
    sheet = models.CharField(max_length=30)
    # Where the row is, as a reviewer finds it: a sheet of a workbook, a CSV file of an archive
    file = models.CharField(max_length=300)
    # The row's number in that sheet as a spreadsheet shows it
    number = models.PositiveIntegerField()
    # Of the records of that sheet which one row gives, counted from 0
    part = models.PositiveIntegerField(default=0, db_default=0)
    # What names the record in the file, and the record's name: shown on the page
    key = models.CharField(max_length=300)
    name = models.CharField(max_length=500)
    state = models.CharField(max_length=10, choices=RowState)
    # Column -> text, as typed: judged anew when the row is applied
    cells = models.JSONField(default=dict)
    changes = models.JSONField(default=list)  # [column, what stands there, what would]
    problems = models.JSONField(default=list)  # [column, value, message]
    alike = models.JSONField(default=list)  # [key, name, reasons]
    # Whether it would put an older statement over a newer one: among the problems stands which
    is_older = models.BooleanField(default=False, db_default=False)
    # [column, value, sentence] of new names with a word of several scripts, which may pretend to be another
    mixtures = models.JSONField(default=list, db_default=[])
    decision = models.CharField(max_length=10, choices=Decision, blank=True)
    same_as = models.CharField(max_length=80, blank=True)  # the key of the record that it is about

    objects = ImportRowQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["of_import", "sheet", "number", "part"], name="import_row_once"),
            models.CheckConstraint(
                condition=Q(decision="") | Q(decision__in=Decision.values), name="import_row_decision_known"
            ),
        ]
        # Pages of one state, in the order of the file
        indexes = [models.Index(fields=["of_import", "state", "id"], name="import_row_by_state")]

    @property
    def position(self) -> tuple[str, int, int]:
        return self.sheet, self.number, self.part
