"""The text of a need's source becomes a row of its own, and its history goes along."""

from django.db import migrations

# The first word of the text -> the kind of source; anything else is of another kind.
KINDS = {"workshop": "workshop", "intervju": "interview", "analys": "analysis", "lag": "law"}


def _kind(text):
    words = text.casefold().replace(",", " ").split()
    return next((kind for word, kind in KINDS.items() if word in words), "other")


def _one_line(text):
    return " ".join(text.replace("|", "/").split())


def to_rows(apps, schema_editor):
    """Every need with a source gets a row, and each change of the text a record of that row."""
    Need = apps.get_model("requirements_catalog", "Need")
    Source = apps.get_model("requirements_catalog", "NeedSource")
    Record = apps.get_model("requirements_catalog", "HistoricalNeedSource")
    History = apps.get_model("requirements_catalog", "HistoricalNeed")
    for need in Need.objects.exclude(source="").order_by("pk").iterator():
        name = _one_line(need.source)
        if not name:
            continue
        row = Source.objects.create(need=need, kind=_kind(name), name=name)
        before = ""
        records = []
        for then in History.objects.filter(id=need.pk).order_by("history_id"):
            text = _one_line(then.source)
            if text == before:
                continue
            records.append(
                Record(
                    id=row.pk,
                    need_id=need.pk,
                    kind=_kind(text or before),
                    name=text or before,
                    history_date=then.history_date,
                    history_type="-" if not text else "~" if before else "+",
                    history_user_id=then.history_user_id,
                    history_change_reason=then.history_change_reason,
                )
            )
            before = text
        Record.objects.bulk_create(records)


def to_texts(apps, schema_editor):
    """The names of a need's sources become one text, in its newest record too."""
    Need = apps.get_model("requirements_catalog", "Need")
    Source = apps.get_model("requirements_catalog", "NeedSource")
    Record = apps.get_model("requirements_catalog", "HistoricalNeedSource")
    History = apps.get_model("requirements_catalog", "HistoricalNeed")
    names = {}
    for row in Source.objects.order_by("held_on", "name", "pk"):
        text = f"{row.name} {row.held_on}" if row.held_on else row.name
        names.setdefault(row.need_id, []).append(text)
    for key, texts in names.items():
        text = "; ".join(texts)[:300]
        Need.objects.filter(pk=key).update(source=text)
        newest = History.objects.filter(id=key).order_by("-history_id").first()
        if newest is not None:
            History.objects.filter(pk=newest.pk).update(source=text)
    Record.objects.all().delete()
    Source.objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("requirements_catalog", "0014_need_sources_and_changes")]
    operations = [migrations.RunPython(to_rows, to_texts)]
