"""Reports that were issued before a lock was broken no longer hold: say so, with the reason."""

from itertools import pairwise

from django.db import migrations


def withdraw(apps, schema_editor):
    """One withdrawal a report that is older than a later broken lock, by the first such."""
    evaluation = apps.get_model("evaluation", "Evaluation")
    history = apps.get_model("evaluation", "HistoricalEvaluation")
    document = apps.get_model("procurements", "ProcurementDocument")
    withdrawal = apps.get_model("procurements", "DocumentWithdrawal")
    for row in evaluation.objects.all():
        records = history.objects.filter(id=row.pk).order_by("history_id")
        for before, after in pairwise(records):
            if not before.locked_at or after.locked_at:
                continue
            issued = document.objects.filter(
                procurement=row.procurement_id,
                kind="evaluation-report",
                issued_at__lte=after.history_date,
                withdrawal__isnull=True,
            )
            for report in issued:
                made = withdrawal.objects.create(
                    document=report,
                    reason=after.history_change_reason or "Låset hävdes.",
                    withdrawn_by_id=after.history_user_id,
                )
                # The field sets itself to now when it is created.
                withdrawal._base_manager.filter(pk=made.pk).update(withdrawn_at=after.history_date)


class Migration(migrations.Migration):
    dependencies = [
        ("evaluation", "0002_reasons_of_any_length"),
        ("procurements", "0004_document_withdrawal"),
    ]
    operations = [migrations.RunPython(withdraw, migrations.RunPython.noop, elidable=True)]
