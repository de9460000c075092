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

    def __init__(self, text: str = "") -> None:
        told = _("Någon annan har flyttat modulen sedan dess. Se var den står nu.")
        super().__init__(text or told)


class RemovedMeanwhile(MovedMeanwhile):
    """Somebody else has removed what was to be changed since it was read."""

    def __init__(self, row) -> None:
        text = _(
            "%(row)s finns inte längre: någon annan har tagit bort det sedan du öppnade sidan. "
            "Inget är sparat."
        )
        super().__init__(text % {"row": row})
