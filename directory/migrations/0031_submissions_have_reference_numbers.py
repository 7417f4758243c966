from django.db import migrations, models

# Those that were sent in before get theirs in the order in which they came, by the year in UTC
NUMBER_EARLIER_ONES = """
UPDATE directory_submission s
   SET number_year = numbered.year, number_in_year = numbered.count
  FROM (SELECT id, year, row_number() OVER (PARTITION BY year ORDER BY submitted_at, id) AS count
          FROM (SELECT id, submitted_at, extract(year FROM submitted_at)::int AS year
                  FROM directory_submission WHERE submitted_at IS NOT NULL) AS sent) AS numbered
 WHERE s.id = numbered.id
"""


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0030_words_stand_in_documents"),
    ]

    operations = [
        migrations.AddField(
            model_name="submission",
            name="number_in_year",
            field=models.PositiveIntegerField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="submission",
            name="number_year",
            field=models.PositiveSmallIntegerField(blank=True, editable=False, null=True),
        ),
        migrations.RunSQL(NUMBER_EARLIER_ONES, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="submission",
            constraint=models.UniqueConstraint(
                fields=("number_year", "number_in_year"), name="submission_reference_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="submission",
            constraint=models.CheckConstraint(
                condition=models.Q(("number_in_year", None), ("number_year", None))
                | models.Q(("number_in_year__gt", 0), ("number_year__isnull", False)),
                name="submission_reference_is_whole",
            ),
        ),
    ]
