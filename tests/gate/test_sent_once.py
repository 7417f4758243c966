"""A second click, or Back and the same again, makes no second one: the answer leads to where the first led."""

import re
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Barrier

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections, models
from django.test import Client
from pytest_django import DjangoDbBlocker

from directory.models import (
    ColleagueInvitation,
    ContactPoint,
    Enquiry,
    EnquiryMessage,
    Import,
    Mail,
    PageReport,
    ReportingChannel,
    Representative,
    Right,
    SentForm,
    Submission,
    SubmissionEvent,
    User,
    Verification,
)
from tests.support.databases import in_database, migrated_database
from tests.support.factories import (
    make_contact_point,
    make_organisation,
    make_partnership,
    make_reporting_channel,
    make_representative,
    make_reviewer,
    make_submission,
    make_user,
)
from tests.support.review_pages import sign_in
from tests.support.uploads import organisation_row, zipped


@dataclass
class Sent:
    """A form: whose, on which page, what is typed, where to, and what there is one more of afterwards."""

    by: User
    page: str
    typed: dict
    makes: type[models.Model]
    to: str = ""


def new_desk() -> Sent:
    owner = make_representative(right=Right.OWNER)
    typed = {"name": "International desk", "purpose": "cooperation", "mailbox": "desk@helpers.example"}
    page = f"/organisations/{owner.organisation.slug}/desks/new/"
    return Sent(owner.user, page, {**typed, "visibility": "public"}, ContactPoint)


def new_draft() -> Sent:
    return Sent(make_user(), "/register/", {}, Submission)


def change_draft() -> Sent:
    owner = make_representative(right=Right.OWNER)
    partnership = make_partnership(members=[owner.organisation])
    typed = {"organisation": owner.organisation.slug}
    return Sent(owner.user, f"/register/change/{partnership.slug}/", typed, Submission)


def draft_from_a_refused_one() -> Sent:
    submission = make_submission(registrant=make_user(), state="refused")
    page = f"/drafts/{submission.pk}/"
    return Sent(submission.registrant, page, {}, Submission, to=f"{page}again/")


def invitation() -> Sent:
    owner = make_representative(right=Right.OWNER)
    typed = {"email": f"colleague-{uuid.uuid4()}@helpers.example", "right": "editor"}
    return Sent(owner.user, f"/account/organisations/{owner.organisation.slug}/", typed, ColleagueInvitation)


def invitation_mail() -> Sent:
    sent = invitation()
    sent.makes = Mail
    return sent


def enquiry() -> Sent:
    desk = make_contact_point()
    typed = {"key": uuid.uuid4(), "subject": "A training", "body": "We look for a speaker in March."}
    return Sent(make_user(), f"/enquiries/new/?desk={desk.slug}", typed, Enquiry)


def message() -> Sent:
    from directory.enquiries import relaying

    sender = make_user()
    written = relaying.write(
        make_contact_point(),
        key=uuid.uuid4(),
        by=sender,
        organisation=None,
        subject="A training",
        body="In May?",
    )
    return Sent(sender, f"/enquiries/{written.pk}/", {"seen": "1", "body": "Or in June?"}, EnquiryMessage)


def claim() -> Sent:
    typed = {"statement": "I work there, at the front desk."}
    return Sent(make_user(), f"/account/speak-for/{make_organisation().slug}/", typed, Representative)


def official() -> Sent:
    organisation = make_organisation(sector_id="law_enforcement")
    typed = {"statement": "I am an officer of its unit."}
    return Sent(make_user(), f"/account/official/{organisation.slug}/", typed, Verification)


def channel() -> Sent:
    make_reporting_channel()
    typed = {"country": "TV", "kind": "hotline", "name": f"Hotline {uuid.uuid4()}", "status": "confirmed"}
    typed |= {
        "url": f"https://{uuid.uuid4()}.example/",
        "languages": "en",
        "takes": "websites",
        "anonymous": "yes",
    }
    typed |= {"source_title": "A page", "source_url": "https://source.example/", "why": "I spoke to them."}
    return Sent(make_reviewer(), "/review/channels/new/", typed, ReportingChannel)


def import_upload() -> Sent:
    typed = {"sender": "A network", "why": "Spring", "file": zipped(organisations=[organisation_row()])}
    return Sent(make_reviewer(), "/review/imports/", typed, Import)


def refusal() -> Sent:
    submission = make_submission()
    page = f"/review/{submission.pk}/"
    shown = sign_in(Client(), reviewer := make_reviewer()).get(page).content.decode()
    seen = re.search(r'name="seen" value="([^"]*)"', shown)[1]
    typed = {"seen": seen, "message": "It is no partnership.", "sure": "refuse"}
    return Sent(reviewer, page, typed, SubmissionEvent, f"{page}refuse/")


def shipped_set() -> Sent:
    page = "/review/first-hour/"
    return Sent(make_reviewer(), page, {}, Import, f"{page}sets/conference/")


KINDS = [
    new_desk,
    new_draft,
    change_draft,
    draft_from_a_refused_one,
    invitation,
    invitation_mail,
    enquiry,
    message,
    claim,
    official,
    channel,
    import_upload,
    refusal,
    shipped_set,
]


def form_key(browser: Client, page: str) -> str:
    return re.search(r'name="form_key" value="([^"]*)"', browser.get(page).content.decode())[1]


def browser_of(sent: Sent) -> Client:
    return sign_in(Client(), sent.by, second_factor=sent.by.is_reviewer)


def send(browser: Client, sent: Sent, key: str):
    typed = {**sent.typed, "form_key": key}
    if "file" in typed:
        typed["file"] = SimpleUploadedFile("sheets.zip", typed["file"])
    return browser.post(sent.to or sent.page, typed)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
def test_back_and_the_same_again_makes_one(kind: Callable[[], Sent]):
    sent = kind()
    browser = browser_of(sent)
    key = form_key(browser, sent.page)
    before = sent.makes.objects.count()

    first = send(browser, sent, key)
    second = send(browser, sent, key)

    assert first.status_code == 302, re.findall('class="error.*?<', first.content.decode())
    assert (second.status_code, second["Location"]) == (302, first["Location"])
    assert sent.makes.objects.count() == before + 1


@pytest.mark.django_db
def test_other_words_on_the_same_page_are_another_form():
    sent = new_desk()
    browser = browser_of(sent)
    key = form_key(browser, sent.page)
    send(browser, sent, key)

    sent.typed["name"] = "Night desk"
    send(browser, sent, key)

    assert ContactPoint.objects.count() == 2


@pytest.mark.django_db
def test_an_enquiry_that_is_sent_by_back_with_other_words_is_not_lost():
    sent = enquiry()
    browser = browser_of(sent)
    key = form_key(browser, sent.page)
    send(browser, sent, key)

    sent.typed["body"] = "We look for a speaker in June."
    shown = send(browser, sent, key)

    assert shown.status_code == 409
    assert "We look for a speaker in June." in shown.content.decode()
    sent.typed["key"] = re.search(r'name="key" value="([^"]*)"', shown.content.decode())[1]
    assert send(browser, sent, form_key(browser, sent.page)).status_code == 302
    assert Enquiry.objects.count() == 2


@pytest.mark.django_db
def test_the_same_words_on_a_page_that_was_opened_anew_are_another_form():
    sent = new_draft()
    browser = browser_of(sent)

    for _time in range(2):
        send(browser, sent, form_key(browser, sent.page))

    assert Submission.objects.count() == 2


@pytest.mark.django_db
def test_a_form_that_came_back_with_errors_can_be_sent_again():
    sent = new_desk()
    browser = browser_of(sent)
    key = form_key(browser, sent.page)
    typed, sent.typed = sent.typed, {**sent.typed, "mailbox": "no address"}

    assert [send(browser, sent, key).status_code for _time in range(2)] == [200, 200]
    assert not SentForm.objects.exists()

    sent.typed = typed
    assert send(browser, sent, key).status_code == 302


@pytest.mark.django_db
def test_a_key_of_somebody_else_counts_for_nothing():
    mine, theirs = new_draft(), new_draft()
    key = form_key(browser_of(mine), mine.page)

    locations = {send(browser_of(sent), sent, key)["Location"] for sent in (mine, theirs)}

    assert len(locations) == 2


@pytest.mark.django_db
def test_a_problem_that_is_reported_twice_from_one_page_is_kept_once(client):
    shown = client.get("/report-problem/").content.decode()
    fetched = re.search(r'name="fetched" value="([^"]*)"', shown)[1]
    typed = {
        "fetched": fetched,
        "page": "/partnerships/vgt/",
        "problem": "wrong",
        "text": "The year is wrong.",
    }

    locations = [client.post("/report-problem/", typed)["Location"] for _time in range(2)]

    assert locations[0] == locations[1]
    assert PageReport.objects.count() == 1


@pytest.fixture(scope="module")
def database(django_db_blocker: DjangoDbBlocker):
    """A database of its own, for requests that commit: every thread's own connection goes there."""
    with migrated_database("clicks") as address, in_database(address, django_db_blocker):
        yield address


@pytest.mark.parametrize("kind", KINDS)
def test_a_double_click_makes_one(
    kind: Callable[[], Sent], database: str, django_db_blocker: DjangoDbBlocker
):
    with django_db_blocker.unblock():
        sent = kind()
        browsers = [browser_of(sent) for _click in range(2)]
        key = form_key(browsers[0], sent.page)
        before = sent.makes.objects.count()
        begin = Barrier(2)

        def click(browser: Client):
            try:
                begin.wait(timeout=60)
                return send(browser, sent, key)
            finally:
                connections.close_all()

        with ThreadPoolExecutor(2) as pool:
            first, second = pool.map(click, browsers)

        assert (first.status_code, second.status_code) == (302, 302)
        assert first["Location"] == second["Location"]
        assert sent.makes.objects.count() == before + 1
