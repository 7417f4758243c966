"""A trial comes with people to be: a registrant, a reviewer, and partners who were asked."""

import pytest
from django.conf import settings
from django.test import Client

from directory import questionnaire
from directory.guard import case_data
from directory.management import samples
from directory.models import Mail, Organisation, Submission, User
from tests.factories import make_organisation
from tests.test_accounts import app_code, code_mailed_to
from tests.test_pages import text

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def made():
    make_organisation(name="A listed body")
    samples.make()


def test_samples_are_made_once_and_say_that_they_are():
    samples.make()

    submission = Submission.objects.waiting().get()
    assert submission.title.startswith("Sample")
    assert questionnaire.is_complete(questionnaire.answered(submission.answers))
    assert User.objects.count() == 2
    assert not Organisation.objects.filter(name__startswith="Sample").exists()
    assert Mail.objects.count() == 2


def test_the_reviewer_signs_in_with_the_key_that_is_told(client):
    told = " ".join(samples.told())
    assert samples.APP_SECRET in told

    client.post("/account/sign-in/", {"email": samples.REVIEWER})
    client.post("/account/sign-in/code/", {"code": code_mailed_to(samples.REVIEWER)})
    client.post("/account/sign-in/second-factor/", {"code": app_code(samples.APP_SECRET)})

    assert samples.REVIEWER in text(client.get("/account/"))


def test_each_partner_answers_from_the_link_that_is_told():
    links = [line.split()[1] for line in samples.told() if "/answer/" in line]
    assert len(links) == 2

    for link, name in zip(links, ["A listed body", "Sample: New partner"], strict=True):
        partner = Client()
        assert name in text(partner.get(link.removeprefix(settings.DIRECTORY_BASE_URL), follow=True))
        assert partner.post("/answer/", {"answer": "yes"}).status_code == 302

    assert not [line for line in samples.told() if "/answer/" in line]


def test_nothing_in_the_samples_reads_like_a_case():
    assert [text for step in samples.ANSWERS.values() for text in step.values() if case_data(str(text))] == []
