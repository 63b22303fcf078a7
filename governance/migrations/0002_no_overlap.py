"""Two periods of one key never overlap; ``whole`` and its parts are checked by the services."""

from django.db import migrations

from governance.exclusion import NoOverlap

UNIQUE_OFFICES = (
    "'syndicate_president', 'syndicate_director', 'dpo', 'executive', 'canope_director', "
    "'school_head', 'inspector', 'dasen', 'rector'"
)


class Migration(migrations.Migration):
    dependencies = [("governance", "0001_directory")]

    operations = [
        NoOverlap("institutionname", ["institution_id"]),
        NoOverlap("competence", ["school_id", "part"]),
        NoOverlap("circonscriptionlink", ["school_id"]),
        NoOverlap(
            "mandate",
            ["institution_id", "office", "(coalesce(circonscription_id, 0))",
             "(coalesce(school_id, 0))"],
            f"office IN ({UNIQUE_OFFICES}) AND status <> 'mandate_annulled'",
        ),
        NoOverlap("substitution", ["absent_id"]),
        NoOverlap("legalparameter", ["key", "scope"]),
        NoOverlap("membership", ["institution_id"]),
        NoOverlap("absence", ["mandate_id"]),
    ]
