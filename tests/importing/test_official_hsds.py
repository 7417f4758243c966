"""Open Referral's own examples of HSDS 3.0, 3.1 and of its UK profile: providers, areas, languages and terms come in, or a
remark names them."""

import os
from pathlib import Path

import pytest
from django.conf import settings

from directory.importing import import_directory
from directory.models import Membership, Organisation, Partnership

pytestmark = pytest.mark.django_db

HSDS = Path(os.environ.get("HSDS_EXAMPLES", settings.BASE_DIR.parent / "shared" / "data" / "hsds"))
SERVICES_IN_FULL = [
    path
    for pattern in ("service_full.json", "service_at_location_full.json", "organization_full.json")
    for path in sorted(HSDS.glob(f"*/examples/{pattern}"))
]
TABLES = [*sorted(HSDS.glob("*/examples/tabular.json")), *sorted(HSDS.glob("*/examples/csv"))]
DEFAULTS = {"organisations": {"sector": "child_protection"}, "partnerships": {"status": "active"}}


def brought_in(path: Path) -> str:
    """What is said about an example that came in."""
    report = import_directory(path, why="Example", defaults=DEFAULTS)
    assert report.errors == []
    return "\n".join(problem.message for problem in report.warnings)


def version(path: Path) -> str:
    return f"{path.parts[-3]}-{path.stem}"


@pytest.mark.skipif(not SERVICES_IN_FULL, reason=f"Open Referral's examples are not at {HSDS}")
@pytest.mark.parametrize("example", SERVICES_IN_FULL, ids=version)
def test_a_service_in_full_has_its_provider_areas_languages_and_terms(example):
    said = brought_in(example)

    partnership = Partnership.objects.get()
    assert (partnership.title, partnership.status) == ("Community Counselling", "active")
    assert Membership.objects.get().organisation.name == "Example Organization Inc."
    # Its area is no country, but its address is in one; its only term is called “name”
    assert set(partnership.countries.values_list("pk", flat=True)) == {"US"}
    assert "Areas that are no country were left out: The service is available to all residents" in said
    assert "They stay in this remark: name (1)." in said
    languages = set(partnership.languages.values_list("pk", flat=True))
    if example.parts[-3] == "uk":  # where the language has neither code nor name
        assert languages == set()
        assert "Languages that the directory does not know were left out: – (1)." in said
    else:
        assert languages == {"ur"}
        assert Organisation.objects.get().country_id == "US"
        assert Organisation.objects.get().founded == "2011"
    for part in (
        "schedules (1)",
        "cost_options (1)",
        "contacts (1)",
        "service_at_locations (1)",
        "email (1)",
    ):
        assert part in said
    assert "GB-COH-1234567 (1)" in said  # a number that Companies House would not give


@pytest.mark.skipif(not TABLES, reason=f"Open Referral's examples are not at {HSDS}")
@pytest.mark.parametrize("example", TABLES, ids=version)
def test_tables_give_the_same_service(example):
    said = brought_in(example)

    partnership = Partnership.objects.get()
    assert partnership.title == "Community Counselling"
    assert Membership.objects.get().organisation.name == "Example Organization Inc."
    assert set(partnership.countries.values_list("pk", flat=True)) <= {"US"}
    assert "Areas that are no country were left out" in said
    # The only attribute of the example belongs to a record that is not in it
    for part in (
        "attributes whose record is not in the file (1)",
        "schedules (",
        "phones (1)",
        "contacts (1)",
    ):
        assert part in said
