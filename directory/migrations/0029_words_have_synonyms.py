"""Words that mean the same to those who search. What stands in the table, and how it is filled, is told at the head of
directory/database/sql/synonyms.sql."""

from django.db import migrations

from directory.database.migrating import RemoveFunctionsOnTheWayBack

TABLE = """
CREATE TABLE synonym (
    phrase text COLLATE "C" PRIMARY KEY,        -- folded, without spaces
    lexemes text[] NOT NULL                     -- of what it finds as well
)
"""


class Migration(migrations.Migration):
    dependencies = [("directory", "0028_common_words_have_bits")]
    operations = [migrations.RunSQL(TABLE, "DROP TABLE synonym"), RemoveFunctionsOnTheWayBack("synonyms")]
