"""The page of partners: those that are named so far, and one more at each save."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory import questionnaire
from directory.models import Submission
from directory.questionnaire import (
    STEPS,
    AnsweredStep,
    AnswerReferences,
    PageForm,
    StepForm,
    Typed,
    partner_called,
)
from directory.registration import conflicts, saving, tasks
from directory.registration.drafts import closed_page, open_questions, typed_version
from directory.registration.forms import free_texts
from directory.registration.organisations import offered_partners
from directory.registration.similar import undecided

STEP = STEPS["partners"]
MOST_LINES = 100
FULL = gettext_lazy("There are as many as the questionnaire can take. Take one out first.")
ITEM = re.compile(r"[\w-]{1,40}", re.ASCII)


def item_name(answered: AnsweredStep) -> str:
    """What a partner or a resource is called, right or not; of 200 characters at most."""
    typed = answered.form.data
    chosen_name = answered.form.chosen_name if answered.step is STEP else ""
    names = (chosen_name, typed.get("name"), typed.get("find"), typed.get("title"), _("Without a name"))
    return str(next(filter(None, names)))[:200]


class RefusedPartner(NamedTuple):
    """A form with a text that looks like a case. `item` is the key of the partner whose form it is; of a pasted list it is
    empty, and `pasted` has the lines that were not taken."""

    form: StepForm
    item: str = ""
    pasted: str = ""


def beside(
    request: HttpRequest, submission: Submission, form: PageForm, refused: RefusedPartner | None = None
) -> dict:
    """What the page needs: the partners so far, and the form of the next one, of the one that is being looked up, or of the
    one whose text was refused."""
    answered_items = [
        answered
        for answered in questionnaire.answered_steps(submission.answers, references=form.references)
        if answered.step is STEP
    ]
    item = refused.item if refused else request.GET.get("item", "")
    saved = submission.answers.get("partners", {}).get(item)
    is_looked_up = saved is not None and "find" in request.GET
    form.references.writer = request.user.email
    if refused and refused.item:
        partner = refused.form
    else:
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
        "refused": refused.form if refused else None,
        "pasted": refused.pasted if refused else "",
        "item": item if saved is not None else saving.new_item(),
        "item_version": saving.version(submission, STEP, item),
        "is_full": len(answered_items) >= saving.MOST_ITEMS[STEP.key],
        "is_programme": submission.answers.get("partnership", {}).get("kind") == "programme",
        **offered_partners(request, submission, partner, words=words),
    }


def save(
    request: HttpRequest, submission: Submission, then: str, statement: Mapping[str, str]
) -> HttpResponse | RefusedPartner | None:
    """Save the partner that is typed, and the pasted list. `statement` says why a text is not about a case. None where one
    goes on; else the page again."""
    item = request.POST.get("item", "")
    typed = STEP.form.typed(request.POST)
    url = tasks.url_of(submission, STEP)
    found = urlencode({"find": request.POST.get("find", "")[:200]})
    described = ("organisation", "state", "member_partnership", "name", "role", "email", "country", "sector")
    # Nothing is begun by a search alone
    is_begun = any(typed.get(name) for name in described) or (then != "find" and bool(typed["find"]))
    if is_begun and ITEM.fullmatch(item):
        if (answer := _save_typed(request, submission, item, typed, statement)) is not None:
            return answer
        if then == "find":
            return redirect(f"{url}?item={item}&{found}#add")
        submission.refresh_from_db()
        if then in ("go-on", "another", "send"):
            partner = STEP.form(
                typed, references=AnswerReferences(submission.answers, writer=request.user.email)
            )
            if partner.errors:
                return redirect(f"{url}?item={item}#add")
            if undecided(submission, f"partners/{item}"):
                return redirect("directory:draft_similar", submission.pk, "partners", item)
    elif then == "find":
        return redirect(f"{url}?{found}#add")
    if pasted := request.POST.get("pasted", "").strip():
        return _save_pasted(request, submission, pasted) or redirect(url)
    return redirect(f"{url}#add") if then == "another" else None


def _save_typed(
    request: HttpRequest, submission: Submission, item: str, typed: Typed, statement: Mapping[str, str]
) -> HttpResponse | RefusedPartner | None:
    """Save a partner, without a text that looks like a case. None where it is saved as typed."""
    form = STEP.form({**typed, **statement}, references=AnswerReferences(submission.answers))
    form.guarded = free_texts(form)
    form.full_clean()
    kept = typed
    if form.is_refused_as_case:
        saved = submission.answers.get("partners", {}).get(item, {})
        kept = {name: saved.get(name, "") if name in form.findings else typed[name] for name in typed}
    try:
        saving.save(
            submission,
            STEP,
            item,
            kept,
            seen=typed_version(request.POST.get("item_version", ""), otherwise=0),
            by=request.user,
            findings=form.false_alarms,
            statement=form.statement,
        )
    except saving.Closed:
        return closed_page(request, submission, form)
    except saving.Full:
        messages.error(request, FULL)
        return redirect(tasks.url_of(submission, STEP))
    except saving.Conflict as conflict:
        return conflicts.conflict_page(request, submission, STEP, item, typed, conflict)
    return RefusedPartner(form, item=item) if form.is_refused_as_case else None


def _save_pasted(request: HttpRequest, submission: Submission, pasted: str) -> RefusedPartner | None:
    """A partner of each line, "name; e-mail address". What is unclear stands in the list with its question; from a line on
    that looks like a case, nothing is taken."""
    lines = pasted.splitlines()[:MOST_LINES]
    for number, line in enumerate(lines):
        name, _semicolon, email = (part.strip() for part in line.partition(";"))
        if not name:
            continue
        partner = partner_called(name)
        typed = dict.fromkeys(STEP.form.base_fields, "")
        typed |= {
            **({partner.column: partner.key} if partner else {}),
            "find": "" if partner else name[:200],
            "email": email[:320],
            "language": settings.LANGUAGE_CODE,
        }
        # The whole line, for what is cut off is not kept, and not looked at otherwise
        form = STEP.form({**typed, "find": line}, references=AnswerReferences(submission.answers))
        form.takes_false_alarms = False
        form.guarded = ["find"]
        form.full_clean()
        if form.is_refused_as_case:
            return RefusedPartner(form, pasted="\n".join(lines[number:]))
        try:
            submission = saving.save(submission, STEP, saving.new_item(), typed, seen=0, by=request.user)
        except (saving.Full, saving.Closed):
            messages.error(request, FULL)
            break
    return None
