"""Whatever a program sends to an address that a description names, the answer is one that it names."""

import pytest

from directory.models import Organisation, Partnership
from tests.support import generated
from tests.support.factories import make_commitment, make_contact_point

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("description", ["/api/openapi.json", "/hsds/openapi.json"])
def test_no_made_up_call_fails(conference, settings, description):
    settings.API_REQUESTS_PER_MINUTE = 0  # thousands of calls come from one address
    # Kinds of records that the conference has none of
    make_commitment(owners=[Partnership.objects.get(slug="global-alliance")])
    make_contact_point(organisation=Organisation.objects.get(slug="interpol"), countries=["FR"])

    assert generated.call_everything(description) > 10 * generated.CALLS
