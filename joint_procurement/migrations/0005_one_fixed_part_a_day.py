"""One fixed part of a value from a day; of several the one that held, the newest, stays."""

from django.db import migrations, models
from django.utils import timezone

APP = "joint_procurement"
REASON = "En annan fast del av samma värde gällde från samma dag."
REFUSAL = (
    "Det finns redan en fast del från den dagen för samma delkontrakt eller upphandling. "
    "Ändra den, eller välj en annan dag."
)


def only_the_newest(apps, schema_editor):
    """Remove those that never held; history tells of them as of any that is removed."""
    rows = apps.get_model(APP, "FixedPart").objects
    records = apps.get_model(APP, "HistoricalFixedPart").objects
    found = set()
    for row in rows.order_by("-pk"):
        place = (row.procurement_id, row.lot_id, row.applies_from)
        if place in found:
            columns = {field.attname: getattr(row, field.attname) for field in row._meta.fields}
            told = {"history_type": "-", "history_change_reason": REASON}
            records.create(**columns, **told, history_date=timezone.now())
            row.delete()
        found.add(place)


class Migration(migrations.Migration):
    dependencies = [(APP, "0004_named_organisations_move_over")]

    operations = [
        migrations.RunPython(only_the_newest, migrations.RunPython.noop, elidable=True),
        migrations.AddConstraint(
            "fixedpart",
            models.UniqueConstraint(
                condition=models.Q(lot__isnull=False),
                fields=["lot", "applies_from"],
                name="fixed_part_of_lot_once_a_day",
                violation_error_message=REFUSAL,
            ),
        ),
        migrations.AddConstraint(
            "fixedpart",
            models.UniqueConstraint(
                condition=models.Q(lot__isnull=True),
                fields=["procurement", "applies_from"],
                name="fixed_part_of_procurement_once_a_day",
                violation_error_message=REFUSAL,
            ),
        ),
    ]
