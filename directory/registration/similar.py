"""Two records that may be one: those that look like a name which somebody typed, and whether they are the same."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from directory import questionnaire
from directory.gate.channels import places_to_report
from directory.models import Submission, User
from directory.questionnaire import DIFFERENT, STEPS, answer_key
from directory.records.duplicates import Alike
from directory.registration import saving, tasks
from directory.registration.drafts import submission_of
from directory.registration.forms import IS_DIFFERENT, DifferentForm
from directory.rights import permissions
from directory.rights.methods import require_http_methods


def undecided(submission: Submission, key: str) -> list[Alike]:
    """What may be listed already under the name at that `answer_key`, and nobody has said of it yet that it is different."""
    changed_record = submission.partnership if submission.is_change else None
    decided_slugs = submission.answers.get(DIFFERENT, {}).get(key, {}).get("from", [])
    candidates = questionnaire.likely_duplicates(submission.answers, changes=changed_record, only=key)
    return [candidate for candidate in candidates.get(key, []) if candidate.record.slug not in decided_slugs]


@permissions.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def similar_records(request: HttpRequest, pk: object, key: str, item: str = "") -> HttpResponse:
    """What may be listed already: this is it, or ours is different, because."""
    submission = submission_of(request, pk)
    step = STEPS.get(key)
    if step is None or not submission.is_open_to_change:
        return redirect("directory:draft", pk)
    next_url = tasks.url_of(submission, step) if item else tasks.url_after(submission, step)
    alike = undecided(submission, answer_key(key, item))
    if not alike:
        return redirect(next_url)
    form = DifferentForm(request.POST or None, alike=alike)
    if form.is_valid():
        if key == "partnership" and form.cleaned_data["which"] != IS_DIFFERENT:
            return redirect("directory:change", form.cleaned_data["which"])
        try:
            decide(submission, answer_key(key, item), form, alike, by=request.user)
        except saving.Closed:
            return redirect("directory:draft", pk)
        return redirect(next_url)
    return render(
        request,
        "directory/registration/similar.html",
        {
            "submission": submission,
            "step": step,
            "alike": alike,
            "form": form,
            "places": places_to_report(request),
            "next": next_url,
        },
    )


def decide(submission: Submission, key: str, form: DifferentForm, alike: list[Alike], *, by: User) -> None:
    """Keep what the form says: that it is another one, or which organisation it is. Raises Closed."""
    chosen = form.cleaned_data["which"]
    if chosen == IS_DIFFERENT:
        saving.say_different(
            submission,
            key,
            because=form.cleaned_data["because"],
            records=[candidate.record.slug for candidate in alike],
            by=by,
            findings=form.false_alarms,
            statement=form.statement,
        )
    elif key != "partnership":
        same = next(candidate.record for candidate in alike if candidate.record.slug == chosen)
        saving.say_same(submission, key, same, by=by)
