"""How allauth behaves here: its mails go through our outbox, an address has one form."""

import unicodedata

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from config.deployment import site_name
from directory.mail.letters import to_account_holders
from directory.models import User

# What is mailed to whatever address somebody typed. Where its account is blocked, the mail says that in its place
TO_ANYBODY = (
    "account/email/login_code",
    "account/email/unknown_account",
    "account/email/account_already_exists",
)
LONGEST_ADDRESS = User._meta.get_field("email").max_length


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_code": gettext_lazy(
            "This is not the code that we sent last. Check it, or send a new code."
        ),
        "too_many_login_attempts": gettext_lazy("Too many tries. Wait a few minutes, then try again."),
        "rate_limited": gettext_lazy("Too many tries. Wait a few minutes, then try again."),
    }

    def clean_email(self, email: str) -> str:
        address = canonical_address(email)
        if len(address) > LONGEST_ADDRESS:
            raise ValidationError(
                _("An e-mail address has %(most)s characters at most."),
                params={"most": LONGEST_ADDRESS},
                code="max_length",
            )
        return address

    def get_reauthentication_methods(self, user) -> list[dict]:
        """Who has no second factor confirms with a mailed code."""
        code = {
            "id": "reauthenticate",
            "description": _("Use a code in an e-mail"),
            "url": reverse("account_reauthenticate"),
        }
        return super().get_reauthentication_methods(user) or [code]

    def is_safe_url(self, url: str) -> bool:
        """Only our own pages, by their path: the host may have other names, which are none of ours."""
        return url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def send_account_already_exists_mail(self, email: str) -> None:
        # allauth's own leads to the page for a lost password, and there are no passwords
        self.send_mail("account/email/account_already_exists", email, {})

    def send_notification_mail(self, template_prefix: str, user: User, *args, **options) -> None:
        """Nothing: `sign_in_changes` tells what was changed, in the transaction of the change."""

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        has_code = "code" in context
        by_anybody = has_code or template_prefix in TO_ANYBODY
        if template_prefix in TO_ANYBODY and User.objects.filter(email=email, is_active=False).exists():
            template_prefix = "account/email/account_blocked"
        # Addresses in mails are made from the base address of the site, never from a request
        addresses = {
            "current_site": DirectorySite(),
            "signup_url": settings.DIRECTORY_BASE_URL + reverse("account_login"),
            "contact_email": settings.CONTACT_EMAIL,
            "login_url": settings.DIRECTORY_BASE_URL + reverse("account_login"),
        }
        message = self.render_mail(template_prefix, email, {**context, **addresses})
        to_account_holders.account_message(
            to=email,
            language=get_language() or "en",
            title=message.subject,
            message=message.body,
            by_anybody=by_anybody,
            minutes=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60 if has_code else None,
        )


class DirectorySite:
    """Stands for a `Site` of django.contrib.sites, which is not installed: what allauth's texts call the site."""

    @property
    def name(self) -> str:
        return site_name()

    domain = name  # some of the texts name the site by its domain, others by its name


def canonical_address(email: str) -> str:
    """The one form in which an address is kept: NFKC, lower case, its domain as it stands in the DNS.

    Raises ValidationError for a domain that cannot be one. Look-alike letters are so told from Latin ones: what
    looks like "interpol.int" with a Cyrillic letter becomes "xn--…".
    """
    # The last "@" parts them: a quoted local part may hold others
    local, at, domain = unicodedata.normalize("NFKC", email).strip().lower().rpartition("@")
    try:
        return f"{local}{at}{domain.encode('idna').decode()}" if domain else local
    except UnicodeError:
        raise ValidationError(
            _("Enter an e-mail address, such as desk@example.org."), code="invalid"
        ) from None
