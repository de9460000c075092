from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("requirements_catalog", "0007_columns_of_list_and_grid")]

    operations = [
        migrations.AlterField(
            model_name="changeset",
            name="kind",
            field=models.CharField(
                choices=[
                    ("edit", "redigering"),
                    ("paste", "inklistring"),
                    ("bulk", "massändring"),
                    ("structure", "ändrad struktur"),
                    ("import", "import"),
                    ("undo", "ångra"),
                    ("redo", "gör om"),
                ],
                max_length=20,
            ),
        ),
    ]
