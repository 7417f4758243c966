"""Claims to speak for an organisation are decided by a reviewer with a written reason, and ownership is passed on."""

import pytest

from directory.models import Mail, Representative, Right
from tests.support.factories import make_organisation, make_representative, make_reviewer, make_user
from tests.support.responses import text
from tests.support.review_pages import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer():
    return make_reviewer(name="Rita Reviewer")


@pytest.fixture
def desk(client, reviewer):
    return sign_in(client, reviewer)


@pytest.fixture
def claim():
    organisation = make_organisation(website="https://www.charity.example")
    user = make_user(email="anna@charity.example")
    return Representative.objects.create(user=user, organisation=organisation, statement="I <b>lead</b> it.")


def page_of(claim: Representative) -> str:
    return f"/review/claims/{claim.pk}/"


def test_a_claim_is_shown_with_what_helps_to_decide_it(desk, claim):
    make_representative(organisation=claim.organisation, user=make_user(name="Olga Owner"), right=Right.OWNER)

    page = text(desk.get(page_of(claim)))

    assert "anna@charity.example" in page
    assert "At the organisation’s own web domain" in page
    assert "I &lt;b&gt;lead&lt;/b&gt; it." in page
    assert "Olga Owner" in page


@pytest.mark.parametrize(
    ("website", "is_its_own"),
    [("", False), ("https://notcharity.example", False), ("https://charity.example", True)],
)
def test_a_web_domain_is_not_taken_for_another(desk, claim, website, is_its_own):
    type(claim.organisation).objects.update(website=website)

    assert ("own web domain" in text(desk.get(page_of(claim)))) is is_its_own


@pytest.mark.parametrize(("decision", "kind"), [("grant", "claim_granted"), ("refuse", "claim_refused")])
def test_a_claim_is_decided_once_and_its_holder_reads_why(desk, reviewer, claim, decision, kind):
    desk.post(page_of(claim), {"decision": decision, "reason": "I rang the office."})
    late = desk.post(page_of(claim), {"decision": "grant", "reason": "Again."})

    claim.refresh_from_db()
    assert bool(claim.since) is (decision == "grant")
    assert (claim.decided_by, claim.reason) == (reviewer, "I rang the office.")
    assert Mail.objects.get(recipient=claim.user.email).kind == kind
    assert late.status_code == 409


@pytest.mark.parametrize("reason", ["", " ", "x" * 1001, "a\x07b"], ids=["empty", "space", "long", "control"])
def test_a_claim_is_not_decided_without_a_reason(desk, claim, reason):
    page = desk.post(page_of(claim), {"decision": "grant", "reason": reason})

    assert "There is a problem" in text(page)
    assert Representative.objects.asked().exists()


def test_nobody_decides_their_own_claim(desk, reviewer):
    claim = Representative.objects.create(user=reviewer, organisation=make_organisation())

    page = desk.post(page_of(claim), {"decision": "grant", "reason": "It is me."})

    assert page.status_code == 409
    assert "another reviewer decides" in text(page)
    assert Representative.objects.asked().exists()


def test_ownership_is_passed_on_with_a_reason(desk, reviewer):
    organisation, successor = make_organisation(), make_user()
    former = make_representative(organisation=organisation, right=Right.OWNER)
    page = f"/review/organisations/{organisation.slug}/ownership/"

    for typed in (
        {},
        {"email": "nobody@example.org", "reason": "x y"},
        {"email": reviewer.email, "reason": "x y"},
    ):
        assert "There is a problem" in text(desk.post(page, typed))
    desk.post(page, {"email": successor.email.upper(), "reason": "She has left."})

    owner = organisation.representatives.owners().get()
    assert (owner.user, owner.decided_by, owner.reason) == (successor, reviewer, "She has left.")
    assert organisation.representatives.current().get(user=former.user).right == Right.EDITOR
