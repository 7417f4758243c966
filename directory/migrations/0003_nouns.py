"""The nouns, with their constraints, indexes and histories; and the indexes by which it is found what may be listed already.

The packages that refer to an account come before: each of their changes to such a table would otherwise let Django build
all nouns anew, for they refer to accounts, too.
"""

import datetime
import directory.models.by_link
import directory.models.partial_dates
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.text
import django.utils.timezone
import pgtrigger.compiler
import uuid
from django.conf import settings
from django.db import migrations, models

from directory.database.migrating import CreateModels

LIKENESS = """
CREATE INDEX organisation_folded_name ON directory_organisation USING gin (public.fold(name) gin_trgm_ops);
CREATE INDEX organisation_skeleton ON directory_organisation (public.skeleton(name));
CREATE INDEX organisation_web_domain ON directory_organisation (public.web_domain(website));
CREATE INDEX organisation_folded_acronym ON directory_organisation (public.fold(acronym)) WHERE acronym <> '';
CREATE INDEX partnership_folded_title ON directory_partnership USING gin (public.fold(title) gin_trgm_ops);
CREATE INDEX partnership_skeleton ON directory_partnership (public.skeleton(title));
CREATE INDEX partnership_web_domain ON directory_partnership (public.web_domain(website));
CREATE INDEX partnership_folded_acronym ON directory_partnership (public.fold(acronym)) WHERE acronym <> '';
CREATE INDEX other_name_folded ON directory_othername USING gin (public.fold(name) gin_trgm_ops);
"""
NO_LIKENESS = """
DROP INDEX organisation_folded_name, organisation_skeleton, organisation_web_domain, organisation_folded_acronym,
           partnership_folded_title, partnership_skeleton, partnership_web_domain, partnership_folded_acronym,
           other_name_folded
"""


class Migration(migrations.Migration):
    dependencies = [
        ("account", "0009_emailaddress_unique_primary_email"),
        ("directory", "0002_text_search"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("pghistory", "0007_auto_20250421_0444"),
        ("usersessions", "0001_initial"),
    ]
    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="Source",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("slug", models.SlugField(max_length=80, unique=True)),
                        ("title", models.CharField(max_length=300, verbose_name="title")),
                        ("publisher", models.CharField(blank=True, max_length=200, verbose_name="publisher")),
                        (
                            "published",
                            directory.models.partial_dates.PartialDateField(verbose_name="published"),
                        ),
                        ("file", models.CharField(blank=True, max_length=200, verbose_name="file")),
                        ("url", models.URLField(blank=True, max_length=500, verbose_name="link")),
                    ],
                    options={
                        "verbose_name": "source",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("published", ""),
                                    (
                                        "published__regex",
                                        "^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$",
                                    ),
                                    _connector="OR",
                                ),
                                name="source_published_is_a_date",
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "directory_sourcehistory" ("file", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published", "publisher", "slug", "title", "url") VALUES (NEW."file", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."published", NEW."publisher", NEW."slug", NEW."title", NEW."url"); RETURN NULL;',
                                    hash="a9e4a1489aaf936c6e35b327261db1b99e3bf515",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_8ef4c",
                                    table="directory_source",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "directory_sourcehistory" ("file", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published", "publisher", "slug", "title", "url") VALUES (NEW."file", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."published", NEW."publisher", NEW."slug", NEW."title", NEW."url"); RETURN NULL;',
                                    hash="d7ac019728fa7f0e47216444e9be3e393e9af4e2",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_f62b0",
                                    table="directory_source",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "directory_sourcehistory" ("file", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published", "publisher", "slug", "title", "url") VALUES (OLD."file", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."published", OLD."publisher", OLD."slug", OLD."title", OLD."url"); RETURN NULL;',
                                    hash="e7199f62cebe74051a3fb760d331a6aa4e12faea",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_24a6f",
                                    table="directory_source",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SourceHistory",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="history",
                                to="directory.source",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
                        ("slug", models.SlugField(db_index=False, max_length=80)),
                        ("title", models.CharField(max_length=300, verbose_name="title")),
                        ("publisher", models.CharField(blank=True, max_length=200, verbose_name="publisher")),
                        (
                            "published",
                            directory.models.partial_dates.PartialDateField(verbose_name="published"),
                        ),
                        ("file", models.CharField(blank=True, max_length=200, verbose_name="file")),
                        ("url", models.URLField(blank=True, max_length=500, verbose_name="link")),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Event",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("slug", models.SlugField(max_length=80, unique=True)),
                        ("name", models.CharField(max_length=300, verbose_name="name")),
                        ("held", directory.models.partial_dates.PartialDateField(verbose_name="held")),
                        ("place", models.CharField(blank=True, max_length=200, verbose_name="place")),
                        (
                            "participants",
                            models.CharField(blank=True, max_length=500, verbose_name="participants"),
                        ),
                        (
                            "source",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="events",
                                to="directory.source",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "event",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("held", ""),
                                    (
                                        "held__regex",
                                        "^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$",
                                    ),
                                    _connector="OR",
                                ),
                                name="event_held_is_a_date",
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "directory_eventhistory" ("held", "id", "name", "participants", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "slug", "source_id") VALUES (NEW."held", NEW."id", NEW."name", NEW."participants", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."place", NEW."slug", NEW."source_id"); RETURN NULL;',
                                    hash="4a5f03e1cae21fd6e545681672700d04e8f48d5d",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_d66f0",
                                    table="directory_event",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "directory_eventhistory" ("held", "id", "name", "participants", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "slug", "source_id") VALUES (NEW."held", NEW."id", NEW."name", NEW."participants", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."place", NEW."slug", NEW."source_id"); RETURN NULL;',
                                    hash="2dc8d17531c7bd2ce5c78a4b697bda6f0707ae52",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_82e8a",
                                    table="directory_event",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "directory_eventhistory" ("held", "id", "name", "participants", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "slug", "source_id") VALUES (OLD."held", OLD."id", OLD."name", OLD."participants", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."place", OLD."slug", OLD."source_id"); RETURN NULL;',
                                    hash="a6031ce714d3d96b6c6e93336cf0696e3144f23f",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_1a6f4",
                                    table="directory_event",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="EventHistory",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="history",
                                to="directory.event",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
                        ("slug", models.SlugField(db_index=False, max_length=80)),
                        ("name", models.CharField(max_length=300, verbose_name="name")),
                        ("held", directory.models.partial_dates.PartialDateField(verbose_name="held")),
                        ("place", models.CharField(blank=True, max_length=200, verbose_name="place")),
                        (
                            "participants",
                            models.CharField(blank=True, max_length=500, verbose_name="participants"),
                        ),
                        (
                            "source",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="directory.source",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Region",
                    fields=[
                        ("name_en", models.CharField(max_length=200, verbose_name="name in English")),
                        (
                            "name_fr",
                            models.CharField(blank=True, max_length=200, verbose_name="name in French"),
                        ),
                        (
                            "name_es",
                            models.CharField(blank=True, max_length=200, verbose_name="name in Spanish"),
                        ),
                        (
                            "name_ar",
                            models.CharField(blank=True, max_length=200, verbose_name="name in Arabic"),
                        ),
                        ("code", models.CharField(max_length=3, primary_key=True, serialize=False)),
                        ("number", models.PositiveSmallIntegerField(unique=True)),
                        (
                            "parent",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="parts",
                                to="directory.region",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("number__range", (1, 999))), name="region_number_in_range"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Country",
                    fields=[
                        ("name_en", models.CharField(max_length=200, verbose_name="name in English")),
                        (
                            "name_fr",
                            models.CharField(blank=True, max_length=200, verbose_name="name in French"),
                        ),
                        (
                            "name_es",
                            models.CharField(blank=True, max_length=200, verbose_name="name in Spanish"),
                        ),
                        (
                            "name_ar",
                            models.CharField(blank=True, max_length=200, verbose_name="name in Arabic"),
                        ),
                        ("code", models.CharField(max_length=2, primary_key=True, serialize=False)),
                        ("number", models.PositiveSmallIntegerField(unique=True)),
                        (
                            "region",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="countries",
                                to="directory.region",
                            ),
                        ),
                        ("also_known_as", models.CharField(blank=True, max_length=500)),
                        (
                            "name_vector",
                            models.GeneratedField(
                                db_persist=True,
                                expression=models.Func(
                                    models.F("name_en"),
                                    models.F("name_fr"),
                                    models.F("name_es"),
                                    models.F("name_ar"),
                                    models.F("also_known_as"),
                                    models.F("code"),
                                    function="public.name_vector",
                                ),
                                output_field=django.contrib.postgres.search.SearchVectorField(),
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "country",
                        "indexes": [
                            django.contrib.postgres.indexes.GinIndex(
                                models.F("name_vector"), name="country_name_vector"
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("number__range", (1, 999))),
                                name="country_number_in_range",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Language",
                    fields=[
                        ("name_en", models.CharField(max_length=200, verbose_name="name in English")),
                        (
                            "name_fr",
                            models.CharField(blank=True, max_length=200, verbose_name="name in French"),
                        ),
                        (
                            "name_es",
                            models.CharField(blank=True, max_length=200, verbose_name="name in Spanish"),
                        ),
                        (
                            "name_ar",
                            models.CharField(blank=True, max_length=200, verbose_name="name in Arabic"),
                        ),
                        ("code", models.CharField(max_length=12, primary_key=True, serialize=False)),
                        ("number", models.PositiveSmallIntegerField(unique=True)),
                    ],
                    options={
                        "verbose_name": "language",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("number__range", (1, 999))),
                                name="language_number_in_range",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Sector",
                    fields=[
                        ("name_en", models.CharField(max_length=200, verbose_name="name in English")),
                        (
                            "name_fr",
                            models.CharField(blank=True, max_length=200, verbose_name="name in French"),
                        ),
                        (
                            "name_es",
                            models.CharField(blank=True, max_length=200, verbose_name="name in Spanish"),
                        ),
                        (
                            "name_ar",
                            models.CharField(blank=True, max_length=200, verbose_name="name in Arabic"),
                        ),
                        ("slug", models.SlugField(max_length=60, primary_key=True, serialize=False)),
                        ("number", models.PositiveSmallIntegerField(unique=True)),
                        ("other_terms", models.TextField(blank=True, verbose_name="other terms")),
                        ("former_terms", models.TextField(blank=True, verbose_name="former terms")),
                        (
                            "name_vector",
                            models.GeneratedField(
                                db_persist=True,
                                expression=models.Func(
                                    models.F("name_en"),
                                    models.F("name_fr"),
                                    models.F("name_es"),
                                    models.F("name_ar"),
                                    models.F("other_terms"),
                                    models.F("former_terms"),
                                    function="public.name_vector",
                                ),
                                output_field=django.contrib.postgres.search.SearchVectorField(),
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "sector",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("number__range", (1, 999))), name="sector_number_in_range"
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "directory_sectorhistory" ("former_terms", "name_ar", "name_en", "name_es", "name_fr", "number", "other_terms", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug") VALUES (NEW."former_terms", NEW."name_ar", NEW."name_en", NEW."name_es", NEW."name_fr", NEW."number", NEW."other_terms", _pgh_attach_context(), NOW(), \'insert\', NEW."slug", NEW."slug"); RETURN NULL;',
                                    hash="dc83e2fa0d72f412792d6f2feb111107d2754918",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_9b7c8",
                                    table="directory_sector",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition='WHEN (OLD."former_terms" IS DISTINCT FROM (NEW."former_terms") OR OLD."name_ar" IS DISTINCT FROM (NEW."name_ar") OR OLD."name_en" IS DISTINCT FROM (NEW."name_en") OR OLD."name_es" IS DISTINCT FROM (NEW."name_es") OR OLD."name_fr" IS DISTINCT FROM (NEW."name_fr") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."other_terms" IS DISTINCT FROM (NEW."other_terms") OR OLD."slug" IS DISTINCT FROM (NEW."slug"))',
                                    func='INSERT INTO "directory_sectorhistory" ("former_terms", "name_ar", "name_en", "name_es", "name_fr", "number", "other_terms", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug") VALUES (NEW."former_terms", NEW."name_ar", NEW."name_en", NEW."name_es", NEW."name_fr", NEW."number", NEW."other_terms", _pgh_attach_context(), NOW(), \'update\', NEW."slug", NEW."slug"); RETURN NULL;',
                                    hash="1b2d23f2a377bc0c8134ed1624a93ef566e0126b",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_bf34d",
                                    table="directory_sector",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "directory_sectorhistory" ("former_terms", "name_ar", "name_en", "name_es", "name_fr", "number", "other_terms", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug") VALUES (OLD."former_terms", OLD."name_ar", OLD."name_en", OLD."name_es", OLD."name_fr", OLD."number", OLD."other_terms", _pgh_attach_context(), NOW(), \'delete\', OLD."slug", OLD."slug"); RETURN NULL;',
                                    hash="948ad18e3894d8a40fba31b6c5743d876cfe881c",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_bda2a",
                                    table="directory_sector",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SectorHistory",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="history",
                                to="directory.sector",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        ("name_en", models.CharField(max_length=200, verbose_name="name in English")),
                        (
                            "name_fr",
                            models.CharField(blank=True, max_length=200, verbose_name="name in French"),
                        ),
                        (
                            "name_es",
                            models.CharField(blank=True, max_length=200, verbose_name="name in Spanish"),
                        ),
                        (
                            "name_ar",
                            models.CharField(blank=True, max_length=200, verbose_name="name in Arabic"),
                        ),
                        ("slug", models.SlugField(db_index=False, max_length=60, serialize=False)),
                        ("number", models.PositiveSmallIntegerField()),
                        ("other_terms", models.TextField(blank=True, verbose_name="other terms")),
                        ("former_terms", models.TextField(blank=True, verbose_name="former terms")),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Topic",
                    fields=[
                        ("name_en", models.CharField(max_length=200, verbose_name="name in English")),
                        (
                            "name_fr",
                            models.CharField(blank=True, max_length=200, verbose_name="name in French"),
                        ),
                        (
                            "name_es",
                            models.CharField(blank=True, max_length=200, verbose_name="name in Spanish"),
                        ),
                        (
                            "name_ar",
                            models.CharField(blank=True, max_length=200, verbose_name="name in Arabic"),
                        ),
                        ("slug", models.SlugField(max_length=60, primary_key=True, serialize=False)),
                        ("number", models.PositiveSmallIntegerField(unique=True)),
                        ("other_terms", models.TextField(blank=True, verbose_name="other terms")),
                        ("former_terms", models.TextField(blank=True, verbose_name="former terms")),
                        (
                            "name_vector",
                            models.GeneratedField(
                                db_persist=True,
                                expression=models.Func(
                                    models.F("name_en"),
                                    models.F("name_fr"),
                                    models.F("name_es"),
                                    models.F("name_ar"),
                                    models.F("other_terms"),
                                    models.F("former_terms"),
                                    function="public.name_vector",
                                ),
                                output_field=django.contrib.postgres.search.SearchVectorField(),
                            ),
                        ),
                        ("forum", models.CharField(blank=True, max_length=200)),
                    ],
                    options={
                        "verbose_name": "topic",
                        "indexes": [
                            django.contrib.postgres.indexes.GinIndex(
                                models.F("name_vector"), name="topic_name_vector"
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("number__range", (1, 999))), name="topic_number_in_range"
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "directory_topichistory" ("former_terms", "forum", "name_ar", "name_en", "name_es", "name_fr", "number", "other_terms", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug") VALUES (NEW."former_terms", NEW."forum", NEW."name_ar", NEW."name_en", NEW."name_es", NEW."name_fr", NEW."number", NEW."other_terms", _pgh_attach_context(), NOW(), \'insert\', NEW."slug", NEW."slug"); RETURN NULL;',
                                    hash="df61f812169f1fe5c3dd8c905ed35747db2110ae",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_4ef60",
                                    table="directory_topic",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition='WHEN (OLD."former_terms" IS DISTINCT FROM (NEW."former_terms") OR OLD."forum" IS DISTINCT FROM (NEW."forum") OR OLD."name_ar" IS DISTINCT FROM (NEW."name_ar") OR OLD."name_en" IS DISTINCT FROM (NEW."name_en") OR OLD."name_es" IS DISTINCT FROM (NEW."name_es") OR OLD."name_fr" IS DISTINCT FROM (NEW."name_fr") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."other_terms" IS DISTINCT FROM (NEW."other_terms") OR OLD."slug" IS DISTINCT FROM (NEW."slug"))',
                                    func='INSERT INTO "directory_topichistory" ("former_terms", "forum", "name_ar", "name_en", "name_es", "name_fr", "number", "other_terms", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug") VALUES (NEW."former_terms", NEW."forum", NEW."name_ar", NEW."name_en", NEW."name_es", NEW."name_fr", NEW."number", NEW."other_terms", _pgh_attach_context(), NOW(), \'update\', NEW."slug", NEW."slug"); RETURN NULL;',
                                    hash="adc5e2a171b4fab934b4d418cb8c9b815008d4b1",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_4936f",
                                    table="directory_topic",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "directory_topichistory" ("former_terms", "forum", "name_ar", "name_en", "name_es", "name_fr", "number", "other_terms", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug") VALUES (OLD."former_terms", OLD."forum", OLD."name_ar", OLD."name_en", OLD."name_es", OLD."name_fr", OLD."number", OLD."other_terms", _pgh_attach_context(), NOW(), \'delete\', OLD."slug", OLD."slug"); RETURN NULL;',
                                    hash="6339a155c3fe60e3489dec6c912439e1225243d2",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_207c3",
                                    table="directory_topic",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TopicHistory",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="history",
                                to="directory.topic",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        ("name_en", models.CharField(max_length=200, verbose_name="name in English")),
                        (
                            "name_fr",
                            models.CharField(blank=True, max_length=200, verbose_name="name in French"),
                        ),
                        (
                            "name_es",
                            models.CharField(blank=True, max_length=200, verbose_name="name in Spanish"),
                        ),
                        (
                            "name_ar",
                            models.CharField(blank=True, max_length=200, verbose_name="name in Arabic"),
                        ),
                        ("slug", models.SlugField(db_index=False, max_length=60, serialize=False)),
                        ("number", models.PositiveSmallIntegerField()),
                        ("other_terms", models.TextField(blank=True, verbose_name="other terms")),
                        ("former_terms", models.TextField(blank=True, verbose_name="former terms")),
                        ("forum", models.CharField(blank=True, max_length=200)),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Organisation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("slug", models.SlugField(max_length=80, unique=True)),
                        ("name", models.CharField(max_length=200, verbose_name="name")),
                        ("acronym", models.CharField(blank=True, max_length=40, verbose_name="acronym")),
                        (
                            "sector",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="organisations",
                                to="directory.sector",
                                verbose_name="sector",
                            ),
                        ),
                        (
                            "country",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="organisations",
                                to="directory.country",
                                verbose_name="home country",
                            ),
                        ),
                        (
                            "is_international",
                            models.BooleanField(default=False, verbose_name="international"),
                        ),
                        (
                            "country_basis",
                            models.CharField(
                                blank=True,
                                choices=[("stated", "stated by the source"), ("known", "general knowledge")],
                                max_length=10,
                                verbose_name="how the country is known",
                            ),
                        ),
                        (
                            "parent",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="children",
                                to="directory.organisation",
                                verbose_name="part of",
                            ),
                        ),
                        ("website", models.URLField(blank=True, max_length=500, verbose_name="website")),
                        (
                            "source",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="organisations",
                                to="directory.source",
                            ),
                        ),
                        ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("removed_at", models.DateTimeField(blank=True, null=True)),
                        ("removal_reason", models.CharField(blank=True, max_length=300)),
                        ("is_sample", models.BooleanField(default=False, verbose_name="sample")),
                        (
                            "name_vector",
                            models.GeneratedField(
                                db_persist=True,
                                expression=models.Func(
                                    models.F("name"), models.F("acronym"), function="public.name_vector"
                                ),
                                output_field=django.contrib.postgres.search.SearchVectorField(),
                            ),
                        ),
                        (
                            "successors",
                            models.ManyToManyField(
                                related_name="predecessors",
                                through="directory.Succession",
                                to="directory.organisation",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "organisation",
                        "indexes": [
                            django.contrib.postgres.indexes.GinIndex(
                                models.F("name_vector"), name="organisation_name_vector"
                            ),
                            models.Index(models.F("name"), name="organisation_name"),
                            models.Index(
                                models.F("id"),
                                condition=models.Q(("removed_at__isnull", False)),
                                name="organisation_removed",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("is_international", False), ("country", None), _connector="OR"
                                ),
                                name="organisation_international_without_country",
                                violation_error_message="An international organisation has no home country.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("parent", None),
                                    models.Q(("parent", models.F("pk")), _negated=True),
                                    _connector="OR",
                                ),
                                name="organisation_not_its_own_parent",
                                violation_error_message="An organisation cannot be a part of itself.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("country_basis__in", ["", "stated", "known"])),
                                name="organisation_country_basis_known",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "directory_organisationhistory" ("acronym", "country_basis", "country_id", "created_at", "id", "is_international", "is_sample", "name", "parent_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "removal_reason", "removed_at", "sector_id", "slug", "source_id", "website") VALUES (NEW."acronym", NEW."country_basis", NEW."country_id", NEW."created_at", NEW."id", NEW."is_international", NEW."is_sample", NEW."name", NEW."parent_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."removal_reason", NEW."removed_at", NEW."sector_id", NEW."slug", NEW."source_id", NEW."website"); RETURN NULL;',
                                    hash="0428f1b09b833209c55447cd2c9add9bffa45b95",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_fd0fd",
                                    table="directory_organisation",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition='WHEN (OLD."acronym" IS DISTINCT FROM (NEW."acronym") OR OLD."country_id" IS DISTINCT FROM (NEW."country_id") OR OLD."country_basis" IS DISTINCT FROM (NEW."country_basis") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_international" IS DISTINCT FROM (NEW."is_international") OR OLD."is_sample" IS DISTINCT FROM (NEW."is_sample") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."parent_id" IS DISTINCT FROM (NEW."parent_id") OR OLD."removal_reason" IS DISTINCT FROM (NEW."removal_reason") OR OLD."removed_at" IS DISTINCT FROM (NEW."removed_at") OR OLD."sector_id" IS DISTINCT FROM (NEW."sector_id") OR OLD."slug" IS DISTINCT FROM (NEW."slug") OR OLD."source_id" IS DISTINCT FROM (NEW."source_id") OR OLD."website" IS DISTINCT FROM (NEW."website"))',
                                    func='INSERT INTO "directory_organisationhistory" ("acronym", "country_basis", "country_id", "created_at", "id", "is_international", "is_sample", "name", "parent_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "removal_reason", "removed_at", "sector_id", "slug", "source_id", "website") VALUES (NEW."acronym", NEW."country_basis", NEW."country_id", NEW."created_at", NEW."id", NEW."is_international", NEW."is_sample", NEW."name", NEW."parent_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."removal_reason", NEW."removed_at", NEW."sector_id", NEW."slug", NEW."source_id", NEW."website"); RETURN NULL;',
                                    hash="3a535fda972b4d3249088224a445a9fefe2f1dd7",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_17175",
                                    table="directory_organisation",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "directory_organisationhistory" ("acronym", "country_basis", "country_id", "created_at", "id", "is_international", "is_sample", "name", "parent_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "removal_reason", "removed_at", "sector_id", "slug", "source_id", "website") VALUES (OLD."acronym", OLD."country_basis", OLD."country_id", OLD."created_at", OLD."id", OLD."is_international", OLD."is_sample", OLD."name", OLD."parent_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."removal_reason", OLD."removed_at", OLD."sector_id", OLD."slug", OLD."source_id", OLD."website"); RETURN NULL;',
                                    hash="bfeef523f9a9ede9d36612d42b765a19750d1107",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_d686f",
                                    table="directory_organisation",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OrganisationHistory",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="history",
                                to="directory.organisation",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
                        ("slug", models.SlugField(db_index=False, max_length=80)),
                        ("name", models.CharField(max_length=200, verbose_name="name")),
                        ("acronym", models.CharField(blank=True, max_length=40, verbose_name="acronym")),
                        (
                            "sector",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="directory.sector",
                                verbose_name="sector",
                            ),
                        ),
                        (
                            "country",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="directory.country",
                                verbose_name="home country",
                            ),
                        ),
                        (
                            "is_international",
                            models.BooleanField(default=False, verbose_name="international"),
                        ),
                        (
                            "country_basis",
                            models.CharField(
                                blank=True,
                                choices=[("stated", "stated by the source"), ("known", "general knowledge")],
                                max_length=10,
                                verbose_name="how the country is known",
                            ),
                        ),
                        (
                            "parent",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="directory.organisation",
                                verbose_name="part of",
                            ),
                        ),
                        ("website", models.URLField(blank=True, max_length=500, verbose_name="website")),
                        (
                            "source",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="directory.source",
                            ),
                        ),
                        ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("removed_at", models.DateTimeField(blank=True, null=True)),
                        ("removal_reason", models.CharField(blank=True, max_length=300)),
                        ("is_sample", models.BooleanField(default=False, verbose_name="sample")),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Succession",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "predecessor",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="directory.organisation",
                            ),
                        ),
                        (
                            "successor",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="directory.organisation",
                            ),
                        ),
                        ("happened", directory.models.partial_dates.PartialDateField(verbose_name="when")),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("predecessor", "successor"), name="succession_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("predecessor", models.F("successor")), _negated=True),
                                name="succession_between_two_organisations",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("happened", ""),
                                    (
                                        "happened__regex",
                                        "^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$",
                                    ),
                                    _connector="OR",
                                ),
                                name="succession_happened_is_a_date",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "directory_successionhistory" ("happened", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "predecessor_id", "successor_id") VALUES (NEW."happened", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."predecessor_id", NEW."successor_id"); RETURN NULL;',
                                    hash="308939f78dbcd87b29b290cb250394d5a1f1e6c1",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_c939e",
                                    table="directory_succession",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "directory_successionhistory" ("happened", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "predecessor_id", "successor_id") VALUES (NEW."happened", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."predecessor_id", NEW."successor_id"); RETURN NULL;',
                                    hash="dfddb71e4e37f011eb58f6fe801e638bfd367077",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_07344",
                                    table="directory_succession",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "directory_successionhistory" ("happened", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "predecessor_id", "successor_id") VALUES (OLD."happened", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."predecessor_id", OLD."successor_id"); RETURN NULL;',
                                    hash="55bd5592f2a0e3e9c7cb27ac529d63da43506735",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_37366",
                                    table="directory_succession",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SuccessionHistory",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="history",
                                to="directory.succession",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
                        (
                            "predecessor",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="directory.organisation",
                            ),
                        ),
                        (
                            "successor",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="directory.organisation",
                            ),
                        ),
                        ("happened", directory.models.partial_dates.PartialDateField(verbose_name="when")),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Identifier",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="identifiers",
                                to="directory.organisation",
                            ),
                        ),
                        ("scheme", models.CharField(max_length=40, verbose_name="register")),
                        ("value", models.CharField(max_length=100, verbose_name="number")),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("scheme", "value"), name="identifier_of_one_organisation"
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "directory_identifierhistory" ("id", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "scheme", "value") VALUES (NEW."id", NEW."organisation_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."scheme", NEW."value"); RETURN NULL;',
                                    hash="f136f27e44c1bea69c4dd8920aea783a9902dee7",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_558f1",
                                    table="directory_identifier",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "directory_identifierhistory" ("id", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "scheme", "value") VALUES (NEW."id", NEW."organisation_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."scheme", NEW."value"); RETURN NULL;',
                                    hash="4c117e6356d91602d0ee73369a4b4548f75f7b2f",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_416f2",
                                    table="directory_identifier",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "directory_identifierhistory" ("id", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "scheme", "value") VALUES (OLD."id", OLD."organisation_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."scheme", OLD."value"); RETURN NULL;',
                                    hash="1a63f0551f81cdd3a1ed4a85028a6369a3bd2c82",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_fad80",
                                    table="directory_identifier",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="IdentifierHistory",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="history",
                                to="directory.identifier",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
                        (
                            "organisation",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="directory.organisation",
                            ),
                        ),
                        ("scheme", models.CharField(max_length=40, verbose_name="register")),
                        ("value", models.CharField(max_length=100, verbose_name="number")),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="OtherName",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="other_names",
                                to="directory.organisation",
                            ),
                        ),
                        (
                            "partnership",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="other_names",
                                to="directory.partnership",
                            ),
                        ),
                        ("name", models.CharField(max_length=200, verbose_name="name")),
                        (
                            "kind",
                            models.CharField(
                                choices=[("other", "also known as"), ("former", "formerly")], max_length=10
                            ),
                        ),
                        (
                            "name_vector",
                            models.GeneratedField(
                                db_persist=True,
                                expression=models.Func(models.F("name"), function="public.name_vector"),
                                output_field=django.contrib.postgres.search.SearchVectorField(),
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            django.contrib.postgres.indexes.GinIndex(
                                models.F("name_vector"), name="other_name_vector"
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("organisation", None), ("partnership", None), _connector="XOR"
                                ),
                                name="other_name_of_one_record",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("kind__in", ["other", "former"])),
                                name="other_name_kind_known",
                            ),
                            models.UniqueConstraint(
                                fields=("organisation", "partnership", "name"),
                                name="other_name_once",
                                nulls_distinct=False,
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "directory_othernamehistory" ("id", "kind", "name", "organisation_id", "partnership_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."id", NEW."kind", NEW."name", NEW."organisation_id", NEW."partnership_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;',
                                    hash="f104b35ae328b22461a0852e2ef40a40996c1814",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_0642d",
                                    table="directory_othername",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."organisation_id" IS DISTINCT FROM (NEW."organisation_id") OR OLD."partnership_id" IS DISTINCT FROM (NEW."partnership_id"))',
                                    func='INSERT INTO "directory_othernamehistory" ("id", "kind", "name", "organisation_id", "partnership_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."id", NEW."kind", NEW."name", NEW."organisation_id", NEW."partnership_id", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;',
                                    hash="77e1749bc47c2a63f570cc4dd0fa626bdd460153",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_e06c4",
                                    table="directory_othername",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "directory_othernamehistory" ("id", "kind", "name", "organisation_id", "partnership_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."id", OLD."kind", OLD."name", OLD."organisation_id", OLD."partnership_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;',
                                    hash="3d0562ef1031b0ec07620735dc4c45741c41abf2",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_49c3a",
                                    table="directory_othername",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OtherNameHistory",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="history",
                                to="directory.othername",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
                        (
                            "organisation",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="directory.organisation",
                            ),
                        ),
                        (
                            "partnership",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="directory.partnership",
                            ),
                        ),
                        ("name", models.CharField(max_length=200, verbose_name="name")),
                        (
                            "kind",
                            models.CharField(
                                choices=[("other", "also known as"), ("former", "formerly")], max_length=10
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Partnership",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("slug", models.SlugField(max_length=80, unique=True)),
                        ("title", models.CharField(max_length=200, verbose_name="title")),
                        ("acronym", models.CharField(blank=True, max_length=40, verbose_name="acronym")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("network", "Network"),
                                    ("task_force", "Task force"),
                                    ("forum", "Forum"),
                                    ("joint_centre", "Joint centre"),
                                    ("programme", "Programme"),
                                    ("campaign", "Campaign"),
                                    ("joint_project", "Joint project"),
                                    ("joint_operation", "Joint operation"),
                                    ("shared_system", "Shared system"),
                                    ("agreement", "Agreement"),
                                    ("fund", "Fund"),
                                    ("training", "Training"),
                                    ("event_partnership", "Event partnership"),
                                ],
                                max_length=20,
                                verbose_name="kind",
                            ),
                        ),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("planned", "Planned"),
                                    ("active", "Active"),
                                    ("paused", "Paused"),
                                    ("ended", "Ended"),
                                ],
                                max_length=10,
                                verbose_name="status",
                            ),
                        ),
                        ("started", directory.models.partial_dates.PartialDateField(verbose_name="started")),
                        ("ended", directory.models.partial_dates.PartialDateField(verbose_name="ended")),
                        ("summary", models.TextField(max_length=1000, verbose_name="summary")),
                        (
                            "description",
                            models.TextField(blank=True, max_length=10000, verbose_name="description"),
                        ),
                        ("website", models.URLField(blank=True, max_length=500, verbose_name="website")),
                        (
                            "links",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.URLField(max_length=500),
                                blank=True,
                                db_default=[],
                                default=list,
                                size=None,
                                verbose_name="further links",
                            ),
                        ),
                        (
                            "legal_basis",
                            models.TextField(
                                blank=True,
                                db_default="",
                                default="",
                                max_length=1000,
                                verbose_name="legal basis",
                            ),
                        ),
                        (
                            "evaluation",
                            models.TextField(
                                blank=True,
                                db_default="",
                                default="",
                                max_length=2000,
                                verbose_name="evaluation",
                            ),
                        ),
                        (
                            "source",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="partnerships",
                                to="directory.source",
                            ),
                        ),
                        (
                            "confirmed_on",
                            models.DateField(
                                blank=True, null=True, verbose_name="last confirmed by its organisations"
                            ),
                        ),
                        ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("removed_at", models.DateTimeField(blank=True, null=True)),
                        ("removal_reason", models.CharField(blank=True, max_length=300)),
                        (
                            "countries",
                            models.ManyToManyField(
                                related_name="partnerships",
                                through="directory.PartnershipCountry",
                                to="directory.country",
                            ),
                        ),
                        (
                            "sectors",
                            models.ManyToManyField(
                                related_name="partnerships",
                                through="directory.PartnershipSector",
                                to="directory.sector",
                            ),
                        ),
                        (
                            "topics",
                            models.ManyToManyField(
                                related_name="partnerships",
                                through="directory.PartnershipTopic",
                                to="directory.topic",
                            ),
                        ),
                        (
                            "languages",
                            models.ManyToManyField(
                                related_name="partnerships",
                                through="directory.PartnershipLanguage",
                                to="directory.language",
                            ),
                        ),
                        (
                            "sought_countries",
                            models.ManyToManyField(
                                related_name="seeking_partnerships",
                                through="directory.PartnershipSoughtCountry",
                                to="directory.country",
                            ),
                        ),
                        (
                            "sought_sectors",
                            models.ManyToManyField(
                                related_name="seeking_partnerships",
                                through="directory.PartnershipSoughtSector",
                                to="directory.sector",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "partnership",
                        "indexes": [
                            models.Index(
                                models.F("id"),
                                condition=models.Q(("removed_at__isnull", False)),
                                name="partnership_removed",
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "kind__in",
                                        [
                                            "network",
                                            "task_force",
                                            "forum",
                                            "joint_centre",
                                            "programme",
                                            "campaign",
                                            "joint_project",
                                            "joint_operation",
                                            "shared_system",
                                            "agreement",
                                            "fund",
                                            "training",
                                            "event_partnership",
                                        ],
                                    )
                                ),
                                name="partnership_kind_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("status__in", ["planned", "active", "paused", "ended"])),
                                name="partnership_status_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("started", ""),
                                        (
                                            "started__regex",
                                            "^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$",
                                        ),
                                        _connector="OR",
                                    ),
                                    models.Q(
                                        ("ended", ""),
                                        (
                                            "ended__regex",
                                            "^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$",
                                        ),
                                        _connector="OR",
                                    ),
                                ),
                                name="partnership_dates_are_dates",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ended", ""),
                                    (
                                        "ended__gte",
                                        django.db.models.functions.text.Left(
                                            "started", django.db.models.functions.text.Length("ended")
                                        ),
                                    ),
                                    _connector="OR",
                                ),
                                name="partnership_ends_after_it_starts",
                                violation_error_message="A partnership cannot end before it starts.",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "directory_partnershiphistory" ("acronym", "confirmed_on", "created_at", "description", "ended", "evaluation", "id", "kind", "legal_basis", "links", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "removal_reason", "removed_at", "slug", "source_id", "started", "status", "summary", "title", "website") VALUES (NEW."acronym", NEW."confirmed_on", NEW."created_at", NEW."description", NEW."ended", NEW."evaluation", NEW."id", NEW."kind", NEW."legal_basis", NEW."links", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."removal_reason", NEW."removed_at", NEW."slug", NEW."source_id", NEW."started", NEW."status", NEW."summary", NEW."title", NEW."website"); RETURN NULL;',
                                    hash="e80b23584149d6217f54ffb5fae3b116a484c40e",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_30ba4",
                                    table="directory_partnership",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "directory_partnershiphistory" ("acronym", "confirmed_on", "created_at", "description", "ended", "evaluation", "id", "kind", "legal_basis", "links", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "removal_reason", "removed_at", "slug", "source_id", "started", "status", "summary", "title", "website") VALUES (NEW."acronym", NEW."confirmed_on", NEW."created_at", NEW."description", NEW."ended", NEW."evaluation", NEW."id", NEW."kind", NEW."legal_basis", NEW."links", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."removal_reason", NEW."removed_at", NEW."slug", NEW."source_id", NEW."started", NEW."status", NEW."summary", NEW."title", NEW."website"); RETURN NULL;',
                                    hash="c750e6177b2d173b4092006bd1c0032b96d862a7",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_47611",
                                    table="directory_partnership",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "directory_partnershiphistory" ("acronym", "confirmed_on", "created_at", "description", "ended", "evaluation", "id", "kind", "legal_basis", "links", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "removal_reason", "removed_at", "slug", "source_id", "started", "status", "summary", "title", "website") VALUES (OLD."acronym", OLD."confirmed_on", OLD."created_at", OLD."description", OLD."ended", OLD."evaluation", OLD."id", OLD."kind", OLD."legal_basis", OLD."links", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."removal_reason", OLD."removed_at", OLD."slug", OLD."source_id", OLD."started", OLD."status", OLD."summary", OLD."title", OLD."website"); RETURN NULL;',
                                    hash="f8e3ec90ba854af5a0165ae2eb73a86e486641ec",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_25d4c",
                                    table="directory_partnership",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PartnershipHistory",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="history",
                                to="directory.partnership",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
                        ("slug", models.SlugField(db_index=False, max_length=80)),
                        ("title", models.CharField(max_length=200, verbose_name="title")),
                        ("acronym", models.CharField(blank=True, max_length=40, verbose_name="acronym")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("network", "Network"),
                                    ("task_force", "Task force"),
                                    ("forum", "Forum"),
                                    ("joint_centre", "Joint centre"),
                                    ("programme", "Programme"),
                                    ("campaign", "Campaign"),
                                    ("joint_project", "Joint project"),
                                    ("joint_operation", "Joint operation"),
                                    ("shared_system", "Shared system"),
                                    ("agreement", "Agreement"),
                                    ("fund", "Fund"),
                                    ("training", "Training"),
                                    ("event_partnership", "Event partnership"),
                                ],
                                max_length=20,
                                verbose_name="kind",
                            ),
                        ),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("planned", "Planned"),
                                    ("active", "Active"),
                                    ("paused", "Paused"),
                                    ("ended", "Ended"),
                                ],
                                max_length=10,
                                verbose_name="status",
                            ),
                        ),
                        ("started", directory.models.partial_dates.PartialDateField(verbose_name="started")),
                        ("ended", directory.models.partial_dates.PartialDateField(verbose_name="ended")),
                        ("summary", models.TextField(max_length=1000, verbose_name="summary")),
                        (
                            "description",
                            models.TextField(blank=True, max_length=10000, verbose_name="description"),
                        ),
                        ("website", models.URLField(blank=True, max_length=500, verbose_name="website")),
                        (
                            "links",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.URLField(max_length=500),
                                blank=True,
                                db_default=[],
                                default=list,
                                size=None,
                                verbose_name="further links",
                            ),
                        ),
                        (
                            "legal_basis",
                            models.TextField(
                                blank=True,
                                db_default="",
                                default="",
                                max_length=1000,
                                verbose_name="legal basis",
                            ),
                        ),
                        (
                            "evaluation",
                            models.TextField(
                                blank=True,
                                db_default="",
                                default="",
                                max_length=2000,
                                verbose_name="evaluation",
                            ),
                        ),
                        (
                            "source",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="directory.source",
                            ),
                        ),
                        (
                            "confirmed_on",
                            models.DateField(
                                blank=True, null=True, verbose_name="last confirmed by its organisations"
                            ),
                        ),
                        ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("removed_at", models.DateTimeField(blank=True, null=True)),
                        ("removal_reason", models.CharField(blank=True, max_length=300)),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="PartnershipCountry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "partnership",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="directory.partnership",
                            ),
                        ),
                        (
                            "country",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="directory.country",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("partnership", "country"), name="partnership_country_once"
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "directory_partnershipcountryhistory" ("country_id", "id", "partnership_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."country_id", NEW."id", NEW."partnership_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;',
                                    hash="73e1b8410a4e8b0d21dd8ee1ec696a06fabc6f44",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_f7a34",
                                    table="directory_partnershipcountry",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "directory_partnershipcountryhistory" ("country_id", "id", "partnership_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."country_id", NEW."id", NEW."partnership_id", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;',
                                    hash="c033735ee2473ff93fa130be52c6cffcb115d4d9",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_be8ec",
                                    table="directory_partnershipcountry",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "directory_partnershipcountryhistory" ("country_id", "id", "partnership_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."country_id", OLD."id", OLD."partnership_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;',
                                    hash="1e90fe36b9accdf10e3517abb40ea9ba5b9a5338",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_d9970",
                                    table="directory_partnershipcountry",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PartnershipCountryHistory",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="history",
                                to="directory.partnershipcountry",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
                        (
                            "partnership",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="directory.partnership",
                            ),
                        ),
                        (
                            "country",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="directory.country",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="PartnershipSector",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "partnership",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="directory.partnership",
                            ),
                        ),
                        (
                            "sector",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="directory.sector",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("partnership", "sector"), name="partnership_sector_once"
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "directory_partnershipsectorhistory" ("id", "partnership_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sector_id") VALUES (NEW."id", NEW."partnership_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."sector_id"); RETURN NULL;',
                                    hash="d81103d69597dd91fa8149ce293bf8e28013973a",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_7c5d8",
                                    table="directory_partnershipsector",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "directory_partnershipsectorhistory" ("id", "partnership_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sector_id") VALUES (NEW."id", NEW."partnership_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."sector_id"); RETURN NULL;',
                                    hash="0e19a090f21f03be438a85c3fac0fd6e47fb370c",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_2b317",
                                    table="directory_partnershipsector",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "directory_partnershipsectorhistory" ("id", "partnership_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sector_id") VALUES (OLD."id", OLD."partnership_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."sector_id"); RETURN NULL;',
                                    hash="5cda70cf6dbf7d10dcd326a30a8365e98c039546",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_46368",
                                    table="directory_partnershipsector",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PartnershipSectorHistory",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="history",
                                to="directory.partnershipsector",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
                        (
                            "partnership",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="directory.partnership",
                            ),
                        ),
                        (
                            "sector",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="directory.sector",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="PartnershipTopic",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "partnership",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="directory.partnership",
                            ),
                        ),
                        (
                            "topic",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="directory.topic",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("partnership", "topic"), name="partnership_topic_once"
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "directory_partnershiptopichistory" ("id", "partnership_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "topic_id") VALUES (NEW."id", NEW."partnership_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."topic_id"); RETURN NULL;',
                                    hash="0ab4eaf2bbc38852bd94c90142388eaeae2ebf52",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_ac98e",
                                    table="directory_partnershiptopic",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "directory_partnershiptopichistory" ("id", "partnership_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "topic_id") VALUES (NEW."id", NEW."partnership_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."topic_id"); RETURN NULL;',
                                    hash="9b4ace0fb4c7382dba1abe848f79840c20f410df",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_282dd",
                                    table="directory_partnershiptopic",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "directory_partnershiptopichistory" ("id", "partnership_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "topic_id") VALUES (OLD."id", OLD."partnership_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."topic_id"); RETURN NULL;',
                                    hash="f1ac85d96b4aa284387d166e3696fbf336bd0d1e",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_6190c",
                                    table="directory_partnershiptopic",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PartnershipTopicHistory",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="history",
                                to="directory.partnershiptopic",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
                        (
                            "partnership",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="directory.partnership",
                            ),
                        ),
                        (
                            "topic",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="directory.topic",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="PartnershipLanguage",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "partnership",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="directory.partnership",
                            ),
                        ),
                        (
                            "language",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="directory.language",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("partnership", "language"), name="partnership_language_once"
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "directory_partnershiplanguagehistory" ("id", "language_id", "partnership_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."id", NEW."language_id", NEW."partnership_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;',
                                    hash="7055eb75c4af30fa2cd5c69750d7e566c064f539",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_c8013",
                                    table="directory_partnershiplanguage",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "directory_partnershiplanguagehistory" ("id", "language_id", "partnership_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."id", NEW."language_id", NEW."partnership_id", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;',
                                    hash="4cc2c73ebdf486d7d66f1eb104d4dfae54cdb3f4",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_53f32",
                                    table="directory_partnershiplanguage",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "directory_partnershiplanguagehistory" ("id", "language_id", "partnership_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."id", OLD."language_id", OLD."partnership_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;',
                                    hash="4412d6dbc1df80449dacdad066a44beb0c20c212",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_7d58e",
                                    table="directory_partnershiplanguage",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PartnershipLanguageHistory",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="history",
                                to="directory.partnershiplanguage",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
                        (
                            "partnership",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="directory.partnership",
                            ),
                        ),
                        (
                            "language",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="directory.language",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="PartnershipSoughtCountry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "partnership",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="directory.partnership",
                            ),
                        ),
                        (
                            "country",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="directory.country",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("partnership", "country"), name="partnership_sought_country_once"
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "directory_partnershipsoughtcountryhistory" ("country_id", "id", "partnership_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."country_id", NEW."id", NEW."partnership_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;',
                                    hash="00697b7a27cdabb9985f0ad7d01ed93b2a077d8a",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_1ab32",
                                    table="directory_partnershipsoughtcountry",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "directory_partnershipsoughtcountryhistory" ("country_id", "id", "partnership_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."country_id", NEW."id", NEW."partnership_id", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;',
                                    hash="6aebc10f6490bc134f6ba47347a98b9de2be6fa2",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_c5561",
                                    table="directory_partnershipsoughtcountry",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "directory_partnershipsoughtcountryhistory" ("country_id", "id", "partnership_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."country_id", OLD."id", OLD."partnership_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;',
                                    hash="43c8322caaf544188833fbee28990161781f99a0",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_fa1d0",
                                    table="directory_partnershipsoughtcountry",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PartnershipSoughtCountryHistory",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="history",
                                to="directory.partnershipsoughtcountry",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
                        (
                            "partnership",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="directory.partnership",
                            ),
                        ),
                        (
                            "country",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="directory.country",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="PartnershipSoughtSector",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "partnership",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="directory.partnership",
                            ),
                        ),
                        (
                            "sector",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="directory.sector",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("partnership", "sector"), name="partnership_sought_sector_once"
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "directory_partnershipsoughtsectorhistory" ("id", "partnership_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sector_id") VALUES (NEW."id", NEW."partnership_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."sector_id"); RETURN NULL;',
                                    hash="55053f1b34fe9f870ea5880a08c78c78bb7f784c",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_d45e8",
                                    table="directory_partnershipsoughtsector",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "directory_partnershipsoughtsectorhistory" ("id", "partnership_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sector_id") VALUES (NEW."id", NEW."partnership_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."sector_id"); RETURN NULL;',
                                    hash="e1675548c359790b8c731773dee69af8fcad2ae0",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_da3a8",
                                    table="directory_partnershipsoughtsector",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "directory_partnershipsoughtsectorhistory" ("id", "partnership_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sector_id") VALUES (OLD."id", OLD."partnership_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."sector_id"); RETURN NULL;',
                                    hash="10a5542e3d3ad95d97eb236734ae87bc7c76c6dc",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_0ebe6",
                                    table="directory_partnershipsoughtsector",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PartnershipSoughtSectorHistory",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="history",
                                to="directory.partnershipsoughtsector",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
                        (
                            "partnership",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="directory.partnership",
                            ),
                        ),
                        (
                            "sector",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="directory.sector",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Membership",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "partnership",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="memberships",
                                to="directory.partnership",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="memberships",
                                to="directory.organisation",
                            ),
                        ),
                        (
                            "role",
                            models.CharField(
                                choices=[
                                    ("lead", "Lead"),
                                    ("member", "Member"),
                                    ("host", "Host"),
                                    ("funder", "Funder"),
                                    ("supporter", "Supporter"),
                                    ("observer", "Observer"),
                                ],
                                max_length=10,
                                verbose_name="role",
                            ),
                        ),
                        (
                            "standing",
                            models.CharField(
                                choices=[
                                    ("named", "Named by a source"),
                                    ("confirmed", "Confirmed by the organisation"),
                                    ("disputed", "Disputed by the organisation"),
                                    ("declined", "Does not want to be named"),
                                    ("left", "Has left"),
                                ],
                                default="named",
                                max_length=10,
                                verbose_name="standing",
                            ),
                        ),
                        ("joined", directory.models.partial_dates.PartialDateField(verbose_name="joined")),
                        ("left", directory.models.partial_dates.PartialDateField(verbose_name="left")),
                        ("confirmed_on", models.DateField(blank=True, null=True, verbose_name="confirmed")),
                        (
                            "source",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="memberships",
                                to="directory.source",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "membership",
                        "indexes": [
                            models.Index(
                                models.F("organisation"),
                                models.F("partnership"),
                                condition=models.Q(
                                    models.Q(("left", ""), ("standing", "confirmed")),
                                    models.Q(("left", ""), ("source__isnull", False), ("standing", "named")),
                                    _connector="OR",
                                ),
                                name="membership_from_organisation",
                            ),
                            models.Index(
                                models.F("partnership"),
                                models.F("organisation"),
                                condition=models.Q(
                                    models.Q(("left", ""), ("standing", "confirmed")),
                                    models.Q(("left", ""), ("source__isnull", False), ("standing", "named")),
                                    _connector="OR",
                                ),
                                name="membership_from_partnership",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("partnership", "organisation"), name="membership_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "role__in",
                                        ["lead", "member", "host", "funder", "supporter", "observer"],
                                    )
                                ),
                                name="membership_role_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("standing__in", ["named", "confirmed", "disputed", "declined", "left"])
                                ),
                                name="membership_standing_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("joined", ""),
                                        (
                                            "joined__regex",
                                            "^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$",
                                        ),
                                        _connector="OR",
                                    ),
                                    models.Q(
                                        ("left", ""),
                                        (
                                            "left__regex",
                                            "^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$",
                                        ),
                                        _connector="OR",
                                    ),
                                ),
                                name="membership_dates_are_dates",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("left", ""),
                                    (
                                        "left__gte",
                                        django.db.models.functions.text.Left(
                                            "joined", django.db.models.functions.text.Length("left")
                                        ),
                                    ),
                                    _connector="OR",
                                ),
                                name="membership_leaves_after_it_joins",
                                violation_error_message="A member cannot leave before it joins.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("standing", "confirmed"), _negated=True),
                                    ("confirmed_on__isnull", False),
                                    _connector="OR",
                                ),
                                name="membership_confirmed_on_a_day",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "directory_membershiphistory" ("confirmed_on", "id", "joined", "left", "organisation_id", "partnership_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "source_id", "standing") VALUES (NEW."confirmed_on", NEW."id", NEW."joined", NEW."left", NEW."organisation_id", NEW."partnership_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."role", NEW."source_id", NEW."standing"); RETURN NULL;',
                                    hash="9bd28b5a73a282de495acd0bd62a9e5765503a52",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_044d1",
                                    table="directory_membership",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "directory_membershiphistory" ("confirmed_on", "id", "joined", "left", "organisation_id", "partnership_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "source_id", "standing") VALUES (NEW."confirmed_on", NEW."id", NEW."joined", NEW."left", NEW."organisation_id", NEW."partnership_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."role", NEW."source_id", NEW."standing"); RETURN NULL;',
                                    hash="770a25002ab963f19ef974337232d59560c9ac3d",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_4018c",
                                    table="directory_membership",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "directory_membershiphistory" ("confirmed_on", "id", "joined", "left", "organisation_id", "partnership_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "source_id", "standing") VALUES (OLD."confirmed_on", OLD."id", OLD."joined", OLD."left", OLD."organisation_id", OLD."partnership_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."role", OLD."source_id", OLD."standing"); RETURN NULL;',
                                    hash="f03c3b04d7de7861b77c7da1e55553c6e86615da",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_00ac9",
                                    table="directory_membership",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MembershipHistory",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="history",
                                to="directory.membership",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
                        (
                            "partnership",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="directory.partnership",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="directory.organisation",
                            ),
                        ),
                        (
                            "role",
                            models.CharField(
                                choices=[
                                    ("lead", "Lead"),
                                    ("member", "Member"),
                                    ("host", "Host"),
                                    ("funder", "Funder"),
                                    ("supporter", "Supporter"),
                                    ("observer", "Observer"),
                                ],
                                max_length=10,
                                verbose_name="role",
                            ),
                        ),
                        (
                            "standing",
                            models.CharField(
                                choices=[
                                    ("named", "Named by a source"),
                                    ("confirmed", "Confirmed by the organisation"),
                                    ("disputed", "Disputed by the organisation"),
                                    ("declined", "Does not want to be named"),
                                    ("left", "Has left"),
                                ],
                                default="named",
                                max_length=10,
                                verbose_name="standing",
                            ),
                        ),
                        ("joined", directory.models.partial_dates.PartialDateField(verbose_name="joined")),
                        ("left", directory.models.partial_dates.PartialDateField(verbose_name="left")),
                        ("confirmed_on", models.DateField(blank=True, null=True, verbose_name="confirmed")),
                        (
                            "source",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="directory.source",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="FormerAddress",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="former_addresses",
                                to="directory.organisation",
                            ),
                        ),
                        (
                            "partnership",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="former_addresses",
                                to="directory.partnership",
                            ),
                        ),
                        ("slug", models.SlugField(max_length=80)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("organisation", None), ("partnership", None), _connector="XOR"
                                ),
                                name="former_address_of_one_record",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("partnership", None)),
                                fields=("slug",),
                                name="former_organisation_address_once",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("organisation", None)),
                                fields=("slug",),
                                name="former_partnership_address_once",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "directory_formeraddresshistory" ("id", "organisation_id", "partnership_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug") VALUES (NEW."id", NEW."organisation_id", NEW."partnership_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."slug"); RETURN NULL;',
                                    hash="8e6fc1e10764a8ad1223e50980b19d346c181df9",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_a851d",
                                    table="directory_formeraddress",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "directory_formeraddresshistory" ("id", "organisation_id", "partnership_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug") VALUES (NEW."id", NEW."organisation_id", NEW."partnership_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."slug"); RETURN NULL;',
                                    hash="60c5e521a51606083863ced19dd1a7cde6b394e2",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_ab0af",
                                    table="directory_formeraddress",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "directory_formeraddresshistory" ("id", "organisation_id", "partnership_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug") VALUES (OLD."id", OLD."organisation_id", OLD."partnership_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."slug"); RETURN NULL;',
                                    hash="cdd675d0e49a2e80fb00f1c2cebca46bd052653c",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_2fa09",
                                    table="directory_formeraddress",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FormerAddressHistory",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="history",
                                to="directory.formeraddress",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
                        (
                            "organisation",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="directory.organisation",
                            ),
                        ),
                        (
                            "partnership",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="directory.partnership",
                            ),
                        ),
                        ("slug", models.SlugField(db_index=False, max_length=80)),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="ContactPoint",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("slug", models.SlugField(max_length=80, unique=True)),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="contact_points",
                                to="directory.organisation",
                            ),
                        ),
                        ("name", models.CharField(max_length=200, verbose_name="desk")),
                        (
                            "purpose",
                            models.CharField(
                                choices=[
                                    ("general", "General questions"),
                                    ("cooperation", "International cooperation"),
                                    ("reports", "Reports of abuse or of material"),
                                    ("data", "Requests for data by authorities"),
                                    ("training", "Training and prevention"),
                                    ("media", "Questions of the media"),
                                ],
                                default="general",
                                max_length=12,
                                verbose_name="what it is for",
                            ),
                        ),
                        ("mailbox", models.EmailField(blank=True, max_length=254, verbose_name="mailbox")),
                        ("phone", models.CharField(blank=True, max_length=40, verbose_name="phone")),
                        ("web_form", models.URLField(blank=True, max_length=500, verbose_name="web form")),
                        (
                            "is_worldwide",
                            models.BooleanField(default=False, verbose_name="serves every country"),
                        ),
                        ("hours", models.CharField(blank=True, max_length=200, verbose_name="hours")),
                        ("time_zone", models.CharField(blank=True, max_length=40, verbose_name="time zone")),
                        (
                            "is_urgent",
                            models.BooleanField(
                                default=False, verbose_name="takes urgent requests at any hour"
                            ),
                        ),
                        (
                            "requirements",
                            models.TextField(
                                blank=True, max_length=2000, verbose_name="what a request must contain"
                            ),
                        ),
                        (
                            "visibility",
                            models.CharField(
                                choices=[
                                    ("public", "Everybody"),
                                    ("registered", "People with an account"),
                                    ("officials", "Verified officials"),
                                    ("secretariat", "The secretariat only"),
                                ],
                                default="secretariat",
                                max_length=12,
                                verbose_name="who may see it",
                            ),
                        ),
                        ("may_be_tested", models.BooleanField(default=False, verbose_name="may be tested")),
                        ("tested_on", models.DateField(blank=True, null=True, verbose_name="last tested")),
                        (
                            "confirmed_on",
                            models.DateField(blank=True, null=True, verbose_name="last confirmed"),
                        ),
                        ("is_sample", models.BooleanField(default=False, verbose_name="sample")),
                        (
                            "source",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="directory.source",
                            ),
                        ),
                        (
                            "languages",
                            models.ManyToManyField(
                                related_name="+",
                                through="directory.ContactPointLanguage",
                                to="directory.language",
                            ),
                        ),
                        (
                            "topics",
                            models.ManyToManyField(
                                related_name="+", through="directory.ContactPointTopic", to="directory.topic"
                            ),
                        ),
                        (
                            "countries",
                            models.ManyToManyField(
                                related_name="+",
                                through="directory.ContactPointCountry",
                                to="directory.country",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "contact point",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("visibility__in", ["public", "registered", "officials", "secretariat"])
                                ),
                                name="contact_point_visibility_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("mailbox", ""), _negated=True),
                                    models.Q(("phone", ""), _negated=True),
                                    models.Q(("web_form", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="contact_point_can_be_reached",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "purpose__in",
                                        ["general", "cooperation", "reports", "data", "training", "media"],
                                    )
                                ),
                                name="contact_point_purpose_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("time_zone", ""),
                                    ("time_zone__regex", "^[A-Z][A-Za-z_]+(/[A-Za-z0-9_+-]+){0,2}$"),
                                    _connector="OR",
                                ),
                                name="contact_point_time_zone_is_a_name",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "directory_contactpointhistory" ("confirmed_on", "id", "is_sample", "is_urgent", "is_worldwide", "may_be_tested", "name", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "purpose", "slug", "source_id", "tested_on", "time_zone", "visibility") VALUES (NEW."confirmed_on", NEW."id", NEW."is_sample", NEW."is_urgent", NEW."is_worldwide", NEW."may_be_tested", NEW."name", NEW."organisation_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."purpose", NEW."slug", NEW."source_id", NEW."tested_on", NEW."time_zone", NEW."visibility"); RETURN NULL;',
                                    hash="a7ed07b590e3d51ad2c09cf416de1618e8abf733",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_f2d78",
                                    table="directory_contactpoint",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition='WHEN (OLD."confirmed_on" IS DISTINCT FROM (NEW."confirmed_on") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_sample" IS DISTINCT FROM (NEW."is_sample") OR OLD."is_urgent" IS DISTINCT FROM (NEW."is_urgent") OR OLD."is_worldwide" IS DISTINCT FROM (NEW."is_worldwide") OR OLD."may_be_tested" IS DISTINCT FROM (NEW."may_be_tested") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."organisation_id" IS DISTINCT FROM (NEW."organisation_id") OR OLD."purpose" IS DISTINCT FROM (NEW."purpose") OR OLD."slug" IS DISTINCT FROM (NEW."slug") OR OLD."source_id" IS DISTINCT FROM (NEW."source_id") OR OLD."tested_on" IS DISTINCT FROM (NEW."tested_on") OR OLD."time_zone" IS DISTINCT FROM (NEW."time_zone") OR OLD."visibility" IS DISTINCT FROM (NEW."visibility"))',
                                    func='INSERT INTO "directory_contactpointhistory" ("confirmed_on", "id", "is_sample", "is_urgent", "is_worldwide", "may_be_tested", "name", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "purpose", "slug", "source_id", "tested_on", "time_zone", "visibility") VALUES (NEW."confirmed_on", NEW."id", NEW."is_sample", NEW."is_urgent", NEW."is_worldwide", NEW."may_be_tested", NEW."name", NEW."organisation_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."purpose", NEW."slug", NEW."source_id", NEW."tested_on", NEW."time_zone", NEW."visibility"); RETURN NULL;',
                                    hash="c9a32dabc389ad5ef6d7a99a68717df1cd1fa4ad",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_ba5b4",
                                    table="directory_contactpoint",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "directory_contactpointhistory" ("confirmed_on", "id", "is_sample", "is_urgent", "is_worldwide", "may_be_tested", "name", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "purpose", "slug", "source_id", "tested_on", "time_zone", "visibility") VALUES (OLD."confirmed_on", OLD."id", OLD."is_sample", OLD."is_urgent", OLD."is_worldwide", OLD."may_be_tested", OLD."name", OLD."organisation_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."purpose", OLD."slug", OLD."source_id", OLD."tested_on", OLD."time_zone", OLD."visibility"); RETURN NULL;',
                                    hash="cd994e2b97cbf9aa065b47c4189fa8e8c4bac12e",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_2e2cb",
                                    table="directory_contactpoint",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ContactPointHistory",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="history",
                                to="directory.contactpoint",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
                        ("slug", models.SlugField(db_index=False, max_length=80)),
                        (
                            "organisation",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="directory.organisation",
                            ),
                        ),
                        ("name", models.CharField(max_length=200, verbose_name="desk")),
                        (
                            "purpose",
                            models.CharField(
                                choices=[
                                    ("general", "General questions"),
                                    ("cooperation", "International cooperation"),
                                    ("reports", "Reports of abuse or of material"),
                                    ("data", "Requests for data by authorities"),
                                    ("training", "Training and prevention"),
                                    ("media", "Questions of the media"),
                                ],
                                default="general",
                                max_length=12,
                                verbose_name="what it is for",
                            ),
                        ),
                        (
                            "is_worldwide",
                            models.BooleanField(default=False, verbose_name="serves every country"),
                        ),
                        ("time_zone", models.CharField(blank=True, max_length=40, verbose_name="time zone")),
                        (
                            "is_urgent",
                            models.BooleanField(
                                default=False, verbose_name="takes urgent requests at any hour"
                            ),
                        ),
                        (
                            "visibility",
                            models.CharField(
                                choices=[
                                    ("public", "Everybody"),
                                    ("registered", "People with an account"),
                                    ("officials", "Verified officials"),
                                    ("secretariat", "The secretariat only"),
                                ],
                                default="secretariat",
                                max_length=12,
                                verbose_name="who may see it",
                            ),
                        ),
                        ("may_be_tested", models.BooleanField(default=False, verbose_name="may be tested")),
                        ("tested_on", models.DateField(blank=True, null=True, verbose_name="last tested")),
                        (
                            "confirmed_on",
                            models.DateField(blank=True, null=True, verbose_name="last confirmed"),
                        ),
                        ("is_sample", models.BooleanField(default=False, verbose_name="sample")),
                        (
                            "source",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="directory.source",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="ContactPointLanguage",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "contact_point",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="directory.contactpoint",
                            ),
                        ),
                        (
                            "language",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="directory.language",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("contact_point", "language"), name="contact_point_language_once"
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "directory_contactpointlanguagehistory" ("contact_point_id", "id", "language_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."contact_point_id", NEW."id", NEW."language_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;',
                                    hash="95b8d2b60367c6d1a9ad59ad2b61080af87c07b9",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_774f3",
                                    table="directory_contactpointlanguage",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "directory_contactpointlanguagehistory" ("contact_point_id", "id", "language_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."contact_point_id", NEW."id", NEW."language_id", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;',
                                    hash="9726c0811a1625c5048547057107713ce2802c38",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_58053",
                                    table="directory_contactpointlanguage",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "directory_contactpointlanguagehistory" ("contact_point_id", "id", "language_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."contact_point_id", OLD."id", OLD."language_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;',
                                    hash="8709177f5fd060167a0f8b277b2d9480cf84de1c",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_a08cd",
                                    table="directory_contactpointlanguage",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ContactPointLanguageHistory",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="history",
                                to="directory.contactpointlanguage",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
                        (
                            "contact_point",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="directory.contactpoint",
                            ),
                        ),
                        (
                            "language",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="directory.language",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="ContactPointTopic",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "contact_point",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="directory.contactpoint",
                            ),
                        ),
                        (
                            "topic",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="directory.topic",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("contact_point", "topic"), name="contact_point_topic_once"
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "directory_contactpointtopichistory" ("contact_point_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "topic_id") VALUES (NEW."contact_point_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."topic_id"); RETURN NULL;',
                                    hash="c8ff9d3dd76641091308dc8181156fbfde138e46",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_cbf43",
                                    table="directory_contactpointtopic",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "directory_contactpointtopichistory" ("contact_point_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "topic_id") VALUES (NEW."contact_point_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."topic_id"); RETURN NULL;',
                                    hash="0bbe75a91ecefa8d59033020a4fb5946df132a67",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_bc729",
                                    table="directory_contactpointtopic",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "directory_contactpointtopichistory" ("contact_point_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "topic_id") VALUES (OLD."contact_point_id", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."topic_id"); RETURN NULL;',
                                    hash="3710db506ee833263b8c10a00e3a746e4fadae4b",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_eaa00",
                                    table="directory_contactpointtopic",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ContactPointTopicHistory",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="history",
                                to="directory.contactpointtopic",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
                        (
                            "contact_point",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="directory.contactpoint",
                            ),
                        ),
                        (
                            "topic",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="directory.topic",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="ContactPointCountry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "contact_point",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="directory.contactpoint",
                            ),
                        ),
                        (
                            "country",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="directory.country",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("contact_point", "country"), name="contact_point_country_once"
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "directory_contactpointcountryhistory" ("contact_point_id", "country_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."contact_point_id", NEW."country_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;',
                                    hash="00b54394a8bc51dc339425f1bbff16eeeb6f5160",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_554b2",
                                    table="directory_contactpointcountry",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "directory_contactpointcountryhistory" ("contact_point_id", "country_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."contact_point_id", NEW."country_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;',
                                    hash="817a79ba512105724f73656524da54676eba7c54",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_a03c3",
                                    table="directory_contactpointcountry",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "directory_contactpointcountryhistory" ("contact_point_id", "country_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."contact_point_id", OLD."country_id", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;',
                                    hash="0803674f058cb1c9a38b51a64d4d7e5dd656a9dd",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_50839",
                                    table="directory_contactpointcountry",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ContactPointCountryHistory",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="history",
                                to="directory.contactpointcountry",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
                        (
                            "contact_point",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="directory.contactpoint",
                            ),
                        ),
                        (
                            "country",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="directory.country",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Resource",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("slug", models.SlugField(max_length=80, unique=True)),
                        ("title", models.CharField(max_length=200, verbose_name="title")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("good_practice", "Good practice"),
                                    ("guidance", "Guidance"),
                                    ("policy", "Policy"),
                                    ("legislation", "Legislation"),
                                    ("training", "Training"),
                                    ("manual", "Manual"),
                                    ("campaign", "Campaign"),
                                ],
                                max_length=20,
                                verbose_name="kind",
                            ),
                        ),
                        (
                            "publisher",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="resources",
                                to="directory.organisation",
                                verbose_name="publisher",
                            ),
                        ),
                        ("url", models.URLField(blank=True, max_length=500, verbose_name="link")),
                        (
                            "source",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="resources",
                                to="directory.source",
                            ),
                        ),
                        (
                            "title_vector",
                            models.GeneratedField(
                                db_persist=True,
                                expression=models.Func(models.F("title"), function="public.name_vector"),
                                output_field=django.contrib.postgres.search.SearchVectorField(),
                            ),
                        ),
                        (
                            "countries",
                            models.ManyToManyField(
                                related_name="resources",
                                through="directory.ResourceCountry",
                                to="directory.country",
                            ),
                        ),
                        (
                            "languages",
                            models.ManyToManyField(
                                related_name="resources",
                                through="directory.ResourceLanguage",
                                to="directory.language",
                            ),
                        ),
                        (
                            "topics",
                            models.ManyToManyField(
                                related_name="resources",
                                through="directory.ResourceTopic",
                                to="directory.topic",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "resource",
                        "indexes": [
                            django.contrib.postgres.indexes.GinIndex(
                                models.F("title_vector"), name="resource_title_vector"
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "kind__in",
                                        [
                                            "good_practice",
                                            "guidance",
                                            "policy",
                                            "legislation",
                                            "training",
                                            "manual",
                                            "campaign",
                                        ],
                                    )
                                ),
                                name="resource_kind_known",
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "directory_resourcehistory" ("id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "publisher_id", "slug", "source_id", "title", "url") VALUES (NEW."id", NEW."kind", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."publisher_id", NEW."slug", NEW."source_id", NEW."title", NEW."url"); RETURN NULL;',
                                    hash="79865b97a58b04493c55906565cc709e5b3cb444",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_adf63",
                                    table="directory_resource",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."publisher_id" IS DISTINCT FROM (NEW."publisher_id") OR OLD."slug" IS DISTINCT FROM (NEW."slug") OR OLD."source_id" IS DISTINCT FROM (NEW."source_id") OR OLD."title" IS DISTINCT FROM (NEW."title") OR OLD."url" IS DISTINCT FROM (NEW."url"))',
                                    func='INSERT INTO "directory_resourcehistory" ("id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "publisher_id", "slug", "source_id", "title", "url") VALUES (NEW."id", NEW."kind", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."publisher_id", NEW."slug", NEW."source_id", NEW."title", NEW."url"); RETURN NULL;',
                                    hash="d328ef776849bb87dc5cd7d5f56e8eec79ec84f1",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_64ef7",
                                    table="directory_resource",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "directory_resourcehistory" ("id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "publisher_id", "slug", "source_id", "title", "url") VALUES (OLD."id", OLD."kind", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."publisher_id", OLD."slug", OLD."source_id", OLD."title", OLD."url"); RETURN NULL;',
                                    hash="9f9718885e1afb7793316cb8040c7e665e8a5bd9",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_838bd",
                                    table="directory_resource",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ResourceHistory",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="history",
                                to="directory.resource",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
                        ("slug", models.SlugField(db_index=False, max_length=80)),
                        ("title", models.CharField(max_length=200, verbose_name="title")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("good_practice", "Good practice"),
                                    ("guidance", "Guidance"),
                                    ("policy", "Policy"),
                                    ("legislation", "Legislation"),
                                    ("training", "Training"),
                                    ("manual", "Manual"),
                                    ("campaign", "Campaign"),
                                ],
                                max_length=20,
                                verbose_name="kind",
                            ),
                        ),
                        (
                            "publisher",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="directory.organisation",
                                verbose_name="publisher",
                            ),
                        ),
                        ("url", models.URLField(blank=True, max_length=500, verbose_name="link")),
                        (
                            "source",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="directory.source",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="ResourceCountry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "resource",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="directory.resource",
                            ),
                        ),
                        (
                            "country",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="directory.country",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("resource", "country"), name="resource_country_once"
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "directory_resourcecountryhistory" ("country_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "resource_id") VALUES (NEW."country_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."resource_id"); RETURN NULL;',
                                    hash="8d7f60b75c1184ea5033e9e07f0a4a7a47cc94e0",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_9cfae",
                                    table="directory_resourcecountry",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "directory_resourcecountryhistory" ("country_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "resource_id") VALUES (NEW."country_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."resource_id"); RETURN NULL;',
                                    hash="8f4e33477439a7aea67d9cf7696407afbd8c8133",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_a3868",
                                    table="directory_resourcecountry",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "directory_resourcecountryhistory" ("country_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "resource_id") VALUES (OLD."country_id", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."resource_id"); RETURN NULL;',
                                    hash="ffa987867dd512a52be17e959ea4b0a73f77e7e6",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_207c4",
                                    table="directory_resourcecountry",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ResourceCountryHistory",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="history",
                                to="directory.resourcecountry",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
                        (
                            "resource",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="directory.resource",
                            ),
                        ),
                        (
                            "country",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="directory.country",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="ResourceLanguage",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "resource",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="directory.resource",
                            ),
                        ),
                        (
                            "language",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="directory.language",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("resource", "language"), name="resource_language_once"
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "directory_resourcelanguagehistory" ("id", "language_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "resource_id") VALUES (NEW."id", NEW."language_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."resource_id"); RETURN NULL;',
                                    hash="0e75870cdb147d97257a81f049d07ce92536672c",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_c5892",
                                    table="directory_resourcelanguage",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "directory_resourcelanguagehistory" ("id", "language_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "resource_id") VALUES (NEW."id", NEW."language_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."resource_id"); RETURN NULL;',
                                    hash="122c074f304810d0b94b5f976d73a0a58fc57093",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_0d004",
                                    table="directory_resourcelanguage",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "directory_resourcelanguagehistory" ("id", "language_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "resource_id") VALUES (OLD."id", OLD."language_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."resource_id"); RETURN NULL;',
                                    hash="b9f90665c39c177f0b7b91a734b67d0a05810b2f",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_e811f",
                                    table="directory_resourcelanguage",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ResourceLanguageHistory",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="history",
                                to="directory.resourcelanguage",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
                        (
                            "resource",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="directory.resource",
                            ),
                        ),
                        (
                            "language",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="directory.language",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="ResourceTopic",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "resource",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="directory.resource",
                            ),
                        ),
                        (
                            "topic",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="directory.topic",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("resource", "topic"), name="resource_topic_once")
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "directory_resourcetopichistory" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "resource_id", "topic_id") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."resource_id", NEW."topic_id"); RETURN NULL;',
                                    hash="a93d065a7ad2133e984421b24c6a12c053cbca1d",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_54f17",
                                    table="directory_resourcetopic",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "directory_resourcetopichistory" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "resource_id", "topic_id") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."resource_id", NEW."topic_id"); RETURN NULL;',
                                    hash="da39aec6c661f0dafd32492870a5d4b03324835a",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_fbd42",
                                    table="directory_resourcetopic",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "directory_resourcetopichistory" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "resource_id", "topic_id") VALUES (OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."resource_id", OLD."topic_id"); RETURN NULL;',
                                    hash="a33f1eaf746bd0d327f3807e7b7ca98963813820",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_dcd81",
                                    table="directory_resourcetopic",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ResourceTopicHistory",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="history",
                                to="directory.resourcetopic",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
                        (
                            "resource",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="directory.resource",
                            ),
                        ),
                        (
                            "topic",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="directory.topic",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Commitment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("slug", models.SlugField(max_length=80, unique=True)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("action", "Action"),
                                    ("proposal", "Proposal"),
                                    ("commitment", "Pledge"),
                                ],
                                max_length=10,
                                verbose_name="kind",
                            ),
                        ),
                        ("text", models.CharField(max_length=500, verbose_name="text")),
                        (
                            "owner_organisation",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="commitments",
                                to="directory.organisation",
                            ),
                        ),
                        (
                            "owner_partnership",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="commitments",
                                to="directory.partnership",
                            ),
                        ),
                        ("due", directory.models.partial_dates.PartialDateField(verbose_name="due")),
                        (
                            "event",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="commitments",
                                to="directory.event",
                            ),
                        ),
                        (
                            "topic",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="commitments",
                                to="directory.topic",
                            ),
                        ),
                        (
                            "source",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="commitments",
                                to="directory.source",
                            ),
                        ),
                        (
                            "text_vector",
                            models.GeneratedField(
                                db_persist=True,
                                expression=models.Func(models.F("text"), function="public.text_vector"),
                                output_field=django.contrib.postgres.search.SearchVectorField(),
                            ),
                        ),
                        (
                            "partners",
                            models.ManyToManyField(
                                related_name="shared_commitments",
                                through="directory.CommitmentPartner",
                                to="directory.organisation",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "commitment",
                        "indexes": [
                            django.contrib.postgres.indexes.GinIndex(
                                models.F("text_vector"), name="commitment_text_vector"
                            ),
                            models.Index(models.F("due"), name="commitment_due"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("kind__in", ["action", "proposal", "commitment"])),
                                name="commitment_kind_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("due", ""),
                                    (
                                        "due__regex",
                                        "^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$",
                                    ),
                                    _connector="OR",
                                ),
                                name="commitment_due_is_a_date",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "directory_commitmenthistory" ("due", "event_id", "id", "kind", "owner_organisation_id", "owner_partnership_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug", "source_id", "text", "topic_id") VALUES (NEW."due", NEW."event_id", NEW."id", NEW."kind", NEW."owner_organisation_id", NEW."owner_partnership_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."slug", NEW."source_id", NEW."text", NEW."topic_id"); RETURN NULL;',
                                    hash="9d3468d53a99920f9441c9ffb7bfc22f592680b7",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_591e3",
                                    table="directory_commitment",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition='WHEN (OLD."due" IS DISTINCT FROM (NEW."due") OR OLD."event_id" IS DISTINCT FROM (NEW."event_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."owner_organisation_id" IS DISTINCT FROM (NEW."owner_organisation_id") OR OLD."owner_partnership_id" IS DISTINCT FROM (NEW."owner_partnership_id") OR OLD."slug" IS DISTINCT FROM (NEW."slug") OR OLD."source_id" IS DISTINCT FROM (NEW."source_id") OR OLD."text" IS DISTINCT FROM (NEW."text") OR OLD."topic_id" IS DISTINCT FROM (NEW."topic_id"))',
                                    func='INSERT INTO "directory_commitmenthistory" ("due", "event_id", "id", "kind", "owner_organisation_id", "owner_partnership_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug", "source_id", "text", "topic_id") VALUES (NEW."due", NEW."event_id", NEW."id", NEW."kind", NEW."owner_organisation_id", NEW."owner_partnership_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."slug", NEW."source_id", NEW."text", NEW."topic_id"); RETURN NULL;',
                                    hash="b90ae65819728306b0ea68641f1cd24089c4e008",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_ec365",
                                    table="directory_commitment",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "directory_commitmenthistory" ("due", "event_id", "id", "kind", "owner_organisation_id", "owner_partnership_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug", "source_id", "text", "topic_id") VALUES (OLD."due", OLD."event_id", OLD."id", OLD."kind", OLD."owner_organisation_id", OLD."owner_partnership_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."slug", OLD."source_id", OLD."text", OLD."topic_id"); RETURN NULL;',
                                    hash="45f44c1fa5f057d97c83a6e8c6698978447b1fad",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_f8431",
                                    table="directory_commitment",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CommitmentHistory",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="history",
                                to="directory.commitment",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
                        ("slug", models.SlugField(db_index=False, max_length=80)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("action", "Action"),
                                    ("proposal", "Proposal"),
                                    ("commitment", "Pledge"),
                                ],
                                max_length=10,
                                verbose_name="kind",
                            ),
                        ),
                        ("text", models.CharField(max_length=500, verbose_name="text")),
                        (
                            "owner_organisation",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="directory.organisation",
                            ),
                        ),
                        (
                            "owner_partnership",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="directory.partnership",
                            ),
                        ),
                        ("due", directory.models.partial_dates.PartialDateField(verbose_name="due")),
                        (
                            "event",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="directory.event",
                            ),
                        ),
                        (
                            "topic",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="directory.topic",
                            ),
                        ),
                        (
                            "source",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="directory.source",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="CommitmentPartner",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "commitment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="directory.commitment",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="directory.organisation",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("commitment", "organisation"), name="commitment_partner_once"
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "directory_commitmentpartnerhistory" ("commitment_id", "id", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."commitment_id", NEW."id", NEW."organisation_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;',
                                    hash="3647fb0a4e347f218030a6b3d9844223a457c083",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_2606d",
                                    table="directory_commitmentpartner",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "directory_commitmentpartnerhistory" ("commitment_id", "id", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."commitment_id", NEW."id", NEW."organisation_id", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;',
                                    hash="c83e935d867c9ac8e35dfb0ef6861130eeb2a128",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_f318b",
                                    table="directory_commitmentpartner",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "directory_commitmentpartnerhistory" ("commitment_id", "id", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."commitment_id", OLD."id", OLD."organisation_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;',
                                    hash="303240d3abb1e4ec4b2c6d09a655e4a55af21ada",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_229d3",
                                    table="directory_commitmentpartner",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CommitmentPartnerHistory",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="history",
                                to="directory.commitmentpartner",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
                        (
                            "commitment",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="directory.commitment",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="directory.organisation",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="ProgressReport",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "commitment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="reports",
                                to="directory.commitment",
                            ),
                        ),
                        (
                            "reported",
                            directory.models.partial_dates.PartialDateField(verbose_name="reported"),
                        ),
                        (
                            "progress",
                            models.CharField(
                                choices=[
                                    ("under_way", "Under way"),
                                    ("done", "Done"),
                                    ("dropped", "Dropped"),
                                ],
                                max_length=10,
                                verbose_name="progress",
                            ),
                        ),
                        ("text", models.CharField(max_length=1000, verbose_name="text")),
                        (
                            "source",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="progress_reports",
                                to="directory.source",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "progress report",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("commitment", "reported", "text"), name="progress_report_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("progress__in", ["under_way", "done", "dropped"])),
                                name="progress_report_progress_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("reported", ""),
                                        (
                                            "reported__regex",
                                            "^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$",
                                        ),
                                        _connector="OR",
                                    ),
                                    models.Q(("reported", ""), _negated=True),
                                ),
                                name="progress_report_is_dated",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "directory_progressreporthistory" ("commitment_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "progress", "reported", "source_id", "text") VALUES (NEW."commitment_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."progress", NEW."reported", NEW."source_id", NEW."text"); RETURN NULL;',
                                    hash="d5a021327576bc158c234dfc55502b4b5bcbd5b9",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_731cd",
                                    table="directory_progressreport",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "directory_progressreporthistory" ("commitment_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "progress", "reported", "source_id", "text") VALUES (NEW."commitment_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."progress", NEW."reported", NEW."source_id", NEW."text"); RETURN NULL;',
                                    hash="68b3dc0bb0cc8b6b57539a3532df8cd9565cd911",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_c7795",
                                    table="directory_progressreport",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "directory_progressreporthistory" ("commitment_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "progress", "reported", "source_id", "text") VALUES (OLD."commitment_id", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."progress", OLD."reported", OLD."source_id", OLD."text"); RETURN NULL;',
                                    hash="cabe568cfede3f84d5a57de66d6d3a8e950b78e2",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_b7afe",
                                    table="directory_progressreport",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ProgressReportHistory",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="history",
                                to="directory.progressreport",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
                        (
                            "commitment",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="directory.commitment",
                            ),
                        ),
                        (
                            "reported",
                            directory.models.partial_dates.PartialDateField(verbose_name="reported"),
                        ),
                        (
                            "progress",
                            models.CharField(
                                choices=[
                                    ("under_way", "Under way"),
                                    ("done", "Done"),
                                    ("dropped", "Dropped"),
                                ],
                                max_length=10,
                                verbose_name="progress",
                            ),
                        ),
                        ("text", models.CharField(max_length=1000, verbose_name="text")),
                        (
                            "source",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="directory.source",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Representative",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="representations",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="representatives",
                                to="directory.organisation",
                            ),
                        ),
                        (
                            "right",
                            models.CharField(
                                choices=[("owner", "Owner"), ("editor", "Editor")],
                                default="editor",
                                max_length=10,
                            ),
                        ),
                        (
                            "proof",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("domain", "code to the organisation's own domain"),
                                    ("reviewer", "decision of the secretariat"),
                                    ("colleague", "invitation by an owner"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "statement",
                            models.TextField(
                                blank=True, max_length=1000, verbose_name="why you speak for it"
                            ),
                        ),
                        ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("since", models.DateTimeField(blank=True, null=True)),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "decided_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("reason", models.TextField(blank=True, max_length=1000, verbose_name="reason")),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("right__in", ["owner", "editor"])),
                                name="representative_right_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("proof__in", ["", "domain", "reviewer", "colleague"])),
                                name="representative_proof_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("since", None), models.Q(("proof", ""), _negated=True), _connector="OR"
                                ),
                                name="representative_holds_what_is_proved",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at", None)),
                                fields=("user", "organisation"),
                                name="representative_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DomainCode",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("email", models.EmailField(max_length=254)),
                        ("code_hash", models.CharField(max_length=64)),
                        ("sent_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("tries", models.PositiveSmallIntegerField(default=0)),
                        (
                            "representative",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="domain_code",
                                to="directory.representative",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="ColleagueInvitation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("token_hash", models.CharField(max_length=64, unique=True)),
                        ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("expires_at", models.DateTimeField(default=directory.models.by_link.in_link_days)),
                        ("revoked_at", models.DateTimeField(blank=True, null=True)),
                        ("used_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="colleague_invitations",
                                to="directory.organisation",
                            ),
                        ),
                        ("email", models.EmailField(max_length=254)),
                        (
                            "right",
                            models.CharField(
                                choices=[("owner", "Owner"), ("editor", "Editor")],
                                default="editor",
                                max_length=10,
                            ),
                        ),
                        (
                            "invited_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("right__in", ["owner", "editor"])),
                                name="colleague_invitation_right_known",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OfficialDomain",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="official_domains",
                                to="directory.organisation",
                            ),
                        ),
                        ("domain", models.CharField(max_length=253, verbose_name="mail domain")),
                        (
                            "allowed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("allowed_at", models.DateTimeField(default=django.utils.timezone.now)),
                    ],
                    options={
                        "verbose_name": "official mail domain",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("organisation", "domain"), name="official_domain_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("domain", django.db.models.functions.text.Lower("domain")),
                                    ("domain__contains", "."),
                                    models.Q(("domain__contains", "@"), _negated=True),
                                ),
                                name="official_domain_is_a_domain",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Verification",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="verifications",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="verifications",
                                to="directory.organisation",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("asked", "Asked"),
                                    ("verified", "Verified"),
                                    ("refused", "Refused"),
                                    ("withdrawn", "Withdrawn"),
                                ],
                                default="asked",
                                max_length=10,
                            ),
                        ),
                        (
                            "statement",
                            models.TextField(blank=True, max_length=1000, verbose_name="what you do there"),
                        ),
                        (
                            "mailbox",
                            models.EmailField(
                                blank=True, max_length=254, verbose_name="official e-mail address"
                            ),
                        ),
                        ("mailbox_proved_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "note",
                            models.TextField(blank=True, max_length=1000, verbose_name="how it was checked"),
                        ),
                        ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                        (
                            "decided_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("verified_at", models.DateTimeField(blank=True, null=True)),
                        ("expires_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "withdrawn_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "verbose_name": "verification",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("state", "asked"), ("verified_at", None), ("withdrawn_at", None)
                                    ),
                                    models.Q(
                                        ("state", "verified"),
                                        ("verified_at__isnull", False),
                                        ("withdrawn_at", None),
                                    ),
                                    models.Q(
                                        ("state", "refused"),
                                        ("verified_at", None),
                                        ("withdrawn_at", None),
                                        models.Q(("note", ""), _negated=True),
                                    ),
                                    models.Q(("state", "withdrawn"), ("withdrawn_at__isnull", False)),
                                    _connector="OR",
                                ),
                                name="verification_state_agrees_with_its_dates",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("verified_at", None),
                                    models.Q(
                                        ("mailbox_proved_at__isnull", False),
                                        models.Q(("note", ""), _negated=True),
                                        models.Q(("mailbox", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="verification_checked_before_it_counts",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("expires_at", None), ("verified_at", None)),
                                    models.Q(
                                        ("expires_at__gt", models.F("verified_at")),
                                        ("expires_at__isnull", False),
                                        (
                                            "expires_at__lte",
                                            django.db.models.expressions.CombinedExpression(
                                                models.F("verified_at"),
                                                "+",
                                                models.Value(datetime.timedelta(days=365)),
                                            ),
                                        ),
                                    ),
                                    _connector="OR",
                                ),
                                name="verification_lasts_a_year_at_most",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("decided_by", None),
                                    models.Q(("decided_by", models.F("user")), _negated=True),
                                    _connector="OR",
                                ),
                                name="verification_not_by_oneself",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "asked")),
                                fields=("user", "organisation"),
                                name="verification_asked_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OfficialCode",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("email", models.EmailField(max_length=254)),
                        ("code_hash", models.CharField(max_length=64)),
                        ("sent_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("tries", models.PositiveSmallIntegerField(default=0)),
                        (
                            "verification",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="code",
                                to="directory.verification",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="DailyPurpose",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="purposes",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("day", models.DateField()),
                        ("purpose", models.CharField(max_length=300, verbose_name="what you need it for")),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("user", "day"), name="daily_purpose_once"),
                            models.CheckConstraint(
                                condition=models.Q(("purpose", ""), _negated=True),
                                name="daily_purpose_is_stated",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Showing",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "contact_point",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="showings",
                                to="directory.contactpoint",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="showings",
                                to="directory.organisation",
                            ),
                        ),
                        ("desk", models.CharField(max_length=200)),
                        (
                            "user",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="showings",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("purpose", models.CharField(max_length=300)),
                    ],
                    options={
                        "indexes": [
                            models.Index(models.F("user"), models.F("at"), name="showing_of_user"),
                            models.Index(
                                models.F("organisation"), models.F("at"), name="showing_of_organisation"
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("purpose", ""), _negated=True),
                                name="showing_has_a_purpose",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Submission",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "Draft"),
                                    ("waiting", "Waiting for review"),
                                    ("returned", "Returned with questions"),
                                    ("accepted", "Accepted"),
                                    ("refused", "Refused"),
                                    ("withdrawn", "Withdrawn"),
                                ],
                                default="draft",
                                max_length=10,
                            ),
                        ),
                        (
                            "registrant",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="submissions",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="submissions",
                                to="directory.organisation",
                            ),
                        ),
                        (
                            "partnership",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="submissions",
                                to="directory.partnership",
                            ),
                        ),
                        ("is_change", models.BooleanField(default=False)),
                        ("answers", models.JSONField(default=dict)),
                        ("versions", models.JSONField(default=dict)),
                        ("language", models.CharField(default="en", max_length=10)),
                        ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("changed_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("submitted_at", models.DateTimeField(blank=True, null=True)),
                        ("reminded_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "taken_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("taken_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "verbose_name": "submission",
                        "indexes": [
                            models.Index(models.F("state"), models.F("submitted_at"), name="submission_queue")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "state__in",
                                        ["draft", "waiting", "returned", "accepted", "refused", "withdrawn"],
                                    )
                                ),
                                name="submission_state_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ["draft", "withdrawn"]),
                                    ("submitted_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="submission_is_submitted_before_it_is_decided",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "accepted"), _negated=True),
                                    ("partnership__isnull", False),
                                    _connector="OR",
                                ),
                                name="submission_accepted_has_a_record",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("is_change", False), ("partnership__isnull", False), _connector="OR"
                                ),
                                name="submission_changes_a_record",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SubmissionEvent",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "submission",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="events",
                                to="directory.submission",
                            ),
                        ),
                        (
                            "what",
                            models.CharField(
                                choices=[
                                    ("submitted", "Submitted"),
                                    ("returned", "Returned with questions"),
                                    ("accepted", "Accepted"),
                                    ("refused", "Refused"),
                                    ("withdrawn", "Withdrawn"),
                                    ("appealed", "A second reviewer was asked for"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("reason", models.TextField(blank=True, max_length=2000, verbose_name="reason")),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "what__in",
                                        [
                                            "submitted",
                                            "returned",
                                            "accepted",
                                            "refused",
                                            "withdrawn",
                                            "appealed",
                                        ],
                                    )
                                ),
                                name="submission_event_known",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Question",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "submission",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="questions",
                                to="directory.submission",
                            ),
                        ),
                        ("step", models.CharField(max_length=40)),
                        ("item", models.CharField(blank=True, max_length=40)),
                        ("field", models.CharField(max_length=40)),
                        ("text", models.TextField(max_length=1000, verbose_name="question")),
                        (
                            "asked_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("resolved_at", models.DateTimeField(blank=True, null=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="Flag",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "submission",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="flags",
                                to="directory.submission",
                            ),
                        ),
                        (
                            "suspicion",
                            models.CharField(
                                choices=[
                                    ("case_data", "Reads like case data"),
                                    ("lookalike", "Looks like another name"),
                                    ("duplicate", "May be listed already"),
                                    ("denied", "A partner says that it is not true"),
                                    (
                                        "elsewhere",
                                        "A partner answered from an address that is not on its own web domain",
                                    ),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("step", models.CharField(max_length=40)),
                        ("item", models.CharField(blank=True, max_length=40)),
                        ("field", models.CharField(max_length=40)),
                        ("note", models.CharField(blank=True, max_length=500)),
                        ("statement", models.TextField(blank=True, max_length=1000)),
                        ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                        (
                            "cleared_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("cleared_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "suspicion__in",
                                        ["case_data", "lookalike", "duplicate", "denied", "elsewhere"],
                                    )
                                ),
                                name="flag_suspicion_known",
                            ),
                            models.UniqueConstraint(
                                fields=("submission", "suspicion", "step", "item", "field", "note"),
                                name="flag_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Invitation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("token_hash", models.CharField(max_length=64, unique=True)),
                        ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("expires_at", models.DateTimeField(default=directory.models.by_link.in_link_days)),
                        ("revoked_at", models.DateTimeField(blank=True, null=True)),
                        ("used_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "submission",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="invitations",
                                to="directory.submission",
                            ),
                        ),
                        ("item", models.CharField(max_length=40)),
                        (
                            "partnership",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="invitations",
                                to="directory.partnership",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="invitations",
                                to="directory.organisation",
                            ),
                        ),
                        ("name", models.CharField(max_length=200)),
                        (
                            "country",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="directory.country",
                            ),
                        ),
                        (
                            "sector",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="directory.sector",
                            ),
                        ),
                        (
                            "role",
                            models.CharField(
                                choices=[
                                    ("lead", "Lead"),
                                    ("member", "Member"),
                                    ("host", "Host"),
                                    ("funder", "Funder"),
                                    ("supporter", "Supporter"),
                                    ("observer", "Observer"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("email", models.EmailField(max_length=254)),
                        ("language", models.CharField(default="en", max_length=10)),
                        (
                            "answer",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("yes", "Yes, that is right"),
                                    ("other_role", "Yes, but in another role"),
                                    ("left", "We have left"),
                                    ("not_named", "Do not name us"),
                                    ("untrue", "This is not true"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "answered_role",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("lead", "Lead"),
                                    ("member", "Member"),
                                    ("host", "Host"),
                                    ("funder", "Funder"),
                                    ("supporter", "Supporter"),
                                    ("observer", "Observer"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("left", directory.models.partial_dates.PartialDateField(verbose_name="left")),
                        ("answer_domain", models.CharField(blank=True, max_length=255)),
                        ("is_proved", models.BooleanField(default=False)),
                        (
                            "checked_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "answered_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("submission", "item"), name="invitation_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "role__in",
                                        ["lead", "member", "host", "funder", "supporter", "observer"],
                                    )
                                ),
                                name="invitation_role_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("answer__in", ["", "yes", "other_role", "left", "not_named", "untrue"])
                                ),
                                name="invitation_answer_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("answer", ""), ("used_at__isnull", False), _connector="OR"
                                ),
                                name="invitation_answered_on_a_day",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("answer", "other_role"), _negated=True),
                                    (
                                        "answered_role__in",
                                        ["lead", "member", "host", "funder", "supporter", "observer"],
                                    ),
                                    _connector="OR",
                                ),
                                name="invitation_other_role_is_named",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ConfirmationRequest",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("token_hash", models.CharField(max_length=64, unique=True)),
                        ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("expires_at", models.DateTimeField(default=directory.models.by_link.in_link_days)),
                        ("revoked_at", models.DateTimeField(blank=True, null=True)),
                        ("used_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "partnership",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="confirmation_requests",
                                to="directory.partnership",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="directory.organisation",
                            ),
                        ),
                        ("email", models.EmailField(max_length=254)),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="PageReport",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("path", models.CharField(max_length=300)),
                        (
                            "partnership",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="page_reports",
                                to="directory.partnership",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="page_reports",
                                to="directory.organisation",
                            ),
                        ),
                        (
                            "invitation",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="page_reports",
                                to="directory.invitation",
                            ),
                        ),
                        (
                            "problem",
                            models.CharField(
                                choices=[
                                    ("wrong", "Something is wrong"),
                                    ("old", "Something is out of date"),
                                    ("missing", "Something is missing"),
                                    ("harmful", "Something must not be public"),
                                    ("broken", "The page does not work"),
                                ],
                                max_length=10,
                                verbose_name="what is the matter",
                            ),
                        ),
                        ("text", models.TextField(max_length=2000, verbose_name="what should be different")),
                        (
                            "email",
                            models.EmailField(blank=True, max_length=254, verbose_name="your e-mail address"),
                        ),
                        ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("settled_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "settled_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("outcome", models.TextField(blank=True, max_length=1000, verbose_name="outcome")),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("problem__in", ["wrong", "old", "missing", "harmful", "broken"])
                                ),
                                name="page_report_problem_known",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Merge",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "kept_organisation",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="directory.organisation",
                            ),
                        ),
                        (
                            "gone_organisation",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="merges",
                                to="directory.organisation",
                            ),
                        ),
                        (
                            "kept_partnership",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="directory.partnership",
                            ),
                        ),
                        (
                            "gone_partnership",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="merges",
                                to="directory.partnership",
                            ),
                        ),
                        ("moved", models.JSONField(default=dict)),
                        (
                            "by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("reason", models.CharField(max_length=500, verbose_name="reason")),
                        (
                            "undone_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("undone_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("gone_organisation__isnull", False),
                                        ("kept_organisation__isnull", False),
                                        ("gone_partnership", None),
                                        ("kept_partnership", None),
                                    ),
                                    models.Q(
                                        ("gone_partnership__isnull", False),
                                        ("kept_partnership__isnull", False),
                                        ("gone_organisation", None),
                                        ("kept_organisation", None),
                                    ),
                                    _connector="OR",
                                ),
                                name="merge_of_two_records_of_one_kind",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("kept_organisation", models.F("gone_organisation")), _negated=True
                                    ),
                                    ("kept_organisation", None),
                                    _connector="OR",
                                ),
                                name="merge_of_two_organisations",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("kept_partnership", models.F("gone_partnership")), _negated=True
                                    ),
                                    ("kept_partnership", None),
                                    _connector="OR",
                                ),
                                name="merge_of_two_partnerships",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DeskTest",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("token_hash", models.CharField(max_length=64, unique=True)),
                        ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("expires_at", models.DateTimeField(default=directory.models.by_link.in_link_days)),
                        ("revoked_at", models.DateTimeField(blank=True, null=True)),
                        ("used_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "contact_point",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="tests",
                                to="directory.contactpoint",
                            ),
                        ),
                        ("mailbox", models.EmailField(max_length=254)),
                        ("owners_told_at", models.DateTimeField(blank=True, null=True)),
                        ("secretariat_told_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("secretariat_told_at", None),
                                    ("owners_told_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="desk_test_owners_are_told_first",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Enquiry",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "contact_point",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="enquiries",
                                to="directory.contactpoint",
                            ),
                        ),
                        ("addressee", models.CharField(max_length=400)),
                        (
                            "sender",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="enquiries",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="enquiries",
                                to="directory.organisation",
                            ),
                        ),
                        ("is_from_official", models.BooleanField(default=False)),
                        ("subject", models.CharField(blank=True, max_length=150, verbose_name="subject")),
                        ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("changed_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("answered_at", models.DateTimeField(blank=True, null=True)),
                        ("forgotten_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                models.F("changed_at"),
                                condition=models.Q(("forgotten_at", None)),
                                name="enquiry_kept",
                            ),
                            models.Index(
                                models.F("contact_point"), models.F("answered_at"), name="enquiry_answers"
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("forgotten_at", None), ("subject", ""), _connector="OR"),
                                name="enquiry_forgotten_has_no_subject",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("answered_at", None),
                                    ("answered_at__gte", models.F("created_at")),
                                    _connector="OR",
                                ),
                                name="enquiry_is_answered_after_it_was_written",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="EnquiryMessage",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "enquiry",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="messages",
                                to="directory.enquiry",
                            ),
                        ),
                        ("is_from_desk", models.BooleanField(default=False)),
                        (
                            "written_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("body", models.TextField(blank=True, max_length=4000, verbose_name="message")),
                        ("address", models.EmailField(blank=True, max_length=254)),
                        ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                    ],
                    options={
                        "ordering": ["pk"],
                    },
                ),
                migrations.CreateModel(
                    name="EnquiryLink",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("token_hash", models.CharField(max_length=64, unique=True)),
                        ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("expires_at", models.DateTimeField(default=directory.models.by_link.in_link_days)),
                        ("revoked_at", models.DateTimeField(blank=True, null=True)),
                        ("used_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "enquiry",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="links",
                                to="directory.enquiry",
                            ),
                        ),
                        ("mailbox", models.EmailField(max_length=254)),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Block",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "contact_point",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="blocks",
                                to="directory.contactpoint",
                            ),
                        ),
                        (
                            "sender",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "blocked_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("contact_point", "sender"), name="block_once", nulls_distinct=False
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="EnquiryReport",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "enquiry",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="report",
                                to="directory.enquiry",
                            ),
                        ),
                        ("reason", models.TextField(max_length=1000, verbose_name="what is the matter")),
                        ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("settled_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "settled_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("outcome", models.TextField(blank=True, max_length=1000, verbose_name="outcome")),
                    ],
                ),
                migrations.CreateModel(
                    name="ImportSender",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=200, unique=True, verbose_name="sender")),
                        ("sheets", models.JSONField(default=dict)),
                        ("columns", models.JSONField(default=dict)),
                        ("defaults", models.JSONField(default=dict)),
                    ],
                ),
                migrations.CreateModel(
                    name="Import",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "sender",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="imports",
                                to="directory.importsender",
                                verbose_name="sender",
                            ),
                        ),
                        ("file_name", models.CharField(max_length=200, verbose_name="file")),
                        ("file", models.BinaryField(default=bytes)),
                        ("why", models.CharField(max_length=300, verbose_name="reason")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("reading", "Is being read"),
                                    ("read", "Waits for you"),
                                    ("applying", "Is being applied"),
                                    ("applied", "Applied"),
                                    ("undoing", "Is being undone"),
                                    ("undone", "Undone"),
                                    ("unreadable", "Cannot be read"),
                                    ("discarded", "Discarded"),
                                ],
                                default="reading",
                                max_length=12,
                            ),
                        ),
                        ("written", models.JSONField(default=dict)),
                        ("headers", models.JSONField(default=dict)),
                        ("problems", models.JSONField(default=list)),
                        ("counts", models.JSONField(default=dict)),
                        ("message", models.TextField(blank=True)),
                        ("done", models.PositiveIntegerField(default=0)),
                        ("total", models.PositiveIntegerField(default=0)),
                        ("context", models.UUIDField(null=True)),
                        (
                            "created_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                        (
                            "applied_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("applied_at", models.DateTimeField(null=True)),
                        (
                            "undone_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("undone_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "verbose_name": "import",
                        "ordering": ["-pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "state__in",
                                        [
                                            "reading",
                                            "read",
                                            "applying",
                                            "applied",
                                            "undoing",
                                            "undone",
                                            "unreadable",
                                            "discarded",
                                        ],
                                    )
                                ),
                                name="import_state_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ["reading", "read", "applying"]),
                                    ("file", b""),
                                    _connector="OR",
                                ),
                                name="import_file_kept_until_decided",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("applied_at__isnull", False),
                                    models.Q(("state__in", ["applied", "undoing", "undone"]), _negated=True),
                                    _connector="OR",
                                ),
                                name="import_applied_at_a_time",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ImportRow",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "of_import",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="rows",
                                to="directory.import",
                            ),
                        ),
                        ("sheet", models.CharField(max_length=30)),
                        ("file", models.CharField(max_length=300)),
                        ("number", models.PositiveIntegerField()),
                        ("key", models.CharField(max_length=300)),
                        ("name", models.CharField(max_length=500)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("wrong", "Wrong"),
                                    ("doubtful", "Doubtful"),
                                    ("new", "New"),
                                    ("changed", "Changed"),
                                    ("same", "Same"),
                                    ("left_out", "Left out"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("cells", models.JSONField(default=dict)),
                        ("changes", models.JSONField(default=list)),
                        ("problems", models.JSONField(default=list)),
                        ("alike", models.JSONField(default=list)),
                        (
                            "decision",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("update", "This is it: take over what the file says"),
                                    ("keep", "This is it: leave it as it is"),
                                    ("another", "It is another one"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("same_as", models.CharField(blank=True, max_length=80)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["of_import", "state", "id"], name="import_row_by_state")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("of_import", "sheet", "number"), name="import_row_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("decision", ""),
                                    ("decision__in", ["update", "keep", "another"]),
                                    _connector="OR",
                                ),
                                name="import_row_decision_known",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Mail",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        ("kind", models.CharField(max_length=60)),
                        ("key", models.CharField(blank=True, max_length=200, null=True)),
                        ("recipient", models.EmailField(max_length=254)),
                        ("language", models.CharField(max_length=10)),
                        ("subject", models.CharField(max_length=200)),
                        ("text", models.TextField()),
                        ("html", models.TextField()),
                        ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("attempts", models.PositiveIntegerField(default=0)),
                        ("last_error", models.CharField(blank=True, max_length=500)),
                        ("sent_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                models.F("created_at"),
                                condition=models.Q(("sent_at", None)),
                                name="mail_unsent",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("key__isnull", False)),
                                fields=("key",),
                                name="mail_told_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("subject__contains", "\n"), _negated=True),
                                    models.Q(("subject__contains", "\r"), _negated=True),
                                ),
                                name="mail_subject_is_one_line",
                            ),
                        ],
                    },
                ),
            ]
        ),
        migrations.RunSQL(LIKENESS, NO_LIKENESS),
    ]
