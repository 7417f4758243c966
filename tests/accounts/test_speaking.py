"""Speaking for an organisation: asking, a code to its own web domain, a reviewer's decision."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from directory.accounts import claims
from directory.models import DomainCode, Mail, Proof, Representative, Right
from directory.rights import representation
from directory.rights.domains import own_domain
from tests.support.factories import make_organisation, make_representative, make_reviewer, make_user
from tests.support.responses import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation():
    return make_organisation(slug="helpers", name="Helpers", website="https://www.helpers.example/about")


@pytest.fixture
def person(client):
    user = make_user()
    client.force_login(user)
    return user


def code_mailed_to(address: str) -> str:
    return re.search(r"^\d{6}$", Mail.objects.filter(recipient=address).latest("created_at").text, re.M)[0]


def another(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


def ask(client) -> Representative:
    client.post("/account/speak-for/helpers/", {"statement": "I lead the office."})
    return Representative.objects.get()


def send_code(client, *, to: str = "ana@helpers.example"):
    return client.post("/account/speak-for/helpers/code/", {"email": to})


def prove(client, code: str):
    return client.post("/account/speak-for/helpers/proof/", {"code": code})


def test_an_organisation_is_found_by_a_part_of_its_name(client, person, organisation):
    page = text(client.get("/account/speak-for/?q=helper"))

    assert "1 organisation found" in page
    assert 'href="/account/speak-for/helpers/"' in page


@pytest.mark.parametrize("typed", ["", "  ", "a\x00b", "-", '"', "a" * 201, "qqqqq", "%", "😀"])
def test_whatever_is_looked_for_gets_an_answer(client, person, organisation, typed):
    assert client.get("/account/speak-for/", {"q": typed}).status_code == 200


def test_a_claim_waits_for_the_secretariat(client, person, organisation):
    claim = ask(client)

    assert (claim.user, claim.organisation, claim.since) == (person, organisation, None)
    assert "The secretariat looks at it" in text(client.get("/account/speak-for/helpers/"))
    assert "it is not proved yet" in text(client.get("/account/"))
    assert client.get("/account/organisations/helpers/").status_code == 404


def test_asking_twice_is_one_claim_with_the_newer_words(client, person, organisation):
    ask(client)
    client.post("/account/speak-for/helpers/", {"statement": "I lead two offices."})

    assert Representative.objects.get().statement == "I lead two offices."


@pytest.mark.parametrize("statement", ["", "\u200b", "a\u202eb", "a" * 1001])
def test_a_statement_that_cannot_be_read_is_refused_beside_its_field(client, person, organisation, statement):
    page = client.post("/account/speak-for/helpers/", {"statement": statement})

    assert 'href="#id_statement"' in text(page)
    assert not Representative.objects.exists()


def test_a_code_to_the_organisations_own_domain_proves_it_at_once(client, person, organisation):
    ask(client)
    send_code(client, to="Ana@Post.Helpers.Example")
    code = code_mailed_to("ana@post.helpers.example")
    assert code not in DomainCode.objects.get().code_hash

    response = prove(client, f" {code[:3]}-{code[3:]} ")

    assert response.url == "/account/organisations/helpers/"
    mine = Representative.objects.get()
    assert (mine.right, mine.proof) == (Right.OWNER, Proof.DOMAIN)
    assert Mail.objects.filter(recipient=person.email, kind="claim_granted").count() == 1
    assert not DomainCode.objects.exists()


def test_who_comes_second_is_an_editor_and_the_owner_is_told(client, person, organisation):
    owner = make_representative(organisation=organisation, right=Right.OWNER)
    client.post("/account/speak-for/helpers/", {"statement": "I work there."})
    send_code(client)
    prove(client, code_mailed_to("ana@helpers.example"))

    assert Representative.objects.get(user=person).right == Right.EDITOR
    assert person.email in Mail.objects.get(recipient=owner.user.email).text


@pytest.mark.parametrize(
    "email", ["ana@other.example", "ana@helpers.example.evil.org", "ana@nothelpers.example", "ana", ""]
)
def test_no_code_is_sent_to_an_address_elsewhere(client, person, organisation, email):
    ask(client)

    page = send_code(client, to=email)

    assert page.status_code == 200
    assert 'href="#id_email"' in text(page)
    assert not Mail.objects.exists()


def test_a_code_ends_with_the_third_wrong_try(client, person, organisation):
    ask(client)
    send_code(client)
    code = code_mailed_to("ana@helpers.example")

    for _ in range(2):
        assert "not the code that we sent" in text(prove(client, another(code)))
    prove(client, another(code))
    response = prove(client, code)

    assert response.url == "/account/speak-for/helpers/"
    assert Representative.objects.get().since is None


def test_a_code_ends_after_a_quarter_of_an_hour(client, person, organisation):
    ask(client)
    send_code(client)
    code = code_mailed_to("ana@helpers.example")
    DomainCode.objects.update(sent_at=timezone.now() - timedelta(minutes=16))

    prove(client, code)

    assert Representative.objects.get().since is None
    assert "Ask for a new one" in text(client.get("/account/speak-for/helpers/"))


def test_a_new_code_ends_the_one_before(client, person, organisation):
    ask(client)
    send_code(client)
    before = code_mailed_to("ana@helpers.example")
    send_code(client)
    after = code_mailed_to("ana@helpers.example")

    if before != after:
        prove(client, before)
    assert Representative.objects.get().since is None
    prove(client, after)

    assert Representative.objects.get().since


@pytest.mark.parametrize("code", ["", "12", "１２３４５６", "a\x00b", "9" * 21, "💥💥"])
def test_what_is_no_code_is_refused_beside_its_field(client, person, organisation, code):
    ask(client)
    send_code(client)

    page = prove(client, code)

    assert 'href="#id_code"' in text(page)


def test_codes_are_not_sent_without_end(client, person, organisation):
    ask(client)

    answers = [send_code(client).status_code for _ in range(6)]

    assert answers == [302] * 5 + [429]
    assert Mail.objects.count() == 5


def test_nobody_proves_another_ones_claim(client, organisation):
    claim = claims.ask(organisation, by=make_user(), statement="I work there.")
    claims.send_code(claim, to="ana@helpers.example")
    client.force_login(make_user())

    assert prove(client, code_mailed_to("ana@helpers.example")).status_code == 404
    assert send_code(client).status_code == 404


def test_a_claim_can_be_taken_back(client, person, organisation):
    ask(client)

    client.post("/account/speak-for/helpers/withdrawal/")

    assert not Representative.objects.exists()


@pytest.mark.parametrize("address", ["code/", "proof/", "withdrawal/"])
def test_what_changes_something_is_never_a_link(client, person, organisation, address):
    ask(client)

    assert client.get(f"/account/speak-for/helpers/{address}").status_code == 405


def test_there_is_nothing_to_claim_of_what_was_removed(client, person, organisation):
    organisation.removed_at = timezone.now()
    organisation.save()

    assert client.get("/account/speak-for/helpers/").status_code == 410


@pytest.mark.parametrize(
    ("website", "domain"),
    [
        ("https://www.helpers.example/", "helpers.example"),
        ("https://en.helpers.example/", "helpers.example"),
        ("https://www.helpers.gov.uk/", "helpers.gov.uk"),
        ("https://www.gov.uk/helpers", None),
        ("https://helpers.police.uk", "helpers.police.uk"),
        ("https://helpers.or.jp", "helpers.or.jp"),
        ("https://helpers.bücher.example", "xn--bcher-kva.example"),
        ("https://home-affairs.ec.europa.eu/", "home-affairs.ec.europa.eu"),
        ("https://www.europa.eu/", None),
        ("https://www.gmail.com/", None),
        ("https://yahoo.co.uk/", None),
        ("https://192.0.2.1/", None),
        ("https://localhost/", None),
        ("https://[broken/", None),
        ("https://" + "a" * 64 + ".example/", None),
        ("", None),
    ],
)
def test_the_domain_that_proves_something(website, domain):
    assert own_domain(make_organisation(website=website)) == domain


def test_organisations_below_one_domain_prove_with_their_own_part_of_it():
    office = make_organisation(website="https://office.union.example/")
    make_organisation(website="https://agency.union.example/")

    assert own_domain(office) == "office.union.example"


def test_who_shares_a_website_proves_nothing_with_it():
    first, second = (make_organisation(website=f"https://union.example/{n}") for n in (1, 2))
    below = make_organisation(website="https://agency.union.example/")

    assert own_domain(first) is own_domain(second) is None
    assert own_domain(below) is None


def test_a_reviewer_grants_a_claim_with_a_reason(organisation):
    claim, reviewer = claims.ask(organisation, by=make_user(), statement="I work there."), make_reviewer()

    mine = representation.grant(claim, by=reviewer, reason="Named on the website.")

    assert (mine.right, mine.proof, mine.decided_by) == (Right.OWNER, Proof.REVIEWER, reviewer)
    assert "Named on the website." in Mail.objects.get(recipient=claim.user.email).text


def test_a_refused_claim_says_why_and_can_be_made_again(client, person, organisation):
    representation.refuse(ask(client), by=make_reviewer(), reason="We could not reach you.")

    page = text(client.get("/account/speak-for/helpers/"))
    client.post("/account/speak-for/helpers/", {"statement": "Call me at the desk."})

    assert "We could not reach you." in page
    assert "We could not reach you." in Mail.objects.get(recipient=person.email).text
    assert Representative.objects.asked().get().statement == "Call me at the desk."


@pytest.mark.parametrize("decide", [representation.grant, representation.refuse])
def test_a_claim_is_decided_once_and_not_by_who_made_it(organisation, decide):
    claim, reviewer = claims.ask(organisation, by=make_reviewer(), statement="I do."), make_reviewer()

    with pytest.raises(representation.OwnClaim):
        decide(claim, by=claim.user, reason="Me.")
    decide(claim, by=reviewer, reason="Checked.")
    for again in (representation.grant, representation.refuse):
        with pytest.raises(representation.ClaimAlreadyDecided):
            again(claim, by=reviewer, reason="Again.")

    assert Mail.objects.count() == 1


def test_a_reviewer_passes_ownership_on(organisation):
    owner = make_representative(organisation=organisation, right=Right.OWNER)
    reviewer, successor = make_reviewer(), make_user()

    representation.pass_ownership(organisation, to=successor, by=reviewer, reason="The owner has left.")

    owner.refresh_from_db()
    assert owner.right == Right.EDITOR
    new = Representative.objects.owners().get(organisation=organisation)
    assert (new.user, new.decided_by, new.reason) == (successor, reviewer, "The owner has left.")
    assert set(Mail.objects.values_list("recipient", flat=True)) == {owner.user.email, successor.email}
