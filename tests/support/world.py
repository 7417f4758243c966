"""A small world with a browser of each kind of person, a submission in a state of choice and what hangs on it, and the address of
each page of these slices."""

from typing import NamedTuple

from django.test import Client

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

PEOPLE = ("visitor", "registrant", "colleague", "stranger", "partner", "reviewer", "no second factor")


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
