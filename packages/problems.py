"""Why something cannot be done to a way to package, in words for people."""

from datetime import date

from django.utils.translation import gettext as _


class PackagingProblem(Exception):
    """Something is refused; the text says why and how to go on."""


class LayoutChanged(Exception):
    """What would be chosen is not what the person who chooses has been shown.

    It is no fault of what was typed: the page is shown anew with it.
    """

    def __init__(self) -> None:
        super().__init__(
            _(
                "Alternativet, eller vad valet gör, har ändrats sedan du öppnade sidan. Läs igenom "
                "hur det är nu och välj igen. Det du skrev står kvar."
            )
        )


class OlderDecision(PackagingProblem):
    """The decision is from before what it is to decide on, and nobody has confirmed it."""


class OlderThanLayout(OlderDecision):
    """The decision is from before the alternative became as it is."""

    def __init__(self, decided_on: date, laid_out_on: date) -> None:
        told = _(
            "Beslutet är från %(decided)s, men alternativet fick sin nuvarande indelning "
            "%(laid_out)s. Välj ett senare beslut, eller bekräfta att det är det här som gäller."
        )
        days = {"decided": decided_on.isoformat(), "laid_out": laid_out_on.isoformat()}
        super().__init__(told % days)


class OlderThanReplaced(OlderDecision):
    """The decision is from before the one by which the choice that it replaces was made."""

    def __init__(self, decided_on: date, replaced_on: date) -> None:
        told = _(
            "Beslutet är från %(decided)s, men det val som ersätts gjordes genom ett beslut från "
            "%(replaced)s. Välj ett senare beslut, eller bekräfta att det är det här som gäller."
        )
        days = {"decided": decided_on.isoformat(), "replaced": replaced_on.isoformat()}
        super().__init__(told % days)


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
