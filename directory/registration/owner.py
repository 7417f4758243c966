"""A public record as those see it who speak for a member: whether it is still right, what readers look for and do not find, what
waits for a reviewer, and one section to change at a time."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.contrib import messages
from django.db.models import Case, Exists, OuterRef, QuerySet, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from directory import questionnaire
from directory.asking.confirmations import DUE_AFTER, months_before
from directory.gate.form_keys import sent_once
from directory.models import Membership, Organisation, Partnership, Representative, State, Submission
from directory.models.memberships import RUNNING
from directory.questionnaire import FURTHER, PAGES, AnswerInWords, page_of
from directory.records import publishing
from directory.records.addresses import record_at
from directory.registration import saving, tasks
from directory.registration.asked_partners import AskedPartner, asked_partners
from directory.registration.start import too_many_drafts
from directory.rights import permissions
from directory.rights.methods import require_http_methods, require_safe

# What a change shows as sections; who answers and the organisation stay as they are
SECTIONS = ("partners", "about", "where", "contact")
MOST_MEMBERS = 12  # the others are on the public page
MOST_RECORDS = 200  # on "Your records"
UNDECIDED = (State.DRAFT, State.WAITING, State.RETURNED)


@dataclass(frozen=True, slots=True)
class PendingChange:
    """What somebody typed in a section and is not public: `answers` are those that differ from the record."""

    submission: Submission
    answers: list[AnswerInWords]


@dataclass(frozen=True, slots=True)
class OwnSection:
    key: str
    title: str | Promise
    answers: list[AnswerInWords]
    changes: list[PendingChange] = field(default_factory=list)


@permissions.signed_in
@sent_once
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, slug: str) -> HttpResponse:
    """The record for those who speak for a member of it; for others, how to become one of them."""
    partnership = record_at(Partnership.objects, slug)
    organisations = _speaking_for(request, partnership)
    if request.method == "POST":
        return _sent(request, partnership, organisations)
    context: dict[str, object] = {"partnership": partnership, "organisations": organisations}
    if organisations:
        chosen = request.GET.get("for")
        organisation = next((each for each in organisations if each.slug == chosen), organisations[0])
        context |= _own_record(request, partnership, organisation)
    else:
        context["claimable"] = _members(partnership)[:MOST_MEMBERS]
    return render(request, "directory/registration/change.html", context)


def _sent(request: HttpRequest, partnership: Partnership, organisations: list[Organisation]) -> HttpResponse:
    organisation = next(
        (each for each in organisations if each.slug == request.POST.get("organisation")), None
    )
    if organisation is None:
        # None was ticked, or the right to speak for it has ended since the page was opened
        return redirect("directory:change", partnership.slug)
    then, _colon, page = request.POST.get("then", "").partition(":")
    if then == "confirm":
        why = _("A member found that it is still right.")
        if publishing.confirm(partnership, organisation, by=request.user, why=why):
            messages.success(request, _("Thank you. The record says that it was confirmed today."))
        else:
            messages.error(request, _("Only those who are members today can confirm it."))
        back = request.POST.get("back") == "records"
        return redirect("directory:my_records") if back else redirect("directory:change", partnership.slug)
    try:
        draft = saving.start_change(partnership, organisation, by=request.user)
    except saving.Full:
        return too_many_drafts(request)
    section = {**PAGES, FURTHER.key: FURTHER}.get(page)
    return redirect(
        tasks.url_of_page(draft, section) if section else reverse("directory:draft", args=[draft.pk])
    )


def _own_record(request: HttpRequest, partnership: Partnership, organisation: Organisation) -> dict:
    """What the page shows to somebody who speaks for that member."""
    answers = questionnaire.answers_of(partnership, organisation, by=request.user)
    in_words = list(questionnaire.answers_in_words(questionnaire.answered_steps(answers)))
    changes = _changes(request, partnership, in_words)
    members = Membership.objects.shown().filter(partnership=partnership)
    representatives = Representative.objects.current().filter(organisation=organisation)
    submission = Submission.objects.filter(partnership=partnership, is_change=False).first()
    return {
        "organisation": organisation,
        "sections": [_section(key, in_words, changes) for key in SECTIONS],
        "member_count": members.count(),
        "missing": questionnaire.unanswered_further(in_words),
        "further": _section(FURTHER.key, in_words, changes),
        "members": members.select_related("organisation", "country", "member_partnership").order_by(
            "role", "pk"
        )[:MOST_MEMBERS],
        "silent": _silent_partners(request, partnership),
        "representatives": representatives.select_related("user").order_by("since"),
        "next_due": partnership.confirmed_on and months_before(partnership.confirmed_on, -DUE_AFTER),
        "reference": submission.reference if submission else None,
    }


def _section(
    key: str, in_words: Iterable[AnswerInWords], changes: Mapping[str, list[PendingChange]]
) -> OwnSection:
    page = FURTHER if key == FURTHER.key else PAGES[key]
    answers = [answer for answer in in_words if answer.text and _key_of(answer) == key]
    return OwnSection(key, page.title, answers, changes.get(key, []))


def _key_of(answer: AnswerInWords) -> str:
    page = page_of(answer.step, answer.field)
    return page.key if page else ""


def _changes(
    request: HttpRequest, partnership: Partnership, public: Iterable[AnswerInWords]
) -> dict[str, list[PendingChange]]:
    """What is typed and not decided, by the section in which it was typed."""
    public_texts = {(answer.step, answer.field): answer.text for answer in public if not answer.item}
    undecided = Submission.objects.visible_to(request.user).filter(
        partnership=partnership, is_change=True, state__in=UNDECIDED
    )
    changes: dict[str, list[PendingChange]] = {}
    for submission in undecided.order_by("-changed_at"):
        typed = questionnaire.answers_in_words(questionnaire.answered_steps(submission.answers))
        differing: dict[str, list[AnswerInWords]] = {}
        for answer in typed:
            if answer.text != public_texts.get((answer.step, answer.field), ""):
                differing.setdefault(_key_of(answer), []).append(answer)
        for key, answers in differing.items():
            changes.setdefault(key, []).append(PendingChange(submission, answers))
    return changes


def _silent_partners(request: HttpRequest, partnership: Partnership) -> list[tuple[Submission, AskedPartner]]:
    """Partners that were named, and have not answered."""
    accepted = Submission.objects.visible_to(request.user).filter(
        partnership=partnership, state=State.ACCEPTED
    )
    return [
        (submission, partner)
        for submission in accepted.order_by("submitted_at")
        for partner in asked_partners(submission)
        if not partner.invitation.answer
    ]


def _speaking_for(request: HttpRequest, partnership: Partnership) -> list[Organisation]:
    """The shown members of the partnership for which this person speaks."""
    speaks_for = Representative.objects.current().of(request.user).values("organisation")
    memberships = Membership.objects.shown().filter(partnership=partnership, organisation__in=speaks_for)
    # One may have several memberships
    members = Organisation.objects.filter(pk__in=memberships.values("organisation"))
    return list(members.order_by("sort_name", "pk"))


def _members(partnership: Partnership) -> QuerySet[Organisation]:
    """Its members of today by name, those who run it first."""
    current = Membership.objects.current().of_organisations().filter(partnership=partnership)
    runs_it = Exists(current.filter(organisation=OuterRef("pk"), role__in=RUNNING))
    members = Organisation.objects.filter(pk__in=current.values("organisation"))
    return members.order_by(Case(When(runs_it, then=0), default=1), "sort_name", "pk")


@permissions.signed_in
@require_safe
def my_records(request: HttpRequest) -> HttpResponse:
    """The public records of organisations for which somebody speaks, those first that are longest without a confirmation."""
    speaks_for = Representative.objects.current().of(request.user).values("organisation")
    memberships = Membership.objects.shown().filter(
        organisation__in=speaks_for, partnership__removed_at=None, partnership__is_sample=False
    )
    memberships = memberships.select_related("partnership", "organisation")
    in_order = memberships.order_by("partnership__confirmed_on", "partnership__title", "partnership", "pk")
    records = {membership.partnership_id: membership for membership in in_order}
    context = {"memberships": list(records.values())[:MOST_RECORDS]}
    return render(request, "directory/registration/my_records.html", context)
