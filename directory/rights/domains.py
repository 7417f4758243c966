"""Whether an e-mail address is on an organisation's own web domain, so that reading its mail proves something.

Where that is not sure the answer is no, and a reviewer decides. There is no list of all public suffixes here: what
looks like one is taken for one.
"""

from urllib.parse import urlsplit

from directory.models import Organisation

# Everybody can have an address there, so an address proves nothing: also not for the company itself.
COMPANIES = """126 163 aol daum fastmail foxmail free gmail gmx googlemail hotmail hushmail icloud inbox laposte libero list live
    mac mail mailbox me msn naver o2 onet orange outlook pm posteo proton protonmail qq rambler rediffmail rocketmail
    seznam sina t-online tuta tutanota ukr web wp yahoo yandex ymail zoho"""
FREE_MAIL = frozenset(COMPANIES.split())
# Second labels under which others register, as in gov.uk, org.br or asso.fr; those of one or two letters always count.
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
    others = Organisation.objects.published().exclude(pk=organisation.pk).filter(website__icontains=domain)
    hosts = [_host(website) for website in others.values_list("website", flat=True)]
    neighbours = [other for other in hosts if is_within(other, domain)]
    if not neighbours and domain not in SHARED:
        return domain
    if host == domain or any(is_within(other, host) or is_within(host, other) for other in neighbours):
        return None
    return host


def is_own_address(address: str, organisation: Organisation | None) -> bool:
    """Whether an e-mail address is on that domain. One query, or none for an organisation that is not listed."""
    domain = own_domain(organisation) if organisation else None
    return domain is not None and is_within(domain_of(address), domain)


def domain_of(address: str) -> str:
    """The domain of an e-mail address as it stands in the DNS; empty where there is none."""
    return _in_dns(address.rpartition("@")[2])


def is_within(domain: str, other: str) -> bool:
    return domain == other or domain.endswith(f".{other}")


def is_of_one_body(domain: str) -> bool:
    """Whether addresses on a domain can be those of one body: it is neither a provider's, nor one under which others
    register, nor shared by several bodies."""
    own = _registrable(domain)
    return own is not None and own.partition(".")[0] not in FREE_MAIL and domain not in SHARED


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
    """What somebody registered: the public suffix and one label more."""
    labels = host.split(".")
    if labels[-1].isdigit():
        return None
    has_long_suffix = len(labels[-1]) == 2 and (len(labels[-2:][0]) <= 2 or labels[-2:][0] in SECOND_LABELS)
    wanted = 3 if has_long_suffix else 2
    return ".".join(labels[-wanted:]) if len(labels) >= wanted else None
