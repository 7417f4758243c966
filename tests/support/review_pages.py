"""The pages for reviewers, and a way to sign in as one."""

import time

from django.test import Client

from directory.models import User
from directory.rights.permissions import SEEN_AT

NOBODY = "00000000-0000-0000-0000-000000000000"
LOOKED_AT = [
    "/review/",
    f"/review/{NOBODY}/",
    "/review/reports/1/",
    "/review/claims/1/",
    "/review/enquiries/1/",
    "/review/messages/1/",
    "/review/partners/1/",
    "/review/organisations/interpol/ownership/",
    "/review/officials/",
    "/review/officials/1/",
    "/review/organisations/interpol/domains/",
    "/review/showings/1/",
    "/review/first-hour/",
    "/review/first-hour/letters/",
    "/review/unconfirmed/",
    "/review/unconfirmed/batch/?partnership=vgt",
    "/review/unconfirmed/vgt/",
    "/review/channels/",
    "/review/channels/new/",
    "/review/channels/1/",
    "/review/accounts/",
    "/review/accounts/1/",
    "/review/security/",
    "/review/mails/",
    "/review/records/",
    "/review/merges/",
    "/review/imports/",
    "/review/imports/1/",
    "/review/imports/1/columns/",
    "/review/imports/1/rows-left/",
    "/review/partnerships/vgt/",
    "/review/partnerships/vgt/merge/",
    "/review/partnerships/vgt/merge/circamp/",
]
SENT_TO = [
    *(f"/review/{NOBODY}/{verb}/" for verb in ("take", "give-back", "accept", "return", "refuse")),
    f"/review/{NOBODY}/flags/1/clear/",
    "/review/first-hour/sets/conference/",
    "/review/channels/1/removal/",
    "/review/channels/1/check/",
    "/review/merges/1/undo/",
    "/review/officials/1/withdrawal/",
    "/review/organisations/interpol/domains/1/removal/",
    *(
        f"/review/imports/1/{verb}/"
        for verb in ("decide", "decide-older", "compare", "apply", "undo", "discard")
    ),
]
ALL = [*LOOKED_AT, *SENT_TO]


def sign_in(client: Client, user: User, *, second_factor: bool = True) -> Client:
    """Open a session of that person, with a second factor where one is given."""
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    # Somebody who works: the first page after a pause writes into the session
    session[SEEN_AT] = time.time()
    if second_factor:
        session["account_authentication_methods"] = [{"method": "mfa", "at": time.time(), "type": "totp"}]
        session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client
