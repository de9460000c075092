"""Why something cannot be done to a way to package, in words for people."""

from django.utils.translation import gettext as _


class PackagingProblem(Exception):
    """Something is refused; the text says why and how to go on."""


class AlternativeClosed(PackagingProblem):
    """What was decided on was to be changed."""

    def __init__(self) -> None:
        super().__init__(
            _("Alternativet är avgjort och ändras inte. Gör en kopia och arbeta vidare i den.")
        )


class MovedMeanwhile(PackagingProblem):
    """Somebody else has moved the module since it was read."""

    def __init__(self) -> None:
        super().__init__(_("Någon annan har flyttat modulen sedan dess. Se var den står nu."))
