"""What was changed before suspicions were kept makes nothing suspect: history is read from now."""

from django.db import migrations
from django.db.models import Max

KINDS = ("need", "standard", "module", "requirement")


def begin_now(apps, schema_editor):
    """Each programme that there is has had its history read."""
    newest = {}
    for kind in KINDS:
        records = apps.get_model("requirements_catalog", f"Historical{kind.title()}").objects
        newest[kind] = records.aggregate(last=Max("history_id"))["last"] or 0
    programmes = apps.get_model("programmes", "Programme").objects.values_list("pk", flat=True)
    scans = apps.get_model("baselines", "SuspectScan").objects
    scans.bulk_create([scans.model(programme_id=key, **newest) for key in programmes])


class Migration(migrations.Migration):
    dependencies = [("baselines", "0003_suspects_and_origins")]

    operations = [migrations.RunPython(begin_now, migrations.RunPython.noop, elidable=True)]
