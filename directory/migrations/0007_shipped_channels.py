"""The list of reporting channels that comes with the directory."""

import csv
from pathlib import Path

from django.db import migrations

FILE = Path(__file__).resolve().parent.parent / "vocabularies" / "channels.csv"


def load(apps, schema_editor):
    manager = apps.get_model("directory", "ReportingChannel").objects
    names = {field.attname for field in manager.model._meta.concrete_fields}
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    channels = []
    for row in rows:
        fields = {
            **row,
            "country_id": row["country"],
            "phones": [phone for phone in row["phone"].split(";") if phone],
            "languages": [language for language in row["languages"].split(";") if language],
            "shipped_as": f"{row['country']} {row['kind']} {row['name']}",
        }
        # The file may have columns by now that the table gets from a later migration
        channels.append(manager.model(**{name: value for name, value in fields.items() if name in names}))
    manager.bulk_create(channels)


def unload(apps, schema_editor):
    schema_editor.execute("DELETE FROM directory_reportingchannel")


class Migration(migrations.Migration):
    dependencies = [("directory", "0006_reporting_channels")]
    operations = [migrations.RunPython(load, unload)]
