"""Where no choice applies nothing is rejected: what an undone choice had left so is a proposal."""

from django.db import migrations
from django.utils import timezone

APP = "packages"
# Told in the language of the reader, as other reasons of the program (common/own_reasons.py).
REASON = "Valet ångrades."


def proposals_again(apps, schema_editor):
    """Where a programme has rejected alternatives and no chosen one; history tells of each."""
    rows = apps.get_model(APP, "PackagingAlternative").objects
    records = apps.get_model(APP, "HistoricalPackagingAlternative").objects
    standing = rows.filter(state="chosen").values("programme")
    for row in rows.filter(state="rejected").exclude(programme__in=standing).order_by("pk"):
        row.state, row.decision_id, row.reason = "draft", None, ""
        row.save()
        columns = {field.attname: getattr(row, field.attname) for field in row._meta.fields}
        told = {"history_type": "~", "history_change_reason": REASON}
        records.create(**columns, **told, history_date=timezone.now())


class Migration(migrations.Migration):
    dependencies = [(APP, "0002_packaged_procurements_stay")]
    operations = [migrations.RunPython(proposals_again, migrations.RunPython.noop, elidable=True)]
