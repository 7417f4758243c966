"""What a reviewer does with any public record: hide it, show it again, merge it with another, undo that."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from directory.finding.suggestions import KEY_OF_A_SUGGESTION
from directory.gate.form_keys import sent_once
from directory.gate.plain_text import LineField, ParagraphsField
from directory.models import Identifier, Membership, Merge, NameKind, OtherName
from directory.models.partial_dates import PartialDateField, in_words, stated
from directory.models.text_search import by_name, folded
from directory.records import merging
from directory.records.addresses import KINDS_IN_PLURAL
from directory.review.comparison import Passage, marked
from directory.review.forms import ReasonForm
from directory.review.visibility import AlreadySo, Record, WasMerged, hide, owners_of, show
from directory.rights import permissions
from directory.rights.methods import require_http_methods, require_POST, require_safe

FOUND_AT_MOST = 20  # records of a kind
MERGES_PER_PAGE = 25


def _model(kind: str) -> type[Record]:
    """The model that an address names. Raises Http404."""
    if kind not in KINDS_IN_PLURAL:  # any slug gets here
        raise Http404
    return KINDS_IN_PLURAL[kind]


@permissions.reviewer
@require_http_methods(["GET", "HEAD", "POST"])
def record_page(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    record = get_object_or_404(_model(kind), slug=slug)
    is_hidden = bool(record.removed_at)
    label = _("Why it is shown again") if is_hidden else _("Why it is hidden")
    hint = (
        _("Its owners read it.")
        if is_hidden
        else _("Its owners read it, and it stands on the page in public.")
    )
    # 300 characters is what a record keeps of the reason.
    form = ReasonForm(request.POST if request.method == "POST" else None, label=label, hint=hint, most=300)
    stop = ""
    if request.method == "POST" and form.is_valid():
        # What the page offered is sent along: by now the record may be hidden, or shown, by somebody else.
        wants_hidden = request.POST.get("wants") == "hidden"
        try:
            (hide if wants_hidden else show)(record, by=request.user, reason=form.cleaned_data["reason"])
        except AlreadySo:
            stop = _("Somebody was quicker: the record is so already.")
        except WasMerged:
            stop = _("It was merged into another record. Undo the merge to show it again.")
        else:
            done = _("“%(name)s” is hidden.") if wants_hidden else _("“%(name)s” is public again.")
            messages.success(request, done % {"name": record})
            return redirect("directory:review_record", kind, record.slug)
    context = {
        "record": record,
        "kind": kind,
        "form": form,
        "stop": stop,
        "merge": record.merges.filter(undone_at=None)
        .select_related(f"kept_{record._meta.model_name}")
        .first(),
        "owners": owners_of(record),
    }
    return render(request, "directory/review/record.html", context, status=409 if stop else 200)


# Merging


class SearchForm(forms.Form):
    q = LineField(
        label=gettext_lazy("Search by name, acronym or address"),
        max_length=200,
        widget=forms.TextInput({"type": "search", "data-suggest": "go"}),
    )

    def __init__(self, typed=None, *, addresses: Mapping[str, str]):
        """`addresses`: for each kind of record, in the plural, where a suggestion leads that is chosen."""
        super().__init__(typed)
        nouns = {KINDS_IN_PLURAL[kind]._meta.model_name: address for kind, address in addresses.items()}
        self.fields["q"].widget.attrs |= {
            "data-kinds": " ".join(nouns),
            **{f"data-address-{noun}": address for noun, address in nouns.items()},
        }


class MergeForm(forms.Form):
    stays = forms.ChoiceField(
        label=gettext_lazy("Which record stays?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose which record stays.")},
    )
    name_kind = forms.ChoiceField(
        label=gettext_lazy("The name of the other one becomes"),
        choices=[
            (NameKind.OTHER, gettext_lazy("another name of it")),
            (NameKind.FORMER, gettext_lazy("a former name of it")),
        ],
        widget=forms.RadioSelect,
        initial=NameKind.OTHER,
    )
    reason = ParagraphsField(
        label=gettext_lazy("How you know that they are the same"),
        help_text=gettext_lazy("It stands in the history of the record, in public."),
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": gettext_lazy("Say how you know it.")},
    )

    def __init__(self, typed=None, *, records: Iterable[Record]):
        super().__init__(typed)
        self.fields["stays"].choices = [(str(record.pk), str(record)) for record in records]


@permissions.reviewer
@require_safe
def find_other(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """Find the record that is the same as this one."""
    record = get_object_or_404(_model(kind).objects.published(), slug=slug)
    address = reverse("directory:review_merge", args=[kind, record.slug, KEY_OF_A_SUGGESTION])
    form = SearchForm(request.GET if "q" in request.GET else None, addresses={kind: address})
    candidates = type(record).objects.published().exclude(pk=record.pk)
    matches = _with_words(candidates, form.cleaned_data["q"]) if form.is_valid() else []
    return render(
        request,
        "directory/review/find_other.html",
        {"kind": kind, "record": record, "form": form, "matches": matches},
    )


@permissions.reviewer
@require_safe
def records_page(request: HttpRequest) -> HttpResponse:
    """Find any record, hidden or not."""
    addresses = {
        kind: reverse("directory:review_record", args=[kind, KEY_OF_A_SUGGESTION]) for kind in KINDS_IN_PLURAL
    }
    form = SearchForm(request.GET if "q" in request.GET else None, addresses=addresses)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    matches = [
        (kind, _with_words(model.objects.all(), words) if words else [])
        for kind, model in KINDS_IN_PLURAL.items()
    ]
    return render(request, "directory/review/records.html", {"form": form, "matches": matches})


def _with_words(queryset: QuerySet, words: str) -> QuerySet:
    """The records that have the words in one of their names, or have them as acronym or address; at most FOUND_AT_MOST."""
    noun = queryset.model._meta.model_name
    name = "name" if noun == "organisation" else "title"
    other_names = OtherName.objects.filter(**{noun: OuterRef("pk")}, name__icontains=words)
    named = (
        Q(**{f"{name}__icontains": words}) | Q(acronym__iexact=words) | Q(slug=words) | Exists(other_names)
    )
    return queryset.filter(named).order_by(by_name(name))[:FOUND_AT_MOST]


@permissions.reviewer
@sent_once
@require_http_methods(["GET", "HEAD", "POST"])
def merge_page(request: HttpRequest, kind: str, slug: str, other_slug: str) -> HttpResponse:
    """Show both records side by side, and merge them into the one that stays."""
    public = _model(kind).objects.published()
    first, second = (
        get_object_or_404(public, slug=slug),
        get_object_or_404(public.exclude(slug=slug), slug=other_slug),  # no record is merged with itself
    )
    form = MergeForm(request.POST if request.method == "POST" else None, records=[first, second])
    stop = ""
    if request.method == "POST" and form.is_valid():
        kept, merged = (first, second) if form.cleaned_data["stays"] == str(first.pk) else (second, first)
        options = {"reason": form.cleaned_data["reason"], "name_kind": form.cleaned_data["name_kind"]}
        try:
            merging.merge(kept, merged, by=request.user, **options)
        except merging.CannotMerge as reason:
            stop = str(reason)
        else:
            messages.success(request, _("“%(gone)s” went into “%(kept)s”.") % {"gone": merged, "kept": kept})
            return redirect("directory:review_merges")
    rows = _side_by_side(first, second)
    context = {
        "kind": kind,
        "first": first,
        "second": second,
        "form": form,
        "stop": stop,
        "different": [row for row in rows if not row.is_same],
        "same": [row for row in rows if row.is_same],
    }
    return render(request, "directory/review/merge.html", context, status=409 if stop else 200)


class ComparedField(NamedTuple):
    """What two records say of the same, in words; "" where one says nothing."""

    label: str
    first: str
    second: str

    @property
    def is_same(self) -> bool:
        return self.first == self.second

    @property
    def difference(self) -> str:
        """How the two differ, in a word; "" where they do not."""
        if self.is_same:
            return ""
        return _("Differs") if self.first and self.second else _("Only in one")

    @property
    def passages(self) -> tuple[list[Passage], list[Passage]]:
        """Both texts in passages: marked are those that the other one has not."""
        return marked(self.first, self.second, mark=bool(self.first and self.second) and not self.is_same)


def _side_by_side(first: Record, second: Record) -> list[ComparedField]:
    """A label, and what each of the two records says, in words; without what neither says anything about."""
    both = [first, second]
    linked_names = _linked_names(both)
    compared_fields = [
        ComparedField(str(field.verbose_name), *(_in_words(record, field) for record in both))
        for field in first._meta.concrete_fields
        if field.name not in HIDDEN and not field.generated
    ]
    compared_fields += [
        ComparedField(label, *(_listed(names.get(record.pk, [])) for record in both))
        for label, names in linked_names.items()
    ]
    return [row for row in compared_fields if row.first or row.second]


# Columns that say nothing to whoever compares two records
HIDDEN = {
    *("id", "created_at", "removed_at", "removal_reason", "slug", "country_basis", "links"),
    *("started_is_approximate", "ended_is_approximate"),  # the dates say it
}


def _in_words(record: Record, field) -> str:
    content = getattr(record, field.name)
    if isinstance(field, PartialDateField):
        return in_words(stated(record, field.name))
    if isinstance(content, bool):
        return _("Yes") if content else ""
    return str(dict(field.flatchoices or ()).get(content, content or ""))


def _linked_names(records: list[Record]) -> dict[str, dict[int, list[str]]]:
    """The names of what belongs to the records, by label and by the primary keys of the records. Two queries for
    partnerships, three for organisations."""
    column = records[0]._meta.model_name
    of_both = {f"{column}__in": records}
    memberships = Membership.objects.filter(**of_both).select_related(
        "partnership", "organisation", "country", "member_partnership"
    )
    pairs_by_label: list[tuple[str, Iterable[tuple[int, str]]]] = [
        (_("Other names"), OtherName.objects.filter(**of_both).values_list(column, "name")),
        (
            _("Partnerships") if column == "organisation" else _("Members"),
            [(getattr(row, f"{column}_id"), _part(row, column)) for row in memberships],
        ),
    ]
    if column == "organisation":
        identifiers = Identifier.objects.filter(**of_both)
        pairs_by_label.append(
            (_("Identifiers"), [(identifier.organisation_id, str(identifier)) for identifier in identifiers])
        )
    names_by_label: dict[str, dict[int, list[str]]] = {label: {} for label, _pairs in pairs_by_label}
    for label, pairs in pairs_by_label:
        for pk, name in pairs:
            names_by_label[label].setdefault(pk, []).append(name)
    return names_by_label


def _part(membership: Membership, column: str) -> str:
    """The other party of a membership with its role, and its period where that is known: what a merge looks at."""
    party = membership.partnership if column == "organisation" else membership.member
    facts = [str(membership.get_role_display()), membership.period]
    return f"{party} ({', '.join(fact for fact in facts if fact)})"


def _listed(names: list[str]) -> str:
    return pgettext("between the items of a list", ", ").join(sorted(names, key=folded))


@permissions.reviewer
@require_safe
def merges_page(request: HttpRequest) -> HttpResponse:
    records = [f"{side}_{noun}" for side in ("kept", "gone") for noun in ("organisation", "partnership")]
    merges_done = Merge.objects.select_related("by", "undone_by", *records).order_by("-pk")
    page = Paginator(merges_done, MERGES_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "directory/review/merges.html", {"merges": page})


@permissions.reviewer
@require_POST
def undo_merge(request: HttpRequest, pk: int) -> HttpResponse:
    merge = get_object_or_404(Merge, pk=pk)
    try:
        merging.undo(merge, by=request.user)
    except merging.CannotUndoMerge as reason:
        messages.warning(request, " ".join([_("The merge cannot be undone."), *reason.obstacles]))
    else:
        messages.success(request, _("The two records are two again."))
    return redirect("directory:review_merges")
