import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0020_mails_may_be_set_aside'),
    ]

    operations = [
        migrations.AddField(
            model_name='enquirymessage',
            name='decided_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='enquirymessage',
            name='decided_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='enquirymessage',
            name='refusal',
            field=models.TextField(blank=True, db_default='', max_length=1000),
        ),
        migrations.AddField(
            model_name='enquirymessage',
            name='state',
            field=models.CharField(choices=[('passed', 'Passed on'), ('held', 'Waits for the secretariat'), ('refused', 'Not passed on')], db_default='passed', default='passed', max_length=10),
        ),
        migrations.AddIndex(
            model_name='enquirymessage',
            index=models.Index(models.F('created_at'), condition=models.Q(('state', 'held')), name='enquiry_message_held'),
        ),
        migrations.AddConstraint(
            model_name='enquirymessage',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['passed', 'held', 'refused'])), name='enquiry_message_state_known'),
        ),
        migrations.AddConstraint(
            model_name='enquirymessage',
            constraint=models.CheckConstraint(condition=models.Q(('is_from_desk', False), ('state', 'passed'), _connector='OR'), name='enquiry_message_of_a_desk_is_passed_on'),
        ),
        migrations.AddConstraint(
            model_name='enquirymessage',
            constraint=models.CheckConstraint(condition=models.Q(('refusal', ''), ('state', 'refused'), _connector='OR'), name='enquiry_message_refusal_has_its_state'),
        ),
    ]
