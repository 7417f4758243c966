"""The forms of events, of their sessions, and of who took part."""

from django import forms
from django.utils.translation import gettext_lazy as _

from directory import models
from directory.gate.plain_text import LineField, ParagraphsField
from directory.records.fields import (
    KeyField,
    OneOfField,
    PartialDateFormField,
    ReferenceField,
    SessionField,
    SourcesField,
    WebAddressField,
)
from directory.records.record_form import RecordForm, basis


class EventForm(RecordForm):
    model = models.Event

    key = KeyField(label=_("key"))
    title = LineField(label=_("title"), max_length=300)
    acronym = LineField(label=_("acronym"), max_length=40, required=False)
    starts = PartialDateFormField(label=_("starts"), required=False)
    ends = PartialDateFormField(label=_("ends"), required=False)
    date_basis = OneOfField(
        label=_("how the date is known"),
        choices=[("", _("Not stated")), *models.DateBasis.choices],
        required=False,
    )
    status = OneOfField(label=_("status"), choices=models.EventStatus.choices)
    place = LineField(label=_("place"), max_length=200, required=False)
    country = ReferenceField(models.Country, label=_("country"), required=False)
    summary = ParagraphsField(label=_("summary"), max_length=1000, required=False)
    website = WebAddressField(label=_("website"))
    partnership = ReferenceField(models.Partnership, label=_("partnership"), required=False)
    source = SourcesField()

    def check(self, cleaned):
        self.check_order(cleaned, "starts", "ends", _("An event cannot end before it starts."))
        self.check_basis(
            cleaned, "date_basis", "starts", message=_("Say how the date is known, or give none.")
        )


class EventSessionForm(RecordForm):
    model = models.EventSession
    renamed = {}
    identity = ("event", "key")
    looked_up_by = ("event",)

    event = ReferenceField(models.Event, label=_("event"))
    key = KeyField(label=_("key"))
    title = LineField(label=_("title"), max_length=200)
    topic = ReferenceField(models.Topic, label=_("topic"), required=False)
    order = forms.IntegerField(label=_("order"), min_value=0, max_value=999)


class ParticipationForm(RecordForm):
    model = models.Participation
    renamed = {}
    identity = ("event", "session", "organisation", "country", "partnership", "role")
    looked_up_by = ("event",)

    event = ReferenceField(models.Event, label=_("event"))
    session = SessionField(label=_("session"), required=False)
    organisation = ReferenceField(models.Organisation, label=_("organisation"), required=False)
    country = ReferenceField(models.Country, label=_("country"), required=False)
    partnership = ReferenceField(models.Partnership, label=_("partnership"), required=False)
    role = OneOfField(label=_("role"), choices=models.ParticipationRole.choices)
    basis = basis()
    source = SourcesField()

    def check(self, cleaned):
        self.check_one(
            cleaned,
            ("organisation", "country", "partnership"),
            _("Name one participant: an organisation, a country or a partnership."),
        )
        if cleaned.get("session") and cleaned.get("event"):
            cleaned["session"] = self.session_of(cleaned["event"], cleaned["session"])
        cleaned["basis"] = cleaned.get("basis") or models.Basis.STATED

    def session_of(self, event: str, session: str) -> str:
        """The session as others refer to it. In a sheet of participations its own key is enough."""
        slug = session if "/" in session else f"{event}/{session}"
        if slug not in self.known_records[models.EventSession] or not slug.startswith(f"{event}/"):
            message = _("“%(session)s” is no session of “%(event)s”.")
            self.add_error("session", message % {"session": session, "event": event})
        return slug
