"""The approval of minutes names the meeting whose minutes it approves."""

import django.db.models.deletion
from django.db import migrations, models


def name_meetings(apps, schema_editor):
    """Until now, the meeting before: the latest of the instance that was convened."""
    Item = apps.get_model("committees", "AgendaItem")
    Meeting = apps.get_model("committees", "Meeting")
    for item in Item.unscoped.filter(approves_minutes=True):
        before = Meeting.unscoped.filter(committee=item.committee_id)
        before = before.exclude(status__in=["planned", "cancelled", "reconvened"])
        if item.meeting_id:
            before = before.filter(starts_at__lt=item.meeting.starts_at)
        Item.unscoped.filter(pk=item.pk).update(
            approves_minutes_of=before.order_by("-starts_at").first()
        )


class Migration(migrations.Migration):

    dependencies = [
        ('committees', '0005_decision_record'),
    ]

    operations = [
        migrations.AddField(
            model_name='agendaitem',
            name='approves_minutes_of',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='approvals', to='committees.meeting', verbose_name='approuve le procès-verbal de'),
        ),
        migrations.AddField(
            model_name='historicalagendaitem',
            name='approves_minutes_of',
            field=models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='committees.meeting', verbose_name='approuve le procès-verbal de'),
        ),
        migrations.RunPython(name_meetings, migrations.RunPython.noop),
    ]
