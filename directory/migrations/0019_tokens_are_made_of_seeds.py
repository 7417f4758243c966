from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [('directory', '0018_mails_have_states')]
    operations = [
        migrations.AddField(
            model_name='colleagueinvitation',
            name='token_seed',
            field=models.CharField(blank=True, db_default='', max_length=32),
        ),
        migrations.AddField(
            model_name='confirmationrequest',
            name='token_seed',
            field=models.CharField(blank=True, db_default='', max_length=32),
        ),
        migrations.AddField(
            model_name='desktest',
            name='token_seed',
            field=models.CharField(blank=True, db_default='', max_length=32),
        ),
        migrations.AddField(
            model_name='enquirylink',
            name='token_seed',
            field=models.CharField(blank=True, db_default='', max_length=32),
        ),
        migrations.AddField(
            model_name='firstconfirmation',
            name='token_seed',
            field=models.CharField(blank=True, db_default='', max_length=32),
        ),
        migrations.AddField(
            model_name='invitation',
            name='token_seed',
            field=models.CharField(blank=True, db_default='', max_length=32),
        ),
    ]
