"""The holes of an interface, and of a high risk, on its page."""

from programmes.register import Section
from programmes.registered_sections import add_section

from .architecture_holes import holes_about

add_section("interfaces", Section("quality/_holes_about.html", holes_about))
add_section("risks", Section("quality/_holes_about.html", holes_about))
