"""What the pages of a draft have in common: whose it is, what a reviewer asks about it, which version somebody has seen."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from directory.models import Question, Submission
from directory.questionnaire import LONGEST_TEXT, PageForm, StepForm

LONGEST_VERSION = 9  # digits


def submission_of(request: HttpRequest, pk: object) -> Submission:
    """The submission, for those who may see it; Http404 for others."""
    visible = Submission.objects.visible_to(request.user).select_related("partnership", "organisation")
    return get_object_or_404(visible, pk=pk)


def open_questions(submission: Submission) -> list[Question]:
    """What a reviewer asked and nobody has answered by sending it in once more."""
    return list(submission.questions.filter(resolved_at=None).order_by("asked_at"))


def questions_about(questions: list[Question], step: str, item: str, field: str) -> list[Question]:
    """Those of these questions that are about one field."""
    return [q for q in questions if (q.step, q.item, q.field) == (step, item, field)]


def typed_version(text: str, *, otherwise: int) -> int:
    """How often something had been saved when the page was opened, as its hidden field says; `otherwise` where that holds
    no such number."""
    # Not int() alone, which takes "٣" and a million digits, too
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_VERSION else otherwise


def warn_of_shortened_text(request: HttpRequest) -> None:
    if any(len(text) > LONGEST_TEXT for _name, texts in request.POST.lists() for text in texts):
        messages.warning(
            request,
            _("A text was longer than %(most)s characters. Its beginning was kept.")
            % {"most": number_format(LONGEST_TEXT)},
        )


def closed_page(request: HttpRequest, submission: Submission, form: StepForm | PageForm) -> HttpResponse:
    """What was typed after somebody sent the draft in: it is not kept, and so it is shown."""
    return render(
        request, "directory/registration/closed.html", {"submission": submission, "form": form}, status=409
    )
