import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [('directory', '0017_typed_forms_are_kept_and_sent_once')]
    operations = [
        migrations.RemoveIndex(
            model_name='mail',
            name='mail_unsent',
        ),
        migrations.AddField(
            model_name='mail',
            name='ends_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='mail',
            name='failed_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='mail',
            name='is_repeated',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name='mail',
            name='is_to_be_counted',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name='mail',
            name='state',
            field=models.CharField(choices=[('waiting', 'Waiting'), ('sent', 'Sent'), ('refused', 'Refused by the recipient’s server'), ('given_up', 'Given up after five days'), ('ended', 'Not sent: its code was over'), ('over_limit', 'Not sent: too many to this address')], db_default='waiting', default='waiting', max_length=10),
        ),
        migrations.AlterField(
            model_name='mail',
            name='html',
            field=models.TextField(blank=True),
        ),
        migrations.AlterField(
            model_name='mail',
            name='subject',
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AlterField(
            model_name='mail',
            name='text',
            field=models.TextField(blank=True),
        ),
        # What was sent before says nothing any more, either
        migrations.RunSQL(
            "UPDATE directory_mail SET state = 'sent', subject = '', text = '', html = '' WHERE sent_at IS NOT NULL",
            migrations.RunSQL.noop,
        ),
        migrations.AddIndex(
            model_name='mail',
            index=models.Index(models.F('created_at'), condition=models.Q(('state', 'waiting')), name='mail_waiting'),
        ),
        migrations.AddIndex(
            model_name='mail',
            index=models.Index(django.db.models.functions.text.Upper('recipient'), name='mail_recipient'),
        ),
        migrations.AddConstraint(
            model_name='mail',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'sent', 'refused', 'given_up', 'ended', 'over_limit'])), name='mail_state_known'),
        ),
        migrations.AddConstraint(
            model_name='mail',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('failed_at', None), ('sent_at', None), ('state', 'waiting')), models.Q(('failed_at', None), ('sent_at__isnull', False), ('state', 'sent')), models.Q(models.Q(('state__in', ['waiting', 'sent']), _negated=True), ('failed_at__isnull', False), ('sent_at', None)), _connector='OR'), name='mail_state_has_its_moment'),
        ),
        migrations.AddConstraint(
            model_name='mail',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'waiting'), models.Q(('html', ''), ('subject', ''), ('text', '')), _connector='OR'), name='mail_says_nothing_once_it_is_settled'),
        ),
    ]
