"""Functions that columns and indexes of the nouns stand on. Their text is in directory/database/sql/."""

from django.contrib.postgres.operations import CreateExtension, TrigramExtension, UnaccentExtension
from django.db import migrations

from directory.database.migrating import InstallFunctions


class Migration(migrations.Migration):
    dependencies = [("directory", "0001_people")]
    operations = [
        UnaccentExtension(),
        TrigramExtension(),
        CreateExtension("fuzzystrmatch"),
        InstallFunctions("text_search", "likeness"),
    ]
