"""Following a mailed link: it is opened, its page is shown, it is renewed once it has ended, and the answer is kept.

While the page is shown, the token waits in a signed cookie. So it stands in no history of the browser that is shared, in
no log after the first line, and in no referrer. Looking at the page changes nothing, for scanners of mail follow links; only
sending the form uses the link.
"""

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import urlencode

from directory.models.by_link import LINK_DAYS
from directory.rights import permissions
from directory.rights.methods import require_POST, require_safe

TOKEN = re.compile(r"[\w-]{43}", re.ASCII)  # 32 bytes in base 64
HOUR = 60 * 60  # seconds


class MailedLink:
    """One kind of link that we mail. Three of the views on its way are the same for all kinds; their addresses are named
    after that of the fourth, `page`, which the slice writes:

    - `open_<page>`, the address in the mail, puts the token into a cookie and leads to the page;
    - `<page>` shows what is asked and takes the answer;
    - `renew_<page>` mails a new link in place of one that has ended;
    - `<page>_kept` says that the answer was kept.
    """

    def __init__(self, page: str, *, mail_new_link: Callable[[str], None], kept_template: str):
        """`mail_new_link` gets the token of the old link, which may be empty or a guess. It returns nothing, so that no page can
        tell whether a mail went out."""
        self.page, self.mail_new_link, self.kept_template = page, mail_new_link, kept_template

    # The three views

    @method_decorator([permissions.by_link, require_safe])
    def open(self, request: HttpRequest, token: str) -> HttpResponse:
        """Lead to the page with the token in its cookie; without one where it cannot be a token."""
        response = HttpResponseRedirect(reverse(f"directory:{self.page}"))
        if not TOKEN.fullmatch(token):
            return self.ended(response)
        response.set_signed_cookie(
            self.page,
            token,
            salt=self.page,
            max_age=HOUR,
            path=reverse(f"directory:{self.page}"),
            secure=settings.IS_HTTPS,
            httponly=True,
            samesite="Lax",
        )
        return response

    @method_decorator([permissions.by_link, require_POST])
    def renew(self, request: HttpRequest) -> HttpResponse:
        self.mail_new_link(self.token_of(request))
        return self.ended(render(request, "directory/by_link/renewed.html"))

    @method_decorator([permissions.by_link, require_safe])
    def kept(self, request: HttpRequest) -> HttpResponse:
        return render(request, self.kept_template)

    # For the view of `page`

    def token_of(self, request: HttpRequest) -> str:
        """The token that came with the link; "" where there is none, or it was tampered with."""
        return request.get_signed_cookie(self.page, default="", salt=self.page, max_age=HOUR)

    def not_valid(self, request: HttpRequest, *, typed: str = "") -> HttpResponse:
        """The one response to a link that does not work, whatever the reason. `typed` is given back: it is kept nowhere."""
        renew = reverse(f"directory:renew_{self.page}")
        context = {"renew": renew, "typed": typed, "days": LINK_DAYS}
        return render(request, "directory/by_link/not_valid.html", context, status=410)

    def was_used(self, **said: str) -> HttpResponse:
        """The response once the answer is kept: the token is of no more use. The page after it gets what was `said`, in its
        address."""
        kept = reverse(f"directory:{self.page}_kept")
        return self.ended(HttpResponseRedirect(f"{kept}?{urlencode(said)}" if said else kept))

    def ended(self, response: HttpResponse) -> HttpResponse:
        """The response, after which the browser has the token no more."""
        response.delete_cookie(self.page, path=reverse(f"directory:{self.page}"), samesite="Lax")
        return response
