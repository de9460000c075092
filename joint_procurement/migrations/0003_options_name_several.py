"""An option may name several organisations, and be for others through them."""

import django.db.models.deletion
import simple_history.models
from django.db import migrations, models

IS_FOR_OTHERS = models.BooleanField(
    default=False,
    help_text=(
        "Till exempel kommunerna eller vårdgivarna i en region. Regionen själv har då ingen option."
    ),
    verbose_name="för andra genom organisationerna",
)


def _kept(to):
    """A column of a table of history; what it names may be gone."""
    return models.ForeignKey(
        blank=True,
        db_constraint=False,
        db_tablespace="",
        null=True,
        on_delete=django.db.models.deletion.DO_NOTHING,
        related_name="+",
        to=to,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("joint_procurement", "0002_decided_procurements_stay"),
        ("programmes", "0008_document_of_participation"),
    ]

    operations = [
        migrations.AddField("historicaljoiningoption", "is_for_others", IS_FOR_OTHERS.clone()),
        migrations.AddField("joiningoption", "is_for_others", IS_FOR_OTHERS.clone()),
        migrations.AddField(
            model_name="joiningoption",
            name="organisations",
            field=models.ManyToManyField(
                blank=True,
                help_text="De som får ansluta, eller som andra ansluter genom.",
                related_name="joining_options",
                to="programmes.organisation",
                verbose_name="organisationer",
            ),
        ),
        migrations.CreateModel(
            name="HistoricalJoiningOption_organisations",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                ("m2m_history_id", models.AutoField(primary_key=True, serialize=False)),
                (
                    "history",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="joint_procurement.historicaljoiningoption",
                    ),
                ),
                ("joiningoption", _kept("joint_procurement.joiningoption")),
                ("organisation", _kept("programmes.organisation")),
            ],
            options={"verbose_name": "HistoricalJoiningOption_organisations"},
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
    ]
