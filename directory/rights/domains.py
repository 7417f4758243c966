"""Whether an e-mail address is on an organisation's own web domain, so that whoever reads its mail belongs to it.

Where that is not sure the answer is no, and a reviewer decides. There is no list of all public suffixes here, as it would
have to be kept up to date: what looks like a suffix is taken for one.
"""

from urllib.parse import urlsplit

from directory.models import Organisation

# Providers of free mail, by the first label of their domains. Everybody can have an address there, so an address proves
# nothing: also not for the company itself.
COMPANIES = """126 163 aol daum fastmail foxmail free gmail gmx googlemail hotmail hushmail icloud inbox laposte libero list live
    mac mail mailbox me msn naver o2 onet orange outlook pm posteo proton protonmail qq rambler rediffmail rocketmail
    seznam sina t-online tuta tutanota ukr web wp yahoo yandex ymail zoho"""
FREE_MAIL = frozenset(COMPANIES.split())
# Second labels below a country's domain under which everybody registers, as in gov.uk, org.br or asso.fr; besides these,
# all of one or two letters count, as in co.uk.
LABELS = "asso com edu gob gov govt gouv gub info int judiciary k12 mil mod net nhs nom org parliament police sch web"
SECOND_LABELS = frozenset(LABELS.split())
# Bodies whose members keep separate bodies under one domain
SHARED = frozenset(["europa.eu", "un.org"])


def own_domain(organisation: Organisation) -> str | None:
    """The domain on which an address proves that somebody reads mail of the organisation; None where none does.

    It is the registrable domain of the website, or the website's whole host where the directory knows other
    organisations under that domain. One query.
    """
    host = _host(organisation.website)
    domain = _registrable(host)
    if domain is None or domain.partition(".")[0] in FREE_MAIL:
        return None
    candidates = Organisation.objects.published().exclude(pk=organisation.pk)
    websites = candidates.filter(website__icontains=domain).values_list("website", flat=True)
    # Hosts of other organisations under the same domain, such as institutes under a university's.
    neighbours = [neighbour for neighbour in map(_host, websites) if is_within(neighbour, domain)]
    if not neighbours and domain not in SHARED:
        return domain
    if host == domain or any(
        is_within(neighbour, host) or is_within(host, neighbour) for neighbour in neighbours
    ):
        return None
    return host


def is_own_address(address: str, organisation: Organisation | None) -> bool:
    """Whether an e-mail address is on the organisation's `own_domain`. One query, or none where there is no organisation."""
    domain = own_domain(organisation) if organisation else None
    return domain is not None and is_within(domain_of(address), domain)


def domain_of(address: str) -> str:
    """The domain of an e-mail address as it stands in the DNS; empty where there is none."""
    return _in_dns(address.rpartition("@")[2])


def is_within(domain: str, outer: str) -> bool:
    """Whether a domain is the outer one, or below it."""
    return domain == outer or domain.endswith(f".{outer}")


def is_of_one_body(domain: str) -> bool:
    """Whether addresses on a domain can be those of one body: it is neither a provider's, nor one under which others
    register, nor shared by several bodies."""
    registered = _registrable(domain)
    return registered is not None and registered.partition(".")[0] not in FREE_MAIL and domain not in SHARED


def _host(website: str) -> str:
    """The host of a web address as it stands in the DNS, without www; empty where there is none."""
    try:
        host = urlsplit(website).hostname or ""
    except ValueError:
        return ""
    return _in_dns(host).removeprefix("www.")


def _in_dns(host: str) -> str:
    try:
        return host.lower().rstrip(".").encode("idna").decode()
    except UnicodeError:
        return ""


def _registrable(host: str) -> str | None:
    """The part of a host that somebody registered: the public suffix and one label more; None for the suffix alone, and for
    an IP address."""
    labels = host.split(".")
    if labels[-1].isdigit():
        return None
    # Only countries, whose domains have two letters, have suffixes of two labels.
    has_long_suffix = len(labels[-1]) == 2 and (len(labels[-2:][0]) <= 2 or labels[-2:][0] in SECOND_LABELS)
    length = 3 if has_long_suffix else 2
    return ".".join(labels[-length:]) if len(labels) >= length else None
