"""Holes in the target architecture: what a seam or a module lacks of standards and requirements.

**Who is asked.** Requirements are put on what is bought: modules that are to be procured, and the
shared platform (``protection.ASKED``). What exists, what is being replaced and what is national is
as it is, so nothing is missed there.

**A standard of a seam** is required by every side that is asked. When both sides of an interface
are asked, both must have a requirement that refers to the standard; when one is, that one must,
since the other side speaks it already. So where it is required on one side of two, the other is a
hole, and where on none, each asked side is.

**A national service** is used with a requirement on how to connect: the module that uses it has
one that also belongs to the service, or is pointed out as what protects the connection to it
(``Safeguard`` of the service). A standard does not tell which service: one that asks for FHIR
somewhere asks for no connection to the national list of medicines. What asks nothing – a heading,
an upplysning, a withdrawn requirement – does not count.
"""

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, When
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from common.ordering import natural
from programmes.models import Programme
from programmes.register import Column
from requirements_catalog.choices import ModuleKind, RequirementStatus
from requirements_catalog.models import Module, RequirementModule
from target_architecture.choices import SafeguardPurpose
from target_architecture.models import Interface, Safeguard
from target_architecture.openness import CLOSED, MISSING, with_openness
from target_architecture.protection import ASKED, NEEDED

from .gaps import GapAxis
from .holes import Gap, Mend, new_requirement, requirements_of_module
from .querysets_coverage import Homes, asking

SeamStandard = Interface.standards.through
# Numbers are stored with reasons: what is new takes a new one.
NO_STANDARD, CLOSED_STANDARD = 1, 2
SOURCE, TARGET = 1, 2
PURPOSE_NUMBERS = {SafeguardPurpose.EXIT: 1, SafeguardPurpose.DATA_EXPORT: 2}


def _codes(rows) -> list[str]:
    return [row.code for row in rows]


def _register_url(name: str, row) -> str:
    return reverse("programmes:register-detail", args=[row.programme.slug, name, row.pk])


def _safeguard(homes: Homes, module: Module, purpose: SafeguardPurpose) -> Mend:
    """Where a requirement that stands already is pointed out."""
    address = reverse("programmes:register-create", args=[homes.programme, "safeguards"])
    query = urlencode({"module": module.pk, "purpose": purpose.value})
    return Mend(_("Peka ut kravet"), f"{address}?{query}")


# ---------------------------------------------------------------- interfaces and their standards


def _interfaces(programme: Programme) -> QuerySet:
    rows = Interface.objects.in_programme(programme).for_list()
    return rows.select_related("source", "target", "programme").order_by(natural("code"), "pk")


def _edit_interface(row: Interface, homes: Homes) -> list[Mend]:
    url = reverse("programmes:register-edit", args=[homes.programme, "interfaces", row.pk])
    return [Mend(_("Ändra gränssnittet"), url)]


def _closed(row: Interface) -> str:
    names = ", ".join(one.code for one in row.standards.all() if not one.is_open)
    return _("%(names)s är inte en öppen standard") % {"names": names}


_TOUCHES = {Interface: ("pk",), Module: ("source", "target")}
OPEN_STANDARDS = GapAxis(
    name="open-standards",
    label=gettext_lazy("Gränssnitt utan öppen standard"),
    lead=gettext_lazy("Gränssnitt där ingen standard är vald, eller en som inte är öppen."),
    rows=_interfaces,
    searched=("code", "name", "source__code", "target__code", "source__name", "target__name"),
    columns=[
        Column(gettext_lazy("Gränssnitt"), str),
        Column(gettext_lazy("Från"), lambda row: row.source.name),
        Column(gettext_lazy("Till"), lambda row: row.target.name),
        Column(gettext_lazy("Standarder"), lambda row: _codes(row.standards.all())),
        Column(pgettext_lazy("gränssnitt", "Betydelse"), lambda row: row.get_criticality_display()),
    ],
    url=lambda row: _register_url("interfaces", row),
    gaps=[
        Gap(
            NO_STANDARD,
            lambda programme: with_openness(MISSING, Interface),
            lambda row: _("gränssnittet har ingen standard"),
            _edit_interface,
            _TOUCHES,
        ),
        Gap(
            CLOSED_STANDARD,
            lambda programme: with_openness(CLOSED, Interface),
            _closed,
            _edit_interface,
            _TOUCHES,
        ),
    ],
)

# ---------------------------------------------------------------- both sides of a seam


def _seams(programme: Programme) -> QuerySet:
    rows = SeamStandard.objects.filter(interface__programme=programme).filter(
        Q(interface__source__kind__in=ASKED) | Q(interface__target__kind__in=ASKED)
    )
    rows = rows.select_related(
        "interface__programme", "interface__source", "interface__target", "standard"
    )
    return rows.order_by(natural("interface__code"), natural("standard__code"), "pk")


def _side(number: int, side: str) -> Gap:
    """The gap of a side (``source`` or ``target``) that is asked and does not require the
    standard."""

    def lacks(programme: Programme) -> Q:
        requiring = asking(programme).filter(
            module_links__module=OuterRef(f"interface__{side}"),
            standard_links__standard=OuterRef("standard"),
        )
        return Q((f"interface__{side}__kind__in", ASKED)) & ~Q(Exists(requiring))

    def words(row) -> str:
        module = getattr(row.interface, side)
        values = {"module": module.name, "standard": row.standard.code}
        return _("inget krav på %(module)s hänvisar till %(standard)s") % values

    def mends(row, homes: Homes) -> list[Mend]:
        module = getattr(row.interface, f"{side}_id")
        new = new_requirement(homes, module, module=module, standard=row.standard_id)
        return [new, *requirements_of_module(homes, module)]

    concerns = {Interface: ("interface",), Module: (f"interface__{side}",)}
    return Gap(number, lacks, words, mends, concerns)


SEAMS = GapAxis(
    name="seams",
    label=gettext_lazy("Standard som inte krävs på varje sida"),
    lead=gettext_lazy(
        "Gränssnittets standard ska krävas av varje modul som upphandlas och som står i det. "
        "Kräver bara den ena sidan den möts de inte."
    ),
    rows=_seams,
    searched=(
        "interface__code", "interface__name", "standard__code", "interface__source__code",
        "interface__target__code", "interface__source__name", "interface__target__name",
    ),
    columns=[
        Column(gettext_lazy("Gränssnitt"), lambda row: str(row.interface)),
        Column(gettext_lazy("Standard"), lambda row: row.standard.code),
        Column(gettext_lazy("Från"), lambda row: row.interface.source.name),
        Column(gettext_lazy("Till"), lambda row: row.interface.target.name),
    ],
    url=lambda row: _register_url("interfaces", row.interface),
    gaps=[
        _side(SOURCE, "source"),
        _side(TARGET, "target"),
    ],
)  # fmt: skip

# ---------------------------------------------------------------- national services


def _connections(programme: Programme) -> QuerySet:
    """Interfaces between a module that is asked and a national service, with ``using`` and
    ``service``."""
    national = ModuleKind.NATIONAL
    rows = _interfaces(programme).filter(
        Q(source__kind=national, target__kind__in=ASKED)
        | Q(target__kind=national, source__kind__in=ASKED)
    )
    return rows.annotate(
        using=Case(When(source__kind=national, then=F("target_id")), default=F("source_id")),
        service=Case(When(source__kind=national, then=F("source_id")), default=F("target_id")),
    )


def _unconnected(programme: Programme) -> Q:
    service = OuterRef(OuterRef("service"))
    of_service = RequirementModule.objects.filter(module=service).values("requirement")
    protecting = Safeguard.objects.filter(
        module=service, purpose=SafeguardPurpose.CONNECTION
    ).values("requirement")
    own = asking(programme).filter(module_links__module=OuterRef("using"))
    # A question of each: as one, every requirement of the module would be held against both.
    return ~Q(Exists(own.filter(pk__in=of_service))) & ~Q(Exists(own.filter(pk__in=protecting)))


def _sides(row: Interface) -> tuple[Module, Module]:
    """(the module that uses it, the national service)."""
    is_source = row.source.kind == ModuleKind.NATIONAL
    return (row.target, row.source) if is_source else (row.source, row.target)


def _unconnected_words(row: Interface) -> str:
    using, service = _sides(row)
    values = {"module": using.name, "service": service.name}
    return _("inget krav på att %(module)s ansluts till %(service)s") % values


def _connect(row: Interface, homes: Homes) -> list[Mend]:
    using, service = _sides(row)
    standards = [one.pk for one in row.standards.all()]
    new = new_requirement(homes, using.pk, module=[using.pk, service.pk], standard=standards)
    return [new, _safeguard(homes, service, SafeguardPurpose.CONNECTION)]


CONNECTIONS = GapAxis(
    name="connections",
    label=gettext_lazy("Nationell tjänst utan krav på anslutning"),
    lead=gettext_lazy(
        "En modul som upphandlas och använder en nationell tjänst ska ha ett krav på anslutningen."
    ),
    rows=_connections,
    searched=OPEN_STANDARDS.searched,
    columns=[
        Column(gettext_lazy("Gränssnitt"), str),
        Column(gettext_lazy("Modul"), lambda row: _sides(row)[0].name),
        Column(gettext_lazy("Nationell tjänst"), lambda row: _sides(row)[1].name),
        Column(gettext_lazy("Standarder"), lambda row: _codes(row.standards.all())),
    ],
    url=OPEN_STANDARDS.url,
    gaps=[
        Gap(
            0,
            _unconnected,
            _unconnected_words,
            _connect,
            _TOUCHES,
        )
    ],
)

# ---------------------------------------------------------------- the way out of a module


def _asked_modules(programme: Programme) -> QuerySet:
    rows = programme.modules.filter(kind__in=ASKED).select_related("programme")
    return rows.order_by("position", "pk")


def _protection(purpose: SafeguardPurpose) -> Gap:
    def lacks(programme: Programme) -> Q:
        kinds = [kind for kind, purposes in NEEDED.items() if purpose in purposes]
        protecting = Safeguard.objects.filter(module=OuterRef("pk"), purpose=purpose).exclude(
            requirement__status=RequirementStatus.WITHDRAWN
        )
        return Q(kind__in=kinds) & ~Q(Exists(protecting))

    def mends(row: Module, homes: Homes) -> list[Mend]:
        return [_safeguard(homes, row, purpose), new_requirement(homes, row.pk, module=row.pk)]

    return Gap(
        PURPOSE_NUMBERS[purpose],
        lacks,
        lambda row: _("modulen saknar krav på %(purpose)s") % {"purpose": purpose.label},
        mends,
        {Module: ("pk",)},
    )


WAYS_OUT = GapAxis(
    name="ways-out",
    label=gettext_lazy("Modul utan väg ut"),
    lead=gettext_lazy(
        "Varje modul som upphandlas ska ha ett krav på avveckling och ett på uttag av uppgifter."
    ),
    rows=_asked_modules,
    searched=("code", "name"),
    columns=[
        Column(gettext_lazy("Modul"), lambda row: f"{row.code} {row.name}"),
        Column(gettext_lazy("Slag"), lambda row: row.get_kind_display()),
    ],
    url=lambda row: reverse(
        "requirements_catalog:module-detail", args=[row.programme.slug, row.pk]
    ),
    gaps=[_protection(purpose) for purpose in PURPOSE_NUMBERS],
)

ARCHITECTURE_AXES = {axis.name: axis for axis in (OPEN_STANDARDS, SEAMS, CONNECTIONS, WAYS_OUT)}
