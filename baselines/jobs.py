"""Long work of baselines."""

from . import jobs_files, jobs_publish, jobs_suspects  # noqa: F401  they register their kinds
