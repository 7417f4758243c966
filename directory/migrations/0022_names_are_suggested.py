"""What is suggested while somebody types: two tables that the database derives from the nouns by itself.

What they are for, and how they are kept true, is told at the head of directory/database/sql/suggestions.sql. Their
functions and triggers are made, and the rows computed, when all migrations are applied.
"""

from django.db import migrations

from directory.database.migrating import RemoveFunctionsOnTheWayBack

SUGGESTIONS = """
CREATE TABLE suggestion (
    kind text COLLATE "C",                      -- "organisation" or "partnership"
    record_id bigint,
    beginning text COLLATE "C",                 -- a folded name, from one of its words on
    place smallint NOT NULL,                    -- the lower, the earlier it is suggested
    matched text NOT NULL,                      -- the other or former name that it is of; "" for the record's own
    PRIMARY KEY (kind, record_id, beginning)
);
-- With all that a probe reads, so that it reads the index alone
CREATE INDEX suggestion_beginning ON suggestion (kind, place, beginning) INCLUDE (record_id);

-- Records whose rows have to be computed anew when the transaction commits.
CREATE TABLE suggestion_mark (xact xid8, kind text, record_id bigint, PRIMARY KEY (xact, kind, record_id));
"""


class Migration(migrations.Migration):
    dependencies = [("directory", "0021_messages_may_wait_for_the_secretariat")]
    operations = [
        migrations.RunSQL(SUGGESTIONS, "DROP TABLE suggestion_mark, suggestion"),
        RemoveFunctionsOnTheWayBack("touches", "suggestions"),
    ]
