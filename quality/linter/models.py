"""What the linter takes and gives: a requirement, the programme around it, rules and findings."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeAlias

from quality.linter.text import Text

MANDATORY, DESIRABLE, INFORMATION = "mandatory", "desirable", "information"
# A row whose kind is not chosen yet is taken to ask for something.
ASKING = frozenset({MANDATORY, DESIRABLE, ""})
EVERY_KIND = ASKING | {INFORMATION}
WARNING, NOTE = "warning", "note"
# The fields that rules look at, in the order people read them.
TEXT_FIELDS = ("title", "text", "motive", "verification", "standard_reference")

Value: TypeAlias = "tuple[str, ...] | int"


@dataclass(frozen=True)
class Wording:
    """A text of the linter in the languages of the site."""

    sv: str
    en: str

    def in_language(self, language: str) -> str:
        """The text in a language; English for all but Swedish ("sv", "sv-se")."""
        return self.sv if language.split("-")[0] == "sv" else self.en


@dataclass(frozen=True)
class Source:
    """Where a rule comes from, as the text of a link, and its address where one is known."""

    text: str
    url: str = ""


@dataclass(frozen=True)
class Parameter:
    """What a programme can set in a rule: a list of words or a whole number over zero."""

    name: str
    label: Wording
    default: Value

    def accept(self, value: object) -> Value:
        """The value as this parameter holds it; ``ValueError`` when it is of another kind."""
        if isinstance(self.default, int):
            if isinstance(value, int) and not isinstance(value, bool) and value > 0:
                return value
            raise ValueError(f"{self.name}: a whole number over zero, not {value!r}")
        if isinstance(value, list | tuple) and all(isinstance(word, str) for word in value):
            return tuple(value)
        raise ValueError(f"{self.name}: a list of words, not {value!r}")


@dataclass(frozen=True)
class Subject:
    """A requirement as the rules read it; the words of ``kind`` are those of the catalogue."""

    text: str
    kind: str = MANDATORY
    code: str = ""
    title: str = ""
    is_heading: bool = False
    motive: str = ""
    verification: str = ""
    verification_method: str = ""
    answer_format: str = ""
    phase: str = ""
    standard_reference: str = ""
    law_reference: str = ""
    standards: tuple[str, ...] = ()
    is_minimum_requirement: bool = False
    modules: tuple[str, ...] = ()

    @cached_property
    def body(self) -> Text:
        """The requirement's text, read once for all rules."""
        return Text(self.text)

    def read(self, name: str) -> Text:
        """A field of ``TEXT_FIELDS`` as sentences and words."""
        return self.body if name == "text" else Text(getattr(self, name))


@dataclass(frozen=True)
class Term:
    """A term of the glossary: its short form, and words not to be used instead of it."""

    term: str
    abbreviation: str = ""
    avoid: tuple[str, ...] = ()


@dataclass(frozen=True)
class RuleSettings:
    """What a programme has decided about a rule: that it is muted, and its own parameters."""

    is_muted: bool = False
    parameters: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True)
class Context:
    """The programme around its requirements. Make one for a whole catalogue: it remembers.

    ``codes`` is None when nobody knows which requirements exist; references are then not judged.
    """

    terms: tuple[Term, ...] = ()
    codes: frozenset[str] | None = None
    standards: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    modules: tuple[str, ...] = ()
    qualifications: tuple[str, ...] = ()
    rules: Mapping[str, RuleSettings] = field(default_factory=dict)

    @cached_property
    def memory(self) -> dict[str, object]:
        """What rules have worked out of this context, so that it is done once."""
        return {}

    def value(self, rule: str, parameter: Parameter) -> Value:
        """What the programme has set a rule's parameter to, or its default.

        Raises ``ValueError`` when the programme's value is of another kind than the default.
        """
        own = self.rules[rule].parameters if rule in self.rules else {}
        return parameter.accept(own[parameter.name]) if parameter.name in own else parameter.default


@dataclass(frozen=True)
class Settings:
    """What a rule is given beside the requirement: its parameters and the programme."""

    context: Context
    parameters: Mapping[str, Value]

    def words(self, name: str) -> tuple[str, ...]:
        """A parameter that is a list of words."""
        value = self.parameters[name]
        return value if isinstance(value, tuple) else ()

    def number(self, name: str) -> int:
        """A parameter that is a number."""
        value = self.parameters[name]
        return value if isinstance(value, int) else 0


@dataclass(frozen=True)
class Finding:
    """A remark: which rule, in which field, from where to where, and what it says.

    ``start`` and ``end`` are offsets into the field as it is stored, both 0 when the field as a
    whole is meant. ``words`` are the words that the remark concerns.
    """

    rule: str
    severity: str
    field: str
    form: Wording
    start: int = 0
    end: int = 0
    words: str = ""
    values: tuple[tuple[str, str], ...] = ()

    def message(self, language: str = "sv") -> str:
        """The remark as a sentence to the one who writes the requirement."""
        return self.form.in_language(language) % {"words": self.words, **dict(self.values)}


@dataclass(frozen=True)
class Remark:
    """What a rule's function gives: a place, and the values of its message.

    ``start`` and ``end`` are offsets into the plain text. ``form`` replaces the rule's message.
    """

    field: str = "text"
    start: int = 0
    end: int = 0
    values: tuple[tuple[str, str], ...] = ()
    form: Wording | None = None


Check: TypeAlias = Callable[[Subject, Settings], Iterable[Remark]]


@dataclass(frozen=True)
class Rule:
    """A rule: what people read about it, what can be set, and the function that looks."""

    code: str
    severity: str
    name: Wording
    explanation: Wording
    message: Wording
    poor: str
    good: str
    sources: tuple[Source, ...]
    check: Check
    kinds: frozenset[str] = ASKING
    on_headings: bool = False
    parameters: tuple[Parameter, ...] = ()
    # The kind of the two examples, which are Swedish requirements in every language.
    example_kind: str = MANDATORY

    def settings(self, context: Context) -> Settings:
        """The rule's parameters as the programme has set them."""
        values = {p.name: context.value(self.code, p) for p in self.parameters}
        return Settings(context, values)
