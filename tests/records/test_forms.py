"""What the forms refuse, and in which words."""

import datetime

import pytest

from directory.records import forms
from directory.records.record_form import RecordForm

pytestmark = pytest.mark.django_db

NETWORK = {
    "key": "network",
    "title": "Network",
    "kind": "network",
    "status": "active",
    "summary": "A cooperation.",
}


def errors(form_class: type[RecordForm], **values) -> dict[str, list[str]]:
    return dict(form_class(values).errors)


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("key", "", "required"),
        ("key", "Two Words", "small letters"),
        ("key", "-a", "small letters"),
        ("key", "réseau", "small letters"),
        ("title", "\u200b", "required"),
        ("title", "—", "at least 2 letters"),
        ("title", "x" * 201, "200"),
        ("title", "Inter\u200bpol", "U+200B"),
        ("title", "safe\u202etxt.exe", "U+202E"),
        ("title", "a\x00b", "U+0000"),
        ("kind", "club", "network, task_force"),
        ("started", "2005-13", "2005-12"),
        ("started", "2025-02-30", "no such day"),
        ("started", "0000-00-00", "2005-12-15"),
        ("started", "9999-12-31", "from 1900"),
        ("started", "3/4/25", "2005-12-15"),
        ("started", "45231", "2005-12-15"),
        ("started", "1/3/2024", "may be 1 March 2024 or 3 January 2024"),
        ("countries", "GB;XX", "no country “XX”"),
        ("topics", "training;none;nothing", "“none”, “nothing”"),
        ("source", "unheard-of", "no source “unheard-of”"),
        ("website", "javascript:alert(1)", "http:// or https://"),
        ("website", "data:text/html,x", "http:// or https://"),
        ("website", "file:///etc/passwd", "http:// or https://"),
        ("website", "https://exam\u200bple.org", "U+200B"),
        ("website", "https://example.org/\u202egro", "U+202E"),
        ("summary", "", "required"),
        ("other_names", "Good name;—", "at least 2 letters"),
        ("other_names", "x" * 201, "200"),
    ],
)
def test_a_partnership_says_what_is_wrong_beside_the_field(field, value, says):
    found_errors = errors(forms.PartnershipForm, **{**NETWORK, field: value})

    assert list(found_errors) == [field]
    assert says in found_errors[field][0]


@pytest.mark.parametrize(
    ("started", "ended", "is_wrong"),
    [
        ("2005", "2004", True),
        ("2005-03", "2005", False),
        ("2005", "2005-01", False),
        ("2005-03-02", "2005-03-01", True),
        ("2005-03-02", "2005-02", True),
        ("2005-03-02", "2005-03", False),
        ("", "2005", False),
    ],
)
def test_a_partnership_does_not_end_before_it_starts_as_far_as_is_known(started, ended, is_wrong):
    network = NETWORK | {"status": "ended", "started": started, "ended": ended}

    assert list(errors(forms.PartnershipForm, **network)) == (["ended"] if is_wrong else [])


@pytest.mark.parametrize("status", ["planned", "active", "paused", "unknown", "ended"])
@pytest.mark.parametrize(
    ("ended", "is_over"),
    [
        ("2004", True),
        ("2026-10", True),
        ("2026-11-24", True),
        ("2026-11-25", False),
        ("2026-11", False),
        ("", False),
    ],
)
def test_what_has_an_end_that_is_over_has_ended(status, ended, is_over, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda: datetime.date(2026, 11, 25))

    found_errors = errors(forms.PartnershipForm, **NETWORK | {"status": status, "ended": ended})

    assert list(found_errors) == (["status"] if is_over and status != "ended" else [])


def test_unknown_fields_are_not_taken():
    form = forms.PartnershipForm(
        {**NETWORK, "confirmed_on": "2026-01-01", "removed_at": "", "standing": "confirmed"}
    )

    assert form.is_valid()
    assert form.cleaned_data.keys().isdisjoint({"confirmed_on", "removed_at", "standing"})


def test_text_is_kept_as_people_mean_it():
    form = forms.PartnershipForm(
        {
            **NETWORK,
            "title": " A\u00a0 net\twork ",
            "summary": "One.\r\n\r\n\r\n\r\nTwo. ",
            "countries": ["GB", "GB"],
        }
    )

    assert form.is_valid()
    assert form.cleaned_data["title"] == "A net work"
    assert form.cleaned_data["summary"] == "One.\n\nTwo."
    assert form.cleaned_data["countries"] == ["GB"]


def test_an_organisation_may_be_older_than_any_partnership():
    university = {"key": "university", "name": "University", "sector": "academia"}

    assert errors(forms.OrganisationForm, **university, founded="1735") == {}
    assert "from 1000" in str(errors(forms.OrganisationForm, **university, founded="0999"))
