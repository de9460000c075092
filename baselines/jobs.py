"""Long work of baselines."""

from . import jobs_files  # noqa: F401  it registers its kind
