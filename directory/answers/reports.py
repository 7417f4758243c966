"""Anybody can say that something is wrong with a page, without an account."""

import re

from django import forms
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.gate import limits
from directory.gate.channels import places_to_report
from directory.gate.form_tokens import PublicForm
from directory.gate.guard import GuardedForm
from directory.gate.plain_text import LineField, ParagraphsField
from directory.mail.letters import to_owners, to_reviewers
from directory.models import (
    Membership,
    Organisation,
    PageReport,
    Partnership,
    Problem,
    Representative,
    User,
)
from directory.models.memberships import RUNNING
from directory.records.addresses import record_of
from directory.records.fields import MailboxField
from directory.rights import permissions
from directory.rights.methods import require_http_methods

LONGEST_PATH = 300
# The page of a record, or of its history, in any language
RECORD_PATH = re.compile(
    r"/(?:[a-z]{2}/)?(?P<records>partnerships|organisations)/(?P<slug>[\w-]{1,80})/(?:history/)?", re.ASCII
)
HOUR = 60 * 60  # seconds
FROM_ONE_ADDRESS, FROM_ALL = 5, 200  # reports in an hour
OWNERS_TOLD = 10  # of one report, at most: a partnership may have hundreds of members


class ProblemForm(GuardedForm, PublicForm):
    purpose = "report-problem"
    guarded = ("page", "text")

    page = LineField(label=gettext_lazy("Which page?"), max_length=LONGEST_PATH)
    problem = forms.ChoiceField(
        label=gettext_lazy("What is the matter?"),
        choices=Problem.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what is the matter.")},
    )
    text = ParagraphsField(
        label=gettext_lazy("What should be different?"),
        help_text=gettext_lazy(
            "Write about the page, never about a case. Where there is one, say where the right facts can be read."
        ),
        max_length=2000,
        widget=forms.Textarea({"rows": 6}),
    )
    email = MailboxField(
        label=gettext_lazy("Your e-mail address"),
        help_text=gettext_lazy("Only if you want an answer. The secretariat sees it, nobody else."),
        required=False,
        widget=forms.EmailInput({"autocomplete": "email"}),
    )

    def clean_page(self) -> str:
        path = self.cleaned_data["page"]
        if not path.startswith("/") or path.startswith("//"):
            raise forms.ValidationError(
                _("Enter the part of the address after the name of the site, such as /partnerships/."),
                code="invalid",
            )
        return path


@permissions.public_form
@require_http_methods(["GET", "HEAD", "POST"])
def report_problem(request: HttpRequest) -> HttpResponse:
    page = request.GET.get("page", "")[:LONGEST_PATH]
    form = ProblemForm(request.POST if request.method == "POST" else None, initial={"page": page})
    status = 200
    if form.is_valid():
        if _is_allowed(request):
            # Sent twice, it is kept once, and both times the answer is the same
            if form.is_sent_first():
                _keep(form)
            return redirect("directory:problem_reported")
        form.add_error(None, _("Many reports came from your connection. Please try again in an hour."))
        status = 429
    context = {"form": form, "places": places_to_report(request)}
    return render(request, "directory/answers/report_problem.html", context, status=status)


@permissions.public
def problem_reported(request: HttpRequest) -> HttpResponse:
    return render(request, "directory/answers/problem_reported.html")


def _is_allowed(request: HttpRequest) -> bool:
    """Count one more report, and say whether that is still within what is allowed."""
    address = limits.address_of(request)
    # What one address sends in vain does not count against all
    return (
        limits.allow("report-problem", address, most=FROM_ONE_ADDRESS, seconds=HOUR).is_allowed
        and limits.allow("report-problem", "all", most=FROM_ALL, seconds=HOUR).is_allowed
    )


@transaction.atomic
def _keep(form: ProblemForm) -> None:
    """Keep the report for the queue, and tell reviewers and owners. What was declared a false alarm of the guard, only reviewers
    read."""
    cleaned = form.cleaned_data
    text = cleaned["text"]
    if form.false_alarms:
        text = f"{text}\n\n{_('This is not about a case')}: {form.statement}"
    report = PageReport.objects.create(
        path=cleaned["page"],
        problem=cleaned["problem"],
        text=text,
        email=cleaned["email"],
        **record_of_page(cleaned["page"]),
    )
    reviewers = User.objects.filter(is_reviewer=True, is_active=True)
    for reviewer in reviewers:
        to_reviewers.problem_reported(report, to=reviewer)
    if not form.false_alarms:
        for owner in _owners(report).exclude(pk__in=reviewers.values("pk"))[:OWNERS_TOLD]:
            to_owners.problem_reported(report, to=owner)


def record_of_page(path: str) -> dict:
    """The record that a page is about, as the column of a report; nothing for other pages."""
    match = RECORD_PATH.fullmatch(path)
    if not match:
        return {}
    model = Partnership if match["records"] == "partnerships" else Organisation
    record = record_of(model, match["slug"])
    return {model._meta.model_name: record} if record and not record.removed_at else {}


def _owners(report: PageReport) -> QuerySet[User]:
    """Who owns the organisation, or those that run the partnership; where nobody owns these, its other members."""
    if report.organisation:
        organisations = [report.organisation.pk]
    elif report.partnership:
        members = Membership.objects.current().filter(partnership=report.partnership)
        leading = members.filter(role__in=RUNNING)
        owned = Representative.objects.owners().filter(organisation__in=leading.values("organisation"))
        organisations = (leading if owned.exists() else members).values("organisation")
    else:
        organisations = []
    owners = Representative.objects.owners().filter(organisation__in=organisations)
    return User.objects.filter(pk__in=owners.values("user"), is_active=True).order_by("pk")
