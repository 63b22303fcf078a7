from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('committees', '0006_approval_names_its_meeting'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='agendaitem',
            name='approves_minutes',
        ),
        migrations.RemoveField(
            model_name='historicalagendaitem',
            name='approves_minutes',
        ),
    ]
