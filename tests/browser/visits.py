"""What the browser opens: every page, and every way of saying no."""

from tests.support import answer_pages, enquiry_pages
from tests.support.site_pages import PAGES

NOTHING_FOUND = [
    "/partnerships/?q=qqqqqqq",
    "/partnerships/?country=KH&topic=legislation",
    "/search/?q=qqqqqqq",
]
LONG = ["/organisations/?page=2", "/partnerships/?scope=all&q=intrepol", "/partnerships/long-words/"]
REFUSED = {
    f"/partnerships/?{'&'.join(f'a{number}=' for number in range(1001))}": 400,
    "/no-such-page/": 404,
    "/partnerships/removed/": 410,
}
# Nobody can ask for these: the browser is given the page that the site would make
FAULTS = [f"/faults/{status}/" for status in (403, 429, 500, 503)]

ENTRANCES = ["/account/sign-in/", "/account/inactive/", "/outbox/"]

BY_LINK = ["/answer/", "/confirm/"]

WITHOUT_ACCOUNT = [*answer_pages.OPEN, *enquiry_pages.OPEN, "/report-problem/?page=/partnerships/vgt/"]

ALL = [*PAGES, *NOTHING_FOUND, *LONG, *REFUSED, *FAULTS, *ENTRANCES, *WITHOUT_ACCOUNT, *BY_LINK]
