"""Comments can be changed and taken away; a mention knows since when it is one."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


def keep_mentions(apps, schema_editor):
    """Mentions made so far came with their comments."""
    comment = apps.get_model("requirements_catalog", "Comment")
    mention = apps.get_model("requirements_catalog", "Mention")
    links = comment.mentions.through.objects.select_related("comment")
    rows = (
        mention(
            comment_id=link.comment_id,
            person_id=link.user_id,
            mentioned_at=link.comment.written_at,
        )
        for link in links.iterator(chunk_size=2000)
    )
    mention.objects.bulk_create(rows, batch_size=2000)


class Migration(migrations.Migration):
    dependencies = [
        ("requirements_catalog", "0008_import_sets"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        *(
            migrations.AddField(
                model_name=model_name,
                name=name,
                field=models.DateTimeField(blank=True, null=True),
            )
            for model_name in ("comment", "historicalcomment")
            for name in ("edited_at", "removed_at")
        ),
        migrations.CreateModel(
            name="Mention",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("mentioned_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "comment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="requirements_catalog.comment",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "omnämnande",
                "verbose_name_plural": "omnämnanden",
                "constraints": [
                    models.UniqueConstraint(fields=("comment", "person"), name="mention_once")
                ],
            },
        ),
        migrations.RunPython(keep_mentions, migrations.RunPython.noop, elidable=True),
        migrations.RemoveField(model_name="comment", name="mentions"),
        migrations.AddField(
            model_name="comment",
            name="mentions",
            field=models.ManyToManyField(
                blank=True,
                related_name="mentioned_in",
                through="requirements_catalog.Mention",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    ]
