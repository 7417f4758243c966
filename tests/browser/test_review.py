"""The pages on which reviewers work, in a browser: accessible, valid, usable by keyboard alone, in both directions."""

import re
from typing import TYPE_CHECKING

import pytest

from tests.browser.keyboard import assert_every_control_is_reached
from tests.browser.rules import AXE, breaks_no_rule, needs_checker, problems
from tests.browser.windows import DESK, sign_in, visit

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


def work_for_a_day() -> dict[str, str]:
    """Something of everything that waits. Returns its pages, and who works on them."""
    from django.utils import timezone

    from directory import questionnaire
    from directory.models import PageReport, ReportingChannel, Representative, Suspicion, User
    from directory.records.channel_list import correct, remove, version_of
    from directory.records.merging import merge
    from directory.review.decisions import accept
    from tests.support.factories import (
        complete_answers,
        make_contact_point,
        make_organisation,
        make_partnership,
        make_reviewer,
        make_submission,
        make_user,
    )

    reviewer = make_reviewer(email="rita@secretariat.example", name="Rita Reviewer")
    other = make_reviewer(email="quentin@secretariat.example", name="Quentin Quick")
    partner = {"name": "Hotline of Brazil", "sector": "hotline", "country": "BR", "role": "member"}
    partner |= {"email": "desk@hotline.example", "language": "en"}
    answers = complete_answers(partners={"p1": partner})
    answers["partnership"]["summary"] += "\n\nhttps://example.org/" + "a-very-long-address/" * 8
    new = make_submission(answers=answers, registrant=make_user(name="Anna Answerer"))
    new.events.create(what="submitted", by=new.registrant)
    new.flags.create(
        suspicion=Suspicion.CASE_DATA,
        step="partnership",
        field="summary",
        note="A web address",
        statement="Our own site.",
    )
    new.flags.create(
        suspicion=Suspicion.DUPLICATE, step="partnership", field="title", note="Virtual Global Taskforce"
    )
    new.invitations.create(
        item="p0", name="A bank", role="member", email="a@bank.example", token_hash="b", answer="yes",
        answer_domain="bank.example", used_at=timezone.now(),
    )  # fmt: skip
    partnership = accept(make_submission(), by=reviewer)
    organisation = partnership.memberships.get().organisation
    changed = questionnaire.answers_of(partnership, organisation, by=reviewer)
    changed |= {"answerer": {"name": "Somebody", "function": "Coordinator"}}
    changed["partnership"]["summary"] = (
        "Helps schools in three countries to teach children, and parents, about safety."
    )
    changed["scope"]["countries"] = ["PL", "BR", "DE"]
    changed["links"] = {"website": "https://programme.example.org", "links": "", "legal_basis": ""}
    change = make_submission(
        answers=changed, partnership=partnership, organisation=organisation, is_change=True, taken_by=other,
        taken_at=timezone.now(), submitted_at=timezone.now() - timezone.timedelta(days=9),
    )  # fmt: skip
    claim = Representative.objects.create(
        user=make_user(name="Clara Claim"),
        organisation=organisation,
        statement="I lead its international desk.",
    )
    report = PageReport.objects.create(
        path="/partnerships/vgt/", problem="harmful", text="It names a person.", email="reader@example.org"
    )
    one, two, three = (make_organisation(name=f"Twin {number}") for number in range(3))
    merge(one, three, by=reviewer, reason="They are one and the same body.")
    hidden = make_partnership(
        title="Hidden network", removed_at=timezone.now(), removal_reason="It named a person."
    )
    assert User.objects.filter(is_reviewer=True).exists()
    corrected, removed = ReportingChannel.objects.of_country("RS")[:2]
    fields = {"url": "https://example.org/" + "a-very-long-address/" * 8, "operator": ""}
    correct(corrected, fields, by=reviewer, why="It has moved.", seen=version_of(corrected))
    remove(removed, by=other, why="It is closed.", seen=version_of(removed))
    unconfirmed = make_partnership(
        title="Unconfirmed network", members=[make_contact_point().organisation, make_organisation()]
    )
    looked_at, at_work, applied = imports_of(reviewer)
    return {
        "queue": "/review/",
        "queue, filtered": "/review/?kind=new&waiting=3&page=9",
        "new": f"/review/{new.pk}/",
        "change": f"/review/{change.pk}/",
        "claim": f"/review/claims/{claim.pk}/",
        "report": f"/review/reports/{report.pk}/",
        "record": f"/review/organisations/{one.slug}/",
        "hidden": f"/review/partnerships/{hidden.slug}/",
        "ownership": f"/review/organisations/{one.slug}/ownership/",
        "find": f"/review/organisations/{one.slug}/merge/?q=twin",
        "merge": f"/review/organisations/{one.slug}/merge/{two.slug}/",
        "merges": "/review/merges/",
        "accounts": "/review/accounts/?q=example",
        "account": f"/review/accounts/{User.objects.exclude(is_reviewer=True).earliest('pk').pk}/",
        "security": "/review/security/?since=2026-01-01",
        "channels": "/review/channels/?country=RS",
        "channel": f"/review/channels/{corrected.pk}/",
        "channel, removed": f"/review/channels/{removed.pk}/",
        "channel, new": "/review/channels/new/?country=TV",
        "unconfirmed": "/review/unconfirmed/",
        "ask": f"/review/unconfirmed/{unconfirmed.slug}/",
        "ask, batch": f"/review/unconfirmed/batch/?partnership={unconfirmed.slug}&partnership=x",
        "imports": "/review/imports/",
        "import": f"/review/imports/{looked_at}/",
        "import, columns": f"/review/imports/{looked_at}/columns/",
        "first hour": "/review/first-hour/",
        "first letters": "/review/first-hour/letters/",
        "import, at work": f"/review/imports/{at_work}/",
        "import, applied": f"/review/imports/{applied}/",
    }


def imports_of(reviewer) -> list[int]:
    """An import with rows of every kind, one that a job applies, and one that was applied."""
    from directory.models import Import, ImportSender, ImportState
    from directory.review.imports import work
    from tests.support.factories import make_organisation, make_partnership, partnership_row
    from tests.support.uploads import organisation_row, zipped

    make_organisation(slug="ruritania", name="Child Helpline of Ruritania")
    make_partnership(slug="changed", title="A title that is changed")
    doubtful = organisation_row(
        name="Child Helpline Ruritania", website="https://example.org/" + "long/" * 20
    )
    first = zipped(
        organisations=[
            {"website": "", "remark": "x", **row} for row in (organisation_row(key="new"), doubtful)
        ],
        partnerships=[partnership_row(key="changed"), partnership_row(key="bad", status="asleep")],
    )
    sender = ImportSender.objects.create(name="Hotline network")
    made = []
    for file in (first, zipped(partnerships=[partnership_row(key="other", title="Another one")]), b""):
        found = Import.objects.create(
            sender=sender, file_name="sheets.zip", file=file, why="Spring update", created_by=reviewer
        )
        made.append(found.pk)
        if file:
            work.work(found.pk)
    Import.objects.filter(pk=made[1]).update(state=ImportState.APPLYING, applied_by=reviewer)
    work.work(made[1])
    Import.objects.filter(pk=made[2]).update(state=ImportState.APPLYING, done=120, total=1000, file=b"x")
    return [made[0], made[2], made[1]]


PAGES = [
    *("queue", "queue, filtered", "new", "change", "claim", "report"),
    *("record", "hidden", "ownership", "find", "merge", "merges"),
    *("accounts", "account", "security"),
    *("channels", "channel", "channel, removed", "channel, new"),
    *("unconfirmed", "ask", "ask, batch"),
    *("first hour", "first letters"),
    *("imports", "import", "import, columns", "import, at work", "import, applied"),
]
WITH_FORM = {
    "new": "Refuse",
    "claim": "Accept",
    "report": "Settle it",
    "record": "Hide it",
    "account": "Block",
    "merge": "Merge",
    "ownership": "Pass it on",
    "channel, removed": "Bring it back",
    "channel, new": "Add it",
    "first letters": "See the letters",
    "imports": "Look at the file",
    "import": "Apply",
}


@pytest.fixture(scope="module")
def addresses(site) -> dict[str, str]:
    return site.do(work_for_a_day)


@pytest.fixture(scope="module")
def desk(chromium, site, addresses) -> "Page":
    from directory.models import User

    with visit(chromium, site) as context:
        sign_in(context, site, site.do(lambda: User.objects.get(email="rita@secretariat.example")))
        context.add_init_script(path=AXE)
        yield context.new_page()


@pytest.mark.parametrize("language", ["", "/ar"], ids=["ltr", "rtl"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_breaks_no_rule_and_never_scrolls_sideways(desk, addresses, name, language):
    desk.goto(language + addresses[name])
    for unfolded in desk.locator("main details:not(.ask details)").all():
        unfolded.evaluate("details => (details.open = true)")

    breaks_no_rule(desk)


@pytest.mark.parametrize("language", ["", "/ar"], ids=["ltr", "rtl"])
@pytest.mark.parametrize("name", WITH_FORM)
def test_errors_break_no_rule(desk, addresses, name, language):
    desk.goto(language + addresses[name])
    buttons = desk.locator("main form[method=post] .buttons button")
    (
        buttons.last
        if name == "new"
        else buttons.first
        if name != "import"
        else desk.get_by_role("button", name=WITH_FORM[name])
    ).click()
    desk.locator(".problems").wait_for()

    assert desk.locator(".wrong, .problems").count()
    breaks_no_rule(desk)


@pytest.mark.parametrize("name", PAGES)
def test_every_control_is_reached_in_its_order_and_seen(desk, addresses, name):
    desk.set_viewport_size(DESK)
    desk.goto(addresses[name])

    assert_every_control_is_reached(desk)


def test_a_day_at_the_desk_by_keyboard_alone(desk, addresses):
    desk.goto(addresses["queue"])
    desk.locator(f"a[href='{addresses['new']}']").focus()
    desk.keyboard.press("Enter")
    desk.get_by_role("button", name=re.compile("It is all right.*Reads like case data")).focus()
    desk.keyboard.press("Enter")
    desk.get_by_text("The flag is cleared.").wait_for()
    desk.get_by_text("Ask about it: What is it called?").first.focus()
    desk.keyboard.press("Enter")
    desk.keyboard.press("Tab")
    desk.keyboard.type("Is that its full name?")
    desk.get_by_role("button", name="Return with the questions").focus()
    desk.keyboard.press("Enter")

    desk.get_by_text("was returned with your questions").wait_for()
    assert desk.locator(f"a[href='{addresses['new']}']").count() == 0


@needs_checker
@pytest.mark.parametrize("language", ["", "/ar"], ids=["ltr", "rtl"])
def test_every_page_is_valid_html(desk, addresses, language):
    for name in PAGES:
        answer = desk.request.get(language + addresses[name])
        assert problems(answer.body()) == [], answer.url
