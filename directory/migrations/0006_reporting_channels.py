import directory.models.partial_dates
import django.contrib.postgres.fields
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0005_vocabularies'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='ReportingChannel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('hotline', 'Hotline'), ('portal', 'Reporting portal'), ('regulator', 'Public authority'), ('police', 'Police'), ('helpline', 'Child helpline'), ('missing_children', 'Line for missing children')], max_length=20, verbose_name='kind')),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('operator', models.CharField(blank=True, max_length=200, verbose_name='operator')),
                ('url', models.URLField(blank=True, max_length=500, verbose_name='address')),
                ('phones', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=30), blank=True, default=list, size=None, verbose_name='phone')),
                ('languages', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=12), blank=True, default=list, size=None, verbose_name='languages')),
                ('takes', models.CharField(max_length=300, verbose_name='what it takes')),
                ('anonymous', models.CharField(blank=True, choices=[('yes', 'Yes'), ('no', 'No')], max_length=3, verbose_name='without a name')),
                ('source_title', models.CharField(blank=True, max_length=300, verbose_name='title of the source')),
                ('source_url', models.URLField(blank=True, max_length=500, verbose_name='address of the source')),
                ('source_date', directory.models.partial_dates.PartialDateField(verbose_name='date of the source')),
                ('status', models.CharField(choices=[('confirmed', 'Confirmed'), ('single_source', 'One source only'), ('unconfirmed', 'Not confirmed')], max_length=15, verbose_name='status')),
                ('checked_on', models.DateField(blank=True, null=True, verbose_name='last checked')),
                ('shipped_as', models.CharField(blank=True, max_length=230)),
                ('corrected_at', models.DateTimeField(blank=True, null=True)),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('country', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reporting_channels', to='directory.country', verbose_name='country')),
            ],
            options={
                'verbose_name': 'reporting channel',
            },
        ),
        migrations.CreateModel(
            name='ReportingChannelHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('kind', models.CharField(choices=[('hotline', 'Hotline'), ('portal', 'Reporting portal'), ('regulator', 'Public authority'), ('police', 'Police'), ('helpline', 'Child helpline'), ('missing_children', 'Line for missing children')], max_length=20, verbose_name='kind')),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('operator', models.CharField(blank=True, max_length=200, verbose_name='operator')),
                ('url', models.URLField(blank=True, max_length=500, verbose_name='address')),
                ('phones', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=30), blank=True, default=list, size=None, verbose_name='phone')),
                ('languages', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=12), blank=True, default=list, size=None, verbose_name='languages')),
                ('takes', models.CharField(max_length=300, verbose_name='what it takes')),
                ('anonymous', models.CharField(blank=True, choices=[('yes', 'Yes'), ('no', 'No')], max_length=3, verbose_name='without a name')),
                ('source_title', models.CharField(blank=True, max_length=300, verbose_name='title of the source')),
                ('source_url', models.URLField(blank=True, max_length=500, verbose_name='address of the source')),
                ('source_date', directory.models.partial_dates.PartialDateField(verbose_name='date of the source')),
                ('status', models.CharField(choices=[('confirmed', 'Confirmed'), ('single_source', 'One source only'), ('unconfirmed', 'Not confirmed')], max_length=15, verbose_name='status')),
                ('checked_on', models.DateField(blank=True, null=True, verbose_name='last checked')),
                ('shipped_as', models.CharField(blank=True, max_length=230)),
                ('corrected_at', models.DateTimeField(blank=True, null=True)),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('country', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.country', verbose_name='country')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='directory.reportingchannel')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddConstraint(
            model_name='reportingchannel',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['hotline', 'portal', 'regulator', 'police', 'helpline', 'missing_children'])), name='reporting_channel_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='reportingchannel',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['confirmed', 'single_source', 'unconfirmed'])), name='reporting_channel_status_known'),
        ),
        migrations.AddConstraint(
            model_name='reportingchannel',
            constraint=models.CheckConstraint(condition=models.Q(('anonymous__in', ['', 'yes', 'no'])), name='reporting_channel_anonymous_known'),
        ),
        migrations.AddConstraint(
            model_name='reportingchannel',
            constraint=models.CheckConstraint(condition=models.Q(('url', ''), ('url__regex', '^https://[a-z0-9.-]+\\.[a-z]{2,}(/.*)?$'), _connector='OR'), name='reporting_channel_address_is_https'),
        ),
        migrations.AddConstraint(
            model_name='reportingchannel',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('url', ''), _negated=True), models.Q(('phones', []), _negated=True), _connector='OR'), name='reporting_channel_can_be_reached'),
        ),
        migrations.AddConstraint(
            model_name='reportingchannel',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('name', ''), _negated=True), models.Q(('takes', ''), _negated=True)), name='reporting_channel_says_what_it_is'),
        ),
        migrations.AddConstraint(
            model_name='reportingchannel',
            constraint=models.CheckConstraint(condition=models.Q(('status', 'unconfirmed'), models.Q(models.Q(('source_title', ''), _negated=True), models.Q(('source_url', ''), _negated=True)), _connector='OR'), name='reporting_channel_has_a_source'),
        ),
        migrations.AddConstraint(
            model_name='reportingchannel',
            constraint=models.CheckConstraint(condition=models.Q(('source_date', ''), ('source_date__regex', '^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$'), _connector='OR'), name='reporting_channel_source_date_is_a_date'),
        ),
        migrations.AddConstraint(
            model_name='reportingchannel',
            constraint=models.UniqueConstraint(condition=models.Q(('shipped_as', ''), _negated=True), fields=('shipped_as',), name='reporting_channel_shipped_once'),
        ),
        migrations.AddConstraint(
            model_name='reportingchannel',
            constraint=models.UniqueConstraint(condition=models.Q(('removed_at', None)), fields=('country', 'kind', 'name'), name='reporting_channel_name_once'),
        ),
        migrations.AddConstraint(
            model_name='reportingchannel',
            constraint=models.UniqueConstraint(condition=models.Q(('removed_at', None), models.Q(('url', ''), _negated=True)), fields=('country', 'kind', 'url'), name='reporting_channel_address_once'),
        ),
        migrations.AddConstraint(
            model_name='reportingchannel',
            constraint=models.UniqueConstraint(condition=models.Q(('removed_at', None), ('url', '')), fields=('country', 'kind', 'phones'), name='reporting_channel_number_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reportingchannel',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "directory_reportingchannelhistory" ("anonymous", "checked_on", "corrected_at", "country_id", "id", "kind", "languages", "name", "operator", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phones", "removed_at", "shipped_as", "source_date", "source_title", "source_url", "status", "takes", "url") VALUES (NEW."anonymous", NEW."checked_on", NEW."corrected_at", NEW."country_id", NEW."id", NEW."kind", NEW."languages", NEW."name", NEW."operator", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."phones", NEW."removed_at", NEW."shipped_as", NEW."source_date", NEW."source_title", NEW."source_url", NEW."status", NEW."takes", NEW."url"); RETURN NULL;', hash='7481f6f3fb34c008236ce1c1ff605ed48284cb5e', operation='INSERT', pgid='pgtrigger_insert_insert_d7097', table='directory_reportingchannel', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reportingchannel',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "directory_reportingchannelhistory" ("anonymous", "checked_on", "corrected_at", "country_id", "id", "kind", "languages", "name", "operator", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phones", "removed_at", "shipped_as", "source_date", "source_title", "source_url", "status", "takes", "url") VALUES (NEW."anonymous", NEW."checked_on", NEW."corrected_at", NEW."country_id", NEW."id", NEW."kind", NEW."languages", NEW."name", NEW."operator", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phones", NEW."removed_at", NEW."shipped_as", NEW."source_date", NEW."source_title", NEW."source_url", NEW."status", NEW."takes", NEW."url"); RETURN NULL;', hash='b88378bca3789ead23d99a3331237d214442c6ad', operation='UPDATE', pgid='pgtrigger_update_update_a25d4', table='directory_reportingchannel', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reportingchannel',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "directory_reportingchannelhistory" ("anonymous", "checked_on", "corrected_at", "country_id", "id", "kind", "languages", "name", "operator", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phones", "removed_at", "shipped_as", "source_date", "source_title", "source_url", "status", "takes", "url") VALUES (OLD."anonymous", OLD."checked_on", OLD."corrected_at", OLD."country_id", OLD."id", OLD."kind", OLD."languages", OLD."name", OLD."operator", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."phones", OLD."removed_at", OLD."shipped_as", OLD."source_date", OLD."source_title", OLD."source_url", OLD."status", OLD."takes", OLD."url"); RETURN NULL;', hash='61e04ffc40ff4231872ca17614653d92a663c9ea', operation='DELETE', pgid='pgtrigger_delete_delete_c7fc8', table='directory_reportingchannel', when='AFTER')),
        ),
    ]
