"""What one can do with a record, from the top of its page: each link leads where its words say."""

import re

import pytest

from tests.support.factories import make_event, make_organisation, make_partnership
from tests.support.responses import text

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("make", [make_partnership, make_organisation, make_event])
def test_each_action_of_a_record_leads_somewhere_else_or_to_a_place_on_its_page(client, make):
    record = make()
    page = text(client.get(record.get_absolute_url()))
    actions = re.search('<ul class="actions".*?</ul>', page, re.DOTALL)[0]

    addresses = re.findall('href="([^"]*)"', actions)

    assert len(addresses) >= 5
    for address in addresses:
        if address.startswith("#"):
            assert f'id="{address[1:]}"' in page
        else:
            assert client.get(address.replace("&amp;", "&")).status_code == 200, address
            assert address != record.get_absolute_url()
            assert address


@pytest.mark.parametrize(
    ("make", "kind"),
    [(make_partnership, "partnerships"), (make_organisation, "organisations"), (make_event, "events")],
)
def test_a_record_can_be_downloaded_alone(client, make, kind):
    record = make()

    assert f'href="/api/{kind}/{record.slug}"' in text(client.get(record.get_absolute_url()))
