"""A reviewer imports a file on a page: row by row what would change, what is doubtful and what is wrong; then it is
applied as a whole, and as a whole undone."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from directory.database.locks import AdvisoryLock, held_by_session
from directory.models import (
    Import,
    ImportSender,
    ImportState,
    Membership,
    Organisation,
    OtherName,
    Participation,
    Partnership,
    PartnershipHistory,
    RowState,
)
from directory.models.history import because
from directory.records import publishing
from directory.review.imports import work
from tests.support import review_pages
from tests.support.factories import (
    make_organisation,
    make_partnership,
    make_reviewer,
    make_user,
    partnership_row,
)
from tests.support.review_pages import sign_in
from tests.support.uploads import organisation_row, send, worked, zipped

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer(client):
    user = make_reviewer()
    sign_in(client, user)
    return user


def post(client, file_import: Import, verb: str, **form: str) -> Import:
    client.post(f"/review/imports/{file_import.pk}/{verb}/", form)
    return worked(file_import)


def page(client, file_import: Import, query: str = "") -> str:
    response = client.get(f"/review/imports/{file_import.pk}/{query}")
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def states(file_import: Import) -> dict[str, str]:
    return dict(file_import.rows.values_list("key", "state"))


# Who sees what


@pytest.mark.parametrize("address", [page for page in review_pages.ALL if "imports" in page])
@pytest.mark.parametrize(
    ("person", "status"), [("visitor", 302), ("somebody", 403), ("no second factor", 302)]
)
def test_nobody_but_a_reviewer_with_a_second_factor_gets_to_imports(client, address, person, status):
    if person == "somebody":
        sign_in(client, make_user())
    elif person == "no second factor":
        sign_in(client, make_reviewer(), second_factor=False)

    statuses = {client.get(address).status_code, client.post(address).status_code}
    assert status in statuses
    assert statuses <= {status, 405}  # which a page says to everybody, whatever it is not for
    assert not Import.objects.exists()


def test_what_is_not_there_is_not_found_and_what_is_sent_is_not_looked_at(client, reviewer):
    for address in review_pages.ALL:
        if "imports/" in address and address != "/review/imports/":
            assert client.post(address).status_code in (404, 405), address
            assert client.get(address).status_code in (404, 405), address


@pytest.mark.parametrize("query", ["", "?state=wrong", "?state=nonsense&page=9", "?page=0", "?page=%00"])
@pytest.mark.parametrize("language", ["", "/ar"])
def test_a_page_asks_the_database_twelve_questions_at_most(
    client, reviewer, query, language, django_assert_max_num_queries
):
    file_import = doubtful(client)

    for address in (
        "/review/imports/",
        f"/review/imports/{file_import.pk}/",
        f"/review/imports/{file_import.pk}/columns/",
    ):
        with django_assert_max_num_queries(13):
            assert client.get(f"{language}{address}{query}").status_code == 200


# What a file would do


def test_each_row_is_new_changed_same_doubtful_or_wrong(client, reviewer):
    make_partnership(slug="changed", title="Before", summary="It works.", acronym="")
    make_organisation(slug="there", name="Child Helpline of Ruritania")
    content = zipped(
        organisations=[
            organisation_row(key="new"),
            organisation_row(key="doubtful", name="Child Helpline Ruritania", country=""),
            organisation_row(key="wrong", name="Wrong", sector="no-such-sector"),
        ],
        partnerships=[
            partnership_row(key="changed", title="After"),
            partnership_row(key="dated", title="Of the thirteenth month", started="2005-13"),
        ],
        memberships=[
            {"partnership": "changed", "organisation": "new", "role": "lead"},
            {"partnership": "dated", "organisation": "new", "role": "lead"},
        ],
    )

    file_import = send(client, content)

    assert file_import.state == ImportState.READ
    assert states(file_import) == {
        "new": "new",
        "doubtful": "doubtful",
        "wrong": "wrong",
        "changed": "changed",
        "dated": "wrong",
        "changed · new · lead": "new",
        "dated · new · lead": "wrong",
    }
    changed = file_import.rows.get(key="changed")
    assert ["title", "Before", "After"] in changed.changes
    (problem,) = file_import.rows.get(key="dated").problems
    assert problem[:2] == ["started", "2005-13"]
    assert file_import.rows.get(key="doubtful").alike[0][:2] == ["there", "Child Helpline of Ruritania"]
    assert Partnership.objects.get().title == "Before"
    assert not Organisation.objects.filter(slug="new").exists()


def test_the_page_shows_the_cell_the_change_and_the_likeness(client, reviewer):
    make_organisation(slug="there", name="Child Helpline of Ruritania")
    make_partnership(slug="changed", title="Before")
    content = zipped(
        organisations=[organisation_row(name="Child Helpline Ruritania")],
        partnerships=[
            partnership_row(key="changed", title="After"),
            partnership_row(key="bad", title="Bad one", status="asleep"),
        ],
    )

    file_import = send(client, content)

    text = page(client, file_import)
    assert "asleep" in text
    assert "Use one of these: planned, active, paused, ended, unknown." in text
    assert "Before" in text
    assert "It has the same name, or a similar one." in text
    assert "Child Helpline of Ruritania" in text
    assert "Bad one" not in page(client, file_import, "?state=changed")


def test_a_file_that_changes_nothing_says_so(client, reviewer):
    row = partnership_row(key="same", title="The same")
    first = send(client, zipped(partnerships=[row]))
    post(client, first, "apply")

    second = send(client, zipped(partnerships=[row]))

    assert states(second) == {"same": "same"}


def test_a_file_that_cannot_be_read_is_said_in_a_sentence_and_not_kept(client, reviewer):
    file_import = send(client, b"\xd0\xcf\x11\xe0 old", name="old.xls")

    assert (file_import.state, bytes(file_import.file)) == (ImportState.UNREADABLE, b"")
    assert "old format" in page(client, file_import)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("", b"x", "Choose a file"),
        ("empty.csv", b"", "empty"),
        ("large.csv", b"x" * (5 * 1024**2 + 1), "5 MB"),
    ],
)
def test_what_is_no_file_or_too_large_is_said_beside_the_field(client, reviewer, name, content, said):
    form = {"sender": "Somebody", "why": "Because"} | (
        {"file": SimpleUploadedFile(name, content)} if name else {}
    )

    response = client.post("/review/imports/", form)

    assert said in response.content.decode()
    assert not Import.objects.exists()


# Doubtful rows


def doubtful(client) -> Import:
    make_organisation(slug="there", name="Child Helpline of Ruritania", website="https://helpline.example")
    content = zipped(
        organisations=[organisation_row(name="Child Helpline Ruritania", acronym="CHR")],
        partnerships=[partnership_row(key="p", title="A partnership of its own")],
        memberships=[{"partnership": "p", "organisation": "one", "role": "lead"}],
    )
    return send(client, content)


def decide(client, file_import: Import, answer: str) -> Import:
    row = file_import.rows.get(sheet="organisations")
    client.post(f"/review/imports/{file_import.pk}/decide/", {f"row-{row.pk}": answer})
    return post(client, file_import, "compare")


def test_this_is_it_takes_over_what_the_file_says_and_what_refers_to_the_row(client, reviewer):
    file_import = decide(client, doubtful(client), "update:there")
    assert file_import.rows.get(sheet="organisations").state == RowState.CHANGED

    post(client, file_import, "apply")

    known = Organisation.objects.get()
    assert (known.slug, known.name, known.acronym) == ("there", "Child Helpline Ruritania", "CHR")
    assert known.website == "https://helpline.example"
    assert Membership.objects.get().organisation == known


def test_this_is_it_may_leave_the_record_as_it_is(client, reviewer):
    file_import = decide(client, doubtful(client), "keep:there")
    assert file_import.rows.get(sheet="organisations").state == RowState.SAME

    file_import = post(client, file_import, "apply")

    known = Organisation.objects.get()
    assert (known.name, known.acronym) == ("Child Helpline of Ruritania", "")
    assert Membership.objects.get().organisation == known
    assert not file_import.rows.filter(state=RowState.LEFT_OUT).exists()


def test_another_one_becomes_a_record_of_its_own(client, reviewer):
    file_import = decide(client, doubtful(client), "another:")

    post(client, file_import, "apply")

    assert Organisation.objects.count() == 2


def test_an_answer_that_was_not_offered_is_not_taken(client, reviewer):
    make_organisation(slug="elsewhere", name="Quite different")

    file_import = decide(client, doubtful(client), "update:elsewhere")

    assert file_import.rows.get(sheet="organisations").decision == ""


def test_nothing_is_applied_between_an_answer_and_the_comparison(client, reviewer):
    file_import = doubtful(client)
    row = file_import.rows.get(sheet="organisations")
    client.post(f"/review/imports/{file_import.pk}/decide/", {f"row-{row.pk}": "another:"})

    assert post(client, file_import, "apply", leave_out="on").state == ImportState.READ


# Applying


def test_wrong_and_doubtful_rows_stop_the_whole_unless_they_are_left_out(client, reviewer):
    make_organisation(slug="there", name="Child Helpline of Ruritania")
    file_import = send(
        client,
        zipped(
            organisations=[
                organisation_row(key="good"),
                organisation_row(key="doubtful", name="Child Helpline Ruritania"),
            ],
            partnerships=[
                partnership_row(key="p"),
                partnership_row(key="bad", kind="club", title="Wrong one"),
            ],
            memberships=[
                {"partnership": "p", "organisation": "good", "role": "lead"},
                {"partnership": "p", "organisation": "doubtful", "role": "member"},
            ],
        ),
    )

    assert post(client, file_import, "apply").state == ImportState.READ
    assert post(client, file_import, "apply", leave_out="on").state == ImportState.APPLIED

    assert set(Organisation.objects.values_list("slug", flat=True)) == {"there", "good"}
    assert Partnership.objects.get().slug == "p"
    assert Membership.objects.get().organisation.slug == "good"
    assert file_import.rows.get(state=RowState.LEFT_OUT).key == "p · doubtful · member"


def test_what_refers_to_a_session_that_is_wrong_waits_for_it(client, reviewer):
    file_import = send(
        client,
        zipped(
            events=[{"key": "meeting", "title": "A meeting", "status": "held"}],
            sessions=[{"event": "meeting", "key": "talks", "title": "Talks", "order": "first"}],
            participations=[
                {"event": "meeting", "session": session, "country": "PL", "role": "host"}
                for session in ("talks", "")
            ],
        ),
    )

    assert states(file_import)["meeting · talks · PL · host"] == RowState.WRONG
    assert post(client, file_import, "apply", leave_out="on").state == ImportState.APPLIED
    assert Participation.objects.get().session is None


def test_the_history_knows_who_imported_what_and_why(client, reviewer):
    post(client, send(client, zipped(partnerships=[partnership_row()])), "apply")

    metadata = PartnershipHistory.objects.get().pgh_context.metadata
    assert (metadata["by"], metadata["source"], metadata["why"]) == (
        reviewer.pk,
        "sheets.zip",
        "Spring update",
    )


def test_the_file_is_deleted_when_it_was_applied(client, reviewer):
    file_import = post(client, send(client, zipped(partnerships=[partnership_row()])), "apply")

    assert bytes(file_import.file) == b""


@pytest.mark.parametrize("title", ["As it is", "As the file says"])
def test_what_was_changed_meanwhile_is_shown_again_before_it_is_applied(client, reviewer, title):
    row = partnership_row(key="p", title="As it is")
    post(client, send(client, zipped(partnerships=[row])), "apply")
    file_import = send(client, zipped(partnerships=[{**row, "title": title}]))
    Partnership.objects.update(title="Changed meanwhile")

    file_import = post(client, file_import, "apply")

    assert (file_import.state, states(file_import)) == (ImportState.READ, {"p": "changed"})
    assert file_import.rows.get().changes == [["title", "Changed meanwhile", title]]
    assert "changed since you looked" in page(client, file_import)
    assert Partnership.objects.get().title == "Changed meanwhile"


def test_a_file_with_a_missing_column_cannot_be_applied(client, reviewer):
    file_import = send(client, zipped(partnerships=[{"key": "p", "title": "Partial"}]))

    assert "This column is missing. Add it." in page(client, file_import)
    assert post(client, file_import, "apply", leave_out="on").state == ImportState.READ


def test_applying_is_a_job_and_the_page_says_how_far_it_is(client, reviewer):
    file_import = send(client, zipped(partnerships=[partnership_row()]))

    client.post(f"/review/imports/{file_import.pk}/apply/")

    assert ProcrastinateJob.objects.filter(task_name=work.WORK, args={"pk": file_import.pk}).count() == 2
    text = page(client, file_import)
    assert "<progress" in text
    assert "0 of 1 rows" in text
    Import.objects.update(total=12_000, done=3000)
    assert 'max="12000" value="3000"' in page(client, file_import)


def test_two_reviewers_do_not_apply_the_same_file_twice(client, reviewer):
    file_import = send(client, zipped(partnerships=[partnership_row()]))

    for _twice in range(2):
        client.post(f"/review/imports/{file_import.pk}/apply/")
    worked(file_import)
    worked(file_import)

    assert PartnershipHistory.objects.count() == 1


# Undoing


def test_a_whole_import_is_undone_record_by_record(client, reviewer):
    organisation = make_organisation(slug="there", name="There", also=["Also there"])
    partnership = make_partnership(
        slug="changed", title="Before", countries=["FR", "GB"], topics=["reporting"]
    )
    before = (Partnership.objects.values().get(), set(partnership.countries.values_list("pk", flat=True)))
    content = zipped(
        organisations=[
            {**organisation_row(key="new", name="Quite new"), "other_names": "Also new"},
            {**organisation_row(key="there", name="There", country=""), "other_names": "Another name"},
        ],
        partnerships=[
            partnership_row(key="changed", title="After", countries="DE"),
            partnership_row(key="made", title="Made by the file"),
        ],
        memberships=[{"partnership": "changed", "organisation": "new", "role": "lead"}],
    )
    file_import = post(client, send(client, content), "apply")
    assert Partnership.objects.count() == 2

    file_import = post(client, file_import, "undo")

    assert (file_import.state, file_import.undone_by) == (ImportState.UNDONE, reviewer)
    assert (
        Partnership.objects.values().get(),
        set(partnership.countries.values_list("pk", flat=True)),
    ) == before
    assert Organisation.objects.get() == organisation
    assert [name.name for name in OtherName.objects.all()] == ["Also there"]
    assert not Membership.objects.exists()
    last = PartnershipHistory.objects.filter(slug="changed").order_by("-pgh_id").first()
    assert "was undone" in last.pgh_context.metadata["why"]


def test_an_import_is_not_undone_where_a_record_was_changed_since(client, reviewer):
    file_import = post(
        client, send(client, zipped(partnerships=[partnership_row(key="p", title="Imported")])), "apply"
    )
    publishing.remove(Partnership.objects.get(), by=reviewer, reason="Asked")

    file_import = post(client, file_import, "undo")

    assert file_import.state == ImportState.APPLIED
    assert "“Imported” was changed since." in page(client, file_import)
    assert Partnership.objects.exists()


def test_an_import_is_not_undone_where_something_was_built_on_it(client, reviewer):
    file_import = post(client, send(client, zipped(organisations=[organisation_row()])), "apply")
    made = Organisation.objects.get()
    with because(by=None, source="", why="Later"):
        Membership.objects.create(partnership=make_partnership(), organisation=made, role="lead")

    file_import = post(client, file_import, "undo")

    assert file_import.state == ImportState.APPLIED
    assert "is referred to by something that was added since" in page(client, file_import)


def test_an_undone_file_can_be_imported_again(client, reviewer):
    content = zipped(partnerships=[partnership_row(key="p")])
    post(client, post(client, send(client, content), "apply"), "undo")

    file_import = send(client, content)

    assert states(file_import) == {"p": "new"}


# Columns


def test_what_a_sender_calls_columns_is_remembered(client, reviewer):
    content = zipped(organisations=[{"key": "one", "name": "The first body", "land": "BE", "remark": "x"}])
    file_import = send(client, content)
    assert file_import.written == {"organisations": "organisations"}

    chosen = {"sheet-0": "organisations", "column-organisations-0": "key", "column-organisations-1": "name"}
    chosen |= {"column-organisations-2": "country", "default-organisations-sector": "hotline"}
    file_import = post(client, file_import, "columns", **chosen)

    assert states(file_import) == {"one": "new"}
    assert file_import.problems == []
    again = send(client, content)
    assert states(again) == {"one": "new"}
    assert states(send(client, content, sender="Somebody else")) != {"one": "new"}
    assert ImportSender.objects.count() == 2


def test_what_hsds_does_not_say_is_given_once_for_a_sender(client, reviewer):
    organization = {
        "id": "o-1",
        "name": "An organisation of elsewhere",
        "website": "https://elsewhere.example",
    }
    service = {
        "id": "s-1",
        "name": "A helpline of elsewhere",
        "status": "active",
        "organization": organization,
    }
    content = json.dumps({**service, "schedules": [{"id": "x"}]}).encode()
    file_import = send(client, content, name="service.json")
    questions = client.get(f"/review/imports/{file_import.pk}/columns/").content.decode()
    assert "The sector of the organisations, for HSDS has none: 1 of them" in questions
    assert "The sector of “An organisation of elsewhere”" in questions
    assert any("schedules (1)" in message for *_place, message, _is_warning in file_import.problems)

    file_import = post(client, file_import, "columns", **{"q0-0": "child_protection", "q0-1": ""})
    assert set(states(file_import).values()) == {"new"}
    assert "schedules (1)" in page(client, file_import)
    post(client, file_import, "apply")

    made = Organisation.objects.get()
    assert (made.sector_id, made.website) == ("child_protection", "https://elsewhere.example")
    assert Membership.objects.get().partnership.title == "A helpline of elsewhere"
    assert set(states(send(client, content, name="service.json")).values()) == {"same"}


def test_two_columns_cannot_be_the_same_one(client, reviewer):
    file_import = send(client, zipped(organisations=[organisation_row()]))
    form = {"sheet-0": "organisations"} | {f"column-organisations-{place}": "name" for place in range(2)}

    response = client.post(f"/review/imports/{file_import.pk}/columns/", form)

    assert "Two columns cannot be the same one." in response.content.decode()


# The rest


def test_a_discarded_file_is_gone(client, reviewer):
    file_import = send(client, zipped(partnerships=[partnership_row()]))

    client.post(f"/review/imports/{file_import.pk}/discard/")

    file_import.refresh_from_db()
    assert (file_import.state, bytes(file_import.file), file_import.rows.count()) == (
        ImportState.DISCARDED,
        b"",
        0,
    )
    assert "Discarded" in page(client, file_import)


def test_a_file_that_nobody_decides_about_is_forgotten(client, reviewer):
    file_import = send(client, zipped(partnerships=[partnership_row()]))
    Import.objects.update(created_at=file_import.created_at - 2 * work.KEPT)

    work.forget_undecided()

    assert Import.objects.get().state == ImportState.DISCARDED


def test_an_import_whose_worker_was_killed_goes_on(client, reviewer):
    file_import = send(client, zipped(partnerships=[partnership_row()]))
    client.post(f"/review/imports/{file_import.pk}/apply/")
    ProcrastinateJob.objects.all()._raw_delete("default")

    work.enqueue_left()

    assert ProcrastinateJob.objects.filter(task_name=work.WORK).count() == 1


def test_an_import_whose_job_raises_is_free_for_the_next_worker(client, reviewer, monkeypatch):
    file_import = send(client, zipped(partnerships=[partnership_row()]))
    beside = connection.copy()
    monkeypatch.setattr(beside, "close", lambda: None)  # a pool keeps it open
    monkeypatch.setattr(work.connection, "copy", lambda: beside, raising=False)

    def fail(*_arguments: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(work, "_work", fail)
    with pytest.raises(ZeroDivisionError):
        work.work(file_import.pk)

    monkeypatch.undo()
    with (
        connection.cursor() as cursor,
        held_by_session(cursor, AdvisoryLock.IMPORTS, key=file_import.pk) as is_free,
    ):
        assert is_free
    beside.close()


def test_an_import_that_fails_again_and_again_is_given_up(client, reviewer):
    file_import = send(client, zipped(partnerships=[partnership_row()]))
    for _time in range(work.MOST_FAILURES):
        client.post(f"/review/imports/{file_import.pk}/apply/")
        Import.objects.update(state=ImportState.READ)
    client.post(f"/review/imports/{file_import.pk}/apply/")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed'")

    work.enqueue_left()

    file_import.refresh_from_db()
    assert file_import.state == ImportState.READ
    assert "It failed 3 times" in page(client, file_import)


def test_names_of_sheets_and_columns_may_be_as_nasty_as_they_like(client, reviewer):
    file_import = send(client, b"key,name,a\0b,\xff\xfe\none,One,x,y\n", name="topics.csv")

    assert file_import.state == ImportState.READ
    assert "\ufffd" in "".join(file_import.headers["topics"])


def test_a_file_name_is_shown_and_never_used(client, reviewer):
    file_import = send(client, b"key,name\none,One", name="..\\..\\\u202etopics.csv")

    assert file_import.state == ImportState.READ
    assert "\u202e" not in file_import.file_name
