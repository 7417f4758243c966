"""A trial comes with desks to find and people to be: a registrant, a reviewer, partners who were asked, and officials."""

from collections.abc import Iterator

import pytest
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.test import Client

from directory import questionnaire
from directory.gate.guard import case_data
from directory.importing import import_directory
from directory.management import sample_desks, samples
from directory.models import ContactPoint, Mail, Organisation, Partnership, Representative, Submission, User
from directory.tabular import Unreadable
from tests.support.databases import kept_for_the_module
from tests.support.factories import make_organisation
from tests.support.responses import text
from tests.support.signing_in import app_code, code_mailed_to

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def made(django_db_setup, django_db_blocker) -> Iterator[None]:
    """A listed organisation and the samples, for all tests of the module."""
    with kept_for_the_module(django_db_blocker):
        make_organisation(name="A listed body")
        samples.make()
        yield


def test_samples_are_made_once_and_say_that_they_are():
    samples.make()

    submission = Submission.objects.waiting().get()
    assert submission.title.startswith("Sample")
    assert questionnaire.is_complete(questionnaire.answered_steps(submission.answers))
    assert User.objects.count() == 5
    assert Mail.objects.count() == 2


def test_the_sample_desks_are_marked_and_cannot_be_taken_for_real_ones():
    made_up = Organisation.objects.filter(is_sample=True)
    desks = ContactPoint.objects.filter(is_sample=True)

    assert set(made_up) == set(Organisation.objects.filter(name__startswith="Sample"))
    assert 40 <= desks.count() == ContactPoint.objects.filter(organisation__in=made_up).count() <= 60
    assert made_up.exclude(country=None).values("country").distinct().count() >= 25
    for desk in desks:
        assert desk.name.startswith("Sample")
        assert desk.mailbox.endswith(".example.org")
        assert not desk.phone
    for title in Partnership.objects.values_list("title", flat=True):
        assert title.startswith("Sample: ")


def test_no_import_reads_the_sample_desks():
    with pytest.raises(Unreadable):
        import_directory(sample_desks.FOLDER, why="By mistake", dry_run=True)


def test_the_official_is_one_and_the_other_was_one():
    now, was = (User.objects.get(email=email) for email in (samples.OFFICIAL, samples.FORMER_OFFICIAL))
    now.gave_second_factor = was.gave_second_factor = True

    assert (now.is_official, was.is_official) == (True, False)
    assert is_mfa_enabled(now)
    seen, seen_once = (set(ContactPoint.objects.visible_to(user)) for user in (now, was))
    assert seen_once < seen


def test_the_owner_of_a_desk_sees_its_organisations_desks():
    owner = User.objects.get(email=samples.DESK_OWNER)

    assert Representative.objects.owners().of(owner).get().organisation.slug == "sample-hotline-pl"


def test_the_reviewer_signs_in_with_the_key_that_is_told(client):
    instructions = " ".join(samples.instructions())
    assert samples.APP_SECRET in instructions

    client.post("/account/sign-in/", {"email": samples.REVIEWER})
    client.post("/account/sign-in/code/", {"code": code_mailed_to(samples.REVIEWER)})
    client.post("/account/sign-in/second-factor/", {"code": app_code(samples.APP_SECRET)})

    assert samples.REVIEWER in text(client.get("/account/"))


def test_each_partner_answers_from_the_link_that_is_told():
    links = [line.split()[1] for line in samples.instructions() if "/answer/" in line]
    assert len(links) == 2

    for link, name in zip(links, ["A listed body", "Sample: New partner"], strict=True):
        partner = Client()
        assert name in text(partner.get(link.removeprefix(settings.DIRECTORY_BASE_URL), follow=True))
        assert partner.post("/answer/", {"answer": "yes"}).status_code == 302

    assert not [line for line in samples.instructions() if "/answer/" in line]


def test_nothing_in_the_samples_reads_like_a_case():
    assert [text for step in samples.ANSWERS.values() for text in step.values() if case_data(str(text))] == []
