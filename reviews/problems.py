"""What can stop something in a round, as named errors whose text people can act on."""

from django.utils.translation import gettext as _


class ReviewProblem(Exception):
    """Something that the rules of rounds do not allow; its text tells why and how to go on."""


class StateNotAllowed(ReviewProblem):
    """The round is not in a state that the step can be taken from."""


class NobodyAsked(ReviewProblem):
    """The round has no reviewers."""


class NothingAsked(ReviewProblem):
    """The round has no requirements."""


class RoundNotOpen(ReviewProblem):
    """Nobody reviews in a round that has not begun or is over."""

    def __init__(self) -> None:
        super().__init__(_("Rundan är inte öppen. Inget har ändrats."))


class ReferralOver(ReviewProblem):
    """A party without an account writes until the last day, and no longer."""

    def __init__(self) -> None:
        super().__init__(_("Sista dagen för synpunkter har passerat. Inget har ändrats."))


class AlreadyAnswered(ReviewProblem):
    """A comment that somebody has answered for stays as it was written."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Kommentaren har fått ett svar och ändras inte. Skriv en ny om du vill tillägga "
                "något."
            )
        )


class ProposalConflict(ReviewProblem):
    """The text is no longer the one that was seen when the proposal was adopted."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Texten har ändrats sedan förslaget skrevs. Inget har skrivits över. Läs "
                "skillnaden mot den nya texten och bestäm sedan."
            )
        )


class NotAdopted(ReviewProblem):
    """The catalogue refused the proposed text."""
