"""What steering is told of the reasons that are kept with the holes."""

from steering.registered_reasons import register

from .risk_axis import is_kept

register(is_kept)
