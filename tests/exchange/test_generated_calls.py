"""Whatever a program sends to an address that a description names, the answer is one that it names."""

import pytest

from tests.support import generated

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("description", ["/api/openapi.json", "/hsds/openapi.json"])
def test_no_made_up_call_fails(conference, description):
    assert generated.call_everything(description) > 10 * generated.CALLS
