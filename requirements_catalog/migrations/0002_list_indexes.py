from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("requirements_catalog", "0001_initial")]

    operations = [
        migrations.RemoveIndex(model_name="requirement", name="requirement_list_order"),
        migrations.RemoveIndex(model_name="requirement", name="requirement_order"),
        migrations.AddIndex(
            model_name="requirement",
            index=models.Index(
                fields=["catalogue", "position", "is_heading", "status"], name="requirement_order"
            ),
        ),
        migrations.AddIndex(
            model_name="requirement",
            index=models.Index(
                fields=["catalogue", "changed_at", "id", "is_heading", "status"],
                name="requirement_changed",
            ),
        ),
    ]
