"""The words that spelling is corrected to are found by their first letter and their length, and not by trigrams.

Who writes a record learns its words at commit, and that index would make it slower. How words are learnt is told at the
head of directory/database/sql/spelling.sql.
"""

from django.db import migrations

from directory.database.migrating import RemoveFunctionsOnTheWayBack

INDEX = """
DROP INDEX vocabulary_trigrams;
CREATE INDEX vocabulary_first_letter ON vocabulary ("left"(word, 1), length(word));
"""
UNDO = """
DROP INDEX vocabulary_first_letter;
CREATE INDEX vocabulary_trigrams ON vocabulary USING gin (word gin_trgm_ops);
"""


class Migration(migrations.Migration):
    dependencies = [("directory", "0025_countries_and_regions_have_more_words")]
    operations = [migrations.RunSQL(INDEX, UNDO), RemoveFunctionsOnTheWayBack("spelling")]
