"""The places of regions, countries and languages in the order of their names, by the rules of each language."""

import csv
from pathlib import Path

from django.db import migrations, models

FOLDER = Path(__file__).resolve().parent.parent / "vocabularies"
COLUMNS = ("rank_en", "rank_fr", "rank_es", "rank_ar")
FILES = {"region": "regions.csv", "country": "countries.csv", "language": "languages.csv"}


def load(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        for table, name in FILES.items():
            with (FOLDER / name).open(encoding="utf-8", newline="") as file:
                rows = [[*(int(row[column]) for column in COLUMNS), row["code"]] for row in csv.DictReader(file)]
            ranks = ", ".join(f"{column} = %s" for column in COLUMNS)
            cursor.executemany(f"UPDATE directory_{table} SET {ranks} WHERE code = %s", rows)


def columns_of(table: str) -> migrations.operations.base.Operation:
    """Added as one: Django would build the classes of all models anew for each of twelve columns."""
    added = ", ".join(
        f"ADD COLUMN {column} smallint DEFAULT 0 NOT NULL CHECK ({column} >= 0)" for column in COLUMNS
    )
    dropped = ", ".join(f"DROP COLUMN {column}" for column in COLUMNS)
    return migrations.SeparateDatabaseAndState(
        [migrations.RunSQL(f"ALTER TABLE directory_{table} {added}", f"ALTER TABLE directory_{table} {dropped}")],
        [
            migrations.AddField(table, column, models.PositiveSmallIntegerField(default=0, db_default=0))
            for column in COLUMNS
        ],
    )


class Migration(migrations.Migration):
    dependencies = [("directory", "0007_shipped_channels")]
    operations = [*map(columns_of, FILES), migrations.RunPython(load, migrations.RunPython.noop)]
