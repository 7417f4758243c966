import re
import uuid

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.gate.guard import GuardedForm
from directory.gate.plain_text import LineField, ParagraphsField
from directory.models import ContactPoint, Organisation, Representative, User, Verification

LONGEST_MESSAGE = 4000
MOST_LINKS = 2
# With a scheme or without: what mail programs make a link of
LINK = re.compile(
    r"(?:\b[a-z][a-z0-9+.-]{1,20}://|\bwww\.|\b(?:[\w-]{1,63}\.){1,8}[a-z]{2,24}/)", re.IGNORECASE
)


def links_in(text: str) -> int:
    """How many links a text has; one that a space does not end counts once."""
    return sum(1 for word in text.split() if LINK.search(word))


class DeskChoiceForm(forms.Form):
    """The desk that an address names by its key."""

    desk = forms.SlugField(max_length=80)


class MessageForm(GuardedForm):
    """What one side writes to the other.

    No reviewer reads it before the other side does, so what the guard refuses cannot be declared a false alarm.
    """

    guarded = ("body",)
    takes_false_alarms = False

    body = ParagraphsField(
        label=gettext_lazy("Your message"),
        help_text=gettext_lazy(
            "Write about cooperation, never about a case: no names, no links to material, no case numbers."
        ),
        max_length=LONGEST_MESSAGE,
        widget=forms.Textarea({"rows": 10}),
    )
    shows_address = forms.BooleanField(required=False)

    def __init__(self, posted=None, *, address: str, **options):
        super().__init__(posted, **options)
        self.address = address
        self.fields["shows_address"].label = _("Show the address %(address)s with this message") % {
            "address": address
        }

    def clean(self):
        cleaned = super().clean()
        texts = (cleaned.get(name, "") for name in self.guarded)
        if sum(links_in(text) for text in texts) > MOST_LINKS:
            sentence = _(
                "A message has %(most)s links at most. Take some out, and say in words what they lead to."
            )
            self.add_error("body", sentence % {"most": MOST_LINKS})
        return cleaned

    @property
    def shown_address(self) -> str:
        return self.address if self.cleaned_data["shows_address"] else ""


class NewEnquiryForm(MessageForm):
    """The first message of an enquiry; `organisation` is asked only where the account has any to write for."""

    guarded = ("subject", "body")

    # The primary key that the enquiry will have, so that a form that is sent twice is one enquiry.
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    organisation = forms.ChoiceField(
        label=gettext_lazy("For which organisation do you write?"),
        help_text=gettext_lazy(
            "The desk sees its name, and that you speak for it or are a verified official of it."
        ),
        required=False,
    )
    subject = LineField(label=gettext_lazy("Subject"), max_length=150)

    field_order = ("organisation", "subject", "body", "shows_address", "key")

    def __init__(self, posted=None, *, desk: ContactPoint, user: User):
        super().__init__(posted, address=user.email)
        self.desk = desk
        spoken_for = Representative.objects.current().of(user).values("organisation")
        # Officials count as such only in a session with a second factor, as in `ContactPoint.objects.visible_to`.
        verifications = (
            Verification.objects.current().of(user)
            if user.gave_second_factor
            else Verification.objects.none()
        )
        organisations = Organisation.objects.published().filter(
            Q(pk__in=spoken_for) | Q(pk__in=verifications.values("organisation"))
        )
        # Those for which the account may write, by key; and the primary keys of those of which it is an official.
        self.organisations = {
            organisation.slug: organisation for organisation in organisations.order_by("sort_name")
        }
        self.official_of = (
            set(verifications.values_list("organisation", flat=True)) if self.organisations else set()
        )
        if self.organisations:
            names = [(slug, organisation.name) for slug, organisation in self.organisations.items()]
            self.fields["organisation"].choices = [("", _("For none of them")), *names]
        else:
            del self.fields["organisation"]

    def clean_organisation(self) -> Organisation | None:
        return self.organisations.get(self.cleaned_data["organisation"])

    @property
    def is_from_official(self) -> bool:
        organisation = self.cleaned_data.get("organisation")
        return bool(organisation and organisation.pk in self.official_of)

    def begin_another(self) -> None:
        """Let the form, when it is sent again, be an enquiry of its own."""
        self.data = self.data.copy()
        self.data["key"] = uuid.uuid4()
        sentence = _("You sent this form before, with other words. Send it again to begin another enquiry.")
        self.add_error(None, sentence)


class BlockForm(GuardedForm):
    """What the desk does about a sender."""

    guarded = ("reason",)
    takes_false_alarms = False

    REPORT = "report"
    what = forms.ChoiceField(
        label=gettext_lazy("What should happen?"),
        choices=[
            ("block", gettext_lazy("This desk takes no more messages from the sender")),
            (REPORT, gettext_lazy("The same, and the secretariat looks at this enquiry")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what should happen.")},
    )
    reason = ParagraphsField(
        label=gettext_lazy("For the secretariat: what is the matter?"),
        max_length=1000,
        required=False,
        widget=forms.Textarea({"rows": 4}),
    )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("what") == self.REPORT and not cleaned.get("reason") and "reason" not in self.errors:
            self.add_error("reason", _("Say in a few words what is the matter."))
        return cleaned

    @property
    def reported(self) -> str:
        """The reason, where the secretariat is to look at the enquiry; else "", whatever was typed there."""
        return self.cleaned_data["reason"] if self.cleaned_data["what"] == self.REPORT else ""
