"""Forms of public pages. Such a page sets no cookie, so that Django's check against forged forms has nothing to compare.

Nobody is signed in on these forms, so a forged one could do nothing that its forger could not do directly; what has to be
held off is another site that makes its readers send our form, and programs that send it again and again. So:

- `is_from_here`: browsers say which site a form was sent from (`Origin`, else `Sec-Fetch-Site`). Another site is refused.
- `PublicForm`: the form carries a signed moment. It must have been fetched here, at most half a day ago.
- `PublicForm.is_sent_first`: each of them counts once, however often it is sent.
- Each view counts with `limits` how often one address may send it.
"""

from django import forms
from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.db.models import Model
from django.http import HttpRequest
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from directory.gate import limits

HALF_A_DAY = 12 * 60 * 60


def is_from_here(request: HttpRequest) -> bool:
    """Whether a form was sent from a page of this site, as far as the browser says."""
    origin = request.headers.get("Origin")
    if origin is not None:
        this_site = f"{request.scheme}://{request.get_host()}"
        return origin in {this_site, *settings.CSRF_TRUSTED_ORIGINS}
    # "none" is what browsers send where no site led to the request. Without either header it is no browser that another
    # site could use, so there is nothing to hold off.
    return request.headers.get("Sec-Fetch-Site", "same-origin") in ("same-origin", "none")


class PublicForm(forms.Form):
    """A form of a public page, with the signed moment at which it was fetched in a hidden field.

    `purpose` names the form in the signature and in the counts, so that a token of one form is none for another.
    """

    purpose: str

    fetched = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)

    def __init__(self, posted=None, **options):
        super().__init__(posted, **options)
        # Random, for two people may fetch the form in the same second, and each token counts once.
        self.initial["fetched"] = self._signer().sign(get_random_string(22))

    def _signer(self) -> TimestampSigner:
        return TimestampSigner(salt=f"form:{self.purpose}")

    def clean(self):
        cleaned = super().clean()
        try:
            self._signer().unsign(self.cleaned_data.get("fetched", ""), max_age=HALF_A_DAY)
        except BadSignature:
            # The page that shows the error carries a new token, so that sending it again helps.
            self.data = {**self.data.dict(), "fetched": self.initial["fetched"]}
            self.add_error(
                None, _("This page was open for too long. Your text is still here: send it again.")
            )
        return cleaned

    def is_sent_first(self) -> bool:
        """Whether this very form was not sent before. To be asked once, when it is valid."""
        fetched = self.cleaned_data["fetched"]
        return limits.allow(f"form:{self.purpose}", fetched, most=1, seconds=HALF_A_DAY).is_allowed


def is_of_another(request: HttpRequest, record: Model) -> bool:
    """Whether the form that is sent was about another record than the one at hand.

    That happens where two mailed links were opened in one browser: the cookie holds the second, the form shows the first.
    The form says in its field `about` which record it shows; one without that field is taken to be about this record.
    """
    return request.method == "POST" and request.POST.get("about", str(record.pk)) != str(record.pk)
