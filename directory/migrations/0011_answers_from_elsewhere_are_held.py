import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


# What was public before stays so; the links that are out were mailed to the address that was typed, which proves nothing.
WHAT_IS_THERE = """
    UPDATE directory_invitation SET is_proved = true WHERE answer <> '' AND partnership_id IS NOT NULL;
    UPDATE directory_invitation SET answer_domain = left(split_part(email, '@', 2), 255) WHERE answer = '';
"""


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0010_duplicates'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='flag',
            name='flag_suspicion_known',
        ),
        migrations.AddField(
            model_name='invitation',
            name='checked_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='invitation',
            name='is_proved',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='pagereport',
            name='invitation',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='page_reports', to='directory.invitation'),
        ),
        migrations.AlterField(
            model_name='flag',
            name='suspicion',
            field=models.CharField(choices=[('case_data', 'Reads like case data'), ('lookalike', 'Looks like another name'), ('duplicate', 'May be listed already'), ('denied', 'A partner says that it is not true'), ('elsewhere', 'A partner answered from an address that is not on its own web domain')], max_length=10),
        ),
        migrations.AddConstraint(
            model_name='flag',
            constraint=models.CheckConstraint(condition=models.Q(('suspicion__in', ['case_data', 'lookalike', 'duplicate', 'denied', 'elsewhere'])), name='flag_suspicion_known'),
        ),
        migrations.RunSQL(WHAT_IS_THERE, migrations.RunSQL.noop),
    ]
