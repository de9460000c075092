from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def fill(apps, schema_editor):
    """What the version of each entry says, written beside it."""
    entries = apps.get_model("baselines", "BaselineEntry")
    versions = apps.get_model("requirements_catalog", "RequirementVersion")
    own = versions.objects.filter(pk=OuterRef("version_id"))
    entries.objects.update(
        uid=Subquery(own.values("requirement__uid")[:1]), digest=Subquery(own.values("digest")[:1])
    )


class Migration(migrations.Migration):
    dependencies = [("baselines", "0001_initial")]

    operations = [
        migrations.AddField("baselineentry", "uid", models.UUIDField(null=True)),
        migrations.AddField("baselineentry", "digest", models.CharField(max_length=64, default="")),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterField("baselineentry", "uid", models.UUIDField()),
        migrations.AlterField("baselineentry", "digest", models.CharField(max_length=64)),
    ]
