"""How a case is asked and how its answer is written down."""

import datetime

from django.contrib.auth.models import AnonymousUser

from directory.counterparts import finder
from directory.counterparts.forms import DeskSearch
from directory.counterparts.reasons import REASONS
from directory.models import ContactPoint, Organisation, User
from tests.support.factories import make_official, make_reviewer, make_user, make_verification


def people() -> dict[str, User | AnonymousUser]:
    police = Organisation.objects.get(slug="sample-police-pl")
    official, reviewer = make_official(organisation=police), make_reviewer()
    reviewer.gave_second_factor = True
    return {
        "visitor": AnonymousUser(),
        "account": make_user(),
        "former": make_verification(organisation=police).user,  # this session gave no second factor
        "official": official,
        "reviewer": reviewer,
    }


USUAL_MOMENT = "2026-11-30T13:00"  # a Monday


def question(topics: str, countries: str, languages: str, more: str) -> DeskSearch:
    """A case as its table writes it: `more` holds a sector, `urgent`, `us` for a question on behalf of the police of Poland,
    and `at:` with a moment in UTC."""
    words = more.split()
    moments = [word.removeprefix("at:") for word in words if word.startswith("at:")] or [USUAL_MOMENT]
    return DeskSearch(
        topics=tuple(topics.split()),
        countries=tuple(countries.split()),
        sectors=tuple(word for word in words if word not in ("urgent", "us") and not word.startswith("at:")),
        languages=tuple(languages.split()),
        is_urgent="urgent" in words,
        organisation=Organisation.objects.get(slug="sample-police-pl") if "us" in words else None,
        at=datetime.datetime.fromisoformat(moments[0]).replace(tzinfo=datetime.UTC),
    )


def described(desk: ContactPoint) -> str:
    reasons = [reason.name for reason in REASONS if getattr(desk, f"has_{reason.name}", False)]
    return f"{desk.slug.removeprefix('sample-')}: {' '.join(reasons)}"


def answer(search: DeskSearch, user: User | AnonymousUser) -> str:
    """The first desk with its reasons; and where none is all that was asked for, the first desk of each step that has any."""
    fitting = finder.fitting(search, user=user)
    first = described(fitting[0]) if fitting else "-"
    if any(finder.is_counterpart(desk, search) for desk in fitting):
        return first
    steps = finder.nearest(search, user=user, without=fitting)
    chain = " > ".join(
        f"{name} {desks[0].slug.removeprefix('sample-')}" for name, desks in steps.items() if desks
    )
    return f"{first} >> {chain}"
