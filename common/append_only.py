"""Rows that are written once: a later row supersedes, none is changed."""

from typing import NoReturn

from django.db import models


class AppendOnlyError(Exception):
    """Somebody tried to change or delete a row that is kept as it was written."""


class AppendOnlyQuerySet(models.QuerySet):
    """Reads and inserts; every way to change or delete a set of rows raises AppendOnlyError.

    A whole programme that is deleted takes its rows along: Django's cascade does not come here.
    """

    def update(self, **values) -> NoReturn:
        """Never."""
        raise self._kept()

    update.alters_data = True

    def bulk_update(self, objs, fields, batch_size=None) -> NoReturn:
        """Never."""
        raise self._kept()

    bulk_update.alters_data = True

    def delete(self) -> NoReturn:
        """Never."""
        raise self._kept()

    delete.alters_data = True
    delete.queryset_only = True

    def bulk_create(self, objs, *args, update_conflicts=False, **options):
        """Insert many rows; never with ``update_conflicts``, which would change those there are."""
        if update_conflicts:
            raise self._kept()
        return super().bulk_create(objs, *args, update_conflicts=False, **options)

    def _kept(self) -> AppendOnlyError:
        return AppendOnlyError(f"{self.model._meta.verbose_name_plural} are kept as written")


class AppendOnly(models.Model):
    """Base of rows that are never changed or deleted after they are written.

    A model with a queryset of its own derives that from AppendOnlyQuerySet.
    """

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args, **kwargs) -> None:
        """Write a new row; raises AppendOnlyError for one that exists."""
        if not self._state.adding:
            raise self._kept()
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs) -> NoReturn:
        """Never."""
        raise self._kept()

    def _kept(self) -> AppendOnlyError:
        return AppendOnlyError(f"{self._meta.verbose_name} {self.pk} is kept as it was written")
