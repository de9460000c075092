"""Approvals can be taken back.

Requirements that were approved before two persons were asked for keep their status: they have no
approval, and publishing counts them as not approved (docs/approval.md).
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("requirements_catalog", "0010_approvals"),
    ]

    operations = [
        migrations.CreateModel(
            name="ApprovalRecall",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("recalled_at", models.DateTimeField(auto_now_add=True)),
                ("reason", models.CharField(blank=True, max_length=100, verbose_name="skäl")),
                (
                    "approval",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="recall",
                        to="requirements_catalog.approval",
                    ),
                ),
                (
                    "recalled_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recalled_approvals",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "återtaget godkännande",
                "verbose_name_plural": "återtagna godkännanden",
                "ordering": ["-pk"],
            },
        ),
    ]
