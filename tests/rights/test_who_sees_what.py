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

from directory.models import State
from tests.support.site_pages import views
from tests.support.world import ADDRESSES, PEOPLE, make_world

pytestmark = pytest.mark.django_db

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
