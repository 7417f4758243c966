"""Which membership a row of a file means: what is known is not forgotten, what is learnt makes no second member."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from directory.models import FurtherSource, Membership
from directory.records.batches import Outcome
from directory.records.forms import AnsweredMembershipForm, MembershipForm, PartnershipForm
from directory.records.publishing import publish
from tests.support.factories import make_organisation, make_partnership, make_source

pytestmark = pytest.mark.django_db


class Member:
    """An organisation in a partnership, as files and answers tell of it."""

    def __init__(self):
        self.partnership, self.organisation = make_partnership(), make_organisation()

    def row(self, role: str, joined: str | None = None, **columns: object) -> dict:
        dates = {} if joined is None else {"joined": joined}
        return {
            "partnership": self.partnership.slug,
            "organisation": self.organisation.slug,
            "role": role,
            **dates,
            **columns,
        }

    def file(self, *rows: tuple[str, str], form=MembershipForm) -> Outcome:
        return publish({form: [self.row(*row) for row in rows]}, by=None, source="", why="A file")[form]

    def answer(self, role: str, joined: str | None = None, **columns: object) -> Outcome:
        records = [self.row(role, joined, **columns)]
        return publish({AnsweredMembershipForm: records}, by=None, source="", why="An answer")[
            AnsweredMembershipForm
        ]

    @property
    def parts(self) -> list[tuple[str, str]]:
        memberships = Membership.objects.filter(partnership=self.partnership)
        return sorted(memberships.values_list("role", "joined"))


@pytest.mark.parametrize(
    ("before", "row", "after"),
    [
        (["2005"], "", ["2005"]),
        ([""], "2005", ["2005"]),
        (["2005"], "2005", ["2005"]),
        (["2005"], "2009", ["2005", "2009"]),
        (["2005", "2009"], "2009", ["2005", "2009"]),
        (["", "2005"], "", ["", "2005"]),
        # Nobody can tell which of the two is meant, so neither is changed
        (["2005", "2009"], "", ["", "2005", "2009"]),
    ],
)
def test_an_empty_date_matches_the_only_part_in_that_role_and_another_date_is_another_period(
    before, row, after
):
    member = Member()
    member.file(*(("member", joined) for joined in before))

    member.file(("member", row))

    assert member.parts == [("member", joined) for joined in after]


def test_another_role_is_another_part():
    member = Member()
    member.file(("member", "2005"))

    assert member.file(("lead", "2005")) == Outcome(new=1, changed=0, same=0)
    assert member.parts == [("lead", "2005"), ("member", "2005")]


PERIODS = st.sampled_from(["", "2005", "2005-12", "2009"])
FILE = st.lists(st.tuples(st.sampled_from(["member", "lead"]), PERIODS), max_size=4, unique=True)


@given(first=FILE, second=FILE)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_file_makes_anybody_forget_a_date_and_the_same_file_twice_changes_nothing(first, second):
    member = Member()
    if first:
        member.file(*first)
    dates = {(role, joined) for role, joined in member.parts if joined}

    if second:
        member.file(*second)
        again = member.file(*second)

        assert (again.new, again.changed) == (0, 0)
    assert dates <= set(member.parts)
    # Nothing comes from nowhere: each part was in a file, perhaps with the date of the other one
    assert {part for part in member.parts if part[1]} <= {*first, *second}


# What an organisation says of itself


@pytest.mark.parametrize(
    ("parts", "answer", "after"),
    [
        ([("member", "2005")], ("lead",), [("lead", "2005")]),
        ([("member", "2005")], ("lead", "2007"), [("lead", "2007")]),
        ([("member", "2005")], ("member", ""), [("member", "")]),
        ([("lead", "2005"), ("member", "")], ("member",), [("lead", "2005"), ("member", "")]),
        ([("lead", "2005"), ("member", "2001")], ("member", "2002"), [("lead", "2005"), ("member", "2002")]),
        (
            [("member", "2001"), ("member", "2005")],
            ("member", "2006"),
            [("member", "2001"), ("member", "2006")],
        ),
        ([("funder", ""), ("lead", "2005")], ("chair",), [("chair", "2005"), ("funder", "")]),
        ([], ("chair",), [("chair", "")]),
    ],
)
def test_an_answer_corrects_the_nearest_part(parts, answer, after):
    member = Member()
    if parts:
        member.file(*parts)

    member.answer(*answer, standing="confirmed", confirmed_on="2026-01-01")

    assert member.parts == after


def test_a_part_that_lasts_is_nearer_than_a_higher_one_that_is_over():
    member = Member()
    member.file(("lead", "2001"), ("member", "2005"))
    Membership.objects.filter(role="lead").update(left="2004")

    member.answer("funder", standing="named")

    assert member.parts == [("funder", "2005"), ("lead", "2001")]


def test_an_answer_may_say_which_role_it_corrects():
    member = Member()
    member.file(("lead", "2001"), ("member", "2005"))

    member.answer("funder", corrects="member", standing="named")

    assert member.parts == [("funder", "2005"), ("lead", "2001")]


# Sources


def sources_of(record) -> list[str]:
    further = FurtherSource.objects.filter(**{record._meta.model_name: record}).order_by("pk")
    return [record.source.slug, *further.values_list("source__slug", flat=True)]


def test_sources_keep_the_order_in_which_they_were_named_and_the_former_cell_tells_it():
    first, second, third = (make_source(slug=slug) for slug in ("z-first", "b-second", "a-third"))
    partnership = make_partnership(source=first)
    columns = {"key": partnership.slug}

    def publish_sources(*sources) -> Outcome:
        record = {**columns, "source": [source.slug for source in sources]}
        return publish({PartnershipForm: [record]}, by=None, source="", why="A file")[PartnershipForm]

    assert publish_sources(first, third, second) == Outcome(new=0, changed=1, same=0)
    partnership.refresh_from_db()
    assert sources_of(partnership) == ["z-first", "a-third", "b-second"]
    # In another order the further ones say the same
    assert publish_sources(first, second, third) == Outcome(new=0, changed=0, same=1)

    outcome = publish_sources(second)

    assert outcome.former_cells == ({"source": "z-first; a-third; b-second"},)
    partnership.refresh_from_db()
    assert sources_of(partnership) == ["b-second"]


def test_a_file_without_the_column_of_sources_leaves_all_of_them():
    first, second = make_source(), make_source()
    partnership = make_partnership(source=first)
    FurtherSource.objects.create(partnership=partnership, source=second)

    publish({PartnershipForm: [{"key": partnership.slug, "title": "New"}]}, by=None, source="", why="A file")

    partnership.refresh_from_db()
    assert sources_of(partnership) == [first.slug, second.slug]
