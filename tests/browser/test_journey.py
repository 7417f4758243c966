"""From a questionnaire to a public, confirmed record: as people do it, over two evenings, with mails that really arrive."""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from psycopg.conninfo import conninfo_to_dict

from directory.management.commands.demo import HOST, free_port, running, server
from tests.browser.filling_in import save
from tests.browser.windows import PHONE, Site, visit
from tests.support.databases import migrated_database
from tests.support.factories import make_organisation, make_reviewer
from tests.support.mail_servers import Postbox, mail_server
from tests.support.processes import wait_until
from tests.support.signing_in import SECRET, app_code

if TYPE_CHECKING:
    from email.message import EmailMessage

    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


CODE = re.compile(r"[A-Z0-9]{4}-?[A-Z0-9]{4}|[A-Z0-9]{6}")


class Story(NamedTuple):
    """What differs between the two times the journey is made: nothing of the one looks like the other."""

    registrant: str
    reviewer: str
    charity: str
    title: str
    police: str
    police_domain: str
    police_address: str
    hotline: str
    hotline_address: str


WITH_SCRIPTS = Story(
    "ana@oder.example",
    "rita@secretariat.example",
    "Fundacja Dzieci nad Odrą",
    "Schools across the river",
    "Brazilian Federal Police",
    "policia.example",
    "desk@policia.example",
    "Hotline of the Andes",
    "desk@andes.example",
)
WITHOUT_SCRIPTS = Story(
    "bob@bakers.example",
    "remi@secretariat.example",
    "Union of Village Bakers",
    "Bread bags with a helpline number",
    "Gendarmerie of Luxembourg",
    "gendarmerie.example",
    "desk@gendarmerie.example",
    "Linha Segura",
    "contacto@linha.example",
)


@pytest.fixture(scope="module")
def postbox() -> Postbox:
    return Postbox()


@pytest.fixture(scope="module")
def post_office(chromium, postbox, django_db_blocker) -> Iterator[Site]:
    """A site of its own that sends its mails to a mail server, with a worker beside it."""
    port, mail_port = free_port(), free_port()
    with migrated_database("journey") as database:
        there = {
            "DATABASE_URL": database,
            "DIRECTORY_BASE_URL": f"http://{HOST}:{port}",
            "EMAIL_URL": f"smtp://{HOST}:{mail_port}",
            "DEFAULT_FROM_EMAIL": "directory@secretariat.example",
            "DJANGO_SETTINGS_MODULE": "config.settings",
        }
        with (
            mail_server(postbox, mail_port),
            server(port, **there),
            running("django", "procrastinate", "worker", **there),
        ):
            name = conninfo_to_dict(database)["dbname"]
            yield Site(f"http://{HOST}:{port}", database=name, blocker=django_db_blocker)


def mail_to(postbox: Postbox, address: str, subject: str, *, number: int = 1) -> str:
    """The text of the mail to that address with these words in its subject, or of a later one, once it has arrived."""

    def arrived() -> list["EmailMessage"]:
        return [one for one in postbox.messages if one["To"] == address and subject in one["Subject"]]

    wait_until(lambda: len(arrived()) >= number, 30)
    return arrived()[number - 1].get_body(("plain",)).get_content()


def without_codes(subject: str) -> str:
    return re.sub(r"\d{4}-\d{4}-[A-Z]|[A-Z]{4}-[A-Z]{4}", "", subject)


def page_in(text: str) -> str:
    """The path of the page to which a mail leads."""
    return re.search(r"http://[^/\s]+(/\S+)", text)[1]


def send_code(page: "Page", postbox: Postbox, address: str, subject: str, *, number: int = 1) -> None:
    page.get_by_label("e-mail address").fill(address)
    page.get_by_role("button", name="Send me a code").click()
    text = mail_to(postbox, address, subject, number=number)
    page.get_by_label("Code").fill(
        next(line.strip() for line in text.splitlines() if CODE.fullmatch(line.strip()))
    )
    page.get_by_role("button", name="Continue").click()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_a_programme_with_two_foreign_partners_becomes_a_public_record(
    chromium, post_office, postbox, script
):
    story = WITH_SCRIPTS if script else WITHOUT_SCRIPTS
    post_office.do(lambda: make_whom_one_meets(story))

    @contextmanager
    def somebody() -> Iterator["Page"]:
        """A browser that has never been here."""
        with visit(chromium, post_office, java_script_enabled=script, viewport=PHONE) as context:
            yield context.new_page()

    with somebody() as page:
        work_for_the_first_evening(page, postbox, story)
    with somebody() as page:
        work_for_the_second_evening(page, postbox, story, script=script)
    with somebody() as page:
        answer(page, postbox, story.police_address, "Yes, but in another role", role="funder")
    with somebody() as page:
        answer(page, postbox, story.hotline_address, "Yes, that is right")
    with somebody() as desk:
        ask_one_thing_back(desk, postbox, story)
        with somebody() as page:
            answer_what_was_asked(page, postbox, story)
        accept(desk, story)
    with somebody() as page:
        read_the_record_and_its_history(page, postbox, story)

    assert Counter(
        (one["To"], without_codes(" ".join(one["Subject"].split())))
        for one in postbox.messages
        if one["To"] in set(story)
    ) == {
        (story.registrant, "Your code: "): 3,
        (story.registrant, f"We have “{story.title}” ()"): 2,
        (story.registrant, f"One question about “{story.title}” ()"): 1,
        (story.registrant, f"“{story.title}” is public"): 1,
        (story.reviewer, "Your code: "): 1,
        (story.police_address, f"Are you a partner in “{story.title}”?"): 1,
        (story.hotline_address, f"Are you a partner in “{story.title}”?"): 1,
    }


def make_whom_one_meets(story: Story) -> None:
    """A police force that the directory knows, and a reviewer with an authenticator app."""
    make_organisation(
        name=story.police,
        website=f"https://www.{story.police_domain}/",
        sector_id="law_enforcement",
        country_id="BR",
    )
    TOTP.activate(make_reviewer(email=story.reviewer, name="Rita Reviewer"), SECRET)


def work_for_the_first_evening(page: "Page", postbox: Postbox, story: Story) -> None:
    page.goto("/register/")
    send_code(page, postbox, story.registrant, "Your code")
    page.locator("[name=organisation][value='+']").check()
    answerer = {"your-name": "Ana Somebody", "your-function": "Coordinator"}
    save(page, find=story.charity, sector="child_protection", country="PL", role="lead", **answerer)
    save(page, title=story.title, kind="programme", summary="Teaches children and parents.")
    page.locator("[name=topics]").first.check()
    page.get_by_role("button", name="Save and come back later").click()
    page.get_by_text("You can go on at any time").wait_for()


def work_for_the_second_evening(page: "Page", postbox: Postbox, story: Story, *, script: bool) -> None:
    page.goto("/register/")
    send_code(page, postbox, story.registrant, "Your code", number=2)
    page.get_by_role("link", name="Where and when").click()
    save(page, status="active", started="2019-09")
    page.locator("#id_find").fill(story.police)
    if script:
        page.locator("#id_find + ul li").first.click()
    else:
        page.locator(".find button").click()
        page.get_by_label(story.police).check()
    page.locator("select[name=role]").select_option("member")
    page.locator("[name=email]").fill(story.police_address)
    page.get_by_role("button", name="Save and add another").click()
    page.get_by_role("link", name=story.police).wait_for()
    page.locator("[name=organisation][value='+']").check()
    described = {"find": story.hotline, "country": "BR", "sector": "hotline", "role": "member"}
    save(page, **described, email=story.hotline_address, language="en")
    save(page, name="International desk", mailbox="desk@charity.example", visibility="public")
    send_it_in(page)


def send_it_in(page: "Page") -> None:
    page.get_by_role("heading", name="Check your answers").wait_for()
    page.get_by_role("button", name="Send it in").click()
    page.get_by_role("heading", name="We have it").wait_for()


def answer(page: "Page", postbox: Postbox, address: str, said: str, *, role: str = "") -> None:
    page.goto(page_in(mail_to(postbox, address, "a partner")))
    page.get_by_label(said).check()
    if role:
        page.get_by_label("Which?").select_option(role)
    page.get_by_role("button", name="Send the answer").click()
    page.get_by_role("heading", name="Thank you for your answer").wait_for()


def ask_one_thing_back(page: "Page", postbox: Postbox, story: Story) -> None:
    page.goto("/review/")
    send_code(page, postbox, story.reviewer, "Your code")
    page.locator("[name=code]").fill(app_code(SECRET))
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name=story.title).click()
    page.get_by_role("button", name="Take it").click()
    page.get_by_text("Ask about it: Who works together, to do what?").click()
    page.get_by_label("Question about “Who works together, to do what?”").fill("What do they learn?")
    page.get_by_role("button", name="Return with the questions").click()
    page.get_by_text("was returned with your questions").wait_for()


def answer_what_was_asked(page: "Page", postbox: Postbox, story: Story) -> None:
    mail = mail_to(postbox, story.registrant, "One question about")
    assert "What do they learn?" in mail
    page.goto(page_in(mail))
    send_code(page, postbox, story.registrant, "Your code", number=3)
    page.get_by_text("A reviewer has 1 question.").wait_for()
    page.get_by_role("link", name="The partnership or programme").click()
    page.get_by_text("What do they learn?").wait_for()
    save(page, summary="Teaches children and parents how to report what frightens them.")
    page.goto(re.search(r"/drafts/[^/]+/", page.url)[0])
    page.get_by_role("link", name="Check and send").click()
    send_it_in(page)


def accept(page: "Page", story: Story) -> None:
    page.goto("/review/")
    page.get_by_role("link", name=story.title).click()
    page.get_by_text("Teaches children and parents how to report what frightens them.").wait_for()
    page.get_by_label(
        "I have checked that the answer"
    ).check()  # the only one: the police have answered on their domain
    page.get_by_role("button", name="Accept and publish").click()
    page.get_by_role("button", name="Yes, publish it").click()
    page.get_by_text("is public now").wait_for()


def read_the_record_and_its_history(page: "Page", postbox: Postbox, story: Story) -> None:
    record = page_in(mail_to(postbox, story.registrant, "is public"))
    page.goto(f"/partnerships/?q={story.title}")
    page.get_by_role("link", name=story.title).click()
    assert page.url.endswith(record)
    if not page.locator("table.members").is_visible():  # it is folded under its picture
        page.locator("summary", has_text="The same as a table").click()
    rows = page.locator("table.members tbody tr").all_inner_texts()
    assert len(rows) == 3
    for name, role in ((story.charity, "Lead"), (story.police, "Funder"), (story.hotline, "Member")):
        (row,) = [row for row in rows if name in row]
        assert role in row
        assert "Confirmed by the organisation" in row
    page.get_by_role("link", name="Every change and its source").click()
    page.wait_for_load_state()
    history = page.locator("main").inner_text()
    for words in (
        "The registration was accepted.",
        "The organisation answered.",
        "The organisation answered, and a reviewer checked that it did.",
        f"Questionnaire answered by {story.charity}",
    ):
        assert words in history
    for private in (
        "Ana Somebody",
        story.registrant,
        story.reviewer,
        story.police_address,
        story.hotline_address,
    ):
        assert private not in history
    assert page.context.cookies() == []
