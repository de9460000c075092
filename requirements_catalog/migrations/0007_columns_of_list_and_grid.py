"""A person's columns: those of the list beside those of the grid."""

from django.db import migrations, models


def name_the_grid(apps, schema_editor):
    """What was chosen so far was chosen for the grid."""
    layouts = apps.get_model("requirements_catalog", "ColumnLayout").objects.all()
    for layout in layouts:
        if isinstance(layout.columns, list):
            layout.columns = {"grid": layout.columns}
            layout.save(update_fields=["columns"])


def forget_the_list(apps, schema_editor):
    """Back: only the grid had columns."""
    layouts = apps.get_model("requirements_catalog", "ColumnLayout").objects.all()
    for layout in layouts:
        if isinstance(layout.columns, dict):
            layout.columns = layout.columns.get("grid", [])
            layout.save(update_fields=["columns"])


class Migration(migrations.Migration):
    """Both kinds of columns in one row a person and catalogue."""

    dependencies = [("requirements_catalog", "0006_layouts")]

    operations = [
        migrations.AlterField(
            model_name="columnlayout",
            name="columns",
            field=models.JSONField(default=dict),
        ),
        migrations.RunPython(name_the_grid, forget_the_list),
    ]
