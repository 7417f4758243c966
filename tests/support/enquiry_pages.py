"""The pages of enquiries, by what somebody needs to see them, and two sides that write to each other."""

import datetime
import re
import uuid
from dataclasses import dataclass, field

from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from directory.enquiries import relaying
from directory.models import Block, ContactPoint, Enquiry, EnquiryMessage, EnquiryReport, Mail, Right, User
from tests.support.factories import (
    make_contact_point,
    make_organisation,
    make_representative,
    make_reviewer,
    make_user,
)
from tests.support.review_pages import sign_in

A_KEY = "00000000-0000-4000-8000-000000000000"
FOR_ACCOUNTS = ["/enquiries/", "/enquiries/new/?desk=brazil"]
OF_AN_ENQUIRY = ["/enquiries/{pk}/", "/enquiries/{pk}/block/"]
SENT_TO = ["/enquiries/{pk}/unblock/"]
OPEN = ["/enquiries/answer/thank-you/", "/enquiries/test/thank-you/"]
BY_LINK = [
    "/enquiries/answer/",
    "/enquiries/answer/block/",
    "/enquiries/answer/a-token/",
    "/enquiries/test/",
    "/enquiries/test/a-token/",
]
TO_SEND = ["/enquiries/answer/new-link/", "/enquiries/test/new-link/"]

ALL = [
    page.replace("{pk}", A_KEY)
    for page in [*FOR_ACCOUNTS, *OF_AN_ENQUIRY, *SENT_TO, *OPEN, *BY_LINK, *TO_SEND]
]

# What fresh accounts write waits for the secretariat
SOME_TIME_AGO = timezone.now() - datetime.timedelta(days=30)
MAILBOX, SENDER = "desk@police.example", "sender@hotline.example"
WORDS = "We plan a training in March and look for a speaker."


def desk_in_brazil(**fields) -> ContactPoint:
    organisation = fields.pop("organisation", None) or make_organisation(
        slug="police", name="Police of Brazil"
    )
    dull = {"slug": "brazil", "name": "International desk", "mailbox": MAILBOX}
    return make_contact_point(organisation=organisation, **{**dull, **fields})


def tokens(*, page: str = "enquiries/answer") -> list[str]:
    """Those of all links that were mailed, the oldest first."""
    texts = Mail.objects.order_by("created_at").values_list("text", flat=True)
    return [link[1] for text in texts if (link := re.search(rf"/{page}/([\w-]{{43}})/", text))]


@dataclass
class Sides:
    """A sender and a desk, with an enquiry between them, and what each of them does in a browser of its own."""

    sender: User = field(default_factory=lambda: make_user(email=SENDER, created_at=SOME_TIME_AGO))
    desk: ContactPoint = field(default_factory=desk_in_brazil)

    def __post_init__(self):
        self.owner = make_representative(
            user=make_user(email="owner@police.example"),
            organisation=self.desk.organisation,
            right=Right.OWNER,
        ).user
        self.stranger, self.reviewer = make_user(created_at=SOME_TIME_AGO), make_reviewer()
        self.enquiry = relaying.write(
            self.desk, key=uuid.uuid4(), by=self.sender, organisation=None, subject="A training", body=WORDS
        )
        self.token = tokens()[-1]

    @property
    def page(self) -> str:
        return f"/enquiries/{self.enquiry.pk}/"

    def as_(self, person: User) -> Client:
        return sign_in(Client(), person, second_factor=person.is_reviewer)

    def new(self, *, desk: str = "brazil", query: str = "", by: User | None = None, **typed) -> HttpResponse:
        """Write to a desk, as a form of its own."""
        typed = {"key": uuid.uuid4(), "subject": "Another training", "body": "In June.", **typed}
        return self.as_(by or self.sender).post(f"/enquiries/new/?desk={desk}{query}", typed)

    def again(self, *, by: User | None = None, **typed) -> HttpResponse:
        """Write one more message to the enquiry."""
        typed = {"seen": self.enquiry.messages.count(), "body": "And in July?", **typed}
        return self.as_(by or self.sender).post(self.page, typed)

    def by_link(self, token: str | None = None) -> Client:
        """Whoever opened the link that the desk got."""
        reader = Client()
        reader.get(f"/enquiries/answer/{token or self.token}/")
        return reader

    def answer(self, *, reader: Client | None = None, **typed) -> HttpResponse:
        typed = {"seen": self.enquiry.messages.count(), "body": "Gladly. Which day?", **typed}
        return (reader or self.by_link()).post("/enquiries/answer/", typed)

    def block(self, *, desk: ContactPoint | None = None) -> None:
        Block.objects.create(sender=self.sender, contact_point=desk)

    def written(self) -> dict[str, int]:
        """What there is, to be compared."""
        models = (Enquiry, EnquiryMessage, Mail, Block, EnquiryReport)
        return {model.__name__: model.objects.count() for model in models}
