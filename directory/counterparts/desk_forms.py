from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.gate.guard import GuardedForm
from directory.gate.plain_text import LineField
from directory.models import (
    ContactPoint,
    ContactPointCountry,
    ContactPointLanguage,
    ContactPointTopic,
    Country,
)
from directory.questionnaire import DeskStep, question_from
from directory.records.forms import ContactPointForm
from directory.records.hours_field import WeekWidget, time_zone_choices
from directory.rights.mailboxes import looks_personal

# The fields of a desk that stand in its own row, and those that stand in a table of their own: its model and the column
# with the code.
PLAIN = (
    *(
        "name",
        "purpose",
        "mailbox",
        "phone",
        "web_form",
        "opening_hours",
        "time_zone",
        "hours",
        "requirements",
    ),
    *("visibility", "is_worldwide", "is_urgent", "may_be_tested"),
)
LISTS = {
    "topics": (ContactPointTopic, "topic"),
    "countries": (ContactPointCountry, "country"),
    "languages": (ContactPointLanguage, "language"),
}


class OwnDeskForm(DeskStep):
    """A desk as its organisation describes it: the questions of the questionnaire about a desk, and more.

    Where the mailbox reads like a person's name, a question `is_shared` is added, and the form is valid only when it is
    ticked: several people read the mailbox, or it belongs to the desk.
    """

    guarded = ("name", "hours", "requirements")

    field_order = (
        *("name", "purpose", "mailbox", "phone", "web_form", "visibility", "topics", "is_worldwide"),
        *("countries", "languages", "opening_hours", "time_zone", "hours", "is_urgent", "requirements"),
        "may_be_tested",
    )

    purpose = question_from(ContactPointForm, "purpose", gettext_lazy("What is it for?"), required=True)
    visibility = question_from(
        ContactPointForm,
        "visibility",
        gettext_lazy("Who may see it?"),
        gettext_lazy(
            "Each showing of a desk that not everybody may see is logged, and you can read the log."
        ),
    )
    topics = question_from(
        ContactPointForm, "topics", gettext_lazy("Which topics?"), gettext_lazy("None means every topic.")
    )
    is_worldwide = question_from(ContactPointForm, "is_worldwide", gettext_lazy("It serves every country"))
    countries = question_from(
        ContactPointForm,
        "countries",
        gettext_lazy("Which countries does it serve?"),
        gettext_lazy("None means the organisation’s own country."),
    )
    opening_hours = question_from(
        ContactPointForm,
        "opening_hours",
        gettext_lazy("When is it open?"),
        gettext_lazy(
            "By the clock on its wall, for example 9:00–17:00, or 9–12, 13–17, or 22:00–6:00 for a night that ends the"
            " next day. Leave a day empty if it is closed, and all of them if you do not want to say. Holidays are not"
            " asked about."
        ),
        widget=WeekWidget(),
    )
    time_zone = question_from(ContactPointForm, "time_zone", gettext_lazy("In which time zone?"))
    hours = question_from(
        ContactPointForm,
        "hours",
        gettext_lazy("Anything to add about its hours"),
        gettext_lazy("For example: closed in August. In urgent cases at night, ring the duty officer."),
    )
    is_urgent = question_from(
        ContactPointForm, "is_urgent", gettext_lazy("It takes urgent requests at any hour, on any day")
    )
    requirements = question_from(
        ContactPointForm,
        "requirements",
        gettext_lazy("What must a request contain?"),
        gettext_lazy(
            "For example: the legal basis, a deadline, a reference to a treaty. No details of a case."
        ),
    )
    may_be_tested = question_from(
        ContactPointForm,
        "may_be_tested",
        gettext_lazy("We may test the mailbox: twice a year it gets an e-mail with a link to open"),
    )

    def __init__(self, *arguments, country: Country | None = None, **options):
        """`country`: where the organisation is at home, so that its time zones come first."""
        super().__init__(*arguments, **options)
        if country:
            zones = self.fields["time_zone"]
            zones.choices = time_zone_choices(zones.choices, country=country.code, country_name=country.name)

    def _clean_fields(self):
        typed = str(self["mailbox"].data or "").strip()
        # A mailbox that is in the directory already was questioned when it was entered.
        is_questioned = looks_personal(typed) and typed != self.initial.get("mailbox")
        if is_questioned:
            self.fields["is_shared"] = forms.BooleanField(
                label=_("Several people read this mailbox, or it belongs to the desk"), required=False
            )
        super()._clean_fields()
        if is_questioned and not self.cleaned_data.pop("is_shared") and "mailbox" not in self.errors:
            self.add_error(
                "mailbox",
                _(
                    "This looks like a person’s own mailbox. Enter a shared one, or say at the end that it is one."
                ),
            )


def values_of(desk: ContactPoint) -> dict[str, object]:
    """The initial values of the form for a desk. Three queries."""
    initial: dict[str, object] = {name: getattr(desk, name) for name in PLAIN}
    for name, (through, target) in LISTS.items():
        codes = through.objects.filter(contact_point=desk).values_list(f"{target}_id", flat=True)
        initial[name] = list(codes)
    return initial


class PurposeForm(GuardedForm):
    guarded = ("purpose",)

    purpose = LineField(
        label=gettext_lazy("What do you need contact points for today?"),
        max_length=300,
        help_text=gettext_lazy(
            "For example: a request to preserve data, or preparing a joint training. No details of a case."
            " Organisations whose desks you open can read it."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
