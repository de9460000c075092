"""The one organisation that an option named becomes the first of several, and so in its history."""

from django.db import migrations

APP = "joint_procurement"
# What names organisations, where its links are kept, and by which column they point at it.
TABLES = [
    ("JoiningOption", "JoiningOption_organisations", "joiningoption_id"),
    ("HistoricalJoiningOption", "HistoricalJoiningOption_organisations", "history_id"),
]


def to_many(apps, schema_editor):
    """Every option, and every record of one, is linked to the organisation that it named."""
    for name, links, column in TABLES:
        link = apps.get_model(APP, links)
        rows = apps.get_model(APP, name).objects.exclude(organisation=None)
        # A link in history also says which option it was of.
        also = {"joiningoption_id": "id"} if column == "history_id" else {}
        link.objects.bulk_create(
            [
                link(
                    **{column: row.pk, "organisation_id": row.organisation_id},
                    **{field: getattr(row, of) for field, of in also.items()},
                )
                for row in rows.order_by("pk")
            ],
            batch_size=1000,
        )


def to_one(apps, schema_editor):
    """The first that was named stays; there is no place for the others, nor for who joins how."""
    for name, links, column in TABLES:
        rows = apps.get_model(APP, name).objects
        first = {}
        for link in apps.get_model(APP, links).objects.order_by("-pk"):
            first[getattr(link, column)] = link.organisation_id
        for key, organisation in first.items():
            rows.filter(pk=key).update(organisation=organisation)


class Migration(migrations.Migration):
    # Apart from the one before: PostgreSQL alters no table in which rows wait to be checked.
    dependencies = [(APP, "0003_options_name_several")]

    operations = [
        migrations.RunPython(to_many, to_one),
        migrations.RemoveField("joiningoption", "organisation"),
        migrations.RemoveField("historicaljoiningoption", "organisation"),
    ]
