import csv
from pathlib import Path

from django.db import migrations

FOLDER = Path(__file__).resolve().parent.parent / "vocabularies"


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def load(apps, schema_editor):
    def create(model: str, records: list[dict]) -> None:
        manager = apps.get_model("directory", model).objects
        # The files may have columns by now that the tables get from a later migration
        names = {field.attname for field in manager.model._meta.concrete_fields}
        manager.bulk_create(
            manager.model(**{name: value for name, value in record.items() if name in names}) for record in records
        )

    def renamed(row: dict, column: str, field: str) -> dict:
        return {name: value for name, value in row.items() if name != column} | {field: row[column] or None}

    create("Region", [{**renamed(row, "parent", "parent_id"), "number": int(row["code"])} for row in rows("regions")])
    create("Country", [renamed(row, "region", "region_id") for row in rows("countries")])
    create("Language", rows("languages"))
    create("Sector", [renamed(row, "key", "slug") for row in rows("sectors")])
    create("Topic", [renamed(row, "key", "slug") for row in rows("topics")])


def unload(apps, schema_editor):
    for table in ("topic", "sector", "language", "country", "region"):
        schema_editor.execute(f"DELETE FROM directory_{table}")


class Migration(migrations.Migration):
    dependencies = [("directory", "0004_derived_tables")]
    operations = [migrations.RunPython(load, unload)]
