"""What statements say beyond before: members, owners and partners of several kinds, bases, further sources, successions of
partnerships, sessions and participations, contributions and figures; and for lists an order that no import makes."""

import csv
from pathlib import Path

import directory.models.partial_dates
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.lookups
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from directory.database.migrating import (
    ChangeAtOnce,
    CreateModels,
    RemoveFunctions,
    RemoveFunctionsOnTheWayBack,
)


DATA = """
-- Each row is written with its references checked at once: tables are altered after this
SET CONSTRAINTS ALL IMMEDIATE;
-- The triggers of the histories are the new ones, which know nothing of this column
ALTER TABLE directory_eventhistory ALTER participants SET DEFAULT '';
UPDATE directory_commitment SET kind = 'pledge' WHERE kind = 'commitment';
UPDATE directory_commitment SET due_basis = 'stated' WHERE due <> '';
UPDATE directory_commitment SET owner_basis = 'stated'
 WHERE owner_organisation_id IS NOT NULL OR owner_partnership_id IS NOT NULL;
INSERT INTO directory_commitmentownerorganisation (commitment_id, organisation_id)
     SELECT id, owner_organisation_id FROM directory_commitment WHERE owner_organisation_id IS NOT NULL;
INSERT INTO directory_commitmentownerpartnership (commitment_id, partnership_id)
     SELECT id, owner_partnership_id FROM directory_commitment WHERE owner_partnership_id IS NOT NULL;
UPDATE directory_event SET date_basis = 'stated' WHERE starts <> '';
UPDATE directory_event SET summary = participants WHERE participants <> '';
UPDATE directory_organisation SET country_basis = '' WHERE country_basis <> '' AND country_id IS NULL;
SET CONSTRAINTS ALL DEFERRED;
"""
DATA_ON_THE_WAY_BACK = """
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE directory_eventhistory ALTER participants SET DEFAULT '';
UPDATE directory_commitment SET kind = 'commitment' WHERE kind IN ('pledge', 'offer');
UPDATE directory_commitment c SET owner_organisation_id = (
    SELECT min(organisation_id) FROM directory_commitmentownerorganisation WHERE commitment_id = c.id);
UPDATE directory_commitment c SET owner_partnership_id = (
    SELECT min(partnership_id) FROM directory_commitmentownerpartnership WHERE commitment_id = c.id);
UPDATE directory_event SET participants = left(summary, 500);
-- The earlier release knows neither further sources, nor members of other kinds, nor a member's second role
DELETE FROM directory_furthersource;
DELETE FROM directory_membership m WHERE organisation_id IS NULL OR EXISTS (
    SELECT FROM directory_membership other WHERE other.partnership_id = m.partnership_id
       AND other.organisation_id = m.organisation_id AND other.id < m.id);
UPDATE directory_membership SET role = CASE role WHEN 'chair' THEN 'lead' ELSE 'member' END
 WHERE role NOT IN ('lead', 'member', 'host', 'funder', 'supporter', 'observer');
UPDATE directory_invitation SET role = CASE role WHEN 'chair' THEN 'lead' ELSE 'member' END
 WHERE role NOT IN ('lead', 'member', 'host', 'funder', 'supporter', 'observer');
UPDATE directory_invitation SET answered_role = CASE answered_role WHEN 'chair' THEN 'lead' ELSE 'member' END
 WHERE answered_role NOT IN ('', 'lead', 'member', 'host', 'funder', 'supporter', 'observer');
DELETE FROM directory_succession WHERE before_organisation_id IS NULL;
UPDATE directory_membershiphistory SET role = 'member' WHERE length(role) > 10;
DELETE FROM directory_membershiphistory WHERE organisation_id IS NULL;
DELETE FROM directory_successionhistory WHERE before_organisation_id IS NULL OR after_organisation_id IS NULL;
UPDATE directory_partnership SET status = 'active' WHERE status = 'unknown';
DELETE FROM directory_othername WHERE kind = 'acronym';
ALTER TABLE directory_eventhistory ALTER participants DROP DEFAULT;
SET CONSTRAINTS ALL DEFERRED;
"""
LISTING = """
ALTER TABLE listing
    ADD order_key text COLLATE "C" NOT NULL DEFAULT '', ADD newest_source text NOT NULL DEFAULT '',
    ADD oldest_source text NOT NULL DEFAULT '', ADD stated_on text NOT NULL DEFAULT '',
    ADD crossing text[] NOT NULL DEFAULT '{}', ADD worlds text[] NOT NULL DEFAULT '{}';
-- Kept in the row, for a sort that fetches each key from outside takes a hundred times as long; and a list that is read
-- from its beginning to far down needs nothing but the index
ALTER TABLE listing ALTER order_key SET STORAGE PLAIN;
CREATE INDEX listing_order ON listing (order_key, partnership_id) INCLUDE (facets);
CREATE INDEX membership_of_part ON directory_membership (member_partnership_id) WHERE member_partnership_id IS NOT NULL;
"""
NO_LISTING = """
DROP INDEX membership_of_part;
ALTER TABLE listing DROP order_key, DROP newest_source, DROP oldest_source, DROP stated_on, DROP crossing, DROP worlds;
"""
VOCABULARIES = Path(__file__).resolve().parent.parent / "vocabularies"


def rows(name):
    with (VOCABULARIES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def fill_vocabularies(apps, schema_editor):
    """Each sector gets its world; topics that are new in the vocabulary are added, if need be with a later number."""
    Sector, Topic = apps.get_model("directory", "Sector"), apps.get_model("directory", "Topic")
    Sector.objects.update(world="government")  # of sectors that are not the vocabulary's
    for row in rows("sectors"):
        Sector.objects.filter(slug=row["key"]).update(world=row["world"])
    numbers = set(Topic.objects.values_list("number", flat=True))
    names = {field.attname for field in Topic._meta.concrete_fields} - {"slug", "number"}
    for row in rows("topics"):
        if not Topic.objects.filter(slug=row["key"]).exists():
            number = int(row["number"]) if int(row["number"]) not in numbers else max(numbers) + 1
            numbers.add(number)
            words = {name: value for name, value in row.items() if name in names}
            Topic.objects.create(slug=row["key"], number=number, **words)


class Migration(migrations.Migration):
    dependencies = [
        ('directory', '0010_events_have_titles_and_successions_a_before'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        RemoveFunctions("touches"),
        ChangeAtOnce([
            pgtrigger.migrations.RemoveTrigger(
                model_name='commitment',
                name='insert_insert',
            ),
            pgtrigger.migrations.RemoveTrigger(
                model_name='commitment',
                name='update_update',
            ),
            pgtrigger.migrations.RemoveTrigger(
                model_name='commitment',
                name='delete_delete',
            ),
            pgtrigger.migrations.RemoveTrigger(
                model_name='event',
                name='insert_insert',
            ),
            pgtrigger.migrations.RemoveTrigger(
                model_name='event',
                name='update_update',
            ),
            pgtrigger.migrations.RemoveTrigger(
                model_name='event',
                name='delete_delete',
            ),
            pgtrigger.migrations.RemoveTrigger(
                model_name='membership',
                name='insert_insert',
            ),
            pgtrigger.migrations.RemoveTrigger(
                model_name='membership',
                name='update_update',
            ),
            pgtrigger.migrations.RemoveTrigger(
                model_name='membership',
                name='delete_delete',
            ),
            pgtrigger.migrations.RemoveTrigger(
                model_name='organisation',
                name='insert_insert',
            ),
            pgtrigger.migrations.RemoveTrigger(
                model_name='organisation',
                name='update_update',
            ),
            pgtrigger.migrations.RemoveTrigger(
                model_name='organisation',
                name='delete_delete',
            ),
            pgtrigger.migrations.RemoveTrigger(
                model_name='partnership',
                name='insert_insert',
            ),
            pgtrigger.migrations.RemoveTrigger(
                model_name='partnership',
                name='update_update',
            ),
            pgtrigger.migrations.RemoveTrigger(
                model_name='partnership',
                name='delete_delete',
            ),
            pgtrigger.migrations.RemoveTrigger(
                model_name='resource',
                name='insert_insert',
            ),
            pgtrigger.migrations.RemoveTrigger(
                model_name='resource',
                name='update_update',
            ),
            pgtrigger.migrations.RemoveTrigger(
                model_name='resource',
                name='delete_delete',
            ),
            pgtrigger.migrations.RemoveTrigger(
                model_name='sector',
                name='insert_insert',
            ),
            pgtrigger.migrations.RemoveTrigger(
                model_name='sector',
                name='update_update',
            ),
            pgtrigger.migrations.RemoveTrigger(
                model_name='sector',
                name='delete_delete',
            ),
            pgtrigger.migrations.RemoveTrigger(
                model_name='source',
                name='insert_insert',
            ),
            pgtrigger.migrations.RemoveTrigger(
                model_name='source',
                name='update_update',
            ),
            pgtrigger.migrations.RemoveTrigger(
                model_name='source',
                name='delete_delete',
            ),
            pgtrigger.migrations.RemoveTrigger(
                model_name='succession',
                name='insert_insert',
            ),
            pgtrigger.migrations.RemoveTrigger(
                model_name='succession',
                name='update_update',
            ),
            pgtrigger.migrations.RemoveTrigger(
                model_name='succession',
                name='delete_delete',
            ),
            migrations.RemoveConstraint(
                model_name='commitment',
                name='commitment_kind_known',
            ),
            migrations.RemoveConstraint(
                model_name='commitment',
                name='commitment_due_is_a_date',
            ),
            migrations.RemoveConstraint(
                model_name='invitation',
                name='invitation_role_known',
            ),
            migrations.RemoveConstraint(
                model_name='invitation',
                name='invitation_other_role_is_named',
            ),
            migrations.RemoveConstraint(
                model_name='membership',
                name='membership_once',
            ),
            migrations.RemoveConstraint(
                model_name='membership',
                name='membership_role_known',
            ),
            migrations.RemoveConstraint(
                model_name='othername',
                name='other_name_kind_known',
            ),
            migrations.RemoveConstraint(
                model_name='partnership',
                name='partnership_status_known',
            ),
            migrations.RemoveConstraint(
                model_name='source',
                name='source_published_is_a_date',
            ),
            migrations.RemoveIndex(
                model_name='membership',
                name='membership_from_organisation',
            ),
            migrations.RemoveIndex(
                model_name='membership',
                name='membership_from_partnership',
            ),
        ]),
        CreateModels([
            migrations.CreateModel(
                name='CommitmentOwnerCountry',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ],
            ),
            migrations.CreateModel(
                name='CommitmentOwnerCountryHistory',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='CommitmentOwnerOrganisation',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ],
            ),
            migrations.CreateModel(
                name='CommitmentOwnerOrganisationHistory',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='CommitmentOwnerPartnership',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ],
            ),
            migrations.CreateModel(
                name='CommitmentOwnerPartnershipHistory',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='CommitmentPartnerCountry',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ],
            ),
            migrations.CreateModel(
                name='CommitmentPartnerCountryHistory',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='CommitmentPartnerPartnership',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ],
            ),
            migrations.CreateModel(
                name='CommitmentPartnerPartnershipHistory',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='Contribution',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('amount', models.CharField(max_length=60, verbose_name='amount')),
                    ('currency', models.CharField(max_length=3, verbose_name='currency')),
                    ('year', directory.models.partial_dates.PartialDateField(verbose_name='year')),
                ],
                options={
                    'verbose_name': 'contribution',
                },
            ),
            migrations.CreateModel(
                name='ContributionHistory',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('amount', models.CharField(max_length=60, verbose_name='amount')),
                    ('currency', models.CharField(max_length=3, verbose_name='currency')),
                    ('year', directory.models.partial_dates.PartialDateField(verbose_name='year')),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='EventSession',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('key', models.SlugField(max_length=80)),
                    ('title', models.CharField(max_length=200, verbose_name='title')),
                    ('order', models.PositiveSmallIntegerField(verbose_name='order')),
                ],
                options={
                    'verbose_name': 'session',
                },
            ),
            migrations.CreateModel(
                name='EventSessionHistory',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('key', models.SlugField(db_index=False, max_length=80)),
                    ('title', models.CharField(max_length=200, verbose_name='title')),
                    ('order', models.PositiveSmallIntegerField(verbose_name='order')),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='Figure',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('slug', models.SlugField(max_length=80, unique=True)),
                    ('statement', models.CharField(max_length=300, verbose_name='what it counts')),
                    ('value', models.CharField(max_length=60, verbose_name='value')),
                    ('unit', models.CharField(max_length=60, verbose_name='unit')),
                    ('year', directory.models.partial_dates.PartialDateField(verbose_name='year')),
                ],
                options={
                    'verbose_name': 'figure',
                },
            ),
            migrations.CreateModel(
                name='FigureHistory',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('slug', models.SlugField(db_index=False, max_length=80)),
                    ('statement', models.CharField(max_length=300, verbose_name='what it counts')),
                    ('value', models.CharField(max_length=60, verbose_name='value')),
                    ('unit', models.CharField(max_length=60, verbose_name='unit')),
                    ('year', directory.models.partial_dates.PartialDateField(verbose_name='year')),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='FurtherSource',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ],
            ),
            migrations.CreateModel(
                name='FurtherSourceHistory',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='Participation',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('role', models.CharField(choices=[('host', 'Host'), ('organiser', 'Organiser'), ('funder', 'Funder'), ('facilitator', 'Facilitator'), ('presenter', 'Presenter'), ('participant', 'Participant')], max_length=20, verbose_name='role')),
                    ('basis', models.CharField(choices=[('stated', 'stated by the source'), ('follows', 'follows from the source'), ('known', 'general knowledge')], default='stated', max_length=10, verbose_name='basis')),
                ],
                options={
                    'verbose_name': 'participation',
                },
            ),
            migrations.CreateModel(
                name='ParticipationHistory',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('role', models.CharField(choices=[('host', 'Host'), ('organiser', 'Organiser'), ('funder', 'Funder'), ('facilitator', 'Facilitator'), ('presenter', 'Presenter'), ('participant', 'Participant')], max_length=20, verbose_name='role')),
                    ('basis', models.CharField(choices=[('stated', 'stated by the source'), ('follows', 'follows from the source'), ('known', 'general knowledge')], default='stated', max_length=10, verbose_name='basis')),
                ],
                options={
                    'abstract': False,
                },
            ),
        ]),
        ChangeAtOnce([
            migrations.AddField(
                model_name='commitment',
                name='condition',
                field=models.CharField(blank=True, db_default='', default='', max_length=300, verbose_name='condition'),
            ),
            migrations.AddField(
                model_name='commitment',
                name='counted',
                field=models.CharField(blank=True, db_default='', default='', max_length=60, verbose_name='how many promised'),
            ),
            migrations.AddField(
                model_name='commitment',
                name='due_basis',
                field=models.CharField(choices=[('stated', 'stated by the source'), ('follows', 'follows from the source'), ('none', 'no date')], db_default='none', default='none', max_length=10, verbose_name='how the due date is known'),
            ),
            migrations.AddField(
                model_name='commitment',
                name='made_on',
                field=directory.models.partial_dates.PartialDateField(db_default='', default='', verbose_name='made on'),
            ),
            migrations.AddField(
                model_name='commitment',
                name='owner_basis',
                field=models.CharField(choices=[('stated', 'stated by the source'), ('suggested', 'suggested by the source'), ('follows', 'follows from the source'), ('none', 'nobody is named')], db_default='none', default='none', max_length=10, verbose_name='how the owner is known'),
            ),
            migrations.AddField(
                model_name='commitmenthistory',
                name='condition',
                field=models.CharField(blank=True, db_default='', default='', max_length=300, verbose_name='condition'),
            ),
            migrations.AddField(
                model_name='commitmenthistory',
                name='counted',
                field=models.CharField(blank=True, db_default='', default='', max_length=60, verbose_name='how many promised'),
            ),
            migrations.AddField(
                model_name='commitmenthistory',
                name='due_basis',
                field=models.CharField(choices=[('stated', 'stated by the source'), ('follows', 'follows from the source'), ('none', 'no date')], db_default='none', default='none', max_length=10, verbose_name='how the due date is known'),
            ),
            migrations.AddField(
                model_name='commitmenthistory',
                name='made_on',
                field=directory.models.partial_dates.PartialDateField(db_default='', default='', verbose_name='made on'),
            ),
            migrations.AddField(
                model_name='commitmenthistory',
                name='owner_basis',
                field=models.CharField(choices=[('stated', 'stated by the source'), ('suggested', 'suggested by the source'), ('follows', 'follows from the source'), ('none', 'nobody is named')], db_default='none', default='none', max_length=10, verbose_name='how the owner is known'),
            ),
            migrations.AddField(
                model_name='event',
                name='acronym',
                field=models.CharField(blank=True, db_default='', default='', max_length=40, verbose_name='acronym'),
            ),
            migrations.AddField(
                model_name='event',
                name='country',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='events', to='directory.country', verbose_name='country'),
            ),
            migrations.AddField(
                model_name='event',
                name='date_basis',
                field=models.CharField(choices=[('stated', 'stated by the source'), ('follows', 'follows from the source'), ('known', 'general knowledge'), ('none', 'not known')], default='none', max_length=10, verbose_name='how the date is known'),
            ),
            migrations.AddField(
                model_name='event',
                name='ends',
                field=directory.models.partial_dates.PartialDateField(db_default='', default='', verbose_name='ends'),
            ),
            migrations.AddField(
                model_name='event',
                name='partnership',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='events', to='directory.partnership', verbose_name='partnership'),
            ),
            migrations.AddField(
                model_name='event',
                name='status',
                field=models.CharField(choices=[('planned', 'Planned'), ('held', 'Held'), ('cancelled', 'Cancelled')], db_default='held', default='held', max_length=10, verbose_name='status'),
            ),
            migrations.AddField(
                model_name='event',
                name='summary',
                field=models.TextField(blank=True, db_default='', default='', max_length=1000, verbose_name='summary'),
            ),
            migrations.AddField(
                model_name='eventhistory',
                name='acronym',
                field=models.CharField(blank=True, db_default='', default='', max_length=40, verbose_name='acronym'),
            ),
            migrations.AddField(
                model_name='eventhistory',
                name='country',
                field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.country', verbose_name='country'),
            ),
            migrations.AddField(
                model_name='eventhistory',
                name='partnership',
                field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.partnership', verbose_name='partnership'),
            ),
            migrations.AddField(
                model_name='membership',
                name='country',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='directory.country'),
            ),
            migrations.AddField(
                model_name='membership',
                name='member_partnership',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='part_in', to='directory.partnership'),
            ),
            migrations.AddField(
                model_name='membershiphistory',
                name='country',
                field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.country'),
            ),
            migrations.AddField(
                model_name='membershiphistory',
                name='member_partnership',
                field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.partnership'),
            ),
            migrations.AddField(
                model_name='resource',
                name='publisher_partnership',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='resources', to='directory.partnership', verbose_name='publishing partnership'),
            ),
            migrations.AddField(
                model_name='resourcehistory',
                name='publisher_partnership',
                field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.partnership', verbose_name='publishing partnership'),
            ),
            migrations.AddField(
                model_name='succession',
                name='after_partnership',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='earlier_successions', to='directory.partnership'),
            ),
            migrations.AddField(
                model_name='succession',
                name='before_partnership',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='later_successions', to='directory.partnership'),
            ),
            migrations.AddField(
                model_name='succession',
                name='source',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='successions', to='directory.source'),
            ),
            migrations.AddField(
                model_name='successionhistory',
                name='after_partnership',
                field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.partnership'),
            ),
            migrations.AddField(
                model_name='successionhistory',
                name='before_partnership',
                field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.partnership'),
            ),
            migrations.AddField(
                model_name='successionhistory',
                name='source',
                field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.source'),
            ),
            migrations.AddField(
                model_name='event',
                name='website',
                field=models.URLField(blank=True, db_default='', default='', max_length=500, verbose_name='website'),
            ),
            migrations.AddField(
                model_name='eventhistory',
                name='date_basis',
                field=models.CharField(choices=[('stated', 'stated by the source'), ('follows', 'follows from the source'), ('known', 'general knowledge'), ('none', 'not known')], default='none', max_length=10, verbose_name='how the date is known'),
            ),
            migrations.AddField(
                model_name='eventhistory',
                name='ends',
                field=directory.models.partial_dates.PartialDateField(db_default='', default='', verbose_name='ends'),
            ),
            migrations.AddField(
                model_name='eventhistory',
                name='status',
                field=models.CharField(choices=[('planned', 'Planned'), ('held', 'Held'), ('cancelled', 'Cancelled')], db_default='held', default='held', max_length=10, verbose_name='status'),
            ),
            migrations.AddField(
                model_name='eventhistory',
                name='summary',
                field=models.TextField(blank=True, db_default='', default='', max_length=1000, verbose_name='summary'),
            ),
            migrations.AddField(
                model_name='eventhistory',
                name='website',
                field=models.URLField(blank=True, db_default='', default='', max_length=500, verbose_name='website'),
            ),
            migrations.AddField(
                model_name='membership',
                name='basis',
                field=models.CharField(choices=[('stated', 'stated by the source'), ('follows', 'follows from the source'), ('known', 'general knowledge')], db_default='stated', default='stated', max_length=10, verbose_name='basis'),
            ),
            migrations.AddField(
                model_name='membership',
                name='no_longer_listed',
                field=models.BooleanField(db_default=False, default=False, verbose_name='no longer listed'),
            ),
            migrations.AddField(
                model_name='membershiphistory',
                name='basis',
                field=models.CharField(choices=[('stated', 'stated by the source'), ('follows', 'follows from the source'), ('known', 'general knowledge')], db_default='stated', default='stated', max_length=10, verbose_name='basis'),
            ),
            migrations.AddField(
                model_name='membershiphistory',
                name='no_longer_listed',
                field=models.BooleanField(db_default=False, default=False, verbose_name='no longer listed'),
            ),
            migrations.AddField(
                model_name='organisation',
                name='ended',
                field=directory.models.partial_dates.PartialDateField(db_default='', default='', verbose_name='ended'),
            ),
            migrations.AddField(
                model_name='organisation',
                name='founded',
                field=directory.models.partial_dates.PartialDateField(db_default='', default='', verbose_name='founded'),
            ),
            migrations.AddField(
                model_name='organisationhistory',
                name='ended',
                field=directory.models.partial_dates.PartialDateField(db_default='', default='', verbose_name='ended'),
            ),
            migrations.AddField(
                model_name='organisationhistory',
                name='founded',
                field=directory.models.partial_dates.PartialDateField(db_default='', default='', verbose_name='founded'),
            ),
            migrations.AddField(
                model_name='partnership',
                name='extent',
                field=models.CharField(blank=True, db_default='', default='', max_length=20, verbose_name='extent'),
            ),
            migrations.AddField(
                model_name='partnership',
                name='is_sample',
                field=models.BooleanField(db_default=False, default=False, verbose_name='sample'),
            ),
            migrations.AddField(
                model_name='partnership',
                name='stated_number',
                field=models.CharField(blank=True, db_default='', default='', max_length=60, verbose_name='stated number of members'),
            ),
            migrations.AddField(
                model_name='partnershiphistory',
                name='extent',
                field=models.CharField(blank=True, db_default='', default='', max_length=20, verbose_name='extent'),
            ),
            migrations.AddField(
                model_name='partnershiphistory',
                name='is_sample',
                field=models.BooleanField(db_default=False, default=False, verbose_name='sample'),
            ),
            migrations.AddField(
                model_name='partnershiphistory',
                name='stated_number',
                field=models.CharField(blank=True, db_default='', default='', max_length=60, verbose_name='stated number of members'),
            ),
            migrations.AddField(
                model_name='resource',
                name='audience',
                field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('public', 'The public'), ('children', 'Children'), ('parents', 'Parents'), ('educators', 'Educators'), ('law_enforcement', 'Law enforcement'), ('industry', 'Industry'), ('policy_makers', 'Policy makers'), ('researchers', 'Researchers'), ('ngos', 'Non-governmental organisations'), ('hotlines', 'Hotlines')], max_length=20), blank=True, db_default=[], default=list, size=None, verbose_name='audience'),
            ),
            migrations.AddField(
                model_name='resource',
                name='description',
                field=models.CharField(blank=True, db_default='', default='', max_length=400, verbose_name='description'),
            ),
            migrations.AddField(
                model_name='resource',
                name='year',
                field=directory.models.partial_dates.PartialDateField(db_default='', default='', verbose_name='year'),
            ),
            migrations.AddField(
                model_name='resourcehistory',
                name='audience',
                field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('public', 'The public'), ('children', 'Children'), ('parents', 'Parents'), ('educators', 'Educators'), ('law_enforcement', 'Law enforcement'), ('industry', 'Industry'), ('policy_makers', 'Policy makers'), ('researchers', 'Researchers'), ('ngos', 'Non-governmental organisations'), ('hotlines', 'Hotlines')], max_length=20), blank=True, db_default=[], default=list, size=None, verbose_name='audience'),
            ),
            migrations.AddField(
                model_name='resourcehistory',
                name='description',
                field=models.CharField(blank=True, db_default='', default='', max_length=400, verbose_name='description'),
            ),
            migrations.AddField(
                model_name='resourcehistory',
                name='year',
                field=directory.models.partial_dates.PartialDateField(db_default='', default='', verbose_name='year'),
            ),
            migrations.AddField(
                model_name='sector',
                name='world',
                field=models.CharField(choices=[('government', 'government'), ('law_enforcement', 'law enforcement'), ('industry', 'industry'), ('child_protection', 'child protection'), ('academia', 'academia')], default='', max_length=20, verbose_name='world'),
                preserve_default=False,
            ),
            migrations.AddField(
                model_name='sectorhistory',
                name='world',
                field=models.CharField(choices=[('government', 'government'), ('law_enforcement', 'law enforcement'), ('industry', 'industry'), ('child_protection', 'child protection'), ('academia', 'academia')], default='', max_length=20, verbose_name='world'),
                preserve_default=False,
            ),
            migrations.AddField(
                model_name='source',
                name='date_note',
                field=models.CharField(blank=True, db_default='', default='', max_length=100, verbose_name='note on the date'),
            ),
            migrations.AddField(
                model_name='source',
                name='read_on',
                field=directory.models.partial_dates.PartialDateField(db_default='', default='', verbose_name='read on'),
            ),
            migrations.AddField(
                model_name='sourcehistory',
                name='date_note',
                field=models.CharField(blank=True, db_default='', default='', max_length=100, verbose_name='note on the date'),
            ),
            migrations.AddField(
                model_name='sourcehistory',
                name='read_on',
                field=directory.models.partial_dates.PartialDateField(db_default='', default='', verbose_name='read on'),
            ),
            migrations.AddField(
                model_name='succession',
                name='basis',
                field=models.CharField(choices=[('stated', 'stated by the source'), ('follows', 'follows from the source'), ('known', 'general knowledge')], db_default='stated', default='stated', max_length=10, verbose_name='basis'),
            ),
            migrations.AddField(
                model_name='succession',
                name='kind',
                field=models.CharField(blank=True, choices=[('renamed', 'renamed'), ('merged', 'merged'), ('split', 'split'), ('absorbed', 'absorbed'), ('replaced', 'replaced'), ('grew_out_of', 'grew out of it')], db_default='', max_length=20, verbose_name='kind'),
            ),
            migrations.AddField(
                model_name='successionhistory',
                name='basis',
                field=models.CharField(choices=[('stated', 'stated by the source'), ('follows', 'follows from the source'), ('known', 'general knowledge')], db_default='stated', default='stated', max_length=10, verbose_name='basis'),
            ),
            migrations.AddField(
                model_name='successionhistory',
                name='kind',
                field=models.CharField(blank=True, choices=[('renamed', 'renamed'), ('merged', 'merged'), ('split', 'split'), ('absorbed', 'absorbed'), ('replaced', 'replaced'), ('grew_out_of', 'grew out of it')], db_default='', max_length=20, verbose_name='kind'),
            ),
            migrations.AddField(
                model_name='commitmentownercountry',
                name='commitment',
                field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.commitment'),
            ),
            migrations.AddField(
                model_name='commitmentownercountry',
                name='country',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.country'),
            ),
            migrations.AddField(
                model_name='commitment',
                name='owner_countries',
                field=models.ManyToManyField(related_name='commitments', through='directory.CommitmentOwnerCountry', to='directory.country'),
            ),
            migrations.AddField(
                model_name='commitmentownercountryhistory',
                name='commitment',
                field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.commitment'),
            ),
            migrations.AddField(
                model_name='commitmentownercountryhistory',
                name='country',
                field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.country'),
            ),
            migrations.AddField(
                model_name='commitmentownercountryhistory',
                name='pgh_context',
                field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
            ),
            migrations.AddField(
                model_name='commitmentownercountryhistory',
                name='pgh_obj',
                field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='directory.commitmentownercountry'),
            ),
            migrations.AddField(
                model_name='commitmentownerorganisation',
                name='commitment',
                field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.commitment'),
            ),
            migrations.AddField(
                model_name='commitmentownerorganisation',
                name='organisation',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.organisation'),
            ),
            migrations.AddField(
                model_name='commitment',
                name='owner_organisations',
                field=models.ManyToManyField(related_name='commitments', through='directory.CommitmentOwnerOrganisation', to='directory.organisation'),
            ),
            migrations.AddField(
                model_name='commitmentownerorganisationhistory',
                name='commitment',
                field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.commitment'),
            ),
            migrations.AddField(
                model_name='commitmentownerorganisationhistory',
                name='organisation',
                field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.organisation'),
            ),
            migrations.AddField(
                model_name='commitmentownerorganisationhistory',
                name='pgh_context',
                field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
            ),
            migrations.AddField(
                model_name='commitmentownerorganisationhistory',
                name='pgh_obj',
                field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='directory.commitmentownerorganisation'),
            ),
            migrations.AddField(
                model_name='commitmentownerpartnership',
                name='commitment',
                field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.commitment'),
            ),
            migrations.AddField(
                model_name='commitmentownerpartnership',
                name='partnership',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.partnership'),
            ),
            migrations.AddField(
                model_name='commitment',
                name='owner_partnerships',
                field=models.ManyToManyField(related_name='commitments', through='directory.CommitmentOwnerPartnership', to='directory.partnership'),
            ),
            migrations.AddField(
                model_name='commitmentownerpartnershiphistory',
                name='commitment',
                field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.commitment'),
            ),
            migrations.AddField(
                model_name='commitmentownerpartnershiphistory',
                name='partnership',
                field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.partnership'),
            ),
            migrations.AddField(
                model_name='commitmentownerpartnershiphistory',
                name='pgh_context',
                field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
            ),
            migrations.AddField(
                model_name='commitmentownerpartnershiphistory',
                name='pgh_obj',
                field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='directory.commitmentownerpartnership'),
            ),
            migrations.AddField(
                model_name='commitmentpartnercountry',
                name='commitment',
                field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.commitment'),
            ),
            migrations.AddField(
                model_name='commitmentpartnercountry',
                name='country',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.country'),
            ),
            migrations.AddField(
                model_name='commitment',
                name='partner_countries',
                field=models.ManyToManyField(related_name='shared_commitments', through='directory.CommitmentPartnerCountry', to='directory.country'),
            ),
            migrations.AddField(
                model_name='commitmentpartnercountryhistory',
                name='commitment',
                field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.commitment'),
            ),
            migrations.AddField(
                model_name='commitmentpartnercountryhistory',
                name='country',
                field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.country'),
            ),
            migrations.AddField(
                model_name='commitmentpartnercountryhistory',
                name='pgh_context',
                field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
            ),
            migrations.AddField(
                model_name='commitmentpartnercountryhistory',
                name='pgh_obj',
                field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='directory.commitmentpartnercountry'),
            ),
            migrations.AddField(
                model_name='commitmentpartnerpartnership',
                name='commitment',
                field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.commitment'),
            ),
            migrations.AddField(
                model_name='commitmentpartnerpartnership',
                name='partnership',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.partnership'),
            ),
            migrations.AddField(
                model_name='commitment',
                name='partner_partnerships',
                field=models.ManyToManyField(related_name='shared_commitments', through='directory.CommitmentPartnerPartnership', to='directory.partnership'),
            ),
            migrations.AddField(
                model_name='commitmentpartnerpartnershiphistory',
                name='commitment',
                field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.commitment'),
            ),
            migrations.AddField(
                model_name='commitmentpartnerpartnershiphistory',
                name='partnership',
                field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.partnership'),
            ),
            migrations.AddField(
                model_name='commitmentpartnerpartnershiphistory',
                name='pgh_context',
                field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
            ),
            migrations.AddField(
                model_name='commitmentpartnerpartnershiphistory',
                name='pgh_obj',
                field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='directory.commitmentpartnerpartnership'),
            ),
            migrations.AddField(
                model_name='contribution',
                name='giver_country',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='contributions', to='directory.country'),
            ),
            migrations.AddField(
                model_name='contribution',
                name='giver_organisation',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='contributions', to='directory.organisation'),
            ),
            migrations.AddField(
                model_name='contribution',
                name='partnership',
                field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contributions', to='directory.partnership'),
            ),
            migrations.AddField(
                model_name='contribution',
                name='source',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='contributions', to='directory.source'),
            ),
            migrations.AddField(
                model_name='contributionhistory',
                name='giver_country',
                field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.country'),
            ),
            migrations.AddField(
                model_name='contributionhistory',
                name='giver_organisation',
                field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.organisation'),
            ),
            migrations.AddField(
                model_name='contributionhistory',
                name='partnership',
                field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.partnership'),
            ),
            migrations.AddField(
                model_name='contributionhistory',
                name='pgh_context',
                field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
            ),
            migrations.AddField(
                model_name='contributionhistory',
                name='pgh_obj',
                field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='directory.contribution'),
            ),
            migrations.AddField(
                model_name='contributionhistory',
                name='source',
                field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.source'),
            ),
            migrations.AddField(
                model_name='eventsession',
                name='event',
                field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sessions', to='directory.event'),
            ),
            migrations.AddField(
                model_name='eventsession',
                name='topic',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to='directory.topic'),
            ),
            migrations.AddField(
                model_name='eventsessionhistory',
                name='event',
                field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.event'),
            ),
            migrations.AddField(
                model_name='eventsessionhistory',
                name='pgh_context',
                field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
            ),
            migrations.AddField(
                model_name='eventsessionhistory',
                name='pgh_obj',
                field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='directory.eventsession'),
            ),
            migrations.AddField(
                model_name='eventsessionhistory',
                name='topic',
                field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.topic'),
            ),
            migrations.AddField(
                model_name='figure',
                name='source',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='figures', to='directory.source'),
            ),
            migrations.AddField(
                model_name='figurehistory',
                name='pgh_context',
                field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
            ),
            migrations.AddField(
                model_name='figurehistory',
                name='pgh_obj',
                field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='directory.figure'),
            ),
            migrations.AddField(
                model_name='figurehistory',
                name='source',
                field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.source'),
            ),
            migrations.AddField(
                model_name='furthersource',
                name='commitment',
                field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='further_sources', to='directory.commitment'),
            ),
            migrations.AddField(
                model_name='furthersource',
                name='contribution',
                field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='further_sources', to='directory.contribution'),
            ),
            migrations.AddField(
                model_name='furthersource',
                name='event',
                field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='further_sources', to='directory.event'),
            ),
            migrations.AddField(
                model_name='furthersource',
                name='figure',
                field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='further_sources', to='directory.figure'),
            ),
            migrations.AddField(
                model_name='furthersource',
                name='membership',
                field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='further_sources', to='directory.membership'),
            ),
            migrations.AddField(
                model_name='furthersource',
                name='organisation',
                field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='further_sources', to='directory.organisation'),
            ),
            migrations.AddField(
                model_name='furthersource',
                name='partnership',
                field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='further_sources', to='directory.partnership'),
            ),
            migrations.AddField(
                model_name='furthersource',
                name='resource',
                field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='further_sources', to='directory.resource'),
            ),
            migrations.AddField(
                model_name='furthersource',
                name='source',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='further_statements', to='directory.source'),
            ),
            migrations.AddField(
                model_name='furthersource',
                name='succession',
                field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='further_sources', to='directory.succession'),
            ),
            migrations.AddField(
                model_name='furthersourcehistory',
                name='commitment',
                field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.commitment'),
            ),
            migrations.AddField(
                model_name='furthersourcehistory',
                name='contribution',
                field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.contribution'),
            ),
            migrations.AddField(
                model_name='furthersourcehistory',
                name='event',
                field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.event'),
            ),
            migrations.AddField(
                model_name='furthersourcehistory',
                name='figure',
                field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.figure'),
            ),
            migrations.AddField(
                model_name='furthersourcehistory',
                name='membership',
                field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.membership'),
            ),
            migrations.AddField(
                model_name='furthersourcehistory',
                name='organisation',
                field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.organisation'),
            ),
            migrations.AddField(
                model_name='furthersourcehistory',
                name='partnership',
                field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.partnership'),
            ),
            migrations.AddField(
                model_name='furthersourcehistory',
                name='pgh_context',
                field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
            ),
            migrations.AddField(
                model_name='furthersourcehistory',
                name='pgh_obj',
                field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='directory.furthersource'),
            ),
            migrations.AddField(
                model_name='furthersourcehistory',
                name='resource',
                field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.resource'),
            ),
            migrations.AddField(
                model_name='furthersourcehistory',
                name='source',
                field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.source'),
            ),
            migrations.AddField(
                model_name='furthersourcehistory',
                name='succession',
                field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.succession'),
            ),
            migrations.AddField(
                model_name='participation',
                name='country',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='participations', to='directory.country'),
            ),
            migrations.AddField(
                model_name='participation',
                name='event',
                field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='participations', to='directory.event'),
            ),
            migrations.AddField(
                model_name='participation',
                name='organisation',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='participations', to='directory.organisation'),
            ),
            migrations.AddField(
                model_name='participation',
                name='partnership',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='participations', to='directory.partnership'),
            ),
            migrations.AddField(
                model_name='participation',
                name='session',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='participations', to='directory.eventsession'),
            ),
            migrations.AddField(
                model_name='participation',
                name='source',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='participations', to='directory.source'),
            ),
            migrations.AddField(
                model_name='furthersourcehistory',
                name='participation',
                field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.participation'),
            ),
            migrations.AddField(
                model_name='furthersource',
                name='participation',
                field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='further_sources', to='directory.participation'),
            ),
            migrations.AddField(
                model_name='participationhistory',
                name='country',
                field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.country'),
            ),
            migrations.AddField(
                model_name='participationhistory',
                name='event',
                field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.event'),
            ),
            migrations.AddField(
                model_name='participationhistory',
                name='organisation',
                field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.organisation'),
            ),
            migrations.AddField(
                model_name='participationhistory',
                name='partnership',
                field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.partnership'),
            ),
            migrations.AddField(
                model_name='participationhistory',
                name='pgh_context',
                field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
            ),
            migrations.AddField(
                model_name='participationhistory',
                name='pgh_obj',
                field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='directory.participation'),
            ),
            migrations.AddField(
                model_name='participationhistory',
                name='session',
                field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.eventsession'),
            ),
            migrations.AddField(
                model_name='participationhistory',
                name='source',
                field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.source'),
            ),
            migrations.AddField(
                model_name='event',
                name='title_vector',
                field=models.GeneratedField(db_persist=True, expression=models.Func(models.F('title'), models.F('acronym'), function='public.name_vector'), output_field=django.contrib.postgres.search.SearchVectorField()),
            ),
            migrations.AlterField(
                model_name='commitment',
                name='kind',
                field=models.CharField(choices=[('action', 'Action'), ('proposal', 'Proposal'), ('pledge', 'Pledge'), ('offer', 'Offer')], max_length=10, verbose_name='kind'),
            ),
            migrations.AlterField(
                model_name='commitmenthistory',
                name='kind',
                field=models.CharField(choices=[('action', 'Action'), ('proposal', 'Proposal'), ('pledge', 'Pledge'), ('offer', 'Offer')], max_length=10, verbose_name='kind'),
            ),
            migrations.AlterField(
                model_name='event',
                name='starts',
                field=directory.models.partial_dates.PartialDateField(verbose_name='starts'),
            ),
            migrations.AlterField(
                model_name='event',
                name='title',
                field=models.CharField(max_length=300, verbose_name='title'),
            ),
            migrations.AlterField(
                model_name='eventhistory',
                name='starts',
                field=directory.models.partial_dates.PartialDateField(verbose_name='starts'),
            ),
            migrations.AlterField(
                model_name='eventhistory',
                name='title',
                field=models.CharField(max_length=300, verbose_name='title'),
            ),
            migrations.AlterField(
                model_name='invitation',
                name='answered_role',
                field=models.CharField(blank=True, choices=[('lead', 'Lead'), ('chair', 'Chair'), ('secretariat', 'Secretariat'), ('host', 'Host'), ('member', 'Member'), ('party', 'Party'), ('signatory', 'Signatory'), ('endorser', 'Endorser'), ('funder', 'Funder'), ('grantee', 'Grantee'), ('supporter', 'Supporter'), ('observer', 'Observer')], max_length=20),
            ),
            migrations.AlterField(
                model_name='invitation',
                name='role',
                field=models.CharField(choices=[('lead', 'Lead'), ('chair', 'Chair'), ('secretariat', 'Secretariat'), ('host', 'Host'), ('member', 'Member'), ('party', 'Party'), ('signatory', 'Signatory'), ('endorser', 'Endorser'), ('funder', 'Funder'), ('grantee', 'Grantee'), ('supporter', 'Supporter'), ('observer', 'Observer')], max_length=20),
            ),
            migrations.AlterField(
                model_name='membership',
                name='organisation',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='directory.organisation'),
            ),
            migrations.AlterField(
                model_name='membership',
                name='role',
                field=models.CharField(choices=[('lead', 'Lead'), ('chair', 'Chair'), ('secretariat', 'Secretariat'), ('host', 'Host'), ('member', 'Member'), ('party', 'Party'), ('signatory', 'Signatory'), ('endorser', 'Endorser'), ('funder', 'Funder'), ('grantee', 'Grantee'), ('supporter', 'Supporter'), ('observer', 'Observer')], max_length=20, verbose_name='role'),
            ),
            migrations.AlterField(
                model_name='membershiphistory',
                name='organisation',
                field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.organisation'),
            ),
            migrations.AlterField(
                model_name='membershiphistory',
                name='role',
                field=models.CharField(choices=[('lead', 'Lead'), ('chair', 'Chair'), ('secretariat', 'Secretariat'), ('host', 'Host'), ('member', 'Member'), ('party', 'Party'), ('signatory', 'Signatory'), ('endorser', 'Endorser'), ('funder', 'Funder'), ('grantee', 'Grantee'), ('supporter', 'Supporter'), ('observer', 'Observer')], max_length=20, verbose_name='role'),
            ),
            migrations.AlterField(
                model_name='organisation',
                name='successors',
                field=models.ManyToManyField(related_name='predecessors', through='directory.Succession', through_fields=('before_organisation', 'after_organisation'), to='directory.organisation'),
            ),
            migrations.AlterField(
                model_name='othername',
                name='kind',
                field=models.CharField(choices=[('other', 'also known as'), ('former', 'formerly'), ('acronym', 'formerly as an acronym')], max_length=10),
            ),
            migrations.AlterField(
                model_name='othernamehistory',
                name='kind',
                field=models.CharField(choices=[('other', 'also known as'), ('former', 'formerly'), ('acronym', 'formerly as an acronym')], max_length=10),
            ),
            migrations.AlterField(
                model_name='partnership',
                name='status',
                field=models.CharField(choices=[('planned', 'Planned'), ('active', 'Active'), ('paused', 'Paused'), ('ended', 'Ended'), ('unknown', 'Not known')], max_length=10, verbose_name='status'),
            ),
            migrations.AlterField(
                model_name='partnershiphistory',
                name='status',
                field=models.CharField(choices=[('planned', 'Planned'), ('active', 'Active'), ('paused', 'Paused'), ('ended', 'Ended'), ('unknown', 'Not known')], max_length=10, verbose_name='status'),
            ),
            migrations.AlterField(
                model_name='succession',
                name='after_organisation',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='earlier_successions', to='directory.organisation'),
            ),
            migrations.AlterField(
                model_name='succession',
                name='before_organisation',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='later_successions', to='directory.organisation'),
            ),
            migrations.AlterField(
                model_name='successionhistory',
                name='after_organisation',
                field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.organisation'),
            ),
            migrations.AlterField(
                model_name='successionhistory',
                name='before_organisation',
                field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.organisation'),
            ),
            migrations.AlterModelOptions(
                name='succession',
                options={'verbose_name': 'succession'},
            ),
        ]),
        ChangeAtOnce([
            pgtrigger.migrations.AddTrigger(
                model_name='commitment',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "directory_commitmenthistory" ("condition", "counted", "due", "due_basis", "event_id", "id", "kind", "made_on", "owner_basis", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug", "source_id", "text", "topic_id") VALUES (NEW."condition", NEW."counted", NEW."due", NEW."due_basis", NEW."event_id", NEW."id", NEW."kind", NEW."made_on", NEW."owner_basis", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."slug", NEW."source_id", NEW."text", NEW."topic_id"); RETURN NULL;', hash='5368d0e83458d91d3145a14f4890c44e57f41ce9', operation='INSERT', pgid='pgtrigger_insert_insert_591e3', table='directory_commitment', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='commitment',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."condition" IS DISTINCT FROM (NEW."condition") OR OLD."counted" IS DISTINCT FROM (NEW."counted") OR OLD."due" IS DISTINCT FROM (NEW."due") OR OLD."due_basis" IS DISTINCT FROM (NEW."due_basis") OR OLD."event_id" IS DISTINCT FROM (NEW."event_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."made_on" IS DISTINCT FROM (NEW."made_on") OR OLD."owner_basis" IS DISTINCT FROM (NEW."owner_basis") OR OLD."slug" IS DISTINCT FROM (NEW."slug") OR OLD."source_id" IS DISTINCT FROM (NEW."source_id") OR OLD."text" IS DISTINCT FROM (NEW."text") OR OLD."topic_id" IS DISTINCT FROM (NEW."topic_id"))', func='INSERT INTO "directory_commitmenthistory" ("condition", "counted", "due", "due_basis", "event_id", "id", "kind", "made_on", "owner_basis", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug", "source_id", "text", "topic_id") VALUES (NEW."condition", NEW."counted", NEW."due", NEW."due_basis", NEW."event_id", NEW."id", NEW."kind", NEW."made_on", NEW."owner_basis", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."slug", NEW."source_id", NEW."text", NEW."topic_id"); RETURN NULL;', hash='595a669aa06f6cb143c1138b284c44d7a9a9b378', operation='UPDATE', pgid='pgtrigger_update_update_ec365', table='directory_commitment', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='commitment',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "directory_commitmenthistory" ("condition", "counted", "due", "due_basis", "event_id", "id", "kind", "made_on", "owner_basis", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug", "source_id", "text", "topic_id") VALUES (OLD."condition", OLD."counted", OLD."due", OLD."due_basis", OLD."event_id", OLD."id", OLD."kind", OLD."made_on", OLD."owner_basis", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."slug", OLD."source_id", OLD."text", OLD."topic_id"); RETURN NULL;', hash='383f83b8d2ad383d94a0fab164c0d23d5007c6f3', operation='DELETE', pgid='pgtrigger_delete_delete_f8431', table='directory_commitment', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='event',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "directory_eventhistory" ("acronym", "country_id", "date_basis", "ends", "id", "partnership_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "slug", "source_id", "starts", "status", "summary", "title", "website") VALUES (NEW."acronym", NEW."country_id", NEW."date_basis", NEW."ends", NEW."id", NEW."partnership_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."place", NEW."slug", NEW."source_id", NEW."starts", NEW."status", NEW."summary", NEW."title", NEW."website"); RETURN NULL;', hash='71f7f1087cd63721da1780f7e4dce6b7770dc76e', operation='INSERT', pgid='pgtrigger_insert_insert_d66f0', table='directory_event', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='event',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."acronym" IS DISTINCT FROM (NEW."acronym") OR OLD."country_id" IS DISTINCT FROM (NEW."country_id") OR OLD."date_basis" IS DISTINCT FROM (NEW."date_basis") OR OLD."ends" IS DISTINCT FROM (NEW."ends") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."partnership_id" IS DISTINCT FROM (NEW."partnership_id") OR OLD."place" IS DISTINCT FROM (NEW."place") OR OLD."slug" IS DISTINCT FROM (NEW."slug") OR OLD."source_id" IS DISTINCT FROM (NEW."source_id") OR OLD."starts" IS DISTINCT FROM (NEW."starts") OR OLD."status" IS DISTINCT FROM (NEW."status") OR OLD."summary" IS DISTINCT FROM (NEW."summary") OR OLD."title" IS DISTINCT FROM (NEW."title") OR OLD."website" IS DISTINCT FROM (NEW."website"))', func='INSERT INTO "directory_eventhistory" ("acronym", "country_id", "date_basis", "ends", "id", "partnership_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "slug", "source_id", "starts", "status", "summary", "title", "website") VALUES (NEW."acronym", NEW."country_id", NEW."date_basis", NEW."ends", NEW."id", NEW."partnership_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."place", NEW."slug", NEW."source_id", NEW."starts", NEW."status", NEW."summary", NEW."title", NEW."website"); RETURN NULL;', hash='7afe2200dca81dc5dc3d0c7efd7bb696fc3effd2', operation='UPDATE', pgid='pgtrigger_update_update_82e8a', table='directory_event', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='event',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "directory_eventhistory" ("acronym", "country_id", "date_basis", "ends", "id", "partnership_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "slug", "source_id", "starts", "status", "summary", "title", "website") VALUES (OLD."acronym", OLD."country_id", OLD."date_basis", OLD."ends", OLD."id", OLD."partnership_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."place", OLD."slug", OLD."source_id", OLD."starts", OLD."status", OLD."summary", OLD."title", OLD."website"); RETURN NULL;', hash='497a0e8a9fbec79d5c570df48e9bdad10bc6bc44', operation='DELETE', pgid='pgtrigger_delete_delete_1a6f4', table='directory_event', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='membership',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "directory_membershiphistory" ("basis", "confirmed_on", "country_id", "id", "joined", "left", "member_partnership_id", "no_longer_listed", "organisation_id", "partnership_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "source_id", "standing") VALUES (NEW."basis", NEW."confirmed_on", NEW."country_id", NEW."id", NEW."joined", NEW."left", NEW."member_partnership_id", NEW."no_longer_listed", NEW."organisation_id", NEW."partnership_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."role", NEW."source_id", NEW."standing"); RETURN NULL;', hash='b654cc089bef45cd2527602291b6f93b4215017e', operation='INSERT', pgid='pgtrigger_insert_insert_044d1', table='directory_membership', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='membership',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "directory_membershiphistory" ("basis", "confirmed_on", "country_id", "id", "joined", "left", "member_partnership_id", "no_longer_listed", "organisation_id", "partnership_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "source_id", "standing") VALUES (NEW."basis", NEW."confirmed_on", NEW."country_id", NEW."id", NEW."joined", NEW."left", NEW."member_partnership_id", NEW."no_longer_listed", NEW."organisation_id", NEW."partnership_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."role", NEW."source_id", NEW."standing"); RETURN NULL;', hash='be6b3d3c5d4ad6be40ebef95aeaf15b1f0ccc738', operation='UPDATE', pgid='pgtrigger_update_update_4018c', table='directory_membership', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='membership',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "directory_membershiphistory" ("basis", "confirmed_on", "country_id", "id", "joined", "left", "member_partnership_id", "no_longer_listed", "organisation_id", "partnership_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "source_id", "standing") VALUES (OLD."basis", OLD."confirmed_on", OLD."country_id", OLD."id", OLD."joined", OLD."left", OLD."member_partnership_id", OLD."no_longer_listed", OLD."organisation_id", OLD."partnership_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."role", OLD."source_id", OLD."standing"); RETURN NULL;', hash='c422c5f59bacc1e36bcd7c72c77561490996b8a2', operation='DELETE', pgid='pgtrigger_delete_delete_00ac9', table='directory_membership', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='organisation',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "directory_organisationhistory" ("acronym", "country_basis", "country_id", "created_at", "ended", "founded", "id", "is_international", "is_sample", "name", "parent_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "removal_reason", "removed_at", "sector_id", "slug", "source_id", "website") VALUES (NEW."acronym", NEW."country_basis", NEW."country_id", NEW."created_at", NEW."ended", NEW."founded", NEW."id", NEW."is_international", NEW."is_sample", NEW."name", NEW."parent_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."removal_reason", NEW."removed_at", NEW."sector_id", NEW."slug", NEW."source_id", NEW."website"); RETURN NULL;', hash='20689ea259dcaa2d96eca978ffa57511ed7005c5', operation='INSERT', pgid='pgtrigger_insert_insert_fd0fd', table='directory_organisation', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='organisation',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."acronym" IS DISTINCT FROM (NEW."acronym") OR OLD."country_id" IS DISTINCT FROM (NEW."country_id") OR OLD."country_basis" IS DISTINCT FROM (NEW."country_basis") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."ended" IS DISTINCT FROM (NEW."ended") OR OLD."founded" IS DISTINCT FROM (NEW."founded") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_international" IS DISTINCT FROM (NEW."is_international") OR OLD."is_sample" IS DISTINCT FROM (NEW."is_sample") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."parent_id" IS DISTINCT FROM (NEW."parent_id") OR OLD."removal_reason" IS DISTINCT FROM (NEW."removal_reason") OR OLD."removed_at" IS DISTINCT FROM (NEW."removed_at") OR OLD."sector_id" IS DISTINCT FROM (NEW."sector_id") OR OLD."slug" IS DISTINCT FROM (NEW."slug") OR OLD."source_id" IS DISTINCT FROM (NEW."source_id") OR OLD."website" IS DISTINCT FROM (NEW."website"))', func='INSERT INTO "directory_organisationhistory" ("acronym", "country_basis", "country_id", "created_at", "ended", "founded", "id", "is_international", "is_sample", "name", "parent_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "removal_reason", "removed_at", "sector_id", "slug", "source_id", "website") VALUES (NEW."acronym", NEW."country_basis", NEW."country_id", NEW."created_at", NEW."ended", NEW."founded", NEW."id", NEW."is_international", NEW."is_sample", NEW."name", NEW."parent_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."removal_reason", NEW."removed_at", NEW."sector_id", NEW."slug", NEW."source_id", NEW."website"); RETURN NULL;', hash='f55d09e693870831be5fa41b3b412672671e4f3b', operation='UPDATE', pgid='pgtrigger_update_update_17175', table='directory_organisation', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='organisation',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "directory_organisationhistory" ("acronym", "country_basis", "country_id", "created_at", "ended", "founded", "id", "is_international", "is_sample", "name", "parent_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "removal_reason", "removed_at", "sector_id", "slug", "source_id", "website") VALUES (OLD."acronym", OLD."country_basis", OLD."country_id", OLD."created_at", OLD."ended", OLD."founded", OLD."id", OLD."is_international", OLD."is_sample", OLD."name", OLD."parent_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."removal_reason", OLD."removed_at", OLD."sector_id", OLD."slug", OLD."source_id", OLD."website"); RETURN NULL;', hash='f9cde970e687d88fe74eb50f7fab0d07d65397e0', operation='DELETE', pgid='pgtrigger_delete_delete_d686f', table='directory_organisation', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='partnership',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "directory_partnershiphistory" ("acronym", "confirmed_on", "created_at", "description", "ended", "evaluation", "extent", "id", "is_sample", "kind", "legal_basis", "links", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "removal_reason", "removed_at", "slug", "source_id", "started", "stated_number", "status", "summary", "title", "website") VALUES (NEW."acronym", NEW."confirmed_on", NEW."created_at", NEW."description", NEW."ended", NEW."evaluation", NEW."extent", NEW."id", NEW."is_sample", NEW."kind", NEW."legal_basis", NEW."links", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."removal_reason", NEW."removed_at", NEW."slug", NEW."source_id", NEW."started", NEW."stated_number", NEW."status", NEW."summary", NEW."title", NEW."website"); RETURN NULL;', hash='d1f32eb9ac918b5cddceee0c0ebccda3f0580c37', operation='INSERT', pgid='pgtrigger_insert_insert_30ba4', table='directory_partnership', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='partnership',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "directory_partnershiphistory" ("acronym", "confirmed_on", "created_at", "description", "ended", "evaluation", "extent", "id", "is_sample", "kind", "legal_basis", "links", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "removal_reason", "removed_at", "slug", "source_id", "started", "stated_number", "status", "summary", "title", "website") VALUES (NEW."acronym", NEW."confirmed_on", NEW."created_at", NEW."description", NEW."ended", NEW."evaluation", NEW."extent", NEW."id", NEW."is_sample", NEW."kind", NEW."legal_basis", NEW."links", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."removal_reason", NEW."removed_at", NEW."slug", NEW."source_id", NEW."started", NEW."stated_number", NEW."status", NEW."summary", NEW."title", NEW."website"); RETURN NULL;', hash='b3343d4ad6d4fc85cc9582529879e3e2c4212de0', operation='UPDATE', pgid='pgtrigger_update_update_47611', table='directory_partnership', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='partnership',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "directory_partnershiphistory" ("acronym", "confirmed_on", "created_at", "description", "ended", "evaluation", "extent", "id", "is_sample", "kind", "legal_basis", "links", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "removal_reason", "removed_at", "slug", "source_id", "started", "stated_number", "status", "summary", "title", "website") VALUES (OLD."acronym", OLD."confirmed_on", OLD."created_at", OLD."description", OLD."ended", OLD."evaluation", OLD."extent", OLD."id", OLD."is_sample", OLD."kind", OLD."legal_basis", OLD."links", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."removal_reason", OLD."removed_at", OLD."slug", OLD."source_id", OLD."started", OLD."stated_number", OLD."status", OLD."summary", OLD."title", OLD."website"); RETURN NULL;', hash='ba187a69027d3d9c3d2148c5a6e9f4e2f2e47c58', operation='DELETE', pgid='pgtrigger_delete_delete_25d4c', table='directory_partnership', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='resource',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "directory_resourcehistory" ("audience", "description", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "publisher_id", "publisher_partnership_id", "slug", "source_id", "title", "url", "year") VALUES (NEW."audience", NEW."description", NEW."id", NEW."kind", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."publisher_id", NEW."publisher_partnership_id", NEW."slug", NEW."source_id", NEW."title", NEW."url", NEW."year"); RETURN NULL;', hash='4975bf0fee7d792f802272b77c041822d1e73a7f', operation='INSERT', pgid='pgtrigger_insert_insert_adf63', table='directory_resource', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='resource',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."audience" IS DISTINCT FROM (NEW."audience") OR OLD."description" IS DISTINCT FROM (NEW."description") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."publisher_id" IS DISTINCT FROM (NEW."publisher_id") OR OLD."publisher_partnership_id" IS DISTINCT FROM (NEW."publisher_partnership_id") OR OLD."slug" IS DISTINCT FROM (NEW."slug") OR OLD."source_id" IS DISTINCT FROM (NEW."source_id") OR OLD."title" IS DISTINCT FROM (NEW."title") OR OLD."url" IS DISTINCT FROM (NEW."url") OR OLD."year" IS DISTINCT FROM (NEW."year"))', func='INSERT INTO "directory_resourcehistory" ("audience", "description", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "publisher_id", "publisher_partnership_id", "slug", "source_id", "title", "url", "year") VALUES (NEW."audience", NEW."description", NEW."id", NEW."kind", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."publisher_id", NEW."publisher_partnership_id", NEW."slug", NEW."source_id", NEW."title", NEW."url", NEW."year"); RETURN NULL;', hash='c7000da4b42cf5d167ca192f8cd724ae8df74cef', operation='UPDATE', pgid='pgtrigger_update_update_64ef7', table='directory_resource', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='resource',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "directory_resourcehistory" ("audience", "description", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "publisher_id", "publisher_partnership_id", "slug", "source_id", "title", "url", "year") VALUES (OLD."audience", OLD."description", OLD."id", OLD."kind", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."publisher_id", OLD."publisher_partnership_id", OLD."slug", OLD."source_id", OLD."title", OLD."url", OLD."year"); RETURN NULL;', hash='7f8b48fbd4099df90e342e80184645f58089c83b', operation='DELETE', pgid='pgtrigger_delete_delete_838bd', table='directory_resource', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='sector',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "directory_sectorhistory" ("former_terms", "name_ar", "name_en", "name_es", "name_fr", "number", "other_terms", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug", "world") VALUES (NEW."former_terms", NEW."name_ar", NEW."name_en", NEW."name_es", NEW."name_fr", NEW."number", NEW."other_terms", _pgh_attach_context(), NOW(), \'insert\', NEW."slug", NEW."slug", NEW."world"); RETURN NULL;', hash='e92ba3153cb875afa24d08ad8a24f6126f350a4b', operation='INSERT', pgid='pgtrigger_insert_insert_9b7c8', table='directory_sector', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='sector',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."former_terms" IS DISTINCT FROM (NEW."former_terms") OR OLD."name_ar" IS DISTINCT FROM (NEW."name_ar") OR OLD."name_en" IS DISTINCT FROM (NEW."name_en") OR OLD."name_es" IS DISTINCT FROM (NEW."name_es") OR OLD."name_fr" IS DISTINCT FROM (NEW."name_fr") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."other_terms" IS DISTINCT FROM (NEW."other_terms") OR OLD."slug" IS DISTINCT FROM (NEW."slug") OR OLD."world" IS DISTINCT FROM (NEW."world"))', func='INSERT INTO "directory_sectorhistory" ("former_terms", "name_ar", "name_en", "name_es", "name_fr", "number", "other_terms", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug", "world") VALUES (NEW."former_terms", NEW."name_ar", NEW."name_en", NEW."name_es", NEW."name_fr", NEW."number", NEW."other_terms", _pgh_attach_context(), NOW(), \'update\', NEW."slug", NEW."slug", NEW."world"); RETURN NULL;', hash='58f7aa663fd6da922e878f09962011f013dfcb85', operation='UPDATE', pgid='pgtrigger_update_update_bf34d', table='directory_sector', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='sector',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "directory_sectorhistory" ("former_terms", "name_ar", "name_en", "name_es", "name_fr", "number", "other_terms", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug", "world") VALUES (OLD."former_terms", OLD."name_ar", OLD."name_en", OLD."name_es", OLD."name_fr", OLD."number", OLD."other_terms", _pgh_attach_context(), NOW(), \'delete\', OLD."slug", OLD."slug", OLD."world"); RETURN NULL;', hash='8b02b53ff355b307ad10c51f4e67833c8123594b', operation='DELETE', pgid='pgtrigger_delete_delete_bda2a', table='directory_sector', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='source',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "directory_sourcehistory" ("date_note", "file", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published", "publisher", "read_on", "slug", "title", "url") VALUES (NEW."date_note", NEW."file", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."published", NEW."publisher", NEW."read_on", NEW."slug", NEW."title", NEW."url"); RETURN NULL;', hash='75521941ef578c731ef1a937cb28347ad957917b', operation='INSERT', pgid='pgtrigger_insert_insert_8ef4c', table='directory_source', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='source',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "directory_sourcehistory" ("date_note", "file", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published", "publisher", "read_on", "slug", "title", "url") VALUES (NEW."date_note", NEW."file", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."published", NEW."publisher", NEW."read_on", NEW."slug", NEW."title", NEW."url"); RETURN NULL;', hash='a6524f8e135c8f3ec265c7ae9c792619de7912ac', operation='UPDATE', pgid='pgtrigger_update_update_f62b0', table='directory_source', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='source',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "directory_sourcehistory" ("date_note", "file", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published", "publisher", "read_on", "slug", "title", "url") VALUES (OLD."date_note", OLD."file", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."published", OLD."publisher", OLD."read_on", OLD."slug", OLD."title", OLD."url"); RETURN NULL;', hash='4e4242aa87397de975e158d7a4daf2f617fd71d8', operation='DELETE', pgid='pgtrigger_delete_delete_24a6f', table='directory_source', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='succession',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "directory_successionhistory" ("after_organisation_id", "after_partnership_id", "basis", "before_organisation_id", "before_partnership_id", "happened", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source_id") VALUES (NEW."after_organisation_id", NEW."after_partnership_id", NEW."basis", NEW."before_organisation_id", NEW."before_partnership_id", NEW."happened", NEW."id", NEW."kind", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."source_id"); RETURN NULL;', hash='8ac6234335932c9f5afd0d2c0eac49d1bdcdf8b4', operation='INSERT', pgid='pgtrigger_insert_insert_c939e', table='directory_succession', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='succession',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "directory_successionhistory" ("after_organisation_id", "after_partnership_id", "basis", "before_organisation_id", "before_partnership_id", "happened", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source_id") VALUES (NEW."after_organisation_id", NEW."after_partnership_id", NEW."basis", NEW."before_organisation_id", NEW."before_partnership_id", NEW."happened", NEW."id", NEW."kind", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."source_id"); RETURN NULL;', hash='bea976adb25142ea205557581e173311f00d1aa5', operation='UPDATE', pgid='pgtrigger_update_update_07344', table='directory_succession', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='succession',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "directory_successionhistory" ("after_organisation_id", "after_partnership_id", "basis", "before_organisation_id", "before_partnership_id", "happened", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source_id") VALUES (OLD."after_organisation_id", OLD."after_partnership_id", OLD."basis", OLD."before_organisation_id", OLD."before_partnership_id", OLD."happened", OLD."id", OLD."kind", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."source_id"); RETURN NULL;', hash='1b0534c18bf44e6c4e13d76a4ab4275492872092', operation='DELETE', pgid='pgtrigger_delete_delete_37366', table='directory_succession', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='commitmentownercountry',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "directory_commitmentownercountryhistory" ("commitment_id", "country_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."commitment_id", NEW."country_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;', hash='8aa7fc8b7d78325465a021081f6766451d6eab97', operation='INSERT', pgid='pgtrigger_insert_insert_10311', table='directory_commitmentownercountry', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='commitmentownercountry',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "directory_commitmentownercountryhistory" ("commitment_id", "country_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."commitment_id", NEW."country_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;', hash='75e9518a1d8c8487dacd08af924971ea99d8c769', operation='UPDATE', pgid='pgtrigger_update_update_f0b12', table='directory_commitmentownercountry', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='commitmentownercountry',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "directory_commitmentownercountryhistory" ("commitment_id", "country_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."commitment_id", OLD."country_id", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;', hash='13ff35137dee936644778db5c47a55b8586bff08', operation='DELETE', pgid='pgtrigger_delete_delete_4ef73', table='directory_commitmentownercountry', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='commitmentownerorganisation',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "directory_commitmentownerorganisationhistory" ("commitment_id", "id", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."commitment_id", NEW."id", NEW."organisation_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;', hash='49013ab1dece1953ad5f9a7c659c90aa12b14ee1', operation='INSERT', pgid='pgtrigger_insert_insert_a9254', table='directory_commitmentownerorganisation', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='commitmentownerorganisation',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "directory_commitmentownerorganisationhistory" ("commitment_id", "id", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."commitment_id", NEW."id", NEW."organisation_id", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;', hash='fc476f41c348f76ee3cba49f7d41bad258244d1d', operation='UPDATE', pgid='pgtrigger_update_update_d6b83', table='directory_commitmentownerorganisation', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='commitmentownerorganisation',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "directory_commitmentownerorganisationhistory" ("commitment_id", "id", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."commitment_id", OLD."id", OLD."organisation_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;', hash='242b12f97e1962a6b2e1526e2518dc95d79c6558', operation='DELETE', pgid='pgtrigger_delete_delete_6764d', table='directory_commitmentownerorganisation', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='commitmentownerpartnership',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "directory_commitmentownerpartnershiphistory" ("commitment_id", "id", "partnership_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."commitment_id", NEW."id", NEW."partnership_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;', hash='21c55a9e87e51454bfdd11493ce248b39ccb5948', operation='INSERT', pgid='pgtrigger_insert_insert_fb6e2', table='directory_commitmentownerpartnership', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='commitmentownerpartnership',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "directory_commitmentownerpartnershiphistory" ("commitment_id", "id", "partnership_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."commitment_id", NEW."id", NEW."partnership_id", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;', hash='0a69607ee06459769dc460ac6467a3a887c7b207', operation='UPDATE', pgid='pgtrigger_update_update_47a91', table='directory_commitmentownerpartnership', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='commitmentownerpartnership',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "directory_commitmentownerpartnershiphistory" ("commitment_id", "id", "partnership_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."commitment_id", OLD."id", OLD."partnership_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;', hash='29f6a0d7cf0e8c3b53687716b50d0c10f4b7464c', operation='DELETE', pgid='pgtrigger_delete_delete_ab826', table='directory_commitmentownerpartnership', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='commitmentpartnercountry',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "directory_commitmentpartnercountryhistory" ("commitment_id", "country_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."commitment_id", NEW."country_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;', hash='5f3b44dadb134719b6a45f1d581f8902b01b6894', operation='INSERT', pgid='pgtrigger_insert_insert_9fe26', table='directory_commitmentpartnercountry', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='commitmentpartnercountry',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "directory_commitmentpartnercountryhistory" ("commitment_id", "country_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."commitment_id", NEW."country_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;', hash='b3ba293fd1213086b8bcc38dd3aad41ee4dbadb7', operation='UPDATE', pgid='pgtrigger_update_update_5873a', table='directory_commitmentpartnercountry', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='commitmentpartnercountry',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "directory_commitmentpartnercountryhistory" ("commitment_id", "country_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."commitment_id", OLD."country_id", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;', hash='e2eb130568d4c13c1c5c5d189df94217dcf53ae8', operation='DELETE', pgid='pgtrigger_delete_delete_8d6b9', table='directory_commitmentpartnercountry', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='commitmentpartnerpartnership',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "directory_commitmentpartnerpartnershiphistory" ("commitment_id", "id", "partnership_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."commitment_id", NEW."id", NEW."partnership_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;', hash='ea87c33d1e11f3e58de8857574a016979589ef5a', operation='INSERT', pgid='pgtrigger_insert_insert_a0562', table='directory_commitmentpartnerpartnership', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='commitmentpartnerpartnership',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "directory_commitmentpartnerpartnershiphistory" ("commitment_id", "id", "partnership_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."commitment_id", NEW."id", NEW."partnership_id", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;', hash='53b8a31e54ff455ae02e821cb05d20922200b8ec', operation='UPDATE', pgid='pgtrigger_update_update_bc6c3', table='directory_commitmentpartnerpartnership', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='commitmentpartnerpartnership',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "directory_commitmentpartnerpartnershiphistory" ("commitment_id", "id", "partnership_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."commitment_id", OLD."id", OLD."partnership_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;', hash='61f130e32dac6f1472e9f5afa5ea22a172a6b850', operation='DELETE', pgid='pgtrigger_delete_delete_a326d', table='directory_commitmentpartnerpartnership', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='contribution',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "directory_contributionhistory" ("amount", "currency", "giver_country_id", "giver_organisation_id", "id", "partnership_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source_id", "year") VALUES (NEW."amount", NEW."currency", NEW."giver_country_id", NEW."giver_organisation_id", NEW."id", NEW."partnership_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."source_id", NEW."year"); RETURN NULL;', hash='5f8fb1aa31e91c239c62b56b816bedbeb8bed04e', operation='INSERT', pgid='pgtrigger_insert_insert_c597e', table='directory_contribution', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='contribution',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "directory_contributionhistory" ("amount", "currency", "giver_country_id", "giver_organisation_id", "id", "partnership_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source_id", "year") VALUES (NEW."amount", NEW."currency", NEW."giver_country_id", NEW."giver_organisation_id", NEW."id", NEW."partnership_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."source_id", NEW."year"); RETURN NULL;', hash='3acb2704fb5107c0703b3fd7523e77304aab5dab', operation='UPDATE', pgid='pgtrigger_update_update_93341', table='directory_contribution', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='contribution',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "directory_contributionhistory" ("amount", "currency", "giver_country_id", "giver_organisation_id", "id", "partnership_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source_id", "year") VALUES (OLD."amount", OLD."currency", OLD."giver_country_id", OLD."giver_organisation_id", OLD."id", OLD."partnership_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."source_id", OLD."year"); RETURN NULL;', hash='20b7a547d7d2f923f521bd43b678281e4af1e827', operation='DELETE', pgid='pgtrigger_delete_delete_293c8', table='directory_contribution', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='eventsession',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "directory_eventsessionhistory" ("event_id", "id", "key", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "title", "topic_id") VALUES (NEW."event_id", NEW."id", NEW."key", NEW."order", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."title", NEW."topic_id"); RETURN NULL;', hash='2f47fa66c9749c8b0dc4fb0c79eea6506fcd93c9', operation='INSERT', pgid='pgtrigger_insert_insert_8d41d', table='directory_eventsession', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='eventsession',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "directory_eventsessionhistory" ("event_id", "id", "key", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "title", "topic_id") VALUES (NEW."event_id", NEW."id", NEW."key", NEW."order", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."title", NEW."topic_id"); RETURN NULL;', hash='00c128e7f4779c07dbecf53fa27bb9c6bffe7794', operation='UPDATE', pgid='pgtrigger_update_update_205e6', table='directory_eventsession', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='eventsession',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "directory_eventsessionhistory" ("event_id", "id", "key", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "title", "topic_id") VALUES (OLD."event_id", OLD."id", OLD."key", OLD."order", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."title", OLD."topic_id"); RETURN NULL;', hash='14f9e7f80c89804470dd773b0dbf6f0f8193c99c', operation='DELETE', pgid='pgtrigger_delete_delete_b9800', table='directory_eventsession', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='figure',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "directory_figurehistory" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug", "source_id", "statement", "unit", "value", "year") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."slug", NEW."source_id", NEW."statement", NEW."unit", NEW."value", NEW."year"); RETURN NULL;', hash='72bd03c2d7072330e19114b59cb81130ebf0e7b5', operation='INSERT', pgid='pgtrigger_insert_insert_7c55b', table='directory_figure', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='figure',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "directory_figurehistory" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug", "source_id", "statement", "unit", "value", "year") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."slug", NEW."source_id", NEW."statement", NEW."unit", NEW."value", NEW."year"); RETURN NULL;', hash='344e640ce04cd690932977797a843ce25aefb18d', operation='UPDATE', pgid='pgtrigger_update_update_2a3d1', table='directory_figure', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='figure',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "directory_figurehistory" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug", "source_id", "statement", "unit", "value", "year") VALUES (OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."slug", OLD."source_id", OLD."statement", OLD."unit", OLD."value", OLD."year"); RETURN NULL;', hash='31cf427be0108e98fe494d724f05e3712368b604', operation='DELETE', pgid='pgtrigger_delete_delete_2b10d', table='directory_figure', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='participation',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "directory_participationhistory" ("basis", "country_id", "event_id", "id", "organisation_id", "partnership_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "session_id", "source_id") VALUES (NEW."basis", NEW."country_id", NEW."event_id", NEW."id", NEW."organisation_id", NEW."partnership_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."role", NEW."session_id", NEW."source_id"); RETURN NULL;', hash='24c2cc3b1ee67451815aeb0e3598132905a5fce4', operation='INSERT', pgid='pgtrigger_insert_insert_70529', table='directory_participation', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='participation',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "directory_participationhistory" ("basis", "country_id", "event_id", "id", "organisation_id", "partnership_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "session_id", "source_id") VALUES (NEW."basis", NEW."country_id", NEW."event_id", NEW."id", NEW."organisation_id", NEW."partnership_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."role", NEW."session_id", NEW."source_id"); RETURN NULL;', hash='951a5b314c2f3307ca1233b9d1d773a1b59f158b', operation='UPDATE', pgid='pgtrigger_update_update_3ea94', table='directory_participation', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='participation',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "directory_participationhistory" ("basis", "country_id", "event_id", "id", "organisation_id", "partnership_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "session_id", "source_id") VALUES (OLD."basis", OLD."country_id", OLD."event_id", OLD."id", OLD."organisation_id", OLD."partnership_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."role", OLD."session_id", OLD."source_id"); RETURN NULL;', hash='5601033a51747d8e6bc66c5ef54e050109c67921', operation='DELETE', pgid='pgtrigger_delete_delete_eda82', table='directory_participation', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='furthersource',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "directory_furthersourcehistory" ("commitment_id", "contribution_id", "event_id", "figure_id", "id", "membership_id", "organisation_id", "participation_id", "partnership_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "resource_id", "source_id", "succession_id") VALUES (NEW."commitment_id", NEW."contribution_id", NEW."event_id", NEW."figure_id", NEW."id", NEW."membership_id", NEW."organisation_id", NEW."participation_id", NEW."partnership_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."resource_id", NEW."source_id", NEW."succession_id"); RETURN NULL;', hash='af696e0a7e2d7b10911962e7e53c88f3c1f09afa', operation='INSERT', pgid='pgtrigger_insert_insert_a10fa', table='directory_furthersource', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='furthersource',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "directory_furthersourcehistory" ("commitment_id", "contribution_id", "event_id", "figure_id", "id", "membership_id", "organisation_id", "participation_id", "partnership_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "resource_id", "source_id", "succession_id") VALUES (NEW."commitment_id", NEW."contribution_id", NEW."event_id", NEW."figure_id", NEW."id", NEW."membership_id", NEW."organisation_id", NEW."participation_id", NEW."partnership_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."resource_id", NEW."source_id", NEW."succession_id"); RETURN NULL;', hash='5a1bea58741f781ec9afd3c85f1a2bfc43407daa', operation='UPDATE', pgid='pgtrigger_update_update_a0754', table='directory_furthersource', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='furthersource',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "directory_furthersourcehistory" ("commitment_id", "contribution_id", "event_id", "figure_id", "id", "membership_id", "organisation_id", "participation_id", "partnership_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "resource_id", "source_id", "succession_id") VALUES (OLD."commitment_id", OLD."contribution_id", OLD."event_id", OLD."figure_id", OLD."id", OLD."membership_id", OLD."organisation_id", OLD."participation_id", OLD."partnership_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."resource_id", OLD."source_id", OLD."succession_id"); RETURN NULL;', hash='2afeed3d73aa16e7b71bd29b0e7b52a9aed7de1a', operation='DELETE', pgid='pgtrigger_delete_delete_83bd9', table='directory_furthersource', when='AFTER')),
            ),
        ]),
        migrations.RunPython(fill_vocabularies, migrations.RunPython.noop),
        migrations.RunSQL(DATA, DATA_ON_THE_WAY_BACK),
        ChangeAtOnce([
            migrations.RemoveField(
                model_name='commitment',
                name='owner_organisation',
            ),
            migrations.RemoveField(
                model_name='commitment',
                name='owner_partnership',
            ),
            migrations.RemoveField(
                model_name='commitmenthistory',
                name='owner_organisation',
            ),
            migrations.RemoveField(
                model_name='commitmenthistory',
                name='owner_partnership',
            ),
            migrations.RemoveField(
                model_name='event',
                name='participants',
            ),
            migrations.RemoveField(
                model_name='eventhistory',
                name='participants',
            ),
            migrations.AddConstraint(
                model_name='event',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('starts', ''), ('starts__regex', '^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$'), _connector='OR'), models.Q(('ends', ''), ('ends__regex', '^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$'), _connector='OR')), name='event_dates_are_dates'),
            ),
            migrations.AddConstraint(
                model_name='event',
                constraint=models.CheckConstraint(condition=models.Q(('ends', ''), ('ends__gte', django.db.models.functions.text.Left('starts', django.db.models.functions.text.Length('ends'))), _connector='OR'), name='event_ends_after_it_starts'),
            ),
            migrations.AddConstraint(
                model_name='event',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('date_basis', 'none'), ('starts', '')), models.Q(models.Q(('starts', ''), _negated=True), ('date_basis__in', ['stated', 'follows', 'known'])), _connector='OR'), name='event_date_has_a_basis', violation_error_message='Say how the date is known, or give none.'),
            ),
            migrations.AddConstraint(
                model_name='event',
                constraint=models.CheckConstraint(condition=models.Q(('status__in', ['planned', 'held', 'cancelled'])), name='event_status_known'),
            ),
            migrations.AddConstraint(
                model_name='invitation',
                constraint=models.CheckConstraint(condition=models.Q(('role__in', ['lead', 'chair', 'secretariat', 'host', 'member', 'party', 'signatory', 'endorser', 'funder', 'grantee', 'supporter', 'observer'])), name='invitation_role_known'),
            ),
            migrations.AddConstraint(
                model_name='invitation',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('answer', 'other_role'), _negated=True), ('answered_role__in', ['lead', 'chair', 'secretariat', 'host', 'member', 'party', 'signatory', 'endorser', 'funder', 'grantee', 'supporter', 'observer']), _connector='OR'), name='invitation_other_role_is_named'),
            ),
            migrations.AddConstraint(
                model_name='membership',
                constraint=models.CheckConstraint(condition=django.db.models.lookups.Exact(models.Func('organisation', 'country', 'member_partnership', function='num_nonnulls', output_field=models.IntegerField()), 1), name='membership_of_one_member', violation_error_message='Name one member: an organisation, a country or a partnership.'),
            ),
            migrations.AddConstraint(
                model_name='membership',
                constraint=models.UniqueConstraint(fields=('partnership', 'organisation', 'country', 'member_partnership', 'role', 'joined'), name='membership_once', nulls_distinct=False),
            ),
            migrations.AddConstraint(
                model_name='membership',
                constraint=models.CheckConstraint(condition=models.Q(('member_partnership', None), models.Q(('member_partnership', models.F('partnership')), _negated=True), _connector='OR'), name='membership_not_in_itself', violation_error_message='A partnership cannot be a member of itself.'),
            ),
            migrations.AddConstraint(
                model_name='membership',
                constraint=models.CheckConstraint(condition=models.Q(('role__in', ['lead', 'chair', 'secretariat', 'host', 'member', 'party', 'signatory', 'endorser', 'funder', 'grantee', 'supporter', 'observer'])), name='membership_role_known'),
            ),
            migrations.AddConstraint(
                model_name='membership',
                constraint=models.CheckConstraint(condition=models.Q(('basis__in', ['stated', 'follows', 'known'])), name='membership_basis_known'),
            ),
            migrations.AddConstraint(
                model_name='membership',
                constraint=models.CheckConstraint(condition=models.Q(('left', ''), ('no_longer_listed', False), _connector='OR'), name='membership_left_or_no_longer_listed', violation_error_message='A date of leaving says more than “no longer listed”: leave one of them out.'),
            ),
            migrations.AddConstraint(
                model_name='organisation',
                constraint=models.CheckConstraint(condition=models.Q(('country_basis', ''), ('country__isnull', False), _connector='OR'), name='organisation_basis_of_a_country', violation_error_message='Say how a country is known only where you name one.'),
            ),
            migrations.AddConstraint(
                model_name='organisation',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('founded', ''), ('founded__regex', '^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$'), _connector='OR'), models.Q(('ended', ''), ('ended__regex', '^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$'), _connector='OR')), name='organisation_dates_are_dates'),
            ),
            migrations.AddConstraint(
                model_name='organisation',
                constraint=models.CheckConstraint(condition=models.Q(('ended', ''), ('ended__gte', django.db.models.functions.text.Left('founded', django.db.models.functions.text.Length('ended'))), _connector='OR'), name='organisation_ends_after_it_is_founded', violation_error_message='An organisation cannot end before it was founded.'),
            ),
            migrations.AddConstraint(
                model_name='othername',
                constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['other', 'former', 'acronym'])), name='other_name_kind_known'),
            ),
            migrations.AddConstraint(
                model_name='partnership',
                constraint=models.CheckConstraint(condition=models.Q(('status__in', ['planned', 'active', 'paused', 'ended', 'unknown'])), name='partnership_status_known'),
            ),
            migrations.AddConstraint(
                model_name='partnership',
                constraint=models.CheckConstraint(condition=models.Q(('extent__regex', '^(international|EU|[0-9]{3})?$')), name='partnership_extent_known'),
            ),
            migrations.AddConstraint(
                model_name='resource',
                constraint=models.CheckConstraint(condition=models.Q(('audience__contained_by', ['public', 'children', 'parents', 'educators', 'law_enforcement', 'industry', 'policy_makers', 'researchers', 'ngos', 'hotlines'])), name='resource_audience_known'),
            ),
            migrations.AddConstraint(
                model_name='resource',
                constraint=models.CheckConstraint(condition=models.Q(('year', ''), ('year__regex', '^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$'), _connector='OR'), name='resource_year_is_a_date'),
            ),
            migrations.AddConstraint(
                model_name='sector',
                constraint=models.CheckConstraint(condition=models.Q(('world__in', ['government', 'law_enforcement', 'industry', 'child_protection', 'academia'])), name='sector_world_known'),
            ),
            migrations.AddConstraint(
                model_name='source',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('published', ''), ('published__regex', '^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$'), _connector='OR'), models.Q(('read_on', ''), ('read_on__regex', '^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$'), _connector='OR')), name='source_dates_are_dates'),
            ),
            migrations.AddConstraint(
                model_name='succession',
                constraint=models.UniqueConstraint(condition=models.Q(('before_organisation__isnull', False)), fields=('before_organisation', 'after_organisation'), name='succession_of_organisations_once'),
            ),
            migrations.AddConstraint(
                model_name='succession',
                constraint=models.UniqueConstraint(condition=models.Q(('before_partnership__isnull', False)), fields=('before_partnership', 'after_partnership'), name='succession_of_partnerships_once'),
            ),
            migrations.AddConstraint(
                model_name='succession',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('after_organisation__isnull', False), ('after_partnership', None), ('before_organisation__isnull', False), ('before_partnership', None)), models.Q(('after_organisation', None), ('after_partnership__isnull', False), ('before_organisation', None), ('before_partnership__isnull', False)), _connector='OR'), name='succession_of_two_of_one_kind', violation_error_message='Name two organisations or two partnerships.'),
            ),
            migrations.AddConstraint(
                model_name='succession',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('before_organisation', None), models.Q(('before_organisation', models.F('after_organisation')), _negated=True), _connector='OR'), models.Q(('before_partnership', None), models.Q(('before_partnership', models.F('after_partnership')), _negated=True), _connector='OR')), name='succession_between_two', violation_error_message='Nothing can follow itself.'),
            ),
            migrations.AddConstraint(
                model_name='succession',
                constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['', 'renamed', 'merged', 'split', 'absorbed', 'replaced', 'grew_out_of'])), name='succession_kind_known'),
            ),
            migrations.AddConstraint(
                model_name='succession',
                constraint=models.CheckConstraint(condition=models.Q(('basis__in', ['stated', 'follows', 'known'])), name='succession_basis_known'),
            ),
            migrations.AddConstraint(
                model_name='commitment',
                constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['action', 'proposal', 'pledge', 'offer'])), name='commitment_kind_known'),
            ),
            migrations.AddConstraint(
                model_name='commitment',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('due', ''), ('due__regex', '^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$'), _connector='OR'), models.Q(('made_on', ''), ('made_on__regex', '^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$'), _connector='OR')), name='commitment_dates_are_dates'),
            ),
            migrations.AddConstraint(
                model_name='commitment',
                constraint=models.CheckConstraint(condition=models.Q(('owner_basis__in', ['stated', 'suggested', 'follows', 'none'])), name='commitment_owner_basis_known'),
            ),
            migrations.AddConstraint(
                model_name='commitment',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('due', ''), ('due_basis', 'none')), models.Q(models.Q(('due', ''), _negated=True), ('due_basis__in', ['stated', 'follows'])), _connector='OR'), name='commitment_due_date_has_a_basis', violation_error_message='Say how the due date is known, or give none.'),
            ),
            migrations.AddConstraint(
                model_name='commitmentownercountry',
                constraint=models.UniqueConstraint(fields=('commitment', 'country'), name='commitment_owner_country_once'),
            ),
            migrations.AddConstraint(
                model_name='commitmentownerorganisation',
                constraint=models.UniqueConstraint(fields=('commitment', 'organisation'), name='commitment_owner_organisation_once'),
            ),
            migrations.AddConstraint(
                model_name='commitmentownerpartnership',
                constraint=models.UniqueConstraint(fields=('commitment', 'partnership'), name='commitment_owner_partnership_once'),
            ),
            migrations.AddConstraint(
                model_name='commitmentpartnercountry',
                constraint=models.UniqueConstraint(fields=('commitment', 'country'), name='commitment_partner_country_once'),
            ),
            migrations.AddConstraint(
                model_name='commitmentpartnerpartnership',
                constraint=models.UniqueConstraint(fields=('commitment', 'partnership'), name='commitment_partner_partnership_once'),
            ),
            migrations.AddConstraint(
                model_name='contribution',
                constraint=models.CheckConstraint(condition=django.db.models.lookups.Exact(models.Func('giver_organisation', 'giver_country', function='num_nonnulls', output_field=models.IntegerField()), 1), name='contribution_of_one_giver', violation_error_message='Name one giver: an organisation or a country.'),
            ),
            migrations.AddConstraint(
                model_name='contribution',
                constraint=models.CheckConstraint(condition=models.Q(('currency__regex', '^[A-Z]{3}$')), name='contribution_currency_is_a_code'),
            ),
            migrations.AddConstraint(
                model_name='contribution',
                constraint=models.CheckConstraint(condition=models.Q(('year', ''), ('year__regex', '^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$'), _connector='OR'), name='contribution_year_is_a_date'),
            ),
            migrations.AddConstraint(
                model_name='contribution',
                constraint=models.UniqueConstraint(fields=('partnership', 'giver_organisation', 'giver_country', 'amount', 'currency', 'year'), name='contribution_once', nulls_distinct=False),
            ),
            migrations.AddConstraint(
                model_name='eventsession',
                constraint=models.UniqueConstraint(fields=('event', 'key'), name='event_session_once'),
            ),
            migrations.AddConstraint(
                model_name='figure',
                constraint=models.CheckConstraint(condition=models.Q(('year', ''), ('year__regex', '^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$'), _connector='OR'), name='figure_year_is_a_date'),
            ),
            migrations.AddConstraint(
                model_name='participation',
                constraint=models.CheckConstraint(condition=django.db.models.lookups.Exact(models.Func('organisation', 'country', 'partnership', function='num_nonnulls', output_field=models.IntegerField()), 1), name='participation_of_one_participant', violation_error_message='Name one participant: an organisation, a country or a partnership.'),
            ),
            migrations.AddConstraint(
                model_name='participation',
                constraint=models.UniqueConstraint(fields=('event', 'session', 'organisation', 'country', 'partnership', 'role'), name='participation_once', nulls_distinct=False),
            ),
            migrations.AddConstraint(
                model_name='participation',
                constraint=models.CheckConstraint(condition=models.Q(('role__in', ['host', 'organiser', 'funder', 'facilitator', 'presenter', 'participant'])), name='participation_role_known'),
            ),
            migrations.AddConstraint(
                model_name='participation',
                constraint=models.CheckConstraint(condition=models.Q(('basis__in', ['stated', 'follows', 'known'])), name='participation_basis_known'),
            ),
            migrations.AddConstraint(
                model_name='furthersource',
                constraint=models.CheckConstraint(condition=django.db.models.lookups.Exact(models.Func('organisation', 'partnership', 'membership', 'succession', 'event', 'participation', 'commitment', 'contribution', 'figure', 'resource', function='num_nonnulls', output_field=models.IntegerField()), 1), name='further_source_of_one_statement'),
            ),
            migrations.AddConstraint(
                model_name='furthersource',
                constraint=models.UniqueConstraint(condition=models.Q(('organisation__isnull', False)), fields=('organisation', 'source'), name='further_source_of_organisation_once'),
            ),
            migrations.AddConstraint(
                model_name='furthersource',
                constraint=models.UniqueConstraint(condition=models.Q(('partnership__isnull', False)), fields=('partnership', 'source'), name='further_source_of_partnership_once'),
            ),
            migrations.AddConstraint(
                model_name='furthersource',
                constraint=models.UniqueConstraint(condition=models.Q(('membership__isnull', False)), fields=('membership', 'source'), name='further_source_of_membership_once'),
            ),
            migrations.AddConstraint(
                model_name='furthersource',
                constraint=models.UniqueConstraint(condition=models.Q(('succession__isnull', False)), fields=('succession', 'source'), name='further_source_of_succession_once'),
            ),
            migrations.AddConstraint(
                model_name='furthersource',
                constraint=models.UniqueConstraint(condition=models.Q(('event__isnull', False)), fields=('event', 'source'), name='further_source_of_event_once'),
            ),
            migrations.AddConstraint(
                model_name='furthersource',
                constraint=models.UniqueConstraint(condition=models.Q(('participation__isnull', False)), fields=('participation', 'source'), name='further_source_of_participation_once'),
            ),
            migrations.AddConstraint(
                model_name='furthersource',
                constraint=models.UniqueConstraint(condition=models.Q(('commitment__isnull', False)), fields=('commitment', 'source'), name='further_source_of_commitment_once'),
            ),
            migrations.AddConstraint(
                model_name='furthersource',
                constraint=models.UniqueConstraint(condition=models.Q(('contribution__isnull', False)), fields=('contribution', 'source'), name='further_source_of_contribution_once'),
            ),
            migrations.AddConstraint(
                model_name='furthersource',
                constraint=models.UniqueConstraint(condition=models.Q(('figure__isnull', False)), fields=('figure', 'source'), name='further_source_of_figure_once'),
            ),
            migrations.AddConstraint(
                model_name='furthersource',
                constraint=models.UniqueConstraint(condition=models.Q(('resource__isnull', False)), fields=('resource', 'source'), name='further_source_of_resource_once'),
            ),
            migrations.AddIndex(
                model_name='event',
                index=django.contrib.postgres.indexes.GinIndex(models.F('title_vector'), name='event_title_vector'),
            ),
            migrations.AddIndex(
                model_name='membership',
                index=models.Index(models.F('organisation'), models.F('partnership'), condition=models.Q(models.Q(('left', ''), ('no_longer_listed', False), ('standing', 'confirmed')), models.Q(('left', ''), ('no_longer_listed', False), ('source__isnull', False), ('standing', 'named')), _connector='OR'), name='membership_from_organisation'),
            ),
            migrations.AddIndex(
                model_name='membership',
                index=models.Index(models.F('partnership'), models.F('organisation'), condition=models.Q(models.Q(('left', ''), ('no_longer_listed', False), ('standing', 'confirmed')), models.Q(('left', ''), ('no_longer_listed', False), ('source__isnull', False), ('standing', 'named')), _connector='OR'), name='membership_from_partnership'),
            ),
            migrations.AddIndex(
                model_name='organisation',
                index=models.Index(models.F('id'), condition=models.Q(('ended', ''), _negated=True), name='organisation_ended'),
            ),
        ]),
        migrations.RunSQL(LISTING, NO_LISTING),
        RemoveFunctionsOnTheWayBack("touches"),
    ]
