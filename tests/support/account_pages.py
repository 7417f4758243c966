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
    "/account/data/",
    "/account/your-text/",
    "/account/confirmation/",
    "/account/address/",
    "/account/sessions/",
    "/account/second-factor/",
    "/account/passkeys/",
]

# Open after a confirmation of the last minutes
CONFIRMED = ["/account/app/add/", "/account/passkeys/add/"]

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

# Of the organisation "helpers": who asks to speak for it, who does, and who is invited
CLAIM = "/account/speak-for/helpers/"
TEAM = "/account/organisations/helpers/"
SPEAKING = ["/account/speak-for/", CLAIM, TEAM, f"{TEAM}1/", "/join/"]
SENT = [f"{CLAIM}code/", f"{CLAIM}proof/", f"{CLAIM}withdrawal/", f"{TEAM}invitations/1/withdrawal/"]

# Of the organisation "helpers", whose staff can be officials: what is asked for, and what its owners see
OFFICIAL = "/account/official/helpers/"
OFFICIALS = ["/account/official/", OFFICIAL, f"{TEAM}officials/", "/account/purpose/"]
OFFICIALS_SENT = [
    f"{OFFICIAL}code/",
    f"{OFFICIAL}proof/",
    f"{OFFICIAL}withdrawal/",
    f"{TEAM}officials/1/withdrawal/",
]
BY_LINK = ["/join/a-token/"]

TRIAL = ["/outbox/"]

ALL = [
    *ENTRANCES,
    *STAGES,
    *SIGNED_IN,
    *CONFIRMED,
    *WITH_SECOND_FACTOR,
    *SPEAKING,
    *SENT,
    *OFFICIALS,
    *OFFICIALS_SENT,
    *BY_LINK,
    *TRIAL,
]
