"""Every link that is mailed: guessed, altered, replayed, ended, revoked, for something else, and followed by a scanner of mail."""

import datetime
from collections.abc import Callable
from typing import NamedTuple

import pytest
from django.test import Client
from django.utils import timezone

from directory.asking import confirmations, first_confirmations, invitations
from directory.models import (
    ColleagueInvitation,
    ConfirmationRequest,
    FirstConfirmation,
    Invitation,
    Mail,
    Right,
    Standing,
    User,
)
from directory.models.by_link import ByLink
from tests.support.answer_pages import make_owner, naming, partner, spoil, token_mailed_to
from tests.support.factories import (
    make_contact_point,
    make_membership,
    make_partnership,
    make_representative,
    make_user,
)
from tests.support.responses import text

pytestmark = pytest.mark.django_db

LONG_AGO = datetime.timedelta(days=400)


class Kind(NamedTuple):
    """A kind of link: how one is mailed (returns its record and its token), where it leads, and how its form is sent."""

    model: type[ByLink]
    mail: Callable[[], tuple[ByLink, str]]
    page: str
    typed: dict[str, str]
    refused: int
    has_account: bool = False


def mail_invitation() -> tuple[Invitation, str]:
    asked = partner()
    invitations.ask(naming({"a": asked}))
    return Invitation.objects.latest("pk"), token_mailed_to(asked["email"])


def mail_question() -> tuple[ConfirmationRequest, str]:
    day = timezone.localdate() - LONG_AGO
    member = make_membership(
        partnership=make_partnership(confirmed_on=day), standing=Standing.CONFIRMED, confirmed_on=day
    )
    owner = make_owner(member.organisation)
    confirmations.ask_where_due()
    return ConfirmationRequest.objects.latest("pk"), token_mailed_to(owner.email, page="confirm")


def mail_colleague() -> tuple[ColleagueInvitation, str]:
    owner = make_representative(right=Right.OWNER)
    client = Client()
    client.force_login(owner.user)
    team = f"/account/organisations/{owner.organisation.slug}/"
    client.post(team, {"email": "bo@example.org", "right": "editor"})
    return ColleagueInvitation.objects.latest("pk"), token_mailed_to("bo@example.org", page="join")


def mail_first_question() -> tuple[FirstConfirmation, str]:
    desk = make_contact_point()
    partnership = make_partnership(members=[desk.organisation])
    request = FirstConfirmation(
        partnership=partnership, organisation=desk.organisation, contact_point=desk, email=desk.mailbox
    )
    first_confirmations.ask([request], by=make_user())
    return FirstConfirmation.objects.latest("pk"), token_mailed_to(desk.mailbox, page="still-true")


KINDS = {
    "answer": Kind(Invitation, mail_invitation, "answer", {"answer": "yes"}, 410),
    "confirm": Kind(ConfirmationRequest, mail_question, "confirm", {}, 410),
    "still-true": Kind(FirstConfirmation, mail_first_question, "still-true", {"answer": "true"}, 410),
    "join": Kind(ColleagueInvitation, mail_colleague, "join", {}, 404, has_account=True),
}


@pytest.fixture(params=KINDS)
def kind(request) -> Kind:
    return KINDS[request.param]


def browser(kind: Kind) -> Client:
    """Of whoever such a link is mailed to."""
    client = Client()
    if kind.has_account:
        user = User.objects.filter(email="bo@example.org").first() or make_user(email="bo@example.org")
        client.force_login(user)
    return client


def is_used(record: ByLink) -> bool:
    record.refresh_from_db()
    return record.used_at is not None


def told(kind: Kind, token: str) -> tuple[int, str]:
    """The status and the page for a token, without what differs from request to request."""
    page = browser(kind).get(f"/{kind.page}/{token}/", follow=True)
    before, _name, after = text(page).replace(token, "").partition('name="csrfmiddlewaretoken" value="')
    return page.status_code, before + after.partition('"')[2]


def test_a_link_is_good_once(kind):
    record, token = kind.mail()
    client, late = browser(kind), browser(kind)
    for each in (client, late):
        assert each.get(f"/{kind.page}/{token}/", follow=True).status_code == 200

    assert client.post(f"/{kind.page}/", kind.typed).status_code == 302
    used_at = type(record).objects.get(pk=record.pk).used_at

    assert used_at
    assert late.post(f"/{kind.page}/", kind.typed).status_code == kind.refused
    assert told(kind, token)[0] == kind.refused
    assert type(record).objects.get(pk=record.pk).used_at == used_at


@pytest.mark.parametrize("number", range(15))
def test_a_guess_and_an_altered_token_lead_nowhere(kind, number):
    record, token = kind.mail()
    altered = spoil(token)[number]
    client = browser(kind)

    page = client.get(f"/{kind.page}/{altered}/", follow=True)
    sent = client.post(f"/{kind.page}/", kind.typed)

    assert page.status_code in (404, kind.refused)
    assert sent.status_code == kind.refused
    assert not is_used(record)


@pytest.mark.parametrize("fact", ["expires_at", "revoked_at", "used_at"])
def test_a_link_that_ended_is_told_like_one_that_never_was(kind, fact):
    record, token = kind.mail()
    opened = browser(kind)
    opened.get(f"/{kind.page}/{token}/")
    never = told(kind, "A" * 43)

    type(record).objects.filter(pk=record.pk).update(**{fact: timezone.now()})

    assert told(kind, token) == never
    assert opened.post(f"/{kind.page}/", kind.typed).status_code == kind.refused
    assert never[0] == kind.refused


@pytest.mark.parametrize("other", KINDS)
def test_a_token_is_good_for_one_purpose(kind, other):
    record, token = kind.mail()
    if kind is KINDS[other]:
        return

    page = browser(KINDS[other]).get(f"/{other}/{token}/", follow=True)

    assert page.status_code == KINDS[other].refused
    assert not is_used(record)


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_a_scanner_of_mail_that_follows_every_link_changes_nothing(kind, method):
    record, token = kind.mail()
    before = type(record).objects.values().get(pk=record.pk)
    mails = Mail.objects.count()

    for visit in range(3):
        scanner = browser(kind)
        page = getattr(scanner, method)(f"/{kind.page}/{token}/")
        if page.status_code == 302:
            page = scanner.get(page.url)
            links = {part.partition('"')[0] for part in page.content.decode().split('href="/')[1:]}
            # Those that lead away from what was asked stand on every page of the site: one time shows what they do
            for link in sorted(links if visit == 0 else links & {f"{kind.page}/"}):
                if not link.startswith("static/"):
                    scanner.get(f"/{link}")

    assert type(record).objects.values().get(pk=record.pk) == before
    assert Mail.objects.count() == mails
    assert browser(kind).get(f"/{kind.page}/{token}/", follow=True).status_code == 200


def test_a_link_answers_for_no_other_record_whatever_is_sent_along(kind):
    first, token = kind.mail()
    second, _token = kind.mail()
    client = browser(kind)
    client.get(f"/{kind.page}/{token}/")

    client.post(
        f"/{kind.page}/",
        {**kind.typed, "pk": second.pk, "invitation": second.pk, "token": "x", "organisation": "other"},
    )

    assert is_used(first)
    assert not is_used(second)


def test_of_two_links_in_one_browser_a_form_answers_only_the_one_that_it_shows(kind):
    """Both open in tabs: the form of the first is sent after the second link was opened."""
    first, first_token = kind.mail()
    second, second_token = kind.mail()
    client = browser(kind)
    shown = client.get(f"/{kind.page}/{first_token}/", follow=True)
    client.get(f"/{kind.page}/{second_token}/", follow=True)
    assert f'name="about" value="{first.pk}"' in text(shown)

    sent = client.post(f"/{kind.page}/", {**kind.typed, "about": first.pk})

    assert sent.status_code == 409
    assert "Nothing was sent. You have opened another link since" in text(sent)
    assert not is_used(first)
    assert not is_used(second)
    assert client.post(f"/{kind.page}/", {**kind.typed, "about": second.pk}).status_code == 302
    assert is_used(second)


@pytest.mark.parametrize("about", ["", "0", "x", "\x00", "9" * 5_000])
def test_whatever_a_form_says_that_it_is_about_is_answered(kind, about):
    record, token = kind.mail()
    client = browser(kind)
    client.get(f"/{kind.page}/{token}/")

    assert client.post(f"/{kind.page}/", {**kind.typed, "about": about}).status_code == 409
    assert not is_used(record)
