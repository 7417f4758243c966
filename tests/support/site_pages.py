"""The pages of the whole site, by who asks for them, and the views behind all addresses."""

from django.urls import URLPattern, URLResolver

PAGES = [
    "/",
    "/search/",
    "/search/?q=interpol",
    "/partnerships/",
    "/partnerships/?country=GB&topic=investigation",
    "/partnerships/?q=taskforce",
    "/partnerships/?country=GB&view=table",
    "/partnerships/?q=childnt",
    "/partnerships/?q=investigation&topic=investigation&facet=country",
    "/partnerships/?at=2005-01",
    "/partnerships/?at=foo",
    "/partnerships/vgt/",
    "/partnerships/vgt/?at=2005-12",
    "/partnerships/vgt/history/",
    "/partnerships/vgt/history/?on=2020-01-01",
    "/organisations/",
    "/organisations/?q=police&view=table",
    "/organisations/interpol/",
    "/organisations/interpol/history/",
    "/organisations/interpol/introductions/",
    "/organisations/interpol/introductions/?to=childnet",
    "/counterparts/",
    "/counterparts/?topic=investigation&country=GB&language=en&urgent=on",
    "/counterparts/print/?topic=investigation&country=GB&language=en&urgent=on",
    "/counterparts/?q=I+am+in+Kenya+and+need+blockchain+training+in+Brzail",
    "/countries/",
    "/countries/gb/",
    "/topics/",
    "/topics/investigation/",
    "/events/",
    "/events/?view=table",
    "/events/?when=past&topic=investigation",
    "/events/vgt-conference-2005/",
    "/events/vgt-conference-2005/history/",
    "/resources/",
    "/resources/?audience=children",
    "/resources/?view=table",
    "/resources/thinkuknow/",
    "/resources/thinkuknow/history/",
    "/commitments/",
    "/commitments/victim-id-manual/",
    "/commitments/victim-id-manual/history/",
    "/sources/",
    "/sources/?view=table",
    "/sources/?statement=membership",
    "/sources/vgt-2005/",
    "/sources/vgt-2005/history/",
    "/sources/vgt-2005/?kind=participation",
    "/coverage/",
    "/coverage/?region=154&by=sector&kind=network",
    "/coverage/?by=desk",
    "/coverage/gb/",
    "/coverage/none/",
    "/compare/",
    "/compare/?partnership=vgt&partnership=icse&add=manual",
    "/compare/?organisation=interpol&organisation=childnet",
    "/pinned/",
    "/pinned/?partnership=vgt&organisation=interpol&event=vgt-conference-2005&desk=nobody",
    "/data/",
    "/embed/?country=GB",
    "/api/",
    "/hsds/profile/",
    "/about/",
    "/privacy/",
    "/accessibility/",
    "/report-abuse/",
    "/report-abuse/?country=IT",
    "/report-abuse/?country=LT",
]

FOR_PROGRAMS = [
    "/api/index.json",
    "/api/openapi.json",
    "/api/partnerships",
    "/api/partnerships/vgt",
    "/api/events/vgt-conference-2005",
    "/api/figures",
    "/api/sources/vgt-2005",
    "/api/desks",
    "/api/vocabularies",
    "/api/vocabularies/topics",
    "/hsds/",
    "/hsds/openapi.json",
    "/hsds/services",
    "/hsds/services/vgt",
    "/hsds/taxonomies",
    "/hsds/taxonomies/b6ac0a36-a3ed-5fe6-bbba-7c18cdd70761",
    "/hsds/taxonomy_terms",
    "/hsds/organizations",
    "/hsds/organizations/interpol",
    "/hsds/service_at_locations",
    "/reconcile/suggest/entity/?prefix=interpol",
    "/reconcile/suggest/type/",
    "/reconcile/suggest/property/",
    "/reconcile/properties/",
]

NOTHING_THERE = [
    "/api/no/such/thing",
    "/hsds/no/such/thing",
    "/hsds/service_at_locations/none",
    "/hsds/taxonomy_terms/none",
]

# What is not a page: files and what programs read. Tests of their own say what is in them.
FILES = [
    "/robots.txt",
    "/sitemap.xml",
    "/sitemap-pages-0.xml",
    "/opensearch.xml",
    "/suggest/?q=interpol",
    "/reconcile/",
    "/reconcile/preview/?id=organisations:interpol",
    "/reconcile/view/organisations:interpol",
    "/.well-known/security.txt",
    "/coverage.csv?region=154",
    "/partnerships.csv",
    "/partnerships.csv-metadata.json",
    "/memberships.csv-metadata.json?country=GB",
    "/data/datapackage.json",
    "/data/catalog.jsonld",
    "/data/directory-csv.zip",
]

# What programs look at that look after the site
FOR_OPERATORS = ["/healthz", "/readyz", "/metrics"]


def views(resolver: URLResolver) -> list[URLPattern]:
    """The patterns of all addresses, however deep they are included."""
    patterns = []
    for pattern in resolver.url_patterns:
        patterns += views(pattern) if isinstance(pattern, URLResolver) else [pattern]
    return patterns
