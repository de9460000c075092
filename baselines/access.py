"""The loaders of baselines: the only way a view gets one, or what was said of one."""

from uuid import UUID

from django.shortcuts import get_object_or_404

from programmes.models import Job
from programmes.roles import Permission
from requirements_catalog.access.catalogues import get_catalogue
from requirements_catalog.models import Catalogue

from .choices import PUBLISH_KIND
from .models import Baseline

# The parameter that names the job whose words are brought back.
AGAIN = "again"


def get_baseline(
    user,
    programme_slug: str,
    slug: str,
    number: int,
    *,
    needs: Permission = Permission.VIEW_CATALOGUE,
) -> Baseline:
    """A baseline of a catalogue by its number: 404 to strangers, 403 to the wrong role."""
    catalogue = get_catalogue(user, programme_slug, slug, needs=needs)
    return get_object_or_404(catalogue.baselines.for_list(), number=number)


def said_before(user, catalogue: Catalogue, uid: str) -> dict[str, str]:
    """What the person wrote in a publishing of the catalogue that came to nothing; else nothing."""
    try:
        wanted = UUID(uid)
    except ValueError:
        return {}
    own = Job.objects.visible_to(user).filter(uid=wanted, kind=PUBLISH_KIND)
    job = own.filter(programme=catalogue.programme_id).first()
    if job is None or job.parameters.get("catalogue") != catalogue.pk:
        return {}
    return dict(job.parameters["said"])
