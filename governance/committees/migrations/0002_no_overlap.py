"""One version of the rules at a time, one holder of a place, one substitute, one instance of a kind
in a circonscription."""

from django.db import migrations

from governance.exclusion import NoOverlap

WHOSE = (
    "(CASE WHEN substitute_for_id IS NOT NULL THEN 's' || substitute_for_id::text "
    "WHEN mandate_id IS NOT NULL THEN 'm' || mandate_id::text "
    "ELSE 'o' || institution_id::text || office || coalesce(circonscription_id, 0)::text END)"
)


class Migration(migrations.Migration):
    dependencies = [("committees", "0001_committees")]

    operations = [
        NoOverlap("committee", ["kind_id", "circonscription_id"]),
        NoOverlap("committeerules", ["(coalesce(kind_id, 0))", "(coalesce(committee_id, 0))"]),
        NoOverlap("seat", ["committee_id", WHOSE]),
    ]
