"""Officials are verified: a code to an official address, a reviewer's note, one year, and an end at once."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from directory.models import (
    ContactPoint,
    Mail,
    OfficialCode,
    OfficialDomain,
    Right,
    User,
    Verification,
    Visibility,
)
from directory.models.mailed_codes import MOST_TRIES
from directory.rights import verification
from tests.support import account_pages, review_pages
from tests.support.factories import (
    make_contact_point,
    make_official,
    make_organisation,
    make_representative,
    make_reviewer,
    make_user,
    make_verification,
)
from tests.support.responses import text
from tests.support.review_pages import sign_in

pytestmark = pytest.mark.django_db
PAGE = "/account/official/police/"
ADDRESS = "ola@cyber.police.example"


@pytest.fixture
def police():
    organisation = make_organisation(slug="police", name="Police", sector_id="law_enforcement")
    OfficialDomain.objects.create(organisation=organisation, domain="police.example")
    return organisation


@pytest.fixture
def person(client, police):
    user = make_user(name="Ola Officer")
    sign_in(client, user)
    return user


@pytest.fixture
def reviewer():
    return make_reviewer(name="Rita Reviewer")


@pytest.fixture
def review(reviewer):
    return sign_in(Client(), reviewer)


def asked(client) -> Verification:
    client.post(PAGE, {"statement": "Head of the cyber unit."})
    return Verification.objects.get()


def send_code(client, to: str = ADDRESS):
    return client.post(f"{PAGE}code/", {"email": to})


def code_mailed_to(address: str) -> str:
    return re.search(r"^\d{6}$", Mail.objects.filter(recipient=address).latest("created_at").text, re.M)[0]


def proved(client) -> Verification:
    asked(client)
    send_code(client)
    client.post(f"{PAGE}proof/", {"code": code_mailed_to(ADDRESS)})
    return Verification.objects.get()


def decide(review, found: Verification, decision: str = "grant", reason: str = "Called the switchboard."):
    return review.post(f"/review/officials/{found.pk}/", {"decision": decision, "reason": reason})


def is_official(user: User) -> bool:
    user = User.objects.get(pk=user.pk)
    user.gave_second_factor = True
    desk = make_contact_point(visibility=Visibility.OFFICIALS)
    sees = ContactPoint.objects.visible_to(user).filter(pk=desk.pk).exists()
    assert sees == user.is_official
    return sees


def test_the_way_of_an_official(client, person, review, reviewer):
    owner = make_representative(organisation=make_organisation(), right=Right.OWNER)
    assert "Police" in text(client.get("/account/official/?q=police"))
    found = proved(client)
    assert found.mailbox == ADDRESS
    assert not is_official(person)
    assert "Ola Officer" in text(review.get("/review/?kind=official"))

    assert decide(review, found).url == "/review/officials/"

    found.refresh_from_db()
    assert (found.state, found.decided_by, found.note) == ("verified", reviewer, "Called the switchboard.")
    assert found.expires_at - found.verified_at == timedelta(days=365)
    assert is_official(person)
    told = set(Mail.objects.filter(kind="official_verified").values_list("recipient", flat=True))
    assert told == {person.email, ADDRESS}
    assert not Mail.objects.filter(recipient=owner.user.email).exists()
    assert "Yes, until" in text(client.get("/account/"))


def test_owners_are_told_of_each_new_official(client, person, police, review):
    owner = make_representative(organisation=police, right=Right.OWNER).user
    editor = make_representative(organisation=police).user

    decide(review, proved(client))

    told = Mail.objects.filter(kind="official_named").values_list("recipient", flat=True)
    assert list(told) == [owner.email]
    assert editor.email not in told


@pytest.mark.parametrize(
    "address",
    [
        "ola@police.example.evil.example",
        "ola@evilpolice.example",
        "ola@gmail.com",
        "ola@police.example@evil.example",
        "ola@evil.example",
        "ola@роlice.example",
        "",
    ],
)
def test_no_code_goes_to_another_domain(client, person, address):
    asked(client)

    response = send_code(client, address)

    assert response.status_code == 200
    assert not OfficialCode.objects.exists()


def test_an_organisation_without_an_allowed_domain_sends_no_code(client, person, review):
    OfficialDomain.objects.all().delete()
    found = asked(client)

    assert "has not said yet on which mail domain" in text(client.get(PAGE))
    assert send_code(client).status_code == 200
    assert not OfficialCode.objects.exists()
    assert decide(review, found).status_code == 409


def test_a_code_can_be_tried_three_times(client, person):
    found = asked(client)
    send_code(client)
    right = code_mailed_to(ADDRESS)
    wrong = f"{(int(right) + 1) % 1_000_000:06}"

    for _ in range(MOST_TRIES):
        client.post(f"{PAGE}proof/", {"code": wrong})
    client.post(f"{PAGE}proof/", {"code": right})

    found.refresh_from_db()
    assert found.mailbox_proved_at is None


def test_codes_are_not_sent_without_end(client, person):
    asked(client)

    answers = [send_code(client).status_code for _ in range(6)]

    assert answers == [302] * 5 + [429]
    assert Mail.objects.filter(kind="official_code").count() == 5


def test_another_address_has_to_be_proved_anew(client, person, review):
    found = proved(client)

    send_code(client, "other@police.example")

    found.refresh_from_db()
    assert (found.mailbox, found.mailbox_proved_at) == ("other@police.example", None)
    assert decide(review, found).status_code == 409


def test_a_code_alone_verifies_nobody(client, person):
    proved(client)

    assert not is_official(person)
    assert client.get("/review/officials/").status_code == 403


def test_a_reviewer_does_not_verify_themselves(review, reviewer, police):
    found = proved_of(reviewer, police)

    response = decide(review, found)

    assert response.status_code == 409
    assert "another reviewer decides" in text(response)
    found.refresh_from_db()
    assert found.state == "asked"


def proved_of(user: User, organisation, **fields) -> Verification:
    proved = {"mailbox": "ola@police.example", "mailbox_proved_at": timezone.now()}
    return Verification.objects.create(user=user, organisation=organisation, **{**proved, **fields})


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_decision_needs_a_note(review, person, police, reason):
    found = proved_of(person, police)

    assert decide(review, found, reason=reason).status_code == 200
    found.refresh_from_db()
    assert found.state == "asked"


def test_a_reviewer_without_a_second_factor_decides_nothing(person, police, reviewer):
    found = proved_of(person, police)

    response = decide(sign_in(Client(), reviewer, second_factor=False), found)

    assert response.status_code == 302
    found.refresh_from_db()
    assert found.state == "asked"


def test_two_decisions_are_one(review, person, police):
    found = proved_of(person, police)
    decide(review, found)

    assert decide(review, found, "refuse").status_code == 409
    assert is_official(person)


def test_a_refusal_is_told_without_how_it_was_checked(review, person, police):
    found = proved_of(person, police)

    decide(review, found, "refuse", "The ministry does not know this person.")

    assert not is_official(person)
    mail = Mail.objects.get(kind="official_refused")
    assert mail.recipient == person.email
    assert "ministry" not in mail.text


def test_an_owner_ends_it_at_once(client, person, police):
    found = make_verification(organisation=police, user=person)
    owner = sign_in(Client(), make_representative(organisation=police, right=Right.OWNER).user)
    assert is_official(person)
    assert "Ola Officer" in text(owner.get("/account/organisations/police/officials/"))

    owner.post(f"/account/organisations/police/officials/{found.pk}/withdrawal/")

    assert not is_official(person)
    found.refresh_from_db()
    assert (found.state, found.withdrawn_by_id) == ("withdrawn", owner_id(owner))
    assert Mail.objects.filter(kind="official_withdrawn", recipient=person.email).count() == 1


def owner_id(client: Client) -> int:
    return int(client.session["_auth_user_id"])


@pytest.mark.parametrize("who", ["editor", "owner of another", "the person", "visitor"])
def test_nobody_else_ends_it_there(person, police, who):
    found = make_verification(organisation=police, user=person)
    client = Client()
    if who != "visitor":
        users = {
            "editor": lambda: make_representative(organisation=police).user,
            "owner of another": lambda: make_representative(right=Right.OWNER).user,
            "the person": lambda: person,
        }
        sign_in(client, users[who]())

    response = client.post(f"/account/organisations/police/officials/{found.pk}/withdrawal/")

    assert response.status_code in (302, 404)
    assert is_official(person)


def test_an_owner_does_not_end_it_for_another_organisation(person, police):
    other = make_verification(user=person)
    owner = sign_in(Client(), make_representative(organisation=police, right=Right.OWNER).user)

    assert owner.post(f"/account/organisations/police/officials/{other.pk}/withdrawal/").status_code == 404
    assert is_official(person)


def test_a_reviewer_and_the_person_end_it_too(client, review, person, police):
    for end in (
        lambda found: review.post(f"/review/officials/{found.pk}/withdrawal/"),
        lambda found: client.post(f"{PAGE}withdrawal/"),
    ):
        found = make_verification(organisation=police, user=person)
        assert is_official(person)

        end(found)

        assert not is_official(person)


def test_a_domain_that_is_taken_away_ends_what_rested_on_it(review, person, police):
    make_verification(organisation=police, user=person, mailbox="ola@sub.police.example")
    other = make_official(organisation=police, mailbox="eva@other.example")
    kept = OfficialDomain.objects.create(organisation=police, domain="other.example")
    gone = OfficialDomain.objects.get(domain="police.example")

    review.post(f"/review/organisations/police/domains/{gone.pk}/removal/")

    assert not is_official(person)
    assert is_official(other)
    assert list(OfficialDomain.objects.all()) == [kept]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Policja.GOV.PL", "policja.gov.pl"),
        ("@policja.gov.pl", "policja.gov.pl"),
        ("gmail.com", None),
        ("gov.uk", None),
        ("un.org", None),
        ("pl", None),
        ("two words", None),
        ("a@b.example", None),
        ("10.0.0.1", None),
        ("x" * 300, None),
    ],
)
def test_only_a_domain_of_one_body_is_allowed(review, police, typed, kept):
    review.post("/review/organisations/police/domains/", {"domain": typed})

    added = police.official_domains.exclude(domain="police.example")
    assert list(added.values_list("domain", flat=True)) == ([kept] if kept else [])


@pytest.mark.parametrize("sector", ["industry", "media", "academia", "helpline", "financial"])
def test_organisations_of_other_sectors_have_no_officials(client, review, person, police, sector):
    found = proved_of(person, police)
    type(police).objects.filter(pk=police.pk).update(sector=sector)

    assert client.get(PAGE).status_code == 404
    assert decide(review, found).status_code == 409


@pytest.mark.parametrize("days", [31, 29, -1])
def test_officials_are_reminded_once_within_the_last_month(person, police, days):
    expires = timezone.now() + timedelta(days=days)
    found = make_verification(
        organisation=police, user=person, verified_at=expires - timedelta(days=365), expires_at=expires
    )

    told = [verification.remind(), verification.remind()]

    assert told == ([1, 0] if days == 29 else [0, 0])
    assert Mail.objects.filter(kind="official_ends", recipient=found.user.email).count() == sum(told)


def test_who_has_asked_anew_is_not_reminded(person, police):
    expires = timezone.now() + timedelta(days=9)
    make_verification(
        organisation=police, user=person, verified_at=expires - timedelta(days=365), expires_at=expires
    )
    proved_of(person, police)

    assert verification.remind() == 0


def test_a_renewal_goes_on_without_a_gap(client, review, person, police):
    expires = timezone.now() + timedelta(days=9)
    make_verification(
        organisation=police, user=person, verified_at=expires - timedelta(days=365), expires_at=expires
    )

    decide(review, proved_of(person, police))

    assert is_official(person)
    assert Verification.objects.current().latest("expires_at").expires_at > expires + timedelta(days=300)


def test_what_an_account_was_shown_is_there_for_reviewers(review, person):
    assert person.email in text(review.get(f"/review/showings/{person.pk}/"))
    assert review.get("/review/showings/999999/").status_code == 404


@pytest.mark.parametrize("page", ["/account/official/?q=police", PAGE])
def test_the_pages_ask_few_questions(client, person, django_assert_max_num_queries, page):
    proved_of(person, make_organisation(sector_id="hotline"))

    with django_assert_max_num_queries(15):
        assert client.get(page).status_code == 200


@pytest.mark.parametrize(
    "page", ["/review/officials/", "/review/officials/{}/", "/review/organisations/police/domains/"]
)
def test_the_pages_of_reviewers_ask_few_questions(
    review, person, police, django_assert_max_num_queries, page
):
    found = proved_of(person, police)
    make_verification(organisation=police)

    with django_assert_max_num_queries(15):
        assert review.get(page.format(found.pk)).status_code == 200


def test_the_account_says_who_one_is_here(client, police):
    reviewer = make_official(user=make_reviewer(), organisation=police)

    with_factor = text(sign_in(client, reviewer).get("/account/"))
    without = text(sign_in(Client(), reviewer, second_factor=False).get("/account/"))

    assert reviewer.email in with_factor
    assert "What waits for a decision" in with_factor
    assert "Yes, until" in with_factor
    assert "once you sign in with your second factor" not in with_factor
    assert "once you sign in with your second factor" in without


def test_the_account_of_somebody_else_says_no_official(client):
    page = text(sign_in(client, make_user(), second_factor=False).get("/account/"))

    assert re.search(r"<dt>Verified official</dt> <dd> No", page)


FOR_REVIEWERS = [
    page for page in review_pages.ALL if "officials" in page or "domains" in page or "showings" in page
]


@pytest.mark.parametrize("page", [*account_pages.OFFICIALS, *account_pages.OFFICIALS_SENT, *FOR_REVIEWERS])
@pytest.mark.parametrize("method", ["get", "post"])
def test_without_an_account_there_is_nothing_of_it(client, page, method):
    response = getattr(client, method)(page)

    # A method that the page takes from nobody is refused before it is asked who sends it
    if response.status_code == 405:
        assert method.upper() not in response["Allow"]
    else:
        assert response.status_code == 302
        assert response.url.startswith("/account/sign-in/")


@pytest.mark.parametrize("page", FOR_REVIEWERS)
def test_an_official_is_no_reviewer(client, page):
    sign_in(client, make_official())

    assert {client.get(page).status_code, client.post(page).status_code} in ({403}, {403, 405})
