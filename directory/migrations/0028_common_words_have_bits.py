"""Common words as strings of bits, derived by the database itself: directory/database/sql/word_bits.sql."""

from django.db import migrations

from directory.database.migrating import RemoveFunctionsOnTheWayBack

WORDS = """
-- Each word that a listing has or once had; `is_common`: it has strings of bits.
CREATE TABLE lexeme (
    word text COLLATE "C" PRIMARY KEY,
    is_common boolean NOT NULL DEFAULT false,
    covered smallint NOT NULL                   -- letters: see covered_words
);
CREATE INDEX lexeme_common ON lexeme (word) WHERE is_common;

CREATE TABLE word_bits (
    word text COLLATE "C",
    blk int,                                    -- partnership_id >> 14
    bits bit varying NOT NULL,                  -- bit n: partnership_id & 16383 = n
    PRIMARY KEY (word, blk)
) WITH (toast_tuple_target = 8160);
ALTER TABLE word_bits ALTER bits SET STORAGE PLAIN;
"""


class Migration(migrations.Migration):
    dependencies = [("directory", "0027_partnerships_state_the_language_of_their_text")]
    operations = [
        migrations.RunSQL(WORDS, "DROP TABLE word_bits, lexeme"),
        RemoveFunctionsOnTheWayBack("word_bits"),
    ]
