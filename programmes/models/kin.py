"""Rows that are judged by other rows, such as those that stand under another of their kind."""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models


class JudgedTogether(models.Model):
    """A row that is right or wrong by what other rows say, mostly of its kind."""

    class Meta:
        abstract = True

    def lock_kin(self) -> None:
        """Hold what two who save at once would both read; in a transaction, before ``clean``."""
        raise NotImplementedError


def hold(rows: models.QuerySet) -> None:
    """Hold rows until the transaction ends; rows that refer to them can be written meanwhile."""
    list(rows.select_for_update(of=("self",), no_key=True).values_list("pk"))


class Under(JudgedTogether):
    """A row under another one of the programme, named by the field ``above``, in no ring.

    ``ring_message`` is what is said of a ring, with ``%(ring)s`` for its names.
    """

    above: ClassVar[str]
    ring_message: ClassVar[object]

    class Meta:
        abstract = True

    def clean(self) -> None:
        """ValidationError by the field when the row would come back to itself; two queries."""
        super().clean()
        if ring := self._ring():
            names = {row.pk: str(row) for row in type(self)._base_manager.filter(pk__in=ring)}
            # By the names as they are to be.
            names[self.pk] = str(self)
            text = " → ".join(names[key] for key in [*ring, ring[0]])
            raise ValidationError({self.above: str(self.ring_message) % {"ring": text}})

    def lock_kin(self) -> None:
        """Hold the programme's rows of the kind: two moves at once would each see no ring."""
        if getattr(self, f"{self.above}_id"):
            kin = type(self)._base_manager.filter(programme=self.programme_id).order_by("pk")
            hold(kin)

    def _ring(self) -> list[int]:
        """The keys from the row and upwards until it comes back; none where it does not."""
        key = getattr(self, f"{self.above}_id")
        if self.pk is None or key is None:
            return []
        kin = type(self)._base_manager.filter(programme=self.programme_id)
        parents = dict(kin.values_list("pk", self.above))
        way = [self.pk]
        # A ring of others, from before there was this rule, is left when it comes round.
        while key is not None and key not in way:
            way.append(key)
            key = parents.get(key)
        return way if key == self.pk else []
