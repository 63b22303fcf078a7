import common.clock
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("demo", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Chapter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=40, unique=True, verbose_name="nom")),
                (
                    "done_at",
                    models.DateTimeField(default=common.clock.now, verbose_name="fait le"),
                ),
            ],
            options={
                "verbose_name": "chapitre de la démonstration",
                "verbose_name_plural": "chapitres de la démonstration",
                "ordering": ("pk",),
            },
        ),
    ]
