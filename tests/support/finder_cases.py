"""How a case is asked and how its answer is written down."""

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


def question(topic: str, country: str, languages: str, more: str) -> DeskSearch:
    """A case as its table writes it: `more` holds a sector, `urgent`, and `us` for a question on behalf of the police of Poland."""
    words = more.split()
    sectors = [word for word in words if word not in ("urgent", "us")]
    return DeskSearch(
        topic=topic,
        country=country,
        sector=sectors[0] if sectors else "",
        languages=tuple(languages.split()),
        is_urgent="urgent" in words,
        organisation=Organisation.objects.get(slug="sample-police-pl") if "us" in words else None,
    )


def described(desk: ContactPoint) -> str:
    reasons = [reason.name for reason in REASONS if getattr(desk, f"has_{reason.name}", False)]
    return f"{desk.slug.removeprefix('sample-')}: {' '.join(reasons)}"


def answer(search: DeskSearch, user: User | AnonymousUser) -> str:
    """The first desk with its reasons; and where none of the country fits, the first desk of each step that has any."""
    fitting = finder.fitting(search, user=user)
    first = described(fitting[0]) if fitting else "-"
    if fitting and (not search.country or any(map(finder.is_local, fitting))):
        return first
    steps = finder.nearest(search, user=user, without=fitting)
    chain = " > ".join(
        f"{name} {desks[0].slug.removeprefix('sample-')}" for name, desks in steps.items() if desks
    )
    return f"{first} >> {chain}"
