"""Partners that a submission names are asked, and what they answer becomes true of the public record."""

import datetime

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from directory.asking import applying, invitations
from directory.models import (
    Answer,
    Flag,
    Invitation,
    Mail,
    MailState,
    Membership,
    Organisation,
    PageReport,
    Standing,
    Suspicion,
)
from tests.support.answer_pages import listed_partner, make_owner, naming, partner, token_mailed_to
from tests.support.factories import (
    make_membership,
    make_organisation,
    make_partnership,
    make_reviewer,
    make_user,
)
from tests.support.responses import text

pytestmark = pytest.mark.django_db


def asked(submission, item="a") -> Invitation:
    return submission.invitations.get(item=item)


def public(submission, **fields):
    """The record that the acceptance of the submission made."""
    partnership = make_partnership(**fields)
    applying.apply_answers(submission.invitations.all(), partnership, source=partnership.source.slug)
    return partnership


# Asking


def test_each_partner_is_asked_once_in_its_language():
    one, other = partner(language="fr", name="Point de contact"), partner(language="ar")
    submission = naming({"a": one, "b": other})

    invitations.ask(submission)
    invitations.ask(submission)

    assert {mail.recipient: mail.language for mail in Mail.objects.all()} == {
        one["email"]: "fr",
        other["email"]: "ar",
    }
    assert "/fr/answer/" in Mail.objects.get(recipient=one["email"]).text
    assert 'dir="rtl"' in Mail.objects.get(recipient=other["email"]).html
    assert submission.invitations.count() == 2


def test_a_mail_says_who_asks_about_what_and_nothing_else_that_was_typed():
    submission = naming({"a": partner(name="Save the Children")})

    invitations.ask(submission)

    mail = Mail.objects.get()
    for words in (
        submission.title,
        submission.answers["new_organisation"]["name"],
        "Save the Children",
        "Member",
    ):
        assert words in mail.text
        assert words in mail.html
    assert submission.answers["partnership"]["summary"] not in mail.text


def test_an_organisation_with_owners_is_asked_through_all_of_them():
    organisation = make_organisation()
    owners = [make_owner(organisation, language="es"), make_owner(organisation)]
    submission = naming({"a": partner(organisation=organisation.slug, email="typed@example.org")})

    invitations.ask(submission)

    assert {mail.recipient: mail.language for mail in Mail.objects.all()} == {
        owners[0].email: "es",
        owners[1].email: "en",
    }
    assert asked(submission).organisation == organisation


def test_a_partner_that_is_taken_out_is_asked_no_more():
    submission = naming({"a": partner(), "b": partner()})
    invitations.ask(submission)
    del submission.answers["partners"]["b"]
    submission.save()

    invitations.ask(submission)

    assert asked(submission, "a").revoked_at is None
    assert asked(submission, "b").revoked_at is not None
    with pytest.raises(invitations.InvitationNotOpen):
        invitations.answer(asked(submission, "b"), Answer.YES)


def test_another_address_gets_another_link_and_the_first_one_ends():
    submission = naming({"a": partner()})
    invitations.ask(submission)
    first = asked(submission).token_hash
    submission.answers["partners"]["a"]["email"] = "right@example.org"
    submission.save()

    invitations.ask(submission)

    assert asked(submission).token_hash != first
    assert Mail.objects.filter(recipient="right@example.org").count() == 1


def test_what_was_answered_stands_whatever_the_registrant_types_then():
    submission = naming({"a": partner()})
    invitations.ask(submission)
    invitations.answer(asked(submission), Answer.NOT_NAMED)
    submission.answers["partners"]["a"] |= {"email": "mine@example.net", "role": "lead"}
    submission.save()

    invitations.ask(submission)

    assert asked(submission).answer == Answer.NOT_NAMED
    assert not Mail.objects.filter(recipient="mine@example.net").exists()


def test_what_is_typed_wrongly_is_nobody_to_ask():
    invitations.ask(naming({"a": partner(email="no address"), "b": partner(name="", organisation="unknown")}))

    assert not Invitation.objects.exists()


# Answering


def test_an_answer_keeps_its_day_and_the_domain_of_the_address_and_uses_the_link_up():
    submission = naming({"a": partner(email="somebody@hotline.example.org")})
    invitations.ask(submission)

    invitations.answer(asked(submission), Answer.OTHER_ROLE, role="funder")

    answered = asked(submission)
    assert answered.role_now == "funder"
    assert answered.answer_domain == "hotline.example.org"
    assert answered.used_at.date() == timezone.localdate()
    with pytest.raises(invitations.InvitationNotOpen):
        invitations.answer(answered, Answer.YES)


@pytest.mark.parametrize("ends", [{"expires_at": timezone.now()}, {"revoked_at": timezone.now()}])
def test_a_link_that_ended_answers_nothing(ends):
    submission = naming({"a": partner()})
    invitations.ask(submission)
    Invitation.objects.update(**ends)

    with pytest.raises(invitations.InvitationNotOpen):
        invitations.answer(asked(submission), Answer.YES)

    assert asked(submission).answer == ""


def test_who_answers_while_signed_in_is_kept_for_the_secretariat():
    organisation = make_organisation()
    owner = make_owner(organisation, email="owner@body.example.org")
    submission = naming({"a": partner(organisation=organisation.slug)})
    invitations.ask(submission)

    invitations.answer(asked(submission), Answer.YES, by=owner)

    assert asked(submission).answered_by == owner
    assert asked(submission).answer_domain == "body.example.org"


def test_a_partner_that_denies_it_is_flagged_for_the_reviewer():
    submission = naming({"a": partner(name="Somebody else")})
    invitations.ask(submission)

    invitations.answer(asked(submission), Answer.UNTRUE)

    flag = Flag.objects.get(submission=submission)
    assert (flag.suspicion, flag.item, flag.note) == (Suspicion.DENIED, "a", "Somebody else")
    assert not PageReport.objects.exists()


# Becoming public


def test_what_was_answered_before_the_acceptance_is_applied_by_it(client):
    submission = naming({"a": partner(name="New hotline", country="BR"), "b": partner(name="Silent body")})
    invitations.ask(submission)
    invitations.answer(asked(submission), Answer.YES)
    invitations.believe(asked(submission), by=make_reviewer())

    partnership = public(submission)

    member = partnership.memberships.get()
    assert (member.organisation.slug, member.organisation.country_id) == ("new-hotline", "BR")
    assert (member.standing, member.confirmed_on) == (Standing.CONFIRMED, timezone.localdate())
    page = text(client.get(partnership.get_absolute_url()))
    assert "New hotline" in page
    assert "Silent body" not in page
    assert "One further partner has been asked" in page


def test_what_is_answered_after_the_acceptance_is_public_at_once_and_says_who_did_it(client):
    submission = naming({"a": listed_partner(role="host"), "b": partner()})
    invitations.ask(submission)
    partnership = public(submission)
    assert "2 further partners have been asked" in text(client.get(partnership.get_absolute_url()))

    invitations.answer(asked(submission), Answer.YES)

    partnership.refresh_from_db()
    assert partnership.confirmed_on == timezone.localdate()
    page = text(client.get(partnership.get_absolute_url()))
    assert "Confirmed by the organisation" in page
    assert "One further partner has been asked" in page
    assert "An organisation, about itself" in text(client.get(f"{partnership.get_absolute_url()}history/"))


def test_a_partner_that_has_left_is_shown_as_such():
    submission = naming({"a": listed_partner()})
    invitations.ask(submission)
    partnership = public(submission)

    invitations.answer(asked(submission), Answer.LEFT, left="2011-06")

    member = partnership.memberships.get()
    assert (member.standing, member.left) == (Standing.LEFT, "2011-06")


def test_who_left_before_the_record_says_that_it_joined_has_left_without_a_day():
    partnership = make_partnership()
    submission = naming({"a": listed_partner()})
    invitations.ask(submission)
    invitations.answer(asked(submission), Answer.LEFT, left="2003")
    make_membership(partnership=partnership, organisation=asked(submission).organisation, joined="2005-03")

    applying.apply_answers(submission.invitations.all(), partnership, source="")

    member = partnership.memberships.get()
    assert (member.standing, member.left) == (Standing.LEFT, "")


@pytest.mark.parametrize("said", [Answer.NOT_NAMED, Answer.UNTRUE])
def test_a_partner_that_does_not_want_to_be_named_disappears(client, said):
    submission = naming({"a": listed_partner(organisation_name="A shy body")})
    invitations.ask(submission)
    partnership = make_partnership(members=[asked(submission).organisation])
    applying.apply_answers(submission.invitations.all(), partnership, source="")

    invitations.answer(asked(submission), said)

    assert partnership.memberships.get().standing == Standing.DECLINED
    for page in ("", "history/"):
        assert "A shy body" not in text(client.get(f"{partnership.get_absolute_url()}{page}"))
    assert PageReport.objects.unsettled().filter(partnership=partnership).exists() is (said == Answer.UNTRUE)


def test_applied_twice_nothing_changes():
    submission = naming({"a": partner()})
    invitations.ask(submission)
    invitations.answer(asked(submission), Answer.YES)
    invitations.believe(asked(submission), by=make_reviewer())
    partnership = public(submission)
    before = list(Membership.history.field.model.objects.values_list("pk", flat=True))

    applying.apply_answers(submission.invitations.all(), partnership, source=partnership.source.slug)

    assert list(Membership.history.field.model.objects.values_list("pk", flat=True)) == before
    assert Organisation.objects.filter(name=asked(submission).name).count() == 1


def test_an_answer_of_a_partner_that_was_taken_out_is_not_applied():
    submission = naming({"a": partner(), "b": partner()})
    invitations.ask(submission)
    invitations.answer(asked(submission, "b"), Answer.YES)
    del submission.answers["partners"]["b"]
    submission.save()
    invitations.ask(submission)

    assert not public(submission).memberships.exists()


def test_a_record_that_left_the_source_of_its_members_keeps_them():
    submission = naming({"a": listed_partner()})
    invitations.ask(submission)
    partnership = make_partnership(members=[asked(submission).organisation])
    applying.apply_answers(submission.invitations.all(), partnership, source="")

    invitations.answer(asked(submission), Answer.YES)

    member = partnership.memberships.get()
    assert member.source == partnership.source
    assert member.standing == Standing.CONFIRMED


NAMES = ["Zebrafish Hotline", "Quokka Foundation", "Axolotl Police", "Wombat Ministry"]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    said=st.lists(st.sampled_from(["", *Answer.values]), min_size=4, max_size=4),
    is_listed=st.lists(st.booleans(), min_size=4, max_size=4),
    before=st.booleans(),
)
def test_a_partner_is_named_only_where_it_agreed(client, said, is_listed, before):
    """Whatever four partners answer or do not, before the acceptance or after it, new to the directory or not."""
    partners, reviewer = {}, make_reviewer()
    for number, name in enumerate(NAMES):
        partners[str(number)] = (
            listed_partner(organisation_name=f"{name} listed") if is_listed[number] else partner(name=name)
        )
    submission = naming(partners)
    invitations.ask(submission)

    def answer() -> None:
        for number, word in enumerate(said):
            if word:
                role, left = {"other_role": ("funder", ""), "left": ("", "2011")}.get(word, ("", ""))
                invitations.answer(asked(submission, str(number)), Answer(word), role=role, left=left)
                invitations.believe(asked(submission, str(number)), by=reviewer)

    if before:
        answer()
    partnership = public(submission, countries=["GB", "FR"])
    if not before:
        answer()

    own = partnership.get_absolute_url()
    for address in (
        own,
        f"{own}history/",
        "/partnerships/?sort=newest",
        f"/partnerships.json?q={partnership.title}",
    ):
        page = client.get(address).getvalue().decode()
        for number, name in enumerate(NAMES):
            if said[number] in ("", "not_named", "untrue"):
                assert name not in page
            elif address == own:
                assert name in page
    for number, name in enumerate(NAMES):
        is_public = said[number] not in ("", "not_named", "untrue")
        if not is_listed[number]:
            assert Organisation.objects.filter(name=name).exists() is is_public
    Organisation.objects.filter(memberships=None, name__in=NAMES).delete()
    Membership.objects.filter(partnership=partnership).delete()
    Organisation.objects.filter(name__in=NAMES).delete()


# Asking again


def test_a_link_that_only_ended_is_renewed():
    submission = naming({"a": partner(email="desk@example.org")})
    invitations.ask(submission)
    token = token_mailed_to("desk@example.org")
    Invitation.objects.update(expires_at=timezone.now() - datetime.timedelta(days=1))

    invitations.renew(token)
    invitations.renew(token)

    assert Mail.objects.filter(recipient="desk@example.org").count() == 2
    assert Invitation.objects.with_token(token_mailed_to("desk@example.org")).open().exists()
    assert not Invitation.objects.with_token(token).exists()


@pytest.mark.parametrize("fact", [{}, {"revoked_at": timezone.now()}])
def test_a_link_that_is_open_or_was_revoked_is_not_renewed(fact):
    submission = naming({"a": partner(email="desk@example.org")})
    invitations.ask(submission)
    Invitation.objects.update(**fact)

    invitations.renew(token_mailed_to("desk@example.org"))

    assert Mail.objects.count() == 1


def test_the_account_of_somebody_else_is_not_kept():
    submission = naming({"a": partner()})
    invitations.ask(submission)
    make_user()

    invitations.answer(asked(submission), Answer.YES, by=None)

    assert asked(submission).answered_by is None


# Letters that come back


def lose_letters(*, recipient: str) -> None:
    """The recipient's server refuses for good."""
    Mail.objects.filter(recipient=recipient).update(
        state=MailState.REFUSED, failed_at=timezone.now(), subject="", text="", html=""
    )


def test_a_registrant_is_told_once_that_a_partner_could_not_be_reached():
    unreached, reached = partner(name="Helpline of Nowhere"), partner(name="Helpline of Somewhere")
    submission = naming({"a": unreached, "b": reached})
    submission.registrant = make_user(email="registrant@example.org")
    submission.state = "waiting"
    submission.save()
    invitations.ask(submission)
    lose_letters(recipient=unreached["email"])

    assert invitations.tell_of_undelivered() == 1
    assert invitations.tell_of_undelivered() == 0

    mail = Mail.objects.get(kind="partner_unreached")
    assert mail.recipient == "registrant@example.org"
    assert mail.subject == "We could not reach Helpline of Nowhere"
    assert unreached["email"] in mail.text
    assert f"/drafts/{submission.pk}/partners/a/address/" in mail.text


def test_a_registrant_is_told_again_where_the_next_address_fails_too():
    submission = naming({"a": partner()})
    submission.registrant = make_user()
    submission.state = "waiting"
    submission.save()
    invitations.ask(submission)
    lose_letters(recipient=asked(submission).email)
    invitations.tell_of_undelivered()
    invitations.ask_at(asked(submission), "other@example.org")
    assert invitations.tell_of_undelivered() == 0

    lose_letters(recipient="other@example.org")

    assert invitations.tell_of_undelivered() == 1
