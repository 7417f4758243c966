from django.db import migrations


class Migration(migrations.Migration):
    """Tables of coverage need the listings whose statements are old. Read from the listings themselves, which are wide, they
    were half the time of such a page."""

    dependencies = [("directory", "0037_kept_forms_are_sealed")]

    operations = [
        migrations.RunSQL(
            'CREATE INDEX listing_stated ON listing (stated_on COLLATE "C") INCLUDE (partnership_id)',
            "DROP INDEX listing_stated",
        ),
    ]
