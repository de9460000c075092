from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class RequirementsCatalogConfig(AppConfig):
    name = "requirements_catalog"
    verbose_name = _("Kravkatalog")

    def ready(self) -> None:
        """Let other apps add conditions, pages and parts of pages; keep the index of searches."""
        from django.utils.module_loading import autodiscover_modules

        autodiscover_modules(
            "catalogue_conditions",
            "catalogue_pages",
            "catalogue_parts",
            "chain_links",
            "module_pages",
            "module_parts",
            "my_work",
        )
        post_migrate.connect(ensure_search, sender=self)


def ensure_search(*, using: str, **_kwargs) -> None:
    """The index that searches read; a migration may have dropped it (common/fulltext.py)."""
    from common.fulltext import ensure_text_index

    from .models import Requirement
    from .querysets import SEARCHED

    ensure_text_index(Requirement, SEARCHED, using)
