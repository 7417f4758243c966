"""Is this letter real? Who gets letters from here and what they never ask for; and whether a letter with a number is ours."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from directory.gate.plain_text import searchable
from directory.mail.kinds import KINDS
from directory.models import Mail
from directory.models.letter_numbers import LetterNumber
from directory.models.mails import MAIL_DAYS
from directory.rights import permissions

NUMBER = "number"  # the parameter


@permissions.public
def letters(request: HttpRequest) -> HttpResponse:
    """One query where a number is asked about. What is told of a letter is its kind and its day: never to whom it went."""
    typed = searchable(request.GET.get(NUMBER, ""))[:40]
    number = LetterNumber.typed(typed)
    letter = Mail.objects.numbered(number).only("kind", "created_at").first() if number else None
    return render(
        request,
        "directory/pages/letters.html",
        {
            "typed": typed,
            "number": number or "",
            "is_ours": letter is not None,
            "kind": KINDS.get(letter.kind, "") if letter else "",
            "day": timezone.localdate(letter.created_at) if letter else None,
            "days": MAIL_DAYS,
            "sender": settings.DEFAULT_FROM_EMAIL,
            "base_url": settings.DIRECTORY_BASE_URL,
            "contact_email": settings.CONTACT_EMAIL,
        },
    )
