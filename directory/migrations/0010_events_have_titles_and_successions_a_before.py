"""Names that the next migration builds on: an event has a title and starts, a succession has a before and an after."""

from django.db import migrations

from directory.database.migrating import ChangeAtOnce

RENAMED = (
    ("event", "name", "title"),
    ("event", "held", "starts"),
    ("succession", "predecessor", "before_organisation"),
    ("succession", "successor", "after_organisation"),
)


class Migration(migrations.Migration):
    dependencies = [("directory", "0009_names_are_sorted_as_they_are_folded")]
    operations = [
        ChangeAtOnce([
            migrations.RemoveConstraint("event", "event_held_is_a_date"),
            migrations.RemoveConstraint("succession", "succession_once"),
            migrations.RemoveConstraint("succession", "succession_between_two_organisations"),
        ]),
        *(
            migrations.RenameField(f"{model}{suffix}", before, after)
            for model, before, after in RENAMED
            for suffix in ("", "history")
        ),
    ]
