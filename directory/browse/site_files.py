"""What programs ask a site for: what they may read, which pages there are, how it is searched, whom to tell."""

import datetime
from collections.abc import Iterator
from urllib.parse import urlencode
from xml.sax.saxutils import escape, quoteattr

from django.conf import settings
from django.db.models import F, IntegerField, Max, QuerySet
from django.db.models.functions import Cast
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from directory.models import Country, Event, Organisation, Partnership, Topic
from directory.records.linked_data import site_url
from directory.rights import permissions

XML = "application/xml; charset=utf-8"
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"
RECORDS = 2_000  # in one sitemap: four languages of them are 8,000 addresses of the 50,000 that it may hold
SECURITY_DAYS = 180  # that security.txt says it holds; RFC 9116 wants less than a year

PAGES = ["home", "partnerships", "organisations", "countries", "commitments", "resources", "data", "about"]


def changing() -> dict[str, QuerySet]:
    """The records with a page and a history, by the name of the page."""
    return {"partnership": Partnership.objects.published(), "organisation": Organisation.objects.published()}


@permissions.public
def robots(request: HttpRequest) -> HttpResponse:
    # Filters can be combined without end; each record stands in the sitemaps.
    lines = ["User-agent: *", "Disallow: /*?", f"Sitemap: {site_url(reverse('sitemaps'))}"]
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
def opensearch(request: HttpRequest) -> HttpResponse:
    """How a browser searches the site, in the reader's language."""
    template = f"{site_url(reverse('directory:search'))}?{urlencode({'q': ''})}{{searchTerms}}"
    feed = f"{site_url(reverse('directory:download', args=['partnerships', 'atom']))}?q={{searchTerms}}"
    name, description = _("Partnership Directory"), _("Who works with whom to protect children online")
    return HttpResponse(
        f'{DECLARATION}<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">'
        f"<ShortName>{escape(name[:16])}</ShortName><LongName>{escape(name)}</LongName>"
        f"<Description>{escape(description)}</Description><InputEncoding>UTF-8</InputEncoding>"
        f'<Url type="text/html" template={quoteattr(template)}/>'
        f'<Url type="application/atom+xml" template={quoteattr(feed)}/>'
        "</OpenSearchDescription>\n",
        content_type="application/opensearchdescription+xml; charset=utf-8",
    )


@permissions.public
def sitemaps(request: HttpRequest) -> HttpResponse:
    """The index of the sitemaps, with the last change of a record in each. Two queries."""
    found = [sitemap_entry("pages", 0, None)]
    for name, records in changing().items():
        parts = records.order_by().annotate(part=Cast(F("pk") / RECORDS, IntegerField()))
        for part, changed in (
            parts.values("part").annotate(changed=last_change()).values_list("part", "changed")
        ):
            found.append(sitemap_entry(name, part, changed))
    return HttpResponse(
        f'{DECLARATION}<sitemapindex xmlns="{SITEMAPS}">\n{"".join(sorted(found))}</sitemapindex>\n',
        content_type=XML,
    )


def sitemap_entry(name: str, part: int, changed: datetime.datetime | None) -> str:
    address = escape(site_url(reverse("sitemap", args=[name, part])))
    return f"<sitemap><loc>{address}</loc>{last_modified(changed)}</sitemap>\n"


def last_change() -> Max:
    return Max("history__pgh_created_at")


def last_modified(changed: datetime.datetime | None) -> str:
    return f"<lastmod>{changed.isoformat(timespec='seconds')}</lastmod>" if changed else ""


@permissions.public
def sitemap(request: HttpRequest, name: str, part: int) -> HttpResponse:
    """Pages in every language, each with its other languages. One query, or three for pages without a history."""
    if name == "pages" and part == 0:
        addresses = fixed_pages()
    elif name in changing():
        records = changing()[name].filter(pk__gte=part * RECORDS, pk__lt=(part + 1) * RECORDS)
        found = records.order_by("pk").annotate(changed=last_change()).values_list("slug", "changed")
        if not found:
            raise Http404
        addresses = [(f"directory:{name}", [slug], changed) for slug, changed in found]
    else:
        raise Http404
    return StreamingHttpResponse(written(addresses), content_type=XML)


def fixed_pages() -> list[tuple[str, list[str], None]]:
    pages = [(f"directory:{name}", [], None) for name in PAGES]
    countries = Country.objects.filter(organisations__in=Organisation.objects.published()).distinct()
    for name, keys in (
        ("country", [code.lower() for code in countries.order_by("code").values_list("code", flat=True)]),
        ("topic", Topic.objects.order_by("slug").values_list("slug", flat=True)),
        ("event", Event.objects.order_by("slug").values_list("slug", flat=True)),
    ):
        pages += [(f"directory:{name}", [key], None) for key in keys]
    return pages


def written(addresses: list[tuple[str, list[str], datetime.datetime | None]]) -> Iterator[bytes]:
    yield f'{DECLARATION}<urlset xmlns="{SITEMAPS}" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'.encode()
    templates: dict[str, list[tuple[str, str]]] = {}
    for name, keys, changed in addresses:
        if name not in templates:  # put together by `reverse` each, 8,000 addresses took a second
            templates[name] = in_each_language(name, ["KEY" for _key in keys])
        urls = [(language, url.replace("KEY", keys[0]) if keys else url) for language, url in templates[name]]
        alternates = "".join(
            f'<xhtml:link rel="alternate" hreflang="{language}" href={quoteattr(url)}/>'
            for language, url in [*urls, ("x-default", urls[0][1])]
        )
        modified = last_modified(changed)
        yield "".join(
            f"<url><loc>{escape(url)}</loc>{modified}{alternates}</url>\n" for _language, url in urls
        ).encode()
    yield b"</urlset>\n"


def in_each_language(name: str, keys: list[str]) -> list[tuple[str, str]]:
    found = []
    for language, _name in settings.LANGUAGES:
        with override(language):
            found.append((language, site_url(reverse(name, args=keys))))
    return found
