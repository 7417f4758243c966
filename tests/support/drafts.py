"""Filling in the questionnaire as a browser does."""

import html
import re

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from directory.models import Organisation, Proof, Representative, Right, State, Submission, User
from tests.support.factories import make_submission, make_user


def make_representative(*, organisation: Organisation, user: User | None = None) -> User:
    user = user or make_user()
    Representative.objects.create(
        user=user, organisation=organisation, right=Right.OWNER, proof=Proof.REVIEWER, since=timezone.now()
    )
    return user


def make_draft(*, registrant: User, answers: dict | None = None, **fields) -> Submission:
    return make_submission(state=State.DRAFT, registrant=registrant, answers=answers, **fields)


def page(name: str, submission: Submission, *args: str) -> str:
    return reverse(f"directory:{name}", args=[submission.pk, *args])


def version_on(client: Client, url: str) -> str:
    return re.search(r'name="version" value="(\d+)"', client.get(url).content.decode())[1]


def send(client: Client, url: str, *, then: str = "go-on", **answers):
    """Open a page of the questionnaire as a browser does, fill it in and send it."""
    return client.post(url, {"version": version_on(client, url), "then": then, **answers})


def send_page(client: Client, url: str, *, then: str = "go-on", **answers):
    """Open one of the six pages as a browser does, type into it and send it. What is not given is sent empty."""
    shown = client.get(url).content.decode()
    inputs = re.findall(r'<input\s+type="hidden"\s+name="([^"]+)"\s+value="([^"]*)"', shown)
    hidden = {
        name: html.unescape(value) for name, value in inputs if name.startswith(("version_", "was_", "item"))
    }
    return client.post(url, {**hidden, "then": then, **answers})
