"""Over desks of all levels and people of all kinds: nobody gets anything above their level, on whatever public surface, and
the log has one entry for each showing.

What a person may not see does not exist for them: with the hidden desks each surface answers as it did without them, to the
byte, so that no count, order, moment or error tells of one. Values of restricted desks stand on their own page alone.
"""

from datetime import timedelta
from difflib import unified_diff
from random import Random

import pytest
from django.test import Client
from django.utils import timezone

from directory.models import ContactPoint, Purpose, Showing, User, Visibility
from directory.models.opening_hours import OpeningHours, Period
from directory.rights import showings
from tests.support.factories import (
    make_contact_point,
    make_organisation,
    make_representative,
    make_reviewer,
    make_shown_partnership,
    make_user,
    make_verification,
    numbers,
)
from tests.support.responses import lasting
from tests.support.review_pages import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_sitemap_of_each_kind")]

WORDS = "Preparing a training."
PUBLIC, REGISTERED, OFFICIALS, SECRETARIAT = Visibility.values
OTHERS = [
    "/",
    "/search/?q=bureau",
    "/suggest/?q=bureau",
    "/partnerships/",
    "/partnerships/?q=bureau&country=PL",
    "/organisations/",
    "/organisations/?q=bureau&page=x",
    "/countries/",
    "/countries/pl/",
    "/resources/",
    "/commitments/",
    "/embed/",
    "/data/",
    "/data/catalog.jsonld",
    *(f"/organisations.{extension}" for extension in ("csv", "json", "atom")),
    "/partnerships.json",
    "/api/index.json",
    "/api/organisations",
    "/api/partnerships",
    "/api/organisations?no=such",
    "/hsds/organizations?full=true&full_service=true",
    "/hsds/services?full=true",
    "/sitemap.xml",
    "/sitemap-organisation-0.xml",
    "/sitemap-partnership-0.xml",
    "/sitemap-pages-0.xml",
    "/desks/no-such-desk/",
    "/organisations/no-such/desks/",
    "/counterparts/",
    "/counterparts/?country=BR&topic=training&language=pt",
    "/ar/counterparts/?country=PL",
    "/counterparts/print/?country=BR&topic=training",
    "/account/",
    "/account/purpose/?desk=no-such-desk",
    "/enquiries/",
    "/enquiries/new/?desk=no-such-desk",
]
ABOUT_EACH = [
    "/organisations/{}/",
    "/ar/organisations/{}/",
    "/organisations/{}/desks/",
    "/organisations/{}/desks/shown/",
    "/organisations/{}/desks/new/",
    "/api/organisations/{}",
    "/hsds/organizations/{}",
    "/report-problem/?page=/organisations/{}/",
]
OF_A_DESK = [
    "/desks/{}/",
    "/ar/desks/{}/",
    "/desks/{}/card/",
    "/desks/{}/card.vcf",
    "/desks/{}/x/",
    "/account/purpose/?desk={}",
    "/search/?q={}",
    "/suggest/?q={}",
    "/enquiries/new/?desk={}",
]
LEVELS = {
    "visitor": [PUBLIC],
    "account": [PUBLIC, REGISTERED],
    "account with a second factor": [PUBLIC, REGISTERED],
    "official": [PUBLIC, REGISTERED, OFFICIALS],
    "official without a second factor": [PUBLIC, REGISTERED],
    "official whose year has ended": [PUBLIC, REGISTERED],
    "official who was withdrawn": [PUBLIC, REGISTERED],
    "official of a bank": [PUBLIC, REGISTERED],
    "reviewer": [PUBLIC, REGISTERED, OFFICIALS, SECRETARIAT],
    "reviewer without a second factor": [PUBLIC, REGISTERED],
    "owner": [PUBLIC, REGISTERED],
}


def person_of(kind: str, own) -> User | None:
    """Somebody of that kind; the owner speaks for `own`."""
    now = timezone.now()
    match kind:
        case "visitor":
            return None
        case "owner":
            return make_representative(organisation=own, right="owner").user
        case "official whose year has ended":
            dates = {"verified_at": now - timedelta(days=365), "expires_at": now - timedelta(seconds=1)}
            return make_verification(**dates).user
        case "official who was withdrawn":
            return make_verification(state="withdrawn", withdrawn_at=now).user
        case "official of a bank":
            return make_verification(organisation=make_organisation(sector_id="financial")).user
        case _ if kind.startswith("official"):
            return make_verification().user
        case _ if kind.startswith("reviewer"):
            return make_reviewer()
    return make_user()


def make_desk(visibility: str, organisation, purpose: str) -> tuple[ContactPoint, set[str]]:
    """A desk, and what tells how it is reached: words that stand nowhere else."""
    number = next(numbers)
    mark, hours = f"zq{number}x", OpeningHours()
    if visibility != PUBLIC:
        # A minute of its own. Lists tell of a public desk what time it is there, and that changes by itself
        hours = OpeningHours.of([Period(number % 7, 61 + number % 600, 733 + number % 577)])
    desk = make_contact_point(
        organisation=organisation,
        slug=f"{mark}slug",
        name=f"{mark}name",
        purpose=purpose,
        visibility=visibility,
        mailbox=f"{mark}mail@example.org",
        phone=f"+48 22 {mark}",
        web_form=f"https://{mark}form.example/",
        hours=f"{mark}hours",
        opening_hours=hours,
        time_zone="Europe/Warsaw",
        requirements=f"{mark}needs",
        topics=["training"],
        countries=["BR"],
        languages=["pt"],
    )
    times = {line.times for line in hours.lines}
    return desk, {desk.mailbox, desk.phone, desk.web_form, desk.hours, desk.requirements, *times}


def answers(client: Client, pages: list[str]) -> dict[str, tuple]:
    told = {}
    for page in pages:
        response = client.get(page)
        headers = {
            name: response.headers.get(name) for name in ("ETag", "Last-Modified", "Location", "Content-Type")
        }
        told[page] = (response.status_code, headers, lasting(response))
    return told


def differing_lines(before: dict[str, tuple], after: dict[str, tuple]) -> list[str]:
    """What another answer has otherwise, line by line: of the whole answers nobody could tell."""
    return [
        line
        for page, told in before.items()
        if told != after[page]
        for line in unified_diff(
            [str(told[:2]), *told[2].splitlines()],
            [str(after[page][:2]), *after[page][2].splitlines()],
            page,
            lineterm="",
            n=0,
        )
    ]


def desks_of_all_levels(kind: str) -> list[tuple[str, int, str]]:
    """A desk of each level, at one of two organisations, with a purpose: others for each kind of people, the same each time.
    From COARSE restricted desks on, the finder tells everybody about how many officials see (test_finder.py)."""
    dice = Random(kind)
    first = dice.randrange(2)
    # What most people do not see is at both, so that an owner has one that is theirs and one that is not
    places = {OFFICIALS: first, SECRETARIAT: 1 - first}
    return [
        (level, places.get(level, dice.randrange(2)), dice.choice(Purpose.values))
        for level in dice.sample(Visibility.values, len(Visibility.values))
    ]


@pytest.mark.parametrize("kind", LEVELS)
def test_nobody_gets_a_value_above_their_level(kind):
    desks = desks_of_all_levels(kind)
    organisations = [make_organisation(name=f"Bureau {place}", country_id="PL") for place in "AB"]
    partnership = make_shown_partnership(members=organisations)
    person, client = person_of(kind, organisations[0]), Client()
    if person:
        sign_in(client, person, second_factor="without" not in kind and kind not in ("account", "owner"))
        showings.state_purpose(person, WORDS)
    about = [page.format(one.slug) for page in ABOUT_EACH for one in organisations]
    own_pages = [partnership.get_absolute_url(), f"{partnership.get_absolute_url()}history/"]
    pages = [*OTHERS, *about, *own_pages]

    def is_own(place: int) -> bool:
        return kind == "owner" and place == 0

    def make(*, visible: bool) -> list[tuple[ContactPoint, set[str], bool]]:
        return [
            (*make_desk(level, organisations[place], purpose), is_own(place))
            for level, place, purpose in desks
            if (level in LEVELS[kind] or is_own(place)) == visible
        ]

    shown = make(visible=True)
    before = answers(client, pages)
    hidden = make(visible=False)
    after = answers(client, pages)

    assert not differing_lines(before, after)
    everywhere = "".join(text for _status, _headers, text in after.values())
    assert not [
        value for desk, values, _own in shown if desk.is_restricted for value in values if value in everywhere
    ]
    assert not [value for _desk, values, _own in hidden for value in values if value in everywhere]
    for desk, _values, _own in hidden:
        looks_like_nothing(client, desk)
    for desk, values, _own in shown:
        for page in (f"/desks/{desk.slug}/", f"/desks/{desk.slug}/card/"):
            told = lasting(client.get(page))
            assert all(value in told for value in values)
        card = client.get(f"/desks/{desk.slug}/card.vcf").content.decode().replace("\r\n ", "")
        assert all(value in card for value in values - {desk.phone})
        writing = lasting(client.get(f"/enquiries/new/?desk={desk.slug}"))
        assert not any(value in writing for value in values)
    logged = list(Showing.objects.order_by("pk").values_list("user", "contact_point", "purpose"))
    assert logged == [
        (person.pk, desk.pk, WORDS)
        for desk, _values, own in shown
        if desk.is_restricted and not own
        for _page in ("page", "card", "file")
    ]


def looks_like_nothing(client: Client, desk: ContactPoint) -> None:
    """Whoever guesses the address of a desk gets what they get for one that never was."""
    none = "n" * len(desk.slug)
    for page in OF_A_DESK:
        asked, other = client.get(page.format(desk.slug)), client.get(page.format(none))
        assert asked.status_code == other.status_code
        assert lasting(asked).replace(desk.slug, none) == lasting(other)
    sent = [client.post(f"/account/purpose/?desk={slug}", {"purpose": WORDS}) for slug in (desk.slug, none)]
    assert sent[0].status_code == sent[1].status_code
    assert sent[0].headers.get("Location", "").replace(desk.slug, none) == sent[1].headers.get("Location", "")
