"""Who may open and send which page, in which state of a submission: one table for registering, answering, review, accounts and counterparts.

A cell is the status of the answer, or where it leads: SIGN_IN, FACTOR (a reviewer without a second factor gives it first).
"""

import copy
from itertools import product
from typing import NamedTuple

import pytest
from django.db import transaction
from django.test import Client
from django.urls import get_resolver

from directory.accounts import colleagues
from directory.models import (
    ColleagueInvitation,
    Import,
    ImportSender,
    ImportState,
    PageReport,
    ReportingChannel,
    Right,
    State,
    Submission,
    Suspicion,
)
from directory.records.merging import merge
from directory.registration import submitting
from directory.review import decisions
from tests.support.answer_pages import partner, token_mailed_to
from tests.support.factories import (
    complete_answers,
    make_contact_point,
    make_membership,
    make_organisation,
    make_partnership,
    make_representative,
    make_reviewer,
    make_submission,
    make_user,
    make_verification,
)
from tests.support.review_pages import sign_in
from tests.support.signing_in import make_passkey
from tests.support.site_pages import views

pytestmark = pytest.mark.django_db

PEOPLE = ("visitor", "registrant", "colleague", "stranger", "partner", "reviewer", "no second factor")
SLICES = (
    "directory.accounts.",
    "directory.answers.",
    "directory.asking.",
    "directory.counterparts.",
    "directory.registration.",
    "directory.review.",
    "allauth.",
)
SIGN_IN, FACTOR = "in", "2fa"


class World(NamedTuple):
    """A submission in one state, what hangs on it, and a browser of each of PEOPLE. `places` are what stands in addresses."""

    submission: Submission
    places: dict[str, object]
    browsers: dict[str, Client]


def make_world(state: State) -> World:
    helpers = make_organisation(slug="helpers", name="Helpers", website="https://helpers.example")
    owner = make_representative(organisation=helpers, right=Right.OWNER)
    editor = make_representative(organisation=helpers)
    partner_asked = partner(name="A hotline", email="desk@hotline.example")
    answers = complete_answers(
        by=helpers,
        partners={"i1": partner_asked},
        resources={"i1": {"title": "A manual", "kind": "guidance"}},
    )
    submission = make_submission(
        registrant=owner.user, organisation=helpers, answers=answers, state=State.DRAFT, submitted_at=None
    )
    reviewer = make_reviewer()
    if state != State.DRAFT:
        submitting.submit(submission, seen=0, by=owner.user)
        submission.refresh_from_db()
    match state:
        case State.RETURNED:
            question = decisions.FieldQuestion("partnership", "", "summary", "Is that all?")
            decisions.return_with_questions(submission, by=reviewer, questions=[question])
        case State.REFUSED:
            decisions.refuse(submission, by=reviewer, reason="It is not about children.")
        case State.WITHDRAWN:
            submitting.withdraw(submission, by=owner.user)
        case State.ACCEPTED:
            decisions.accept(submission, by=reviewer)
    flag = submission.flags.create(suspicion=Suspicion.LOOKALIKE, step="partnership", field="title")
    stranger = make_user()
    claim = make_representative(organisation=helpers, user=stranger, since=None, proof="")
    colleagues.invite(helpers, email="bo@helpers.example", right=Right.EDITOR, by=owner.user, language="en")
    one, gone, _two = (make_organisation(slug=slug, name=slug.title()) for slug in ("one", "gone", "two"))
    make_membership(partnership=make_partnership(slug="network"), organisation=helpers)
    merged = merge(one, gone, by=reviewer, reason="They are one body.")
    make_contact_point(organisation=helpers, slug="a-desk")
    official = make_verification(organisation=helpers)
    domain = helpers.official_domains.create(domain="helpers.example")
    token = "A" * 43 if state == State.DRAFT else token_mailed_to("desk@hotline.example")
    return World(
        submission,
        {
            "draft": submission.pk,
            "flag": flag.pk,
            "claim": claim.pk,
            "report": PageReport.objects.create(path="/", problem="old", text="It is over.").pk,
            "merge": merged.pk,
            "channel": ReportingChannel.objects.in_order().first().pk,
            "editor": editor.pk,
            "invitation": ColleagueInvitation.objects.get().pk,
            "token": token,
            "official": official.pk,
            "official_account": official.user_id,
            "domain": domain.pk,
            "import": make_import().pk,
            "join_token": token_mailed_to("bo@helpers.example", page="join"),
            "passkey": make_passkey(make_user()).pk,
        },
        {
            "visitor": Client(),
            "registrant": sign_in(Client(), owner.user, second_factor=False),
            "colleague": sign_in(Client(), editor.user, second_factor=False),
            "stranger": sign_in(Client(), stranger, second_factor=False),
            "partner": opened(f"/answer/{token}/"),
            "reviewer": sign_in(Client(), reviewer),
            "no second factor": sign_in(Client(), make_reviewer(), second_factor=False),
        },
    )


def make_import() -> Import:
    """A file that was read and waits for a reviewer."""
    sender = ImportSender.objects.create(name="Hotline network")
    return Import.objects.create(sender=sender, file_name="topics.csv", why="Update", state=ImportState.READ)


def opened(link: str) -> Client:
    """The browser of somebody who has followed a link from a mail, and has no account."""
    browser = Client()
    browser.get(link)
    return browser


def outcome(browser: Client, method: str, address: str) -> int | str:
    """What a request gets; whatever it does is undone."""
    fresh = Client()
    fresh.cookies = copy.deepcopy(browser.cookies)
    with transaction.atomic():
        answer = getattr(fresh, method)(address)
        transaction.set_rollback(True)
    if answer.status_code == 302 and answer.url.startswith("/account/sign-in/"):
        return SIGN_IN
    if answer.status_code == 302 and answer.url.startswith("/account/second-factor/"):
        return FACTOR
    return answer.status_code


ADDRESSES = {
    "draft": "/drafts/{draft}/",
    "draft_check": "/drafts/{draft}/check/",
    "draft_preview": "/drafts/{draft}/preview/",
    "withdraw": "/drafts/{draft}/withdraw/",
    "delete_draft": "/drafts/{draft}/delete/",
    "again": "/drafts/{draft}/again/",
    "second_reviewer": "/drafts/{draft}/second-reviewer/",
    "draft_similar": "/drafts/{draft}/similar/partners/i1/",
    "draft_step": "/drafts/{draft}/partnership/",
    "draft_item": "/drafts/{draft}/partners/i1/",
    "review_submission": "/review/{draft}/",
    "review_take": "/review/{draft}/take/",
    "review_give_back": "/review/{draft}/give-back/",
    "review_accept": "/review/{draft}/accept/",
    "review_return": "/review/{draft}/return/",
    "review_refuse": "/review/{draft}/refuse/",
    "review_clear_flag": "/review/{draft}/flags/{flag}/clear/",
    "answer": "/answer/",
    "open_answer": "/answer/{token}/",
    "renew_answer": "/answer/new-link/",
    "register": "/register/",
    "go_on_registering": "/register/go-on/",
    "my_records": "/account/records/",
    "ask_again": "/drafts/{draft}/partners/i1/address/",
    "change": "/register/change/network/",
    "answer_kept": "/answer/thank-you/",
    "confirmation": "/confirm/",
    "renew_confirmation": "/confirm/new-link/",
    "confirmation_kept": "/confirm/thank-you/",
    "open_confirmation": "/confirm/{token}/",
    "stop_mails": "/mails/stop/{token}/",
    "still_true": "/still-true/",
    "stop_still_true": "/still-true/stop/",
    "renew_still_true": "/still-true/new-link/",
    "still_true_kept": "/still-true/thank-you/",
    "open_still_true": "/still-true/{token}/",
    "renew_desk_answer": "/enquiries/answer/new-link/",
    "desk_answer_kept": "/enquiries/answer/thank-you/",
    "open_desk_answer": "/enquiries/answer/{token}/",
    "renew_desk_test": "/enquiries/test/new-link/",
    "desk_test_kept": "/enquiries/test/thank-you/",
    "open_desk_test": "/enquiries/test/{token}/",
    "report_problem": "/report-problem/",
    "problem_reported": "/report-problem/thank-you/",
    "account": "/account/",
    "typed_text": "/account/your-text/",
    "delete_account": "/account/delete/",
    "account_data": "/account/data/",
    "find_organisation": "/account/speak-for/",
    "claim": "/account/speak-for/helpers/",
    "send_domain_code": "/account/speak-for/helpers/code/",
    "prove_claim": "/account/speak-for/helpers/proof/",
    "withdraw_claim": "/account/speak-for/helpers/withdrawal/",
    "team": "/account/organisations/helpers/",
    "colleague": "/account/organisations/helpers/{editor}/",
    "withdraw_invitation": "/account/organisations/helpers/invitations/{invitation}/withdrawal/",
    "official": "/account/official/",
    "ask_official": "/account/official/helpers/",
    "send_official_code": "/account/official/helpers/code/",
    "prove_official": "/account/official/helpers/proof/",
    "leave_official": "/account/official/helpers/withdrawal/",
    "officials": "/account/organisations/helpers/officials/",
    "withdraw_official": "/account/organisations/helpers/officials/{official}/withdrawal/",
    "purpose": "/account/purpose/",
    "counterparts": "/counterparts/",
    "counterparts_print": "/counterparts/print/",
    "introductions": "/organisations/helpers/introductions/",
    "desk": "/desks/a-desk/",
    "desk_card": "/desks/a-desk/card/",
    "desk_vcard": "/desks/a-desk/card.vcf",
    "desks": "/organisations/helpers/desks/",
    "new_desk": "/organisations/helpers/desks/new/",
    "desk_showings": "/organisations/helpers/desks/shown/",
    "change_desk": "/organisations/helpers/desks/a-desk/change/",
    "desk_changes": "/organisations/helpers/desks/a-desk/changes/",
    "remove_desk": "/organisations/helpers/desks/a-desk/remove/",
    "joining": "/join/",
    "join": "/join/{join_token}/",
    "outbox": "/outbox/",
    "review": "/review/",
    "review_report": "/review/reports/{report}/",
    "review_claim": "/review/claims/{claim}/",
    "review_ownership": "/review/organisations/helpers/ownership/",
    "review_officials": "/review/officials/",
    "review_official": "/review/officials/{official}/",
    "review_withdraw_official": "/review/officials/{official}/withdrawal/",
    "review_domains": "/review/organisations/helpers/domains/",
    "review_remove_domain": "/review/organisations/helpers/domains/{domain}/removal/",
    "review_showings": "/review/showings/{official_account}/",
    "review_enquiry": "/review/enquiries/0/",
    "review_message": "/review/messages/0/",
    "review_partner": "/review/partners/0/",
    "review_first_hour": "/review/first-hour/",
    "review_first_letters": "/review/first-hour/letters/",
    "review_load_set": "/review/first-hour/sets/conference/",
    "review_unconfirmed": "/review/unconfirmed/",
    "review_ask_batch": "/review/unconfirmed/batch/",
    "review_ask": "/review/unconfirmed/network/",
    "review_channels": "/review/channels/",
    "review_new_channel": "/review/channels/new/",
    "review_channel": "/review/channels/{channel}/",
    "review_remove_channel": "/review/channels/{channel}/removal/",
    "review_check_channel": "/review/channels/{channel}/check/",
    "review_accounts": "/review/accounts/",
    "review_account": "/review/accounts/{official_account}/",
    "review_security": "/review/security/",
    "review_records": "/review/records/",
    "review_mails": "/review/mails/",
    "review_merges": "/review/merges/",
    "review_undo_merge": "/review/merges/{merge}/undo/",
    "review_record": "/review/organisations/helpers/",
    "review_find_other": "/review/organisations/one/merge/",
    "review_merge": "/review/organisations/one/merge/two/",
    "imports": "/review/imports/",
    "import": "/review/imports/{import}/",
    "import_columns": "/review/imports/{import}/columns/",
    "import_rows_left": "/review/imports/{import}/rows-left/",
    "import_decide": "/review/imports/{import}/decide/",
    "import_decide_older": "/review/imports/{import}/decide-older/",
    "import_compare": "/review/imports/{import}/compare/",
    "import_apply": "/review/imports/{import}/apply/",
    "import_undo": "/review/imports/{import}/undo/",
    "import_discard": "/review/imports/{import}/discard/",
    "account_login": "/account/sign-in/",
    "account_confirm_login_code": "/account/sign-in/code/",
    "mfa_authenticate": "/account/sign-in/second-factor/",
    "mfa_login_webauthn": "/account/sign-in/passkey/",
    "account_signup": "/account/sign-up/",
    "account_email_verification_sent": "/account/sign-up/code/",
    "account_logout": "/account/sign-out/",
    "account_inactive": "/account/inactive/",
    "account_reauthenticate": "/account/confirmation/",
    "account_email": "/account/address/",
    "usersessions_list": "/account/sessions/",
    "mfa_index": "/account/second-factor/",
    "mfa_reauthenticate": "/account/second-factor/again/",
    "mfa_activate_totp": "/account/app/add/",
    "mfa_deactivate_totp": "/account/app/remove/",
    "mfa_view_recovery_codes": "/account/recovery-codes/",
    "mfa_generate_recovery_codes": "/account/recovery-codes/new/",
    "mfa_download_recovery_codes": "/account/recovery-codes/file/",
    "mfa_list_webauthn": "/account/passkeys/",
    "mfa_add_webauthn": "/account/passkeys/add/",
    "mfa_reauthenticate_webauthn": "/account/passkeys/again/",
    "mfa_edit_webauthn": "/account/passkeys/{passkey}/",
    "mfa_remove_webauthn": "/account/passkeys/{passkey}/remove/",
}


# PEOPLE in their order: a visitor, the registrant, a colleague, a stranger with an account, a partner who holds the link, a
# reviewer, and one without a second factor. "not:" means every other state.
TABLE = """
page                                  vis  reg  col  str  par  rev  1fac  state
draft                           get   in   200  200  404  in   404  404   any
draft                           post  405  405  405  405  405  405  405   any
draft_check                     get   in   200  200  404  in   404  404   draft,returned
draft_check                     get   in   302  302  404  in   404  404   not:draft,returned
draft_check                     post  in   302  302  404  in   404  404   any
draft_preview                   get   in   200  200  404  in   404  404   draft,returned
draft_preview                   get   in   302  302  404  in   404  404   not:draft,returned
draft_preview                   post  405  405  405  405  405  405  405   any
withdraw                        get   in   302  302  404  in   404  404   not:waiting,returned
withdraw                        get   in   200  200  404  in   404  404   waiting,returned
withdraw                        post  in   302  302  404  in   404  404   any
delete_draft                    get   in   200  404  404  in   404  404   draft
delete_draft                    get   in   302  404  404  in   404  404   not:draft
delete_draft                    post  in   302  404  404  in   404  404   any
again                           get   405  405  405  405  405  405  405   any
again                           post  in   302  302  404  in   404  404   any
second_reviewer                 get   in   302  302  404  in   404  404   not:refused
second_reviewer                 get   in   200  200  404  in   404  404   refused
second_reviewer                 post  in   302  302  404  in   404  404   not:refused
second_reviewer                 post  in   200  200  404  in   404  404   refused
draft_similar                   get   in   302  302  404  in   404  404   any
draft_similar                   post  in   302  302  404  in   404  404   any
draft_step                      get   in   200  200  404  in   404  404   draft,returned
draft_step                      get   in   302  302  404  in   404  404   not:draft,returned
draft_step                      post  in   302  302  404  in   404  404   draft,returned
draft_step                      post  in   409  409  404  in   404  404   not:draft,returned
draft_item                      get   in   200  200  404  in   404  404   draft,returned
draft_item                      get   in   302  302  404  in   404  404   not:draft,returned
draft_item                      post  in   302  302  404  in   404  404   draft,returned
draft_item                      post  in   409  409  404  in   404  404   not:draft,returned
review_submission               get   in   403  403  403  in   404  2fa   draft
review_submission               get   in   403  403  403  in   200  2fa   not:draft
review_submission               post  405  405  405  405  405  405  405   any
review_take                     get   405  405  405  405  405  405  405   any
review_take                     post  in   403  403  403  in   404  2fa   draft
review_take                     post  in   403  403  403  in   302  2fa   not:draft
review_give_back                get   405  405  405  405  405  405  405   any
review_give_back                post  in   403  403  403  in   404  2fa   draft
review_give_back                post  in   403  403  403  in   302  2fa   not:draft
review_accept                   get   405  405  405  405  405  405  405   any
review_accept                   post  in   403  403  403  in   404  2fa   draft
review_accept                   post  in   403  403  403  in   200  2fa   waiting
review_accept                   post  in   403  403  403  in   409  2fa   not:draft,waiting
review_return                   get   405  405  405  405  405  405  405   any
review_return                   post  in   403  403  403  in   404  2fa   draft
review_return                   post  in   403  403  403  in   200  2fa   not:draft
review_refuse                   get   405  405  405  405  405  405  405   any
review_refuse                   post  in   403  403  403  in   404  2fa   draft
review_refuse                   post  in   403  403  403  in   200  2fa   not:draft
review_clear_flag               get   405  405  405  405  405  405  405   any
review_clear_flag               post  in   403  403  403  in   404  2fa   draft
review_clear_flag               post  in   403  403  403  in   302  2fa   not:draft
answer                          get   410  410  410  410  410  410  410   draft,withdrawn
answer                          get   410  410  410  410  200  410  410   not:draft,withdrawn
answer                          post  410  410  410  410  410  410  410   draft,withdrawn
answer                          post  410  410  410  410  200  410  410   not:draft,withdrawn
open_answer                     get   302  302  302  302  302  302  302   any
open_answer                     post  405  405  405  405  405  405  405   any
renew_answer                    get   405  405  405  405  405  405  405   any
renew_answer                    post  200  200  200  200  200  200  200   any
register                        get   200  200  200  200  200  200  200   any
register                        post  in   302  302  302  in   302  302   any
go_on_registering               get   in   302  302  302  in   302  302   any
go_on_registering               post  405  405  405  405  405  405  405   any
my_records                      get   in   200  200  200  in   200  200   any
my_records                      post  405  405  405  405  405  405  405   any
ask_again                       get   in   200  200  404  in   404  404   waiting,accepted
ask_again                       get   in   302  302  404  in   404  404   returned,refused
ask_again                       get   in   404  404  404  in   404  404   draft,withdrawn
ask_again                       post  in   200  200  404  in   404  404   waiting,accepted
ask_again                       post  in   302  302  404  in   404  404   returned,refused
ask_again                       post  in   404  404  404  in   404  404   draft,withdrawn
change                          get   in   200  200  200  in   200  200   any
change                          post  in   302  302  302  in   302  302   any
answer_kept                     get   200  200  200  200  200  200  200   any
answer_kept                     post  405  405  405  405  405  405  405   any
confirmation                    get   410  410  410  410  410  410  410   any
confirmation                    post  410  410  410  410  410  410  410   any
renew_confirmation              get   405  405  405  405  405  405  405   any
renew_confirmation              post  200  200  200  200  200  200  200   any
confirmation_kept               get   200  200  200  200  200  200  200   any
confirmation_kept               post  405  405  405  405  405  405  405   any
open_confirmation               get   302  302  302  302  302  302  302   any
open_confirmation               post  405  405  405  405  405  405  405   any
stop_mails                      get   410  410  410  410  410  410  410   any
stop_mails                      post  410  410  410  410  410  410  410   any
still_true                      get   410  410  410  410  410  410  410   any
still_true                      post  410  410  410  410  410  410  410   any
stop_still_true                 get   405  405  405  405  405  405  405   any
stop_still_true                 post  410  410  410  410  410  410  410   any
renew_still_true                get   405  405  405  405  405  405  405   any
renew_still_true                post  200  200  200  200  200  200  200   any
still_true_kept                 get   200  200  200  200  200  200  200   any
still_true_kept                 post  405  405  405  405  405  405  405   any
open_still_true                 get   302  302  302  302  302  302  302   any
open_still_true                 post  405  405  405  405  405  405  405   any
renew_desk_answer               get   405  405  405  405  405  405  405   any
renew_desk_answer               post  200  200  200  200  200  200  200   any
desk_answer_kept                get   200  200  200  200  200  200  200   any
desk_answer_kept                post  405  405  405  405  405  405  405   any
open_desk_answer                get   302  302  302  302  302  302  302   any
open_desk_answer                post  405  405  405  405  405  405  405   any
renew_desk_test                 get   405  405  405  405  405  405  405   any
renew_desk_test                 post  200  200  200  200  200  200  200   any
desk_test_kept                  get   200  200  200  200  200  200  200   any
desk_test_kept                  post  405  405  405  405  405  405  405   any
open_desk_test                  get   302  302  302  302  302  302  302   any
open_desk_test                  post  405  405  405  405  405  405  405   any
report_problem                  get   200  200  200  200  200  200  200   any
report_problem                  post  200  200  200  200  200  200  200   any
problem_reported                get   200  200  200  200  200  200  200   any
problem_reported                post  405  405  405  405  405  405  405   any
account                         get   in   200  200  200  in   200  200   any
account                         post  in   200  200  200  in   200  200   any
typed_text                      get   in   200  200  200  in   200  200   any
typed_text                      post  405  405  405  405  405  405  405   any
delete_account                  get   in   200  200  200  in   200  200   any
delete_account                  post  in   302  302  302  in   302  302   any
account_data                    get   in   200  200  200  in   200  200   any
account_data                    post  in   302  302  302  in   302  302   any
find_organisation               get   in   200  200  200  in   200  200   any
find_organisation               post  405  405  405  405  405  405  405   any
claim                           get   in   302  302  200  in   200  200   any
claim                           post  in   302  302  200  in   200  200   any
send_domain_code                get   405  405  405  405  405  405  405   any
send_domain_code                post  in   404  404  200  in   404  404   any
prove_claim                     get   405  405  405  405  405  405  405   any
prove_claim                     post  in   404  404  200  in   404  404   any
withdraw_claim                  get   405  405  405  405  405  405  405   any
withdraw_claim                  post  in   302  302  302  in   302  302   any
team                            get   in   200  200  404  in   404  404   any
team                            post  in   200  403  404  in   404  404   any
colleague                       get   in   200  200  404  in   404  404   any
colleague                       post  in   200  200  404  in   404  404   any
withdraw_invitation             get   405  405  405  405  405  405  405   any
withdraw_invitation             post  in   302  403  404  in   404  404   any
official                        get   in   200  200  200  in   200  200   any
official                        post  405  405  405  405  405  405  405   any
ask_official                    get   in   200  200  200  in   200  200   any
ask_official                    post  in   200  200  200  in   200  200   any
send_official_code              get   405  405  405  405  405  405  405   any
send_official_code              post  in   404  404  404  in   404  404   any
prove_official                  get   405  405  405  405  405  405  405   any
prove_official                  post  in   404  404  404  in   404  404   any
leave_official                  get   405  405  405  405  405  405  405   any
leave_official                  post  in   302  302  302  in   302  302   any
officials                       get   in   200  404  404  in   404  404   any
officials                       post  405  405  405  405  405  405  405   any
withdraw_official               get   405  405  405  405  405  405  405   any
withdraw_official               post  in   302  404  404  in   404  404   any
purpose                         get   in   200  200  200  in   200  200   any
purpose                         post  in   200  200  200  in   200  200   any
counterparts                    get   200  200  200  200  200  200  200   any
counterparts                    post  405  405  405  405  405  405  405   any
counterparts_print              get   200  200  200  200  200  200  200   any
counterparts_print              post  405  405  405  405  405  405  405   any
introductions                   get   200  200  200  200  200  200  200   any
introductions                   post  405  405  405  405  405  405  405   any
desk                            get   200  200  200  200  200  200  200   any
desk                            post  405  405  405  405  405  405  405   any
desk_card                       get   200  200  200  200  200  200  200   any
desk_card                       post  405  405  405  405  405  405  405   any
desk_vcard                      get   200  200  200  200  200  200  200   any
desk_vcard                      post  405  405  405  405  405  405  405   any
desks                           get   200  200  200  200  200  200  200   any
desks                           post  405  405  405  405  405  405  405   any
new_desk                        get   in   200  200  404  in   404  404   any
new_desk                        post  in   200  200  404  in   404  404   any
desk_showings                   get   in   200  200  404  in   404  404   any
desk_showings                   post  405  405  405  405  405  405  405   any
desk_changes                    get   in   200  200  404  in   404  404   any
desk_changes                    post  405  405  405  405  405  405  405   any
change_desk                     get   in   200  200  404  in   404  404   any
change_desk                     post  in   200  200  404  in   404  404   any
remove_desk                     get   in   200  200  404  in   404  404   any
remove_desk                     post  in   409  409  404  in   404  404   any
joining                         get   in   404  404  404  in   404  404   any
joining                         post  in   404  404  404  in   404  404   any
join                            get   302  302  302  302  302  302  302   any
join                            post  405  405  405  405  405  405  405   any
outbox                          get   404  404  404  404  404  404  404   any
outbox                          post  404  404  404  404  404  404  404   any
review                          get   in   403  403  403  in   200  2fa   any
review                          post  405  405  405  405  405  405  405   any
review_report                   get   in   403  403  403  in   200  2fa   any
review_report                   post  in   403  403  403  in   200  2fa   any
review_claim                    get   in   403  403  403  in   200  2fa   any
review_claim                    post  in   403  403  403  in   200  2fa   any
review_ownership                get   in   403  403  403  in   200  2fa   any
review_ownership                post  in   403  403  403  in   200  2fa   any
review_officials                get   in   403  403  403  in   200  2fa   any
review_officials                post  405  405  405  405  405  405  405   any
review_official                 get   in   403  403  403  in   200  2fa   any
review_official                 post  in   403  403  403  in   200  2fa   any
review_withdraw_official        get   405  405  405  405  405  405  405   any
review_withdraw_official        post  in   403  403  403  in   302  2fa   any
review_domains                  get   in   403  403  403  in   200  2fa   any
review_domains                  post  in   403  403  403  in   200  2fa   any
review_remove_domain            get   405  405  405  405  405  405  405   any
review_remove_domain            post  in   403  403  403  in   302  2fa   any
review_showings                 get   in   403  403  403  in   200  2fa   any
review_showings                 post  405  405  405  405  405  405  405   any
review_enquiry                  get   in   403  403  403  in   404  2fa   any
review_enquiry                  post  in   403  403  403  in   404  2fa   any
review_message                  get   in   403  403  403  in   404  2fa   any
review_message                  post  in   403  403  403  in   404  2fa   any
review_partner                  get   in   403  403  403  in   404  2fa   any
review_partner                  post  in   403  403  403  in   404  2fa   any
review_first_hour               get   in   403  403  403  in   200  2fa   any
review_first_hour               post  405  405  405  405  405  405  405   any
review_first_letters            get   in   403  403  403  in   200  2fa   any
review_first_letters            post  in   403  403  403  in   200  2fa   any
review_load_set                 get   405  405  405  405  405  405  405   any
review_load_set                 post  in   403  403  403  in   302  2fa   any
review_unconfirmed              get   in   403  403  403  in   200  2fa   any
review_unconfirmed              post  405  405  405  405  405  405  405   any
review_ask_batch                get   in   403  403  403  in   200  2fa   any
review_ask_batch                post  in   403  403  403  in   200  2fa   any
review_ask                      get   in   403  403  403  in   200  2fa   any
review_ask                      post  in   403  403  403  in   200  2fa   any
review_channels                 get   in   403  403  403  in   200  2fa   any
review_channels                 post  405  405  405  405  405  405  405   any
review_new_channel              get   in   403  403  403  in   200  2fa   any
review_new_channel              post  in   403  403  403  in   200  2fa   any
review_channel                  get   in   403  403  403  in   200  2fa   any
review_channel                  post  in   403  403  403  in   200  2fa   any
review_remove_channel           get   405  405  405  405  405  405  405   any
review_remove_channel           post  in   403  403  403  in   200  2fa   any
review_check_channel            get   405  405  405  405  405  405  405   any
review_check_channel            post  in   403  403  403  in   409  2fa   any
review_accounts                 get   in   403  403  403  in   200  2fa   any
review_accounts                 post  405  405  405  405  405  405  405  any
review_account                  get   in   403  403  403  in   200  2fa   any
review_account                  post  in   403  403  403  in   200  2fa   any
review_security                 get   in   403  403  403  in   200  2fa   any
review_security                 post  405  405  405  405  405  405  405  any
review_records                  get   in   403  403  403  in   200  2fa   any
review_records                  post  405  405  405  405  405  405  405   any
review_mails                    get   in   403  403  403  in   200  2fa   any
review_mails                    post  405  405  405  405  405  405  405   any
review_merges                   get   in   403  403  403  in   200  2fa   any
review_merges                   post  405  405  405  405  405  405  405   any
review_undo_merge               get   405  405  405  405  405  405  405   any
review_undo_merge               post  in   403  403  403  in   302  2fa   any
review_record                   get   in   403  403  403  in   200  2fa   any
review_record                   post  in   403  403  403  in   200  2fa   any
review_find_other               get   in   403  403  403  in   200  2fa   any
review_find_other               post  405  405  405  405  405  405  405   any
review_merge                    get   in   403  403  403  in   200  2fa   any
review_merge                    post  in   403  403  403  in   200  2fa   any
imports                         get   in   403  403  403  in   200  2fa   any
imports                         post  in   403  403  403  in   200  2fa   any
import                          get   in   403  403  403  in   200  2fa   any
import                          post  405  405  405  405  405  405  405   any
import_columns                  get   in   403  403  403  in   200  2fa   any
import_columns                  post  in   403  403  403  in   302  2fa   any
import_rows_left                get   in   403  403  403  in   404  2fa   any
import_rows_left                post  405  405  405  405  405  405  405   any
import_decide                   get   405  405  405  405  405  405  405   any
import_decide                   post  in   403  403  403  in   302  2fa   any
import_decide_older             get   405  405  405  405  405  405  405   any
import_decide_older             post  in   403  403  403  in   302  2fa   any
import_compare                  get   405  405  405  405  405  405  405   any
import_compare                  post  in   403  403  403  in   302  2fa   any
import_apply                    get   405  405  405  405  405  405  405   any
import_apply                    post  in   403  403  403  in   302  2fa   any
import_undo                     get   405  405  405  405  405  405  405   any
import_undo                     post  in   403  403  403  in   302  2fa   any
import_discard                  get   405  405  405  405  405  405  405   any
import_discard                  post  in   403  403  403  in   302  2fa   any
account_login                   get   200  302  302  302  200  302  302   any
account_login                   post  200  302  302  302  200  302  302   any
account_confirm_login_code      get   in   302  302  302  in   302  302   any
account_confirm_login_code      post  in   302  302  302  in   302  302   any
mfa_authenticate                get   in   302  302  302  in   302  302   any
mfa_authenticate                post  in   302  302  302  in   302  302   any
mfa_login_webauthn              get   in   302  302  302  in   302  302   any
mfa_login_webauthn              post  in   302  302  302  in   302  302   any
account_signup                  get   in   in   in   in   in   in   in    any
account_signup                  post  405  405  405  405  405  405  405   any
account_email_verification_sent get   in   302  302  302  in   302  302   any
account_email_verification_sent post  in   302  302  302  in   302  302   any
account_logout                  get   302  200  200  200  302  200  200   any
account_logout                  post  302  302  302  302  302  302  302   any
account_inactive                get   200  200  200  200  200  200  200   any
account_inactive                post  405  405  405  405  405  405  405   any
account_reauthenticate          get   in   200  200  200  in   200  200   any
account_reauthenticate          post  in   200  200  200  in   200  200   any
account_email                   get   in   200  200  200  in   200  200   any
account_email                   post  in   302  302  302  in   302  302   any
usersessions_list               get   in   200  200  200  in   200  200   any
usersessions_list               post  in   302  302  302  in   302  302   any
mfa_index                       get   in   200  200  200  in   200  200   any
mfa_index                       post  in   405  405  405  in   405  405   any
mfa_reauthenticate              get   in   302  302  302  in   302  302   any
mfa_reauthenticate              post  in   302  302  302  in   302  302   any
mfa_activate_totp               get   in   302  302  302  in   302  302   any
mfa_activate_totp               post  in   302  302  302  in   302  302   any
mfa_deactivate_totp             get   in   302  302  302  in   302  302   any
mfa_deactivate_totp             post  in   302  302  302  in   302  302   any
mfa_view_recovery_codes         get   in   302  302  302  in   302  302   any
mfa_view_recovery_codes         post  in   302  302  302  in   302  302   any
mfa_generate_recovery_codes     get   in   302  302  302  in   302  302   any
mfa_generate_recovery_codes     post  in   302  302  302  in   302  302   any
mfa_download_recovery_codes     get   in   302  302  302  in   302  302   any
mfa_download_recovery_codes     post  in   302  302  302  in   302  302   any
mfa_list_webauthn               get   in   200  200  200  in   200  200   any
mfa_list_webauthn               post  in   405  405  405  in   405  405   any
mfa_add_webauthn                get   in   302  302  302  in   302  302   any
mfa_add_webauthn                post  in   302  302  302  in   302  302   any
mfa_reauthenticate_webauthn     get   in   302  302  302  in   302  302   any
mfa_reauthenticate_webauthn     post  in   302  302  302  in   302  302   any
mfa_edit_webauthn               get   in   302  302  302  in   302  302   any
mfa_edit_webauthn               post  in   302  302  302  in   302  302   any
mfa_remove_webauthn             get   in   302  302  302  in   302  302   any
mfa_remove_webauthn             post  in   302  302  302  in   302  302   any
"""


class Row(NamedTuple):
    page: str
    method: str
    cells: tuple[int | str, ...]
    states: set[str]


def read(line: str) -> Row:
    page, method, *cells, states = line.split()
    named = states.removeprefix("not:").split(",")
    meant = (state for state in State if states == "any" or (state in named) is not states.startswith("not:"))
    return Row(page, method, tuple(int(cell) if cell.isdigit() else cell for cell in cells), set(meant))


ROWS = [read(line) for line in TABLE.strip().splitlines()[1:]]


def test_the_table_names_every_page_of_these_slices_in_every_state():
    of_slices = [view for view in views(get_resolver()) if view.callback.__module__.startswith(SLICES)]
    same_as_another = {"account_request_login_code"}

    assert {view.name for view in of_slices} - same_as_another == ADDRESSES.keys()
    cells = [(row.page, row.method, state) for row in ROWS for state in row.states]
    assert sorted(cells) == sorted(product(ADDRESSES, ("get", "post"), State))
    assert {len(row.cells) for row in ROWS} == {len(PEOPLE)}


@pytest.mark.parametrize("state", State)
def test_person_by_page_by_state(state):
    """What hangs on no submission is asked for once."""
    world = make_world(state)
    rows = [
        row for row in ROWS if state in row.states and (len(row.states) < len(State) or state == State.DRAFT)
    ]

    answers = {
        (row.page, row.method): tuple(
            outcome(world.browsers[who], row.method, ADDRESSES[row.page].format(**world.places))
            for who in PEOPLE
        )
        for row in rows
    }

    assert answers == {(row.page, row.method): row.cells for row in rows}


def test_every_address_is_that_of_its_page():
    places = dict.fromkeys(["flag", "claim", "report", "merge", "editor", "invitation", "passkey"], 1)
    places |= dict.fromkeys(["official", "official_account", "domain", "import", "channel"], 1)
    places |= {"draft": "00000000-0000-4000-8000-000000000000", "token": "x", "join_token": "x"}

    found = {
        page: get_resolver().resolve(url.format(**places).partition("?")[0]).url_name
        for page, url in ADDRESSES.items()
    }

    assert {page: name for page, name in found.items() if page != name} == {}
