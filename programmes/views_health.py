"""The address that monitors ask: does the installation work?"""

import logging

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from .job_runner import worker_is_alive

logger = logging.getLogger(__name__)


@never_cache
@login_not_required
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """200 when database and cache answer, otherwise 500; whether a worker is heard of is told too.

    It says nothing about versions, names or content, because anybody may ask.
    """
    answers = {"database": _database_answers(), "cache": _cache_answers()}
    works = all(answers.values())
    worker = works and worker_is_alive()
    return JsonResponse({**answers, "worker": worker}, status=200 if works else 500)


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return cursor.fetchone() == (1,)
    except DatabaseError:
        logger.exception("the database does not answer")
        return False


def _cache_answers() -> bool:
    try:
        cache.get("health")
    except (DatabaseError, OSError):
        logger.exception("the cache does not answer")
        return False
    return True
