"""The one organisation that an option named becomes the first of several, and so in its history."""

from django.db import migrations

APP = "joint_procurement"


def to_many(apps, schema_editor):
    """Every option, and every record of one, is linked to the organisation that it named."""
    options, records, link, kept = _models(apps)
    for row in options.exclude(organisation=None).order_by("pk"):
        link.objects.create(joiningoption_id=row.pk, organisation_id=row.organisation_id)
    pairs = link.objects.values_list("joiningoption_id", "organisation_id", "pk")
    known = {(option, organisation): key for option, organisation, key in pairs}
    kept.objects.bulk_create(
        [
            kept(
                history_id=record.pk,
                joiningoption_id=record.id,
                organisation_id=record.organisation_id,
                # The link that it was then; of one that is gone there was none.
                id=known.get((record.id, record.organisation_id), 0),
            )
            for record in records.exclude(organisation=None).order_by("pk")
        ],
        batch_size=1000,
    )


def to_one(apps, schema_editor):
    """The first that was named stays; there is no place for the others, nor for who joins how."""
    options, records, link, kept = _models(apps)
    for rows, links, column in ((options, link, "joiningoption_id"), (records, kept, "history_id")):
        first = dict(links.objects.order_by("-pk").values_list(column, "organisation_id"))
        for key, organisation in first.items():
            rows.filter(pk=key).update(organisation=organisation)


def _models(apps):
    return (
        apps.get_model(APP, "JoiningOption").objects,
        apps.get_model(APP, "HistoricalJoiningOption").objects,
        apps.get_model(APP, "JoiningOption_organisations"),
        apps.get_model(APP, "HistoricalJoiningOption_organisations"),
    )


class Migration(migrations.Migration):
    # Apart from the one before: PostgreSQL alters no table in which rows wait to be checked.
    dependencies = [(APP, "0003_options_name_several")]

    operations = [
        migrations.RunPython(to_many, to_one),
        migrations.RemoveField("joiningoption", "organisation"),
        migrations.RemoveField("historicaljoiningoption", "organisation"),
    ]
