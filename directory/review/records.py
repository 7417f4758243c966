"""What a reviewer does with any public record: hide it, show it again, merge it with another, undo that."""

from collections.abc import Iterable

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from directory.gate.plain_text import LineField, ParagraphsField
from directory.models import Identifier, Membership, Merge, NameKind, Organisation, OtherName, Partnership
from directory.records import merging
from directory.review.forms import ReasonForm
from directory.review.visibility import AlreadySo, Record, WasMerged, hide, owners_of, show
from directory.rights import permissions

KINDS: dict[str, type[Organisation | Partnership]] = {
    "organisations": Organisation,
    "partnerships": Partnership,
}
FOUND_AT_MOST = 20
MERGES_PER_PAGE = 25


def _model(kind: str) -> type[Record]:
    if kind not in KINDS:
        raise Http404
    return KINDS[kind]


@permissions.reviewer
@require_http_methods(["GET", "HEAD", "POST"])
def record(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    found = get_object_or_404(_model(kind), slug=slug)
    is_hidden = bool(found.removed_at)
    label = _("Why it is shown again") if is_hidden else _("Why it is hidden")
    hint = (
        _("Its owners read it.")
        if is_hidden
        else _("Its owners read it, and it stands on the page in public.")
    )
    form = ReasonForm(request.POST if request.method == "POST" else None, label=label, hint=hint, most=300)
    stop = ""
    if request.method == "POST" and form.is_valid():
        wants_hidden = request.POST.get("wants") == "hidden"
        try:
            (hide if wants_hidden else show)(found, by=request.user, reason=form.cleaned_data["reason"])
        except AlreadySo:
            stop = _("Somebody was quicker: the record is so already.")
        except WasMerged:
            stop = _("It was merged into another record. Undo the merge to show it again.")
        else:
            done = _("“%(name)s” is hidden.") if wants_hidden else _("“%(name)s” is public again.")
            messages.success(request, done % {"name": found})
            return redirect("directory:review_record", kind, found.slug)
    context = {
        "record": found,
        "kind": kind,
        "form": form,
        "stop": stop,
        "merge": found.merges.filter(undone_at=None).select_related(f"kept_{found._meta.model_name}").first(),
        "owners": owners_of(found),
    }
    return render(request, "directory/review/record.html", context, status=409 if stop else 200)


# Merging


class SearchForm(forms.Form):
    q = LineField(
        label=gettext_lazy("Search by name, acronym or address"),
        max_length=200,
        widget=forms.TextInput({"type": "search"}),
    )


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

    def __init__(self, data=None, *, records: Iterable[Record]):
        super().__init__(data)
        self.fields["stays"].choices = [(str(one.pk), str(one)) for one in records]


@permissions.reviewer
@require_safe
def find_other(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """Find the record that is the same as this one."""
    one = get_object_or_404(_model(kind).objects.published(), slug=slug)
    form = SearchForm(request.GET if "q" in request.GET else None)
    others = type(one).objects.published().exclude(pk=one.pk)
    found = _named(others, form.cleaned_data["q"]) if form.is_valid() else []
    return render(
        request, "directory/review/find_other.html", {"kind": kind, "one": one, "form": form, "found": found}
    )


@permissions.reviewer
@require_safe
def records(request: HttpRequest) -> HttpResponse:
    """Find any record, a hidden one too."""
    form = SearchForm(request.GET if "q" in request.GET else None)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    found = [(kind, _named(model.objects.all(), words) if words else []) for kind, model in KINDS.items()]
    return render(request, "directory/review/records.html", {"form": form, "found": found})


def _named(queryset: QuerySet, words: str) -> QuerySet:
    """Those whose names have the words in them, or whose acronym or address they are."""
    noun = queryset.model._meta.model_name
    name = "name" if noun == "organisation" else "title"
    others = OtherName.objects.filter(**{noun: OuterRef("pk")}, name__icontains=words)
    named = Q(**{f"{name}__icontains": words}) | Q(acronym__iexact=words) | Q(slug=words) | Exists(others)
    return queryset.filter(named).order_by(name)[:FOUND_AT_MOST]


@permissions.reviewer
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest, kind: str, slug: str, other: str) -> HttpResponse:
    """See both side by side, and say which stays."""
    public = _model(kind).objects.published()
    one, two = get_object_or_404(public, slug=slug), get_object_or_404(public.exclude(slug=slug), slug=other)
    form = MergeForm(request.POST if request.method == "POST" else None, records=[one, two])
    stop = ""
    if request.method == "POST" and form.is_valid():
        kept, gone = (one, two) if form.cleaned_data["stays"] == str(one.pk) else (two, one)
        options = {"reason": form.cleaned_data["reason"], "name_kind": form.cleaned_data["name_kind"]}
        try:
            merging.merge(kept, gone, by=request.user, **options)
        except merging.CannotMerge as reason:
            stop = str(reason)
        else:
            messages.success(request, _("“%(gone)s” went into “%(kept)s”.") % {"gone": gone, "kept": kept})
            return redirect("directory:review_merges")
    context = {"kind": kind, "one": one, "other": two, "form": form, "stop": stop, "rows": _beside(one, two)}
    return render(request, "directory/review/merge.html", context, status=409 if stop else 200)


def _beside(one: Record, other: Record) -> list[tuple[str, str, str]]:
    """Both records in words: a label, what one says, what the other says; without what neither says."""
    both = [one, other]
    lists = _lists(both)
    rows = [
        (str(field.verbose_name), *(_said(record, field) for record in both))
        for field in one._meta.concrete_fields
        if field.name not in HIDDEN
    ]
    rows += [
        (label, *(_in_a_row(names.get(record.pk, [])) for record in both)) for label, names in lists.items()
    ]
    return [row for row in rows if row[1] or row[2]]


HIDDEN = {"id", "created_at", "removed_at", "removal_reason", "name_vector", "slug", "country_basis", "links"}


def _said(record: Record, field) -> str:
    value = getattr(record, field.name)
    if isinstance(value, bool):
        return _("Yes") if value else ""
    return str(dict(field.flatchoices or ()).get(value, value or ""))


def _lists(records: list[Record]) -> dict[str, dict[int, list[str]]]:
    """What belongs to the records, by label and their primary keys. Two or three queries."""
    column = records[0]._meta.model_name
    of_both = {f"{column}__in": records}
    parties = "partnership__title" if column == "organisation" else "organisation__name"
    found: list[tuple[str, Iterable[tuple[int, str]]]] = [
        (_("Other names"), OtherName.objects.filter(**of_both).values_list(column, "name")),
        (
            _("Partnerships") if column == "organisation" else _("Members"),
            Membership.objects.filter(**of_both).values_list(column, parties),
        ),
    ]
    if column == "organisation":
        identifiers = Identifier.objects.filter(**of_both)
        found.append((_("Identifiers"), [(one.organisation_id, str(one)) for one in identifiers]))
    lists: dict[str, dict[int, list[str]]] = {label: {} for label, _pairs in found}
    for label, pairs in found:
        for pk, name in pairs:
            lists[label].setdefault(pk, []).append(name)
    return lists


def _in_a_row(names: list[str]) -> str:
    return pgettext("between the items of a list", ", ").join(sorted(names))


@permissions.reviewer
@require_safe
def merges(request: HttpRequest) -> HttpResponse:
    records = [f"{which}_{noun}" for which in ("kept", "gone") for noun in ("organisation", "partnership")]
    done = Merge.objects.select_related("by", "undone_by", *records).order_by("-pk")
    page = Paginator(done, MERGES_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "directory/review/merges.html", {"merges": page})


@permissions.reviewer
@require_POST
def undo_merge(request: HttpRequest, pk: int) -> HttpResponse:
    done = get_object_or_404(Merge, pk=pk)
    try:
        merging.undo(done, by=request.user)
    except merging.CannotUndo as reason:
        messages.warning(request, " ".join([_("The merge cannot be undone."), *reason.obstacles]))
    else:
        messages.success(request, _("The two records are two again."))
    return redirect("directory:review_merges")
