"""What the list of requirements can be narrowed to."""

from collections.abc import Sequence
from dataclasses import dataclass

from django import forms
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.filters import ChipFilterSet, Search

from ..addresses import (
    ADDED,
    CHANGED_BY,
    CHANGED_SINCE,
    CHAPTER,
    FROM,
    MISSING,
    SEARCH,
    SORT,
    TO,
    address_of,
    parameters_of,
    says_rows,
    short_name,
)
from ..fields import EXTRA_PREFIX, Field
from ..models import Requirement
from ..registered_conditions import CONDITIONS
from ..tree import below
from .fields import (
    ANY_HOLE,
    EVERY_STATUS,
    Condition,
    Options,
    changed_conditions,
    conditions_of,
    missing_condition,
    registered_condition,
)

# So many words of a condition are written out on its chip.
MOST_WORDS = 4


@dataclass(frozen=True)
class Trouble:
    """A parameter that cannot be understood: its name, what people call it, and what is wrong."""

    name: str
    label: str
    text: str


# The conditions that the bar always shows; any other is added to it.
USUAL = ("kind", "status", "modules", "owner")
# So many conditions beside them at once: each may have hundreds of answers to choose among.
MOST_FURTHER = 15


class RequirementFilter(ChipFilterSet):
    """Requirements of one catalogue; what has been withdrawn is shown only when asked for.

    Any field can be asked about. The form holds the usual conditions, those that the address names
    and those that it adds by ``with``. What cannot be understood finds nothing, and says so: a
    selection is never wider than it was meant.
    """

    class Meta:
        model = Requirement
        fields: list[str] = []

    def __init__(
        self,
        data=None,
        queryset=None,
        *,
        fields: dict[str, Field],
        options: Options,
        chapter: Requirement | None = None,
        address: QueryDict | None = None,
        troubles: Sequence[Trouble] = (),
    ):
        super().__init__(data, queryset)
        self.fields, self.options, self.chapter = fields, options, chapter
        self.address = address if address is not None else QueryDict()
        self.filters = self._conditions()
        self._troubles = [*troubles, *self._unknown(), *self._too_many()]

    def _conditions(self) -> dict[str, Condition]:
        search = forms.CharField(required=False, max_length=1000, widget=Search)
        found = {SEARCH: Condition(_("Sök"), search, lambda text: text)}
        for name in USUAL:
            found |= conditions_of(self.fields[name], self.options)
        found[MISSING] = missing_condition(self.fields)
        self.usual = tuple(found)
        wanted = {*self.data, *self._added()}
        self.left_out: dict[str, str] = {}
        further = 0
        for known in self.fields.values():
            names = parameters_of(known)
            if not wanted & {short_name(known), *names} or set(names) <= set(found):
                continue
            further += 1
            if further <= MOST_FURTHER:
                found |= conditions_of(known, self.options)
            else:
                self.left_out |= dict.fromkeys(names, str(known.label))
        if wanted & {CHANGED_SINCE, CHANGED_BY}:
            found |= changed_conditions(self.options, self.data.get(CHANGED_SINCE, ""))
        for name, registered in CONDITIONS.items():
            if name in wanted:
                found[name] = registered_condition(registered, self.options.directory.catalogue)
        return found

    def _added(self) -> list[str]:
        return self.data.getlist(ADDED) if hasattr(self.data, "getlist") else []

    def _unknown(self) -> list[Trouble]:
        """Conditions on own fields that are gone, or have become of another kind."""
        return [
            Trouble(
                name,
                name.removeprefix(FROM).removeprefix(TO).removeprefix(EXTRA_PREFIX),
                gettext("Katalogen har inget sådant fält, eller så är fältet av ett annat slag."),
            )
            for name in self.data
            if says_rows(name)
            and name not in (*self.filters, *self.left_out, CHAPTER, SORT)
            and self.data[name]
        ]

    def _too_many(self) -> list[Trouble]:
        """Those of the conditions that are more than can be had at once."""
        if not self.left_out:
            return []
        text = gettext("Högst %(most)d villkor kan läggas till. Ta bort några.") % {
            "most": MOST_FURTHER
        }
        told = [Trouble(n, label, text) for n, label in self.left_out.items() if self.data.get(n)]
        return told or [Trouble(ADDED, gettext("Villkor"), text)]

    @cached_property
    def troubles(self) -> list[Trouble]:
        """What in the address cannot be understood; nothing is found as long as there is any."""
        return [
            *self._troubles,
            *(
                Trouble(name, str(self.form.fields[name].label), " ".join(map(str, messages)))
                for name, messages in self.form.errors.items()
            ),
        ]

    def filter_queryset(self, queryset):
        """Apply the conditions, then the chapter; without a status the withdrawn are left out."""
        found = self._meeting(queryset)
        return below(found, self.chapter) if self.chapter else found

    @property
    def everywhere(self):
        """What the conditions find in every chapter."""
        return self._meeting(self.queryset.all())

    def _meeting(self, queryset):
        if self.troubles:
            return queryset.none()
        values = self.form.cleaned_data
        if values[SEARCH]:
            queryset = queryset.search(values[SEARCH])
        statuses = values["status"]
        if not statuses:
            queryset = queryset.live()
        for name, condition in self.filters.items():
            if name != SEARCH and not (name == "status" and EVERY_STATUS in statuses):
                queryset = condition.filter(queryset, values[name])
        return queryset

    @property
    def selects(self) -> bool:
        """Whether single requirements are picked out, beyond a chapter or the whole."""
        return bool(self.active or self.troubles)

    @property
    def chips(self) -> list[dict]:
        """What is active and what is wrong, the chapter first."""
        chapter = []
        if self.chapter:
            label = _("Kapitel: %(title)s") % {"title": self.chapter.title}
            chapter = [{"label": label, "remove_url": self.url_without(CHAPTER)}]
        return [*chapter, *self.field_chips]

    @property
    def problems(self) -> list[dict]:
        """Each trouble in words, with the address that leaves it out."""
        return [
            {
                "label": trouble.label,
                "text": trouble.text,
                "remove_url": self.url_without(trouble.name),
            }
            for trouble in self.troubles
        ]

    def url_without(self, *names: str) -> str:
        """The address without some parameters and without the page number."""
        return address_of(self.address, without=names)

    def _words(self, name: str, value) -> str:
        """The chosen words of a condition: any of them, for holes all of them if not said."""
        if not isinstance(value, list):
            return str(value)
        labels = dict(self.form.fields[name].choices)
        words = [str(labels.get(one, one)) for one in value if one != ANY_HOLE or name != MISSING]
        if len(words) > MOST_WORDS:
            rest = len(words) - MOST_WORDS + 1
            words = [*words[: MOST_WORDS - 1], gettext("%(count)d till") % {"count": rest}]
        link = gettext("och") if name == MISSING and ANY_HOLE not in value else gettext("eller")
        return f" {link} ".join(filter(None, [", ".join(words[:-1]), words[-1]]))

    # ------------------------------------------------------------ the bar

    @property
    def bar(self) -> list[dict]:
        """The conditions that are always shown, the search first: field and chosen words."""
        return [self._shown(name) for name in self.usual]

    @property
    def further(self) -> list[dict]:
        """The conditions that the address names or adds."""
        return [self._shown(name) for name in self.filters if name not in self.usual]

    def _shown(self, name: str) -> dict:
        value = self.active.get(name)
        words = self._words(name, value) if isinstance(value, list) else ""
        return {"field": self.form[name], "words": words}

    @property
    def newest(self) -> str:
        """The parameter of the condition that was just added, for the focus."""
        names = [name for name in self._added() if name]
        known = {short_name(known): known for known in self.fields.values()}
        if names and names[-1] in known:
            return parameters_of(known[names[-1]])[0]
        return names[-1] if names else ""

    @property
    def addable(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """Further conditions to choose among, in groups: (name in the address, label)."""
        here = set(self.filters)
        left = [known for known in self.fields.values() if not here & set(parameters_of(known))]
        groups = [
            (gettext("Kravets fält"), [known for known in left if not known.extra_key]),
            (gettext("Katalogens egna fält"), [known for known in left if known.extra_key]),
        ]
        found = [
            (title, [(short_name(known), str(known.label)) for known in group])
            for title, group in groups
            if group
        ]
        if CHANGED_BY not in here:
            found.append((gettext("Ändringar"), [(CHANGED_SINCE, gettext("Ändrad sedan, av"))]))
        others = [(name, str(one.label)) for name, one in CONDITIONS.items() if name not in here]
        if others:
            found.append((gettext("Jämförelse och kvalitet"), others))
        return found
