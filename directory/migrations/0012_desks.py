"""Desks with all that a finder asks for, verified officials, and the log of what they were shown.

What everybody may see of a desk changes pages, so triggers mark its organisation as changed; what is restricted leaves
no mark, for the moment of a change would tell that there is something. A last desk cannot go, whoever deletes it.
"""

import datetime
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.text
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

NOTES = """
-- TG_ARGV[0] finds the organisations of which something public was touched.
CREATE FUNCTION desk_note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('WITH touched AS MATERIALIZED (%s),'
                   ' marked AS (INSERT INTO change_mark SELECT pg_current_xact_id(), ''organisation'', id FROM touched'
                   '            ON CONFLICT DO NOTHING)'
                   ' INSERT INTO listing_mark SELECT pg_current_xact_id(), 0 WHERE EXISTS (SELECT FROM touched)'
                   ' ON CONFLICT DO NOTHING', TG_ARGV[0]);
    RETURN NULL;
END $$;

DO $$
DECLARE
    source text;
    event text;
    seen text;
    marks text;
BEGIN
    FOREACH source IN ARRAY ARRAY['contactpoint', 'contactpointlanguage', 'contactpointtopic', 'contactpointcountry'] LOOP
        seen := CASE source
            WHEN 'contactpoint' THEN 'SELECT organisation_id AS id FROM %s WHERE visibility = ''public'''
            ELSE 'SELECT d.organisation_id AS id FROM %s c JOIN directory_contactpoint d ON d.id = c.contact_point_id'
                 ' WHERE d.visibility = ''public''' END;
        FOREACH event IN ARRAY ARRAY['INSERT', 'UPDATE', 'DELETE'] LOOP
            marks := CASE event WHEN 'INSERT' THEN format(seen, 'changed') WHEN 'DELETE' THEN format(seen, 'before')
                                ELSE format(seen, 'before') || ' UNION ' || format(seen, 'changed') END;
            EXECUTE format('DROP TRIGGER IF EXISTS listing_note_%s ON directory_%s', lower(event), source);
            EXECUTE format('CREATE TRIGGER desk_note_%s AFTER %s ON directory_%s REFERENCING %s'
                           ' FOR EACH STATEMENT EXECUTE FUNCTION desk_note(%L)',
                           lower(event), event, source,
                           CASE event WHEN 'INSERT' THEN 'NEW TABLE AS changed' WHEN 'DELETE' THEN 'OLD TABLE AS before'
                                      ELSE 'OLD TABLE AS before NEW TABLE AS changed' END, marks);
        END LOOP;
    END LOOP;
END $$;
"""
NO_NOTES = """
DO $$
DECLARE
    source text;
    event text;
BEGIN
    FOREACH source IN ARRAY ARRAY['contactpoint', 'contactpointlanguage', 'contactpointtopic', 'contactpointcountry'] LOOP
        FOREACH event IN ARRAY ARRAY['INSERT', 'UPDATE', 'DELETE'] LOOP
            EXECUTE format('DROP TRIGGER desk_note_%s ON directory_%s', lower(event), source);
            IF source IN ('contactpoint', 'contactpointlanguage') THEN
                EXECUTE format('CREATE TRIGGER listing_note_%s AFTER %s ON directory_%s REFERENCING %s'
                               ' FOR EACH STATEMENT EXECUTE FUNCTION listing_note(%L)', lower(event), event, source,
                               CASE event WHEN 'DELETE' THEN 'OLD' ELSE 'NEW' END || ' TABLE AS changed', 'SELECT 0');
            END IF;
        END LOOP;
    END LOOP;
END $$;
DROP FUNCTION desk_note;
"""

# Looked at when the transaction ends, so that a desk may take the place of the last one, and an organisation may go with
# its desks. Of two that delete the last two at once, the second waits for the row of the organisation, and then fails.
# A merge moves desks and deletes none.
LAST = """
CREATE FUNCTION desk_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM directory_organisation WHERE id = OLD.organisation_id AND removed_at IS NULL FOR NO KEY UPDATE;
    IF FOUND AND NOT EXISTS (SELECT FROM directory_contactpoint WHERE organisation_id = OLD.organisation_id) THEN
        RAISE EXCEPTION 'A published organisation cannot lose its last contact point.'
              USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'organisation_keeps_a_contact_point';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER desk_stays AFTER DELETE ON directory_contactpoint
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION desk_stays();
"""
NOT_LAST = "DROP TRIGGER desk_stays ON directory_contactpoint; DROP FUNCTION desk_stays"


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0011_answers_from_elsewhere_are_held'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='ContactPointCountry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('contact_point', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.contactpoint')),
                ('country', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.country')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('contact_point', 'country'), name='contact_point_country_once'),
                ],
            },
        ),
        migrations.CreateModel(
            name='ContactPointCountryHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('contact_point', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.contactpoint')),
                ('country', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.country')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='directory.contactpointcountry')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ContactPointTopic',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('contact_point', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.contactpoint')),
                ('topic', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.topic')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('contact_point', 'topic'), name='contact_point_topic_once'),
                ],
            },
        ),
        migrations.CreateModel(
            name='ContactPointTopicHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('contact_point', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.contactpoint')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='directory.contactpointtopic')),
                ('topic', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.topic')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='DailyPurpose',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('purpose', models.CharField(max_length=300, verbose_name='what you need it for')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='purposes', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('user', 'day'), name='daily_purpose_once'),
                    models.CheckConstraint(condition=models.Q(('purpose', ''), _negated=True), name='daily_purpose_is_stated'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Verification',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('asked', 'Asked'), ('verified', 'Verified'), ('refused', 'Refused'), ('withdrawn', 'Withdrawn')], default='asked', max_length=10)),
                ('statement', models.TextField(blank=True, max_length=1000, verbose_name='what you do there')),
                ('mailbox', models.EmailField(blank=True, max_length=254, verbose_name='official e-mail address')),
                ('mailbox_proved_at', models.DateTimeField(blank=True, null=True)),
                ('note', models.TextField(blank=True, max_length=1000, verbose_name='how it was checked')),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('verified_at', models.DateTimeField(blank=True, null=True)),
                ('expires_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='verifications', to='directory.organisation')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='verifications', to=settings.AUTH_USER_MODEL)),
                ('withdrawn_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'verification',
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('state', 'asked'), ('verified_at', None), ('withdrawn_at', None)), models.Q(('state', 'verified'), ('verified_at__isnull', False), ('withdrawn_at', None)), models.Q(('state', 'refused'), ('verified_at', None), ('withdrawn_at', None), models.Q(('note', ''), _negated=True)), models.Q(('state', 'withdrawn'), ('withdrawn_at__isnull', False)), _connector='OR'), name='verification_state_agrees_with_its_dates'),
                    models.CheckConstraint(condition=models.Q(('verified_at', None), models.Q(('mailbox_proved_at__isnull', False), models.Q(('note', ''), _negated=True), models.Q(('mailbox', ''), _negated=True)), _connector='OR'), name='verification_checked_before_it_counts'),
                    models.CheckConstraint(condition=models.Q(models.Q(('expires_at', None), ('verified_at', None)), models.Q(('expires_at__gt', models.F('verified_at')), ('expires_at__isnull', False), ('expires_at__lte', django.db.models.expressions.CombinedExpression(models.F('verified_at'), '+', models.Value(datetime.timedelta(days=365))))), _connector='OR'), name='verification_lasts_a_year_at_most'),
                    models.CheckConstraint(condition=models.Q(('decided_by', None), models.Q(('decided_by', models.F('user')), _negated=True), _connector='OR'), name='verification_not_by_oneself'),
                    models.UniqueConstraint(condition=models.Q(('state', 'asked')), fields=('user', 'organisation'), name='verification_asked_once'),
                ],
            },
        ),
        migrations.CreateModel(
            name='OfficialCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.EmailField(max_length=254)),
                ('code_hash', models.CharField(max_length=64)),
                ('sent_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('verification', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='code', to='directory.verification')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='OfficialDomain',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('domain', models.CharField(max_length=253, verbose_name='mail domain')),
                ('allowed_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('allowed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='official_domains', to='directory.organisation')),
            ],
            options={
                'verbose_name': 'official mail domain',
                'constraints': [
                    models.UniqueConstraint(fields=('organisation', 'domain'), name='official_domain_once'),
                    models.CheckConstraint(condition=models.Q(('domain', django.db.models.functions.text.Lower('domain')), ('domain__contains', '.'), models.Q(('domain__contains', '@'), _negated=True)), name='official_domain_is_a_domain'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Showing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('desk', models.CharField(max_length=200)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('purpose', models.CharField(max_length=300)),
                ('contact_point', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='showings', to='directory.contactpoint')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='showings', to='directory.organisation')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='showings', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [
                    models.Index(models.F('user'), models.F('at'), name='showing_of_user'),
                    models.Index(models.F('organisation'), models.F('at'), name='showing_of_organisation'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('purpose', ''), _negated=True), name='showing_has_a_purpose'),
                ],
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='contactpoint',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='contactpoint',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='contactpoint',
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
        migrations.AddField(
            model_name='contactpoint',
            name='confirmed_on',
            field=models.DateField(blank=True, null=True, verbose_name='last confirmed'),
        ),
        migrations.AddField(
            model_name='contactpoint',
            name='hours',
            field=models.CharField(blank=True, max_length=200, verbose_name='hours'),
        ),
        migrations.AddField(
            model_name='contactpoint',
            name='is_sample',
            field=models.BooleanField(default=False, verbose_name='sample'),
        ),
        migrations.AddField(
            model_name='contactpoint',
            name='is_urgent',
            field=models.BooleanField(default=False, verbose_name='takes urgent requests at any hour'),
        ),
        migrations.AddField(
            model_name='contactpoint',
            name='is_worldwide',
            field=models.BooleanField(default=False, verbose_name='serves every country'),
        ),
        migrations.AddField(
            model_name='contactpoint',
            name='may_be_tested',
            field=models.BooleanField(default=False, verbose_name='may be tested'),
        ),
        migrations.AddField(
            model_name='contactpoint',
            name='purpose',
            field=models.CharField(choices=[('general', 'General questions'), ('cooperation', 'International cooperation'), ('reports', 'Reports of abuse or of material'), ('data', 'Requests for data by authorities'), ('training', 'Training and prevention'), ('media', 'Questions of the media')], default='general', max_length=12, verbose_name='what it is for'),
        ),
        migrations.AddField(
            model_name='contactpoint',
            name='requirements',
            field=models.TextField(blank=True, max_length=2000, verbose_name='what a request must contain'),
        ),
        migrations.AddField(
            model_name='contactpoint',
            name='tested_on',
            field=models.DateField(blank=True, null=True, verbose_name='last tested'),
        ),
        migrations.AddField(
            model_name='contactpoint',
            name='time_zone',
            field=models.CharField(blank=True, max_length=40, verbose_name='time zone'),
        ),
        migrations.AddField(
            model_name='contactpointhistory',
            name='confirmed_on',
            field=models.DateField(blank=True, null=True, verbose_name='last confirmed'),
        ),
        migrations.AddField(
            model_name='contactpointhistory',
            name='is_sample',
            field=models.BooleanField(default=False, verbose_name='sample'),
        ),
        migrations.AddField(
            model_name='contactpointhistory',
            name='is_urgent',
            field=models.BooleanField(default=False, verbose_name='takes urgent requests at any hour'),
        ),
        migrations.AddField(
            model_name='contactpointhistory',
            name='is_worldwide',
            field=models.BooleanField(default=False, verbose_name='serves every country'),
        ),
        migrations.AddField(
            model_name='contactpointhistory',
            name='may_be_tested',
            field=models.BooleanField(default=False, verbose_name='may be tested'),
        ),
        migrations.AddField(
            model_name='contactpointhistory',
            name='purpose',
            field=models.CharField(choices=[('general', 'General questions'), ('cooperation', 'International cooperation'), ('reports', 'Reports of abuse or of material'), ('data', 'Requests for data by authorities'), ('training', 'Training and prevention'), ('media', 'Questions of the media')], default='general', max_length=12, verbose_name='what it is for'),
        ),
        migrations.AddField(
            model_name='contactpointhistory',
            name='tested_on',
            field=models.DateField(blank=True, null=True, verbose_name='last tested'),
        ),
        migrations.AddField(
            model_name='contactpointhistory',
            name='time_zone',
            field=models.CharField(blank=True, max_length=40, verbose_name='time zone'),
        ),
        migrations.AddField(
            model_name='organisation',
            name='is_sample',
            field=models.BooleanField(default=False, verbose_name='sample'),
        ),
        migrations.AddField(
            model_name='organisationhistory',
            name='is_sample',
            field=models.BooleanField(default=False, verbose_name='sample'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contactpoint',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "directory_contactpointhistory" ("confirmed_on", "id", "is_sample", "is_urgent", "is_worldwide", "may_be_tested", "name", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "purpose", "slug", "source_id", "tested_on", "time_zone", "visibility") VALUES (NEW."confirmed_on", NEW."id", NEW."is_sample", NEW."is_urgent", NEW."is_worldwide", NEW."may_be_tested", NEW."name", NEW."organisation_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."purpose", NEW."slug", NEW."source_id", NEW."tested_on", NEW."time_zone", NEW."visibility"); RETURN NULL;', hash='a7ed07b590e3d51ad2c09cf416de1618e8abf733', operation='INSERT', pgid='pgtrigger_insert_insert_f2d78', table='directory_contactpoint', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contactpoint',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."confirmed_on" IS DISTINCT FROM (NEW."confirmed_on") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_sample" IS DISTINCT FROM (NEW."is_sample") OR OLD."is_urgent" IS DISTINCT FROM (NEW."is_urgent") OR OLD."is_worldwide" IS DISTINCT FROM (NEW."is_worldwide") OR OLD."may_be_tested" IS DISTINCT FROM (NEW."may_be_tested") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."organisation_id" IS DISTINCT FROM (NEW."organisation_id") OR OLD."purpose" IS DISTINCT FROM (NEW."purpose") OR OLD."slug" IS DISTINCT FROM (NEW."slug") OR OLD."source_id" IS DISTINCT FROM (NEW."source_id") OR OLD."tested_on" IS DISTINCT FROM (NEW."tested_on") OR OLD."time_zone" IS DISTINCT FROM (NEW."time_zone") OR OLD."visibility" IS DISTINCT FROM (NEW."visibility"))', func='INSERT INTO "directory_contactpointhistory" ("confirmed_on", "id", "is_sample", "is_urgent", "is_worldwide", "may_be_tested", "name", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "purpose", "slug", "source_id", "tested_on", "time_zone", "visibility") VALUES (NEW."confirmed_on", NEW."id", NEW."is_sample", NEW."is_urgent", NEW."is_worldwide", NEW."may_be_tested", NEW."name", NEW."organisation_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."purpose", NEW."slug", NEW."source_id", NEW."tested_on", NEW."time_zone", NEW."visibility"); RETURN NULL;', hash='c9a32dabc389ad5ef6d7a99a68717df1cd1fa4ad', operation='UPDATE', pgid='pgtrigger_update_update_ba5b4', table='directory_contactpoint', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contactpoint',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "directory_contactpointhistory" ("confirmed_on", "id", "is_sample", "is_urgent", "is_worldwide", "may_be_tested", "name", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "purpose", "slug", "source_id", "tested_on", "time_zone", "visibility") VALUES (OLD."confirmed_on", OLD."id", OLD."is_sample", OLD."is_urgent", OLD."is_worldwide", OLD."may_be_tested", OLD."name", OLD."organisation_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."purpose", OLD."slug", OLD."source_id", OLD."tested_on", OLD."time_zone", OLD."visibility"); RETURN NULL;', hash='cd994e2b97cbf9aa065b47c4189fa8e8c4bac12e', operation='DELETE', pgid='pgtrigger_delete_delete_2e2cb', table='directory_contactpoint', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='organisation',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "directory_organisationhistory" ("acronym", "country_basis", "country_id", "created_at", "id", "is_international", "is_sample", "name", "parent_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "removal_reason", "removed_at", "sector_id", "slug", "source_id", "website") VALUES (NEW."acronym", NEW."country_basis", NEW."country_id", NEW."created_at", NEW."id", NEW."is_international", NEW."is_sample", NEW."name", NEW."parent_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."removal_reason", NEW."removed_at", NEW."sector_id", NEW."slug", NEW."source_id", NEW."website"); RETURN NULL;', hash='0428f1b09b833209c55447cd2c9add9bffa45b95', operation='INSERT', pgid='pgtrigger_insert_insert_fd0fd', table='directory_organisation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='organisation',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."acronym" IS DISTINCT FROM (NEW."acronym") OR OLD."country_id" IS DISTINCT FROM (NEW."country_id") OR OLD."country_basis" IS DISTINCT FROM (NEW."country_basis") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_international" IS DISTINCT FROM (NEW."is_international") OR OLD."is_sample" IS DISTINCT FROM (NEW."is_sample") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."parent_id" IS DISTINCT FROM (NEW."parent_id") OR OLD."removal_reason" IS DISTINCT FROM (NEW."removal_reason") OR OLD."removed_at" IS DISTINCT FROM (NEW."removed_at") OR OLD."sector_id" IS DISTINCT FROM (NEW."sector_id") OR OLD."slug" IS DISTINCT FROM (NEW."slug") OR OLD."source_id" IS DISTINCT FROM (NEW."source_id") OR OLD."website" IS DISTINCT FROM (NEW."website"))', func='INSERT INTO "directory_organisationhistory" ("acronym", "country_basis", "country_id", "created_at", "id", "is_international", "is_sample", "name", "parent_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "removal_reason", "removed_at", "sector_id", "slug", "source_id", "website") VALUES (NEW."acronym", NEW."country_basis", NEW."country_id", NEW."created_at", NEW."id", NEW."is_international", NEW."is_sample", NEW."name", NEW."parent_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."removal_reason", NEW."removed_at", NEW."sector_id", NEW."slug", NEW."source_id", NEW."website"); RETURN NULL;', hash='3a535fda972b4d3249088224a445a9fefe2f1dd7', operation='UPDATE', pgid='pgtrigger_update_update_17175', table='directory_organisation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='organisation',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "directory_organisationhistory" ("acronym", "country_basis", "country_id", "created_at", "id", "is_international", "is_sample", "name", "parent_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "removal_reason", "removed_at", "sector_id", "slug", "source_id", "website") VALUES (OLD."acronym", OLD."country_basis", OLD."country_id", OLD."created_at", OLD."id", OLD."is_international", OLD."is_sample", OLD."name", OLD."parent_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."removal_reason", OLD."removed_at", OLD."sector_id", OLD."slug", OLD."source_id", OLD."website"); RETURN NULL;', hash='bfeef523f9a9ede9d36612d42b765a19750d1107', operation='DELETE', pgid='pgtrigger_delete_delete_d686f', table='directory_organisation', when='AFTER')),
        ),
        migrations.AddField(
            model_name='contactpoint',
            name='countries',
            field=models.ManyToManyField(related_name='+', through='directory.ContactPointCountry', to='directory.country'),
        ),
        migrations.AddField(
            model_name='contactpoint',
            name='topics',
            field=models.ManyToManyField(related_name='+', through='directory.ContactPointTopic', to='directory.topic'),
        ),
        migrations.AddConstraint(
            model_name='contactpoint',
            constraint=models.CheckConstraint(condition=models.Q(('purpose__in', ['general', 'cooperation', 'reports', 'data', 'training', 'media'])), name='contact_point_purpose_known'),
        ),
        migrations.AddConstraint(
            model_name='contactpoint',
            constraint=models.CheckConstraint(condition=models.Q(('time_zone', ''), ('time_zone__regex', '^[A-Z][A-Za-z_]+(/[A-Za-z0-9_+-]+){0,2}$'), _connector='OR'), name='contact_point_time_zone_is_a_name'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contactpointcountry',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "directory_contactpointcountryhistory" ("contact_point_id", "country_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."contact_point_id", NEW."country_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;', hash='00b54394a8bc51dc339425f1bbff16eeeb6f5160', operation='INSERT', pgid='pgtrigger_insert_insert_554b2', table='directory_contactpointcountry', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contactpointcountry',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "directory_contactpointcountryhistory" ("contact_point_id", "country_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."contact_point_id", NEW."country_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;', hash='817a79ba512105724f73656524da54676eba7c54', operation='UPDATE', pgid='pgtrigger_update_update_a03c3', table='directory_contactpointcountry', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contactpointcountry',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "directory_contactpointcountryhistory" ("contact_point_id", "country_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."contact_point_id", OLD."country_id", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;', hash='0803674f058cb1c9a38b51a64d4d7e5dd656a9dd', operation='DELETE', pgid='pgtrigger_delete_delete_50839', table='directory_contactpointcountry', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contactpointtopic',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "directory_contactpointtopichistory" ("contact_point_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "topic_id") VALUES (NEW."contact_point_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."topic_id"); RETURN NULL;', hash='c8ff9d3dd76641091308dc8181156fbfde138e46', operation='INSERT', pgid='pgtrigger_insert_insert_cbf43', table='directory_contactpointtopic', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contactpointtopic',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "directory_contactpointtopichistory" ("contact_point_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "topic_id") VALUES (NEW."contact_point_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."topic_id"); RETURN NULL;', hash='0bbe75a91ecefa8d59033020a4fb5946df132a67', operation='UPDATE', pgid='pgtrigger_update_update_bc729', table='directory_contactpointtopic', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contactpointtopic',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "directory_contactpointtopichistory" ("contact_point_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "topic_id") VALUES (OLD."contact_point_id", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."topic_id"); RETURN NULL;', hash='3710db506ee833263b8c10a00e3a746e4fadae4b', operation='DELETE', pgid='pgtrigger_delete_delete_eaa00', table='directory_contactpointtopic', when='AFTER')),
        ),
        migrations.RunSQL(NOTES, NO_NOTES),
        migrations.RunSQL(LAST, NOT_LAST),
    ]
