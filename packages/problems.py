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


class DoubtfulDecision(PackagingProblem):
    """The decision may be another than the one that is meant, and nobody has confirmed it.

    ``tick`` is what is confirmed.
    """

    def __init__(self, text: str, tick: str) -> None:
        super().__init__(text)
        self.tick = tick


class SameDecision(DoubtfulDecision):
    """The decision is the one by which what it is to replace was chosen.

    One decision seldom does both: most often it is another that is not noted yet. It can be of two
    clauses, one that chooses for the time being.
    """

    def __init__(self, decided_on: date, chosen: object, replaced: object) -> None:
        told = _(
            "Genom det beslutet valdes ”%(replaced)s”, som nu skulle ersättas. Välj det beslut som "
            "ersätter valet, eller bekräfta att samma beslut säger båda."
        )
        tick = _("Beslutet från %(day)s säger också att %(title)s, som det är nu, ersätter valet")
        words = {"day": decided_on.isoformat(), "title": chosen}
        super().__init__(told % {"replaced": replaced}, tick % words)


class OlderDecision(DoubtfulDecision):
    """The decision is from before what it is to decide on, and nobody has confirmed it."""

    def __init__(self, text: str, decided_on: date) -> None:
        tick = _("Beslutet från %(day)s gäller alternativet som det är nu")
        super().__init__(text, tick % {"day": decided_on.isoformat()})


class OlderThanLayout(OlderDecision):
    """The decision is from before the alternative became as it is."""

    def __init__(self, decided_on: date, laid_out_on: date) -> None:
        told = _(
            "Beslutet är från %(decided)s, men alternativet fick sin nuvarande indelning "
            "%(laid_out)s. Välj ett senare beslut, eller bekräfta att det är det här som gäller."
        )
        days = {"decided": decided_on.isoformat(), "laid_out": laid_out_on.isoformat()}
        super().__init__(told % days, decided_on)


class OlderThanReplaced(OlderDecision):
    """The decision is from before the one by which the choice that it replaces was made."""

    def __init__(self, decided_on: date, replaced_on: date) -> None:
        told = _(
            "Beslutet är från %(decided)s, men det val som ersätts gjordes genom ett beslut från "
            "%(replaced)s. Välj ett senare beslut, eller bekräfta att det är det här som gäller."
        )
        days = {"decided": decided_on.isoformat(), "replaced": replaced_on.isoformat()}
        super().__init__(told % days, decided_on)


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
