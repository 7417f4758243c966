"""The list of places to report abuse, where reviewers correct it. What they change shows at once, and has history."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.gate.form_keys import sent_once
from directory.gate.plain_text import LineField
from directory.models import ChannelKind, ChannelStatus, Country, ReportingChannel
from directory.records import channel_list
from directory.records.channel_form import ReportingChannelForm, fields_of
from directory.records.channel_list import ChannelChangedSince, ChannelListedAlready
from directory.review.channel_history import changes_of
from directory.review.forms import ReasonForm
from directory.rights import permissions
from directory.rights.methods import require_http_methods, require_POST, require_safe

REASON_MOST = 300  # characters


def _countries() -> list[tuple[str, str]]:
    """Codes and names, in the order of the names. One query."""
    return [(country.code, country.name) for country in Country.objects.by_rank()]


class ChannelFilterForm(forms.Form):
    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False)
    status = forms.ChoiceField(
        label=gettext_lazy("How well it is known"),
        required=False,
        choices=[
            ("", gettext_lazy("All")),
            *ChannelStatus.choices,
            ("corrected", gettext_lazy("Corrected here")),
            ("removed", gettext_lazy("Removed")),
        ],
    )

    def __init__(self, typed, *, countries: list[tuple[str, str]]):
        super().__init__(typed)
        self.fields["country"].choices = [("", _("All")), *countries]


class CorrectionForm(ReportingChannelForm):
    """What a reviewer types: the fields of a channel, when it was checked, and why it is as it is."""

    checked_on = forms.DateField(
        label=gettext_lazy("Last checked"),
        required=False,
        help_text=gettext_lazy(
            "The day on which somebody opened the address or called the number, such as 2026-11-29."
        ),
        widget=forms.DateInput({"autocomplete": "off"}, format="%Y-%m-%d"),
    )
    why = LineField(
        label=gettext_lazy("How you know it"),
        max_length=REASON_MOST,
        help_text=gettext_lazy(
            "It stands in the history of this entry, with your name. Only reviewers read it."
        ),
    )

    def __init__(self, typed=None, *, channel: ReportingChannel | None, country: str = "", **options):
        initial = {"country": country, "status": ChannelStatus.CONFIRMED, "kind": ChannelKind.HOTLINE}
        if channel:
            initial = {column: self.model_field(column).value_from_object(channel) for column in COLUMNS}
        neighbours = ReportingChannel.objects.listed().exclude(pk=channel.pk if channel else None)
        super().__init__(typed, initial=initial, neighbours=neighbours, **options)
        self.fields["country"].widget = forms.Select(choices=[("", _("Choose one")), *_countries()])

    def clean_checked_on(self):
        day = self.cleaned_data["checked_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("This day has not come yet."), code="future")
        return day

    def channel_fields(self) -> dict[str, object]:
        return fields_of(self.cleaned_data) | {"checked_on": self.cleaned_data["checked_on"]}


COLUMNS = (*ReportingChannelForm.base_fields, "checked_on")


@permissions.reviewer
@require_safe
def channels(request: HttpRequest) -> HttpResponse:
    """The list by country, with what it rests on."""
    form = ChannelFilterForm(request.GET, countries=_countries())
    chosen = form.cleaned_data if form.is_valid() else {}
    status = chosen.get("status", "")
    shown = ReportingChannel.objects.select_related("country").in_order()
    shown = shown.removed() if status == "removed" else shown.listed()
    if chosen.get("country"):
        shown = shown.of_country(chosen["country"])
    if status == "corrected":
        shown = shown.corrected()
    elif status in ChannelStatus.values:
        shown = shown.of_status(status)
    # The order inside a country stays: sorting keeps what is equal as it is
    by_country = sorted(shown, key=lambda channel: channel.country.rank)
    context = {"form": form, "channels": by_country, "country": chosen.get("country", "")}
    return render(request, "directory/review/channels.html", context, status=200 if form.is_valid() else 400)


@permissions.reviewer
@sent_once
@require_http_methods(["GET", "HEAD", "POST"])
def new_channel(request: HttpRequest) -> HttpResponse:
    typed = request.POST if request.method == "POST" else None
    form = CorrectionForm(typed, channel=None, country=request.GET.get("country", "")[:2].upper())
    stop = ""
    if form.is_valid():
        try:
            channel = channel_list.add(form.channel_fields(), by=request.user, why=form.cleaned_data["why"])
        except ChannelListedAlready as reason:
            stop = _in_words(reason)
        else:
            messages.success(request, _("“%(name)s” is in the list.") % {"name": channel})
            return redirect("directory:review_channel", channel.pk)
    context = {"form": form, "stop": stop}
    return render(request, "directory/review/channel.html", context, status=409 if stop else 200)


@permissions.reviewer
@require_http_methods(["GET", "HEAD", "POST"])
def channel_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One entry of the list: to correct it, to take it off, and what became of it until now."""
    channel = _channel(pk)
    if request.method != "POST":
        return _page(request, channel)
    form = CorrectionForm(request.POST, channel=channel)
    if not form.is_valid():
        return _page(request, channel, form=form)

    def correct(**options) -> str:
        is_changed = channel_list.correct(
            channel, form.channel_fields(), why=form.cleaned_data["why"], **options
        )
        return _("The list is corrected.") if is_changed else _("Nothing was different.")

    return _changed(request, channel, correct, form=form)


@permissions.reviewer
@require_POST
def remove_channel(request: HttpRequest, pk: int) -> HttpResponse:
    channel = _channel(pk)
    form = _reason_form(channel, request.POST)
    if not form.is_valid():
        return _page(request, channel, reason_form=form)

    def change(**options) -> str:
        verb = channel_list.restore if channel.removed_at else channel_list.remove
        verb(channel, why=form.cleaned_data["reason"], **options)
        return _("It is in the list again.") if channel.removed_at else _("It is taken off the list.")

    return _changed(request, channel, change, reason_form=form)


@permissions.reviewer
@require_POST
def check_channel(request: HttpRequest, pk: int) -> HttpResponse:
    channel = _channel(pk)

    def check(**options) -> str:
        channel_list.keep_checked(channel, **options)
        return _("It is kept that it was right today.")

    return _changed(request, channel, check)


def _channel(pk: int) -> ReportingChannel:
    return get_object_or_404(ReportingChannel.objects.select_related("country"), pk=pk)


def _changed(
    request: HttpRequest, channel: ReportingChannel, change: Callable[..., str], **forms_typed: forms.Form
) -> HttpResponse:
    """Do what was asked and go to the page of the entry, or say there what stopped it, with what was typed."""
    try:
        done = change(by=request.user, seen=request.POST.get("seen", ""))
    except (ChannelListedAlready, ChannelChangedSince) as reason:
        return _page(request, _channel(channel.pk), stop=_in_words(reason), **forms_typed)
    messages.success(request, done)
    return redirect("directory:review_channel", channel.pk)


def _page(
    request: HttpRequest,
    channel: ReportingChannel,
    *,
    form: CorrectionForm | None = None,
    reason_form: ReasonForm | None = None,
    stop: str = "",
) -> HttpResponse:
    context = {
        "channel": channel,
        "form": form or CorrectionForm(channel=channel),
        "reason_form": reason_form or _reason_form(channel),
        "wrong": reason_form or form,
        "seen": channel_list.version_of(channel),
        "changes": changes_of(channel),
        "stop": stop,
    }
    return render(request, "directory/review/channel.html", context, status=409 if stop else 200)


def _reason_form(channel: ReportingChannel, typed=None) -> ReasonForm:
    label = _("Why it is brought back") if channel.removed_at else _("Why it is removed")
    return ReasonForm(typed, label=label, hint=_("Only reviewers read it."), most=REASON_MOST)


def _in_words(reason: Exception) -> str:
    if isinstance(reason, ChannelListedAlready):
        return _("Another entry of this country has its name or address by now.")
    return _(
        "Somebody changed it since you opened this page: see its history below. Send it again to replace what is there."
    )
