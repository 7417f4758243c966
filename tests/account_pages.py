"""The pages of accounts, by what somebody needs to see them."""

ENTRANCES = ["/account/sign-in/", "/account/sign-up/", "/account/inactive/", "/account/sign-out/"]

# Only on the way in: who is not, is led to the beginning
STAGES = [
    "/account/sign-in/code/",
    "/account/sign-in/second-factor/",
    "/account/sign-up/code/",
    "/account/sign-in/passkey/",
]

SIGNED_IN = [
    "/account/",
    "/account/delete/",
    "/account/address/",
    "/account/sessions/",
    "/account/second-factor/",
    "/account/app/add/",
    "/account/passkeys/",
    "/account/passkeys/add/",
]

WITH_SECOND_FACTOR = [
    "/account/second-factor/again/",
    "/account/passkeys/again/",
    "/account/app/remove/",
    "/account/recovery-codes/",
    "/account/recovery-codes/new/",
    "/account/recovery-codes/file/",
    "/account/passkeys/1/",
    "/account/passkeys/1/remove/",
]

TRIAL = ["/outbox/"]

ALL = [*ENTRANCES, *STAGES, *SIGNED_IN, *WITH_SECOND_FACTOR, *TRIAL]
