"""What the pages of a draft have in common: whose it is, what a reviewer asks about it, which version somebody has seen."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from directory.models import Question, Submission

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
