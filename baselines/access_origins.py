"""The loader of copies: the only way a view gets one."""

from django.http import Http404

from requirements_catalog.models import Catalogue

from .origins import Copy, copy_relations, read_copies


def get_copy(catalogue: Catalogue, pk: int) -> Copy:
    """A copy in a catalogue that the person may see, by the key of its relation; else 404."""
    found = read_copies(catalogue, copy_relations(catalogue).filter(pk=pk))
    if not found:
        raise Http404
    return found[0]
