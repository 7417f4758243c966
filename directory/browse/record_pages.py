"""The page of one record, which leads programs to the same record in their forms: in its head, and in the header `Link`."""

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from directory.models import Commitment, Event, Organisation, Partnership, Resource, Source
from directory.records.linked_data import site_url

JSON, ATOM = "application/json", "application/atom+xml"
# By kind: its list, and the name of its address in HSDS, where there is one
LISTS: Mapping[type[Model], tuple[str, str]] = {
    Partnership: ("partnerships", "hsds_service"),
    Organisation: ("organisations", "hsds_organization"),
    Event: ("events", ""),
    Resource: ("resources", ""),
    Commitment: ("commitments", ""),
    Source: ("sources", ""),
}
ANY = "-"  # in place of a slug


class OtherForm(NamedTuple):
    """Where the record of a page is in another form."""

    url: str
    content_type: str
    title: str


def record_page(
    request: HttpRequest, template: str, record: Model, context: Mapping[str, object]
) -> HttpResponse:
    """A template, with `other_forms` in its context, and the same in the header `Link`. No program is told of a sample."""
    forms = [] if getattr(record, "is_sample", False) else other_forms(type(record), record.slug)
    response = render(request, template, {**context, "other_forms": forms})
    if forms:
        response["Link"] = ", ".join(
            f'<{site_url(form.url)}>; rel="alternate"; type="{form.content_type}"' for form in forms
        )
    return response


def other_forms(kind: type[Model], slug: str) -> list[OtherForm]:
    return [
        form._replace(url=form.url.replace(f"/{ANY}", f"/{slug}", 1)) for form in _forms(kind, get_language())
    ]


@cache  # `reverse` takes 0.1 ms each time
def _forms(kind: type[Model], _language: str) -> list[OtherForm]:
    list_name, hsds = LISTS[kind]
    forms = [
        OtherForm(reverse("api_record", args=[list_name, ANY]), JSON, _("This record as JSON")),
        OtherForm(reverse("directory:record_feed", args=[list_name, ANY]), ATOM, _("Changes of this record")),
    ]
    if hsds:
        forms.insert(1, OtherForm(reverse(hsds, args=[ANY]), JSON, _("This record in HSDS")))
    return forms
