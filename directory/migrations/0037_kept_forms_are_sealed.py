from django.db import migrations, models

# The release before writes these while both run. They stay, empty, until the release after this one takes them out
LEFT_EMPTY = """
ALTER TABLE directory_keptform ALTER page SET DEFAULT '', ALTER path SET DEFAULT '', ALTER fields SET DEFAULT '{}';
"""
AS_BEFORE = """
ALTER TABLE directory_keptform ALTER page DROP DEFAULT, ALTER path DROP DEFAULT, ALTER fields DROP DEFAULT;
"""


def delete_kept_forms(apps, schema_editor):
    """What lies there in the clear is of the last hour, and nobody has the key to seal it."""
    apps.get_model("directory", "KeptForm").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("directory", "0036_import_rows_name_mixed_scripts")]

    operations = [
        migrations.RunPython(delete_kept_forms, delete_kept_forms),
        migrations.AddField("keptform", "sealed", models.BinaryField(db_default=b"")),
        migrations.SeparateDatabaseAndState(
            [migrations.RunSQL(LEFT_EMPTY, AS_BEFORE)],
            [migrations.RemoveField("keptform", name) for name in ("page", "path", "fields")],
        ),
    ]
