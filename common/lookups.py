"""Lookups that stand what anybody can write in a form or an address."""

from django.db.models import IntegerField
from django.db.models.lookups import In


@IntegerField.register_lookup
class WithinRange(In):
    """``in``, of the numbers that the column can hold: no row has any other.

    Django asks so itself for ``exact`` and ``lt``, and leaves a list to the database, which
    answers a number beyond 64 bits with an error. A forged key in a field of many is then a choice
    that there is not, as in a field of one. The ``in`` of a relation is another lookup: it is for
    rows that have been found.
    """

    def process_rhs(self, compiler, connection):
        """The list without what is out of range."""
        if self.rhs_is_direct_value():
            kind = self.lhs.output_field.get_internal_type()
            least, most = connection.ops.integer_field_range(kind)
            self.rhs = [one for one in self.rhs if not _is_beyond(one, least, most)]
        return super().process_rhs(compiler, connection)


def _is_beyond(value: object, least: int | None, most: int | None) -> bool:
    if not isinstance(value, int):
        return False
    return (least is not None and value < least) or (most is not None and value > most)
