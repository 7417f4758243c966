"""What leads to a country or a region beside its names: demonyms, names in its own languages, capitals, former names, codes."""

import csv
from pathlib import Path

from django.db import migrations, models

from directory.database.migrating import ChangeAtOnce

FOLDER = Path(__file__).resolve().parent.parent / "vocabularies"
FILES = {
    "directory_country": ("country_words.csv", ("alpha_3", "words", "uncertain_words")),
    "directory_region": ("region_words.csv", ("words",)),
}


def load(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        for table, (name, columns) in FILES.items():
            with (FOLDER / name).open(encoding="utf-8", newline="") as file:
                rows = [[*(row[column] for column in columns), row["code"]] for row in csv.DictReader(file)]
            # Without its triggers: documents are computed anew after all migrations, for their function has changed
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            assignments = ", ".join(f"{column} = %s" for column in columns)
            cursor.executemany(f"UPDATE {table} SET {assignments} WHERE code = %s", rows)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # no table is altered while a foreign key waits to be checked
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0024_records_have_search_documents'),
    ]

    operations = [
        ChangeAtOnce([
            migrations.AddField(
                model_name='country',
                name='alpha_3',
                field=models.CharField(blank=True, db_default='', default='', max_length=3),
            ),
            migrations.AddField(
                model_name='country',
                name='uncertain_words',
                field=models.TextField(blank=True, db_default='', default=''),
            ),
            migrations.AddField(
                model_name='country',
                name='words',
                field=models.TextField(blank=True, db_default='', default=''),
            ),
            migrations.AddField(
                model_name='region',
                name='words',
                field=models.TextField(blank=True, db_default='', default=''),
            ),
        ]),
        migrations.RunPython(load, migrations.RunPython.noop),
    ]
