"""Reads of baselines."""

from common.append_only import AppendOnlyQuerySet


class BaselineQuerySet(AppendOnlyQuerySet):
    """Baselines, the newest first."""

    def in_programme(self, programme) -> "BaselineQuerySet":
        """Those of every catalogue of a programme."""
        return self.filter(catalogue__programme=programme)

    def for_list(self) -> "BaselineQuerySet":
        """With who published them and of which catalogue."""
        return self.select_related("catalogue__programme", "published_by")
