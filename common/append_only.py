"""Rows that are written once: a later row supersedes, none is changed."""

from django.db import models


class AppendOnlyError(Exception):
    """Somebody tried to change a row that is kept as it was written."""


class AppendOnly(models.Model):
    """Base of rows that are never changed after they are written."""

    class Meta:
        abstract = True

    def save(self, *args, **kwargs) -> None:
        """Write a new row; raises AppendOnlyError for one that exists."""
        if not self._state.adding:
            raise AppendOnlyError(f"{self._meta.verbose_name} {self.pk} is kept as it was written")
        super().save(*args, **kwargs)
