from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.gate.guard import GuardedForm
from directory.gate.plain_text import LineField, ParagraphsField
from directory.models import Organisation, Partnership
from directory.records.duplicates import Alike
from directory.records.fields import NamesField, WebAddressField

IS_DIFFERENT = "different"  # the choice that none of the records is meant

# The kinds of fields in which anything can be written
FREE_TEXT_FIELDS = (LineField, ParagraphsField, NamesField, WebAddressField)


def free_texts(form: forms.Form) -> list[str]:
    """The names of the fields of a form in which anything can be written, and so case data, too."""
    return [name for name, field in form.fields.items() if isinstance(field, FREE_TEXT_FIELDS)]


class DifferentForm(GuardedForm):
    """Whether one of the records that look alike is meant. An organisation can be taken from the directory; a partnership
    that is listed already is changed on its own page."""

    guarded = ("because",)

    which = forms.ChoiceField(label=gettext_lazy("Is it this one?"), widget=forms.RadioSelect)
    because = ParagraphsField(
        label=gettext_lazy("What is different?"),
        help_text=gettext_lazy("The reviewer reads this. It is not published."),
        max_length=1000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(self, typed=None, *, alike: list[Alike], **options):
        super().__init__(typed, **options)
        same = [
            (candidate.record.slug, self._same(candidate.record) % {"name": candidate.record})
            for candidate in alike
        ]
        self.fields["which"].choices = [*same, (IS_DIFFERENT, _("No, ours is another one"))]
        names = _("”, “").join(str(candidate.record) for candidate in alike)
        self.fields["which"].error_messages["required"] = _("Say whether it is “%(names)s”") % {
            "names": names
        }

    @staticmethod
    def _same(record: Organisation | Partnership) -> str:
        if isinstance(record, Organisation):
            return _("Yes, it is %(name)s")
        return _("Yes, it is %(name)s. Go to its page to change or confirm it")

    def clean(self):
        cleaned = super().clean()
        if (
            cleaned.get("which") == IS_DIFFERENT
            and not cleaned.get("because")
            and "because" not in self.errors
        ):
            self.add_error("because", _("Say in a few words what is different"))
        return cleaned


class SecondReviewerForm(GuardedForm):
    guarded = ("why",)

    why = ParagraphsField(
        label=gettext_lazy("What should the second reviewer know?"),
        max_length=2000,
        widget=forms.Textarea({"rows": 5}),
    )
