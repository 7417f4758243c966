"""The files that search engines, browsers and security researchers look for at every site: robots.txt, the sitemaps,
OpenSearch and security.txt; and two of the deployment's own, its emblem and its colours."""

import datetime
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlencode
from xml.sax.saxutils import escape, quoteattr

from django.conf import settings
from django.db.models import Exists, F, IntegerField, Max, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from config import colours as own_colours
from config import deployment
from config.security import NONE, csp_override
from directory.finding.search import WITHOUT_DEFAULTS
from directory.models import (
    Commitment,
    Country,
    Event,
    Membership,
    Organisation,
    Partnership,
    RecordChange,
    Resource,
    Topic,
)
from directory.models.statements import public_sources
from directory.records.linked_data import site_url
from directory.rights import permissions

XML = "application/xml; charset=utf-8"
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"
# Records of one sitemap: in four languages, with their networks, they are 16,000 addresses of the 50,000 that a sitemap
# may hold.
BLOCK = 2_000
WITH_NETWORKS = ("partnership", "organisation")
SECURITY_DAYS = 180  # that security.txt says it holds; RFC 9116 wants less than a year

PAGES = [
    *("home", "partnerships", "organisations", "countries", "topics", "events", "commitments", "resources"),
    *("coverage", "sources", "map", "network", "data", "about", "letters"),
]


class SitemapPage(NamedTuple):
    """A page by the name and the arguments of its address. `changed_at` is None for a page without a history."""

    name: str
    keys: list[str]
    changed_at: datetime.datetime | None


def records_with_history() -> dict[str, QuerySet]:
    """The listed records with a page and a history, by the name of the page."""
    return {
        "partnership": Partnership.objects.listed(),
        "organisation": Organisation.objects.listed(),
        "event": Event.objects.all(),
        "commitment": Commitment.objects.all(),
        "resource": Resource.objects.all(),
        "source": public_sources(),
    }


@permissions.public
def robots(request: HttpRequest) -> HttpResponse:
    # Filters can be combined without end; each record stands in the sitemaps.
    # Lists as a whole are few files, which `/data/` and its catalogue name (RFC 9309: the longest rule counts).
    lines = [
        "User-agent: *",
        "Disallow: /*?",
        f"Allow: /*.*?{WITHOUT_DEFAULTS}$",
        f"Sitemap: {site_url(reverse('sitemaps'))}",
    ]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")


@permissions.public
def security(request: HttpRequest) -> HttpResponse:
    """security.txt, as RFC 9116 has it; there is none where nobody can be written to."""
    if not settings.CONTACT_EMAIL:
        raise Http404
    until = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    until += datetime.timedelta(days=SECURITY_DAYS)
    lines = [
        f"Contact: mailto:{settings.CONTACT_EMAIL}",
        f"Expires: {until.strftime('%Y-%m-%dT%H:%M:%SZ')}",
        f"Canonical: {site_url(reverse('security'))}",
        "Preferred-Languages: en",
    ]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")


@permissions.public
@csp_override({"default-src": [NONE], "style-src": ["'unsafe-inline'"], "sandbox": []})
def emblem(request: HttpRequest, extension: str) -> HttpResponse:
    """The operator's emblem. Its policy is for an SVG that is opened by itself: it may draw and do nothing else."""
    stated = deployment.emblem()
    if stated is None or stated.extension != extension:
        raise Http404
    return for_good(HttpResponse(stated.content, content_type=stated.content_type))


@permissions.public
def colours(request: HttpRequest) -> HttpResponse:
    """The deployment's own colours as a style sheet; there is none where it has no own ones."""
    sheet = own_colours.style_sheet()
    if not sheet:
        raise Http404
    return for_good(HttpResponse(sheet, content_type="text/css; charset=utf-8"))


def for_good(response: HttpResponse) -> HttpResponse:
    """Browsers keep it for a year: pages name another address where it is another file."""
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


@permissions.public
def opensearch(request: HttpRequest) -> HttpResponse:
    """How a browser searches the site, in the reader's language."""
    template = f"{site_url(reverse('directory:search'))}?{urlencode({'q': ''})}{{searchTerms}}"
    feed = f"{site_url(reverse('directory:download', args=['partnerships', 'atom']))}?q={{searchTerms}}"
    name, description = deployment.site_name(), _("Who works with whom to protect children online")
    operator = deployment.operator()
    contact = f"<Contact>{escape(operator.email)}</Contact>" if operator.email else ""
    attribution = f"<Attribution>{escape(operator.in_a_line)}</Attribution>" if operator.name else ""
    return HttpResponse(
        f'{DECLARATION}<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">'
        f"<ShortName>{escape(name[:16])}</ShortName><LongName>{escape(name)}</LongName>"
        f"<Description>{escape(description)}</Description>{contact}{attribution}<InputEncoding>UTF-8</InputEncoding>"
        f'<Url type="text/html" template={quoteattr(template)}/>'
        f'<Url type="application/atom+xml" template={quoteattr(feed)}/>'
        "</OpenSearchDescription>\n",
        content_type="application/opensearchdescription+xml; charset=utf-8",
    )


@permissions.public
def sitemaps(request: HttpRequest) -> HttpResponse:
    """The index of the sitemaps, with the last change of a record in each. A query for each kind of record."""
    sitemap_elements = [sitemap_element("pages", 0, None)]
    for name, records in records_with_history().items():
        # By primary key, not by place in a list: a sitemap changes only when one of its own records does.
        with_block = with_last_change(records.order_by()).annotate(
            block=Cast(F("pk") / BLOCK, IntegerField())
        )
        changes = with_block.values("block").annotate(last_change=Max("changed_at"))
        for block, changed_at in changes.values_list("block", "last_change"):
            sitemap_elements.append(sitemap_element(name, block, changed_at))
    return HttpResponse(
        f'{DECLARATION}<sitemapindex xmlns="{SITEMAPS}">\n{"".join(sorted(sitemap_elements))}</sitemapindex>\n',
        content_type=XML,
    )


def sitemap_element(name: str, block: int, changed_at: datetime.datetime | None) -> str:
    address = escape(site_url(reverse("sitemap", args=[name, block])))
    return f"<sitemap><loc>{address}</loc>{last_modified(changed_at)}</sitemap>\n"


def with_last_change(records: QuerySet) -> QuerySet:
    """Records with `changed_at`: when they, or what their pages show of other tables, were last changed."""
    changes = RecordChange.objects.of(records.model).filter(record_id=OuterRef("pk"))
    return records.annotate(changed_at=Subquery(changes.values("changed_at")))


def last_modified(changed_at: datetime.datetime | None) -> str:
    return f"<lastmod>{changed_at.isoformat(timespec='seconds')}</lastmod>" if changed_at else ""


@permissions.public
def sitemap(request: HttpRequest, name: str, block: int) -> HttpResponse:
    """Pages in every language that is offered, each with its other languages. One query, or two for pages without a
    history."""
    if name == "pages" and block == 0:
        pages = pages_without_history()
    elif name in records_with_history():
        pages = pages_of_block(name, block)
        if not pages:
            raise Http404
    else:
        raise Http404
    return StreamingHttpResponse(url_elements(pages), content_type=XML)


def pages_of_block(name: str, block: int) -> list[SitemapPage]:
    """The pages of the records whose primary keys are in a block of BLOCK keys, and the networks of those that have ties.
    One query."""
    records = records_with_history()[name].filter(pk__gte=block * BLOCK, pk__lt=(block + 1) * BLOCK)
    has_ties = Value(value=False)
    if name in WITH_NETWORKS:
        has_ties = Exists(Membership.objects.in_networks().filter(**{name: OuterRef("pk")}))
    records = with_last_change(records.order_by("pk")).annotate(has_ties=has_ties)
    pages = []
    for slug, changed_at, is_tied in records.values_list("slug", "changed_at", "has_ties"):
        pages.append(SitemapPage(f"directory:{name}", [slug], changed_at))
        if is_tied:
            pages.append(SitemapPage(f"directory:{name}_network", [slug], changed_at))
    return pages


def pages_without_history() -> list[SitemapPage]:
    """The pages that always exist, and those of countries with organisations and of topics. Two queries."""
    pages = [SitemapPage(f"directory:{name}", [], None) for name in PAGES]
    countries = Country.objects.filter(organisations__in=Organisation.objects.listed()).distinct()
    for name, keys in (
        ("country", [code.lower() for code in countries.order_by("code").values_list("code", flat=True)]),
        ("topic", Topic.objects.order_by("slug").values_list("slug", flat=True)),
    ):
        pages += [SitemapPage(f"directory:{name}", [key], None) for key in keys]
    return pages


def url_elements(pages: list[SitemapPage]) -> Iterator[bytes]:
    """The sitemap in pieces, one for each page: an element for each language, with the addresses of all of them."""
    yield f'{DECLARATION}<urlset xmlns="{SITEMAPS}" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'.encode()
    templates: dict[str, list[tuple[str, str]]] = {}
    for name, keys, changed_at in pages:
        if name not in templates:  # put together by `reverse` each, 8,000 addresses took a second
            templates[name] = in_each_language(name, ["KEY" for _key in keys])
        urls = [(language, url.replace("KEY", keys[0]) if keys else url) for language, url in templates[name]]
        with_others = [*urls, ("x-default", urls[0][1])] if len(urls) > 1 else []
        alternates = "".join(
            f'<xhtml:link rel="alternate" hreflang="{language}" href={quoteattr(url)}/>'
            for language, url in with_others
        )
        modified = last_modified(changed_at)
        yield "".join(
            f"<url><loc>{escape(url)}</loc>{modified}{alternates}</url>\n" for _language, url in urls
        ).encode()
    yield b"</urlset>\n"


def in_each_language(name: str, keys: list[str]) -> list[tuple[str, str]]:
    """The address of a page in every language that is offered, by language, English first."""
    urls = []
    for language, _name in settings.LANGUAGES:
        with override(language):
            urls.append((language, site_url(reverse(name, args=keys))))
    return urls
