"""Words that the models of reviews choose between, and the ways of a round."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RoundState(models.TextChoices):
    """How far a round has come."""

    DRAFT = "draft", _("förbereds")
    OPEN = "open", _("pågår")
    CLOSED = "closed", _("avslutad")


# What a round may become. In one that is closed nobody reviews; what was said is still answered.
NEXT_STATES: dict[str, frozenset[str]] = {
    RoundState.DRAFT: frozenset({RoundState.OPEN}),
    RoundState.OPEN: frozenset({RoundState.CLOSED}),
    RoundState.CLOSED: frozenset(),
}


class Choice(models.TextChoices):
    """What a reviewer thinks of a requirement as it stood when the round opened."""

    APPROVE = "approve", _("godkänner")
    ABSTAIN = "abstain", _("avstår")
    WITHDRAWN = "withdrawn", _("återtagen")


class CommentKind(models.TextChoices):
    """What a reviewer wants with a comment."""

    QUESTION = "question", _("fråga")
    OBJECTION = "objection", _("invändning")
    PROPOSAL = "proposal", _("förslag")
    EDITORIAL = "editorial", _("språk och form")


class CommentedField(models.TextChoices):
    """The part of a requirement that a comment is about."""

    TITLE = "title", _("rubrik")
    TEXT = "text", _("kravtext")
    MOTIVE = "motive", _("motiv")
    VERIFICATION = "verification", _("verifiering i anbudet")


class Outcome(models.TextChoices):
    """What came of a comment."""

    ACCEPTED = "accepted", _("antas som det är")
    ACCEPTED_CHANGED = "accepted_changed", _("antas med ändring")
    DECLINED = "declined", _("antas inte")
    ANSWERED = "answered", _("besvaras")
