"""Long work of baselines."""

from . import jobs_publish  # noqa: F401  it registers its kind
