"""The forms of what was promised, reported, published, given and counted."""

from django import forms
from django.utils.translation import gettext_lazy as _

from directory import models
from directory.gate.plain_text import LineField
from directory.records.fields import (
    KeyField,
    OneOfField,
    PartialDateFormField,
    ReferenceField,
    ReferencesField,
    SomeOfField,
    SourcesField,
    StatedNumberField,
    WebAddressField,
)
from directory.records.record_form import RecordForm


class CommitmentForm(RecordForm):
    model = models.Commitment
    renamed = {
        "key": "slug",
        "owner_organisation": "owner_organisations",
        "owner_partnership": "owner_partnerships",
        "owner_country": "owner_countries",
    }

    key = KeyField(label=_("key"))
    kind = OneOfField(label=_("kind"), choices=models.CommitmentKind.choices)
    text = LineField(label=_("text"), max_length=500)
    owner_organisation = ReferencesField(models.Organisation, label=_("owners"), required=False)
    owner_partnership = ReferencesField(
        models.Partnership, label=_("partnerships that are owners"), required=False
    )
    owner_country = ReferencesField(models.Country, label=_("countries that are owners"), required=False)
    owner_basis = OneOfField(
        label=_("how the owner is known"),
        choices=[("", _("Not stated")), *models.OwnerBasis.choices],
        required=False,
    )
    partners = ReferencesField(models.Organisation, label=_("partners"), required=False)
    partner_partnerships = ReferencesField(
        models.Partnership, label=_("partnerships that are partners"), required=False
    )
    partner_countries = ReferencesField(
        models.Country, label=_("countries that are partners"), required=False
    )
    due = PartialDateFormField(label=_("due"), required=False)
    due_basis = OneOfField(
        label=_("how the due date is known"),
        choices=[("", _("Not stated")), *models.DueBasis.choices],
        required=False,
    )
    condition = LineField(label=_("condition"), max_length=300, required=False)
    counted = StatedNumberField(label=_("how many promised"), required=False)
    made_on = PartialDateFormField(label=_("made on"), required=False)
    event = ReferenceField(models.Event, label=_("event"), required=False)
    topic = ReferenceField(models.Topic, label=_("topic"), required=False)
    source = SourcesField()

    def check(self, cleaned):
        self.check_order(cleaned, "made_on", "due", _("It cannot be due before it was made."))
        self.check_basis(
            cleaned, "due_basis", "due", message=_("Say how the due date is known, or give none.")
        )
        owners = ("owner_organisation", "owner_partnership", "owner_country")
        self.check_basis(
            cleaned, "owner_basis", *owners, message=_("Say how the owner is known, or name none.")
        )


class ProgressReportForm(RecordForm):
    model = models.ProgressReport
    renamed = {}
    identity = ("commitment", "reported", "text")
    looked_up_by = ("commitment",)

    commitment = ReferenceField(models.Commitment, label=_("commitment"))
    reported = PartialDateFormField(label=_("reported"))
    progress = OneOfField(label=_("progress"), choices=models.Progress.choices)
    text = LineField(label=_("text"), max_length=1000)
    source = ReferenceField(models.Source, label=_("source"), required=False)


class ResourceForm(RecordForm):
    model = models.Resource

    key = KeyField(label=_("key"))
    title = LineField(label=_("title"), max_length=200)
    kind = OneOfField(label=_("kind"), choices=models.ResourceKind.choices)
    publisher = ReferenceField(models.Organisation, label=_("publisher"), required=False)
    publisher_partnership = ReferenceField(
        models.Partnership, label=_("publishing partnership"), required=False
    )
    url = WebAddressField(label=_("link"))
    countries = ReferencesField(models.Country, label=_("countries"), required=False)
    languages = ReferencesField(models.Language, label=_("languages"), required=False)
    topics = ReferencesField(models.Topic, label=_("topics"), required=False)
    description = LineField(label=_("description"), max_length=400, required=False)
    audience = SomeOfField(label=_("audience"), choices=models.Audience.choices, required=False)
    year = PartialDateFormField(label=_("year"), required=False)
    source = SourcesField()


class ContributionForm(RecordForm):
    model = models.Contribution
    renamed = {}
    identity = ("partnership", "giver_organisation", "giver_country", "amount", "currency", "year")
    looked_up_by = ("partnership",)

    partnership = ReferenceField(models.Partnership, label=_("partnership"))
    giver_organisation = ReferenceField(models.Organisation, label=_("giver"), required=False)
    giver_country = ReferenceField(models.Country, label=_("country that gives"), required=False)
    amount = StatedNumberField(label=_("amount"))
    currency = forms.RegexField(
        r"^[A-Z]{3}\Z",
        label=_("currency"),
        error_messages={"invalid": _("Write the three letters of the currency, such as EUR, GBP or USD.")},
    )
    year = PartialDateFormField(label=_("year"), required=False)
    source = SourcesField()

    def check(self, cleaned):
        self.check_one(
            cleaned,
            ("giver_organisation", "giver_country"),
            _("Name one giver: an organisation or a country."),
        )


class FigureForm(RecordForm):
    model = models.Figure

    key = KeyField(label=_("key"))
    statement = LineField(label=_("what it counts"), max_length=300)
    value = LineField(label=_("value"), max_length=60, minimum_letters=1)
    unit = LineField(label=_("unit"), max_length=60, minimum_letters=1)
    year = PartialDateFormField(label=_("year"), required=False)
    source = SourcesField()
