"""Backups that are there, without a server that they are of."""

import datetime
import json
from pathlib import Path

from django.utils import timezone

from directory.operating.backups import taking


def make_backup(root: Path, *, hours_ago: float = 1, first_wal: str = "000000010000000000000002") -> Path:
    finished_at = timezone.now() - datetime.timedelta(hours=hours_ago)
    folder = root / "base" / finished_at.strftime(taking.NAME)
    (folder / "data").mkdir(parents=True)
    record = {
        "release": 18,
        "database": "directory",
        "user": "directory",
        "first_wal": first_wal,
        "row_counts": {"directory_partnership": 99},
        "finished_at": finished_at.isoformat(),
    }
    (folder / "record.json").write_text(json.dumps(record))
    return folder
