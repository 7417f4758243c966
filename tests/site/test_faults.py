"""The table of faults (tests/faults.py) in small: what was acknowledged while parts of the site died is kept, and kept once."""

import subprocess
import sys

import pytest
from django.conf import settings

FEW = ["kill -9 of the postmaster", "kill -9 of the first worker"]


@pytest.mark.filterwarnings("default")
def test_no_acknowledged_write_is_lost_or_doubled():
    table = subprocess.run(
        [sys.executable, "-m", "tests.faults", "usual", *FEW],
        cwd=settings.BASE_DIR,
        check=True,
        capture_output=True,
        text=True,
    )

    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in table.stdout.splitlines()
        if "|" in line
    ]
    assert [row[0] for row in rows] == [*FEW, "all 2"]
    for row in rows:
        *_others, acknowledged, lost, doubled = row
        assert int(acknowledged) > 0
        assert (lost, doubled) == ("0", "0")
