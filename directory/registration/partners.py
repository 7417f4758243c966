"""The page of partners: those that are named so far, and one more at each save."""

import re

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from directory import questionnaire
from directory.models import Submission
from directory.questionnaire import STEPS, AnsweredStep, AnswerReferences, PageForm, organisation_called
from directory.registration import conflicts, saving, tasks
from directory.registration.drafts import closed_page, open_questions, typed_version
from directory.registration.forms import free_texts
from directory.registration.organisations import offered_organisations
from directory.registration.similar import undecided

STEP = STEPS["partners"]
MOST_LINES = 100
ITEM = re.compile(r"[\w-]{1,40}", re.ASCII)


def item_name(answered: AnsweredStep) -> str:
    """What a partner or a resource is called, right or not; of 200 characters at most."""
    typed = answered.form.data
    organisation = answered.form.references.organisations.get(typed.get("organisation"))
    names = (organisation, typed.get("name"), typed.get("find"), typed.get("title"), _("Without a name"))
    return str(next(filter(None, names)))[:200]


def beside(request: HttpRequest, submission: Submission, form: PageForm) -> dict:
    """What the page needs: the partners so far, and the form of the next one, or of the one that is being looked up."""
    answered_items = [
        answered
        for answered in questionnaire.answered_steps(submission.answers, references=form.references)
        if answered.step is STEP
    ]
    item = request.GET.get("item", "")
    saved = submission.answers.get("partners", {}).get(item)
    is_looked_up = saved is not None and "find" in request.GET
    form.references.writer = request.user.email
    partner = STEP.form(None if is_looked_up else saved, initial=saved or {}, references=form.references)
    questions = open_questions(submission)
    words = request.GET.get("find") or (saved or {}).get("find", "")
    return {
        "items": [
            {
                "name": item_name(answered),
                "role": dict(questionnaire.EXPLAINED_ROLES).get(answered.form.data.get("role", ""), ""),
                "form": answered.form,
                "url": tasks.url_of(submission, STEP, answered.item),
                "version": saving.version(submission, STEP, answered.item),
                "questions": [q for q in questions if (q.step, q.item) == (STEP.key, answered.item)],
            }
            for answered in answered_items
            if answered.item != item
        ],
        "partner": partner,
        "item": item if saved is not None else saving.new_item(),
        "item_version": saving.version(submission, STEP, item),
        "is_full": len(answered_items) >= saving.MOST_ITEMS[STEP.key],
        "is_programme": submission.answers.get("partnership", {}).get("kind") == "programme",
        **offered_organisations(request, partner, words=words),
    }


def save(request: HttpRequest, submission: Submission, then: str) -> HttpResponse | None:
    """Save the partner that is typed, and the pasted list. None where one goes on; else the page again."""
    item = request.POST.get("item", "")
    typed = STEP.form.typed(request.POST)
    url = tasks.url_of(submission, STEP)
    described = ("organisation", "name", "role", "email", "country", "sector")
    # Nothing is begun by a search alone
    begun = any(typed.get(name) for name in described) or (then != "find" and bool(typed["find"]))
    if begun and ITEM.fullmatch(item):
        named = {**submission.answers.get("partners", {}), item: typed}
        answers = {**submission.answers, "partners": named}
        form = STEP.form(typed, references=AnswerReferences(answers, writer=request.user.email))
        form.guarded = free_texts(form)
        form.full_clean()
        if form.is_refused_as_case:
            messages.error(request, " ".join(error for errors in form.errors.values() for error in errors))
            return redirect(url)
        try:
            submission = saving.save(
                submission,
                STEP,
                item,
                typed,
                seen=typed_version(request.POST.get("item_version", ""), otherwise=0),
                by=request.user,
                findings=form.false_alarms,
                statement=form.statement,
            )
        except saving.Closed:
            return closed_page(request, submission, form)
        except saving.Full:
            messages.error(request, _("There are as many as the questionnaire can take. Take one out first."))
            return redirect(url)
        except saving.Conflict as conflict:
            return conflicts.conflict_page(request, submission, STEP, item, typed, conflict)
        if then == "find":
            return redirect(
                f"{url}?{urlencode({'item': item, 'find': request.POST.get('find', '')[:200]})}#add"
            )
        if then in ("go-on", "another") and form.errors:
            return redirect(f"{url}?{urlencode({'item': item})}#add")
        if then in ("go-on", "another") and undecided(submission, f"partners/{item}"):
            return redirect("directory:draft_similar", submission.pk, "partners", item)
    elif then == "find":
        return redirect(f"{url}?{urlencode({'find': request.POST.get('find', '')[:200]})}#add")
    if pasted := request.POST.get("pasted", "").strip():
        _save_pasted(request, submission, pasted)
        return redirect(url)
    return redirect(f"{url}#add") if then == "another" else None


def _save_pasted(request: HttpRequest, submission: Submission, pasted: str) -> None:
    """A partner of each line, "name; e-mail address". What is unclear stands in the list with its question."""
    for line in pasted.splitlines()[:MOST_LINES]:
        name, _semicolon, email = (part.strip() for part in line.partition(";"))
        if not name:
            continue
        organisation = organisation_called(name)
        typed = dict.fromkeys(STEP.form.base_fields, "")
        typed |= {
            "organisation": organisation,
            "find": "" if organisation else name[:200],
            "email": email[:320],
            "language": settings.LANGUAGE_CODE,
        }
        form = STEP.form(typed, references=AnswerReferences(submission.answers))
        form.guarded = free_texts(form)
        form.full_clean()
        if form.is_refused_as_case:
            messages.error(request, " ".join(error for errors in form.errors.values() for error in errors))
            return
        try:
            submission = saving.save(submission, STEP, saving.new_item(), typed, seen=0, by=request.user)
        except (saving.Full, saving.Closed):
            messages.error(request, _("There are as many as the questionnaire can take. Take one out first."))
            return
