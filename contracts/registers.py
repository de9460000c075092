"""The registers of contracts, their clauses, and call-offs under frameworks."""

from django.db.models import prefetch_related_objects
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.ordering import by_choice, natural, swedish
from programmes.access import permissions_in
from programmes.register import Column, Register, Section, Tag, register
from programmes.roles import Permission
from requirements_catalog.registered_chain import Start, chain_of
from target_architecture.choices import SafeguardPurpose

from .chain_of_contract import contract_chain
from .choices import CallOffOutcome, ContractKind, ContractState
from .forms import CallOffForm, ClauseForm, ContractForm
from .models import CallOff, Contract, ContractClause

CRUMB = (_("Upphandlingar"), "procurements:procurement-list")
CHAIN = "requirements_catalog/_chain.html"
_STATE: dict[str, str] = {ContractState.SIGNED: "met", ContractState.DRAFT: "draft"}
_OUTCOME: dict[str, str] = {CallOffOutcome.AWARDED: "met", CallOffOutcome.OPEN: "waiting"}


def state_tag(row: Contract) -> Tag:
    """How far a contract has come."""
    return Tag(row.get_state_display(), _STATE.get(row.state, "information"))


def _kept_back(request: HttpRequest, contract: Contract) -> set[str]:
    """Who a draft was once for: until it is signed known by those who handle tenders (OSL 19:3)."""
    is_draft = contract.state == ContractState.DRAFT
    allowed = permissions_in(request.user, contract.programme)
    return {"operator"} if is_draft and Permission.VIEW_TENDERS not in allowed else set()


def _contract(request: HttpRequest, contract: Contract) -> dict:
    """What it covers, its clauses, and what has been called off under a framework."""
    prefetch_related_objects([contract], "modules", "lots__modules", "procurement__lots__modules")
    is_framework = contract.kind == ContractKind.FRAMEWORK
    allowed = permissions_in(request.user, contract.programme)
    return {
        "programme": contract.programme,
        "contract": contract,
        "modules": contract.covered_modules(),
        "is_framework": is_framework,
        "is_draft": contract.state == ContractState.DRAFT,
        "clauses": list(contract.clauses.in_order()),
        "call_offs": list(contract.call_offs.all()) if is_framework else [],
        "can_edit": Permission.EDIT_PROCUREMENT in allowed,
    }


def _clause(_request: HttpRequest, clause: ContractClause) -> dict:
    """The modules and risks that it is for, with the ways to them."""
    return {
        "programme": clause.contract.programme,
        "contract": clause.contract,
        "modules": list(clause.modules.all()),
        "risks": list(clause.risks.all()),
    }


def _chain_of_clause(request: HttpRequest, clause: ContractClause) -> dict:
    programme = clause.contract.programme
    return {
        "programme": programme,
        "chain": chain_of(request, Start(programme, clause.requirements.live())),
    }


register(
    Register(
        name="contracts",
        model=Contract,
        form=ContractForm,
        title=pgettext_lazy("flera", "Avtal"),
        lead=_("Avtal och ramavtal, från utkast till slut, och vilka moduler de gäller."),
        new_label=_("Nytt avtal"),
        empty=_("Börja med ett utkast och lägg in villkoren. Leverantören anges när det tecknas."),
        icon="file-earmark-text",
        columns=[
            Column(_("Avtal"), lambda row: row.title, (swedish("title"),)),
            Column(_("Läge"), state_tag, (by_choice("state", ContractState),)),
            Column(_("Leverantör"), lambda row: row.operator or "", (swedish("operator__name"),)),
            Column(
                _("Moduler"),
                lambda row: [module.name for module in row.covered_modules()],
            ),
            Column(_("Gäller från"), lambda row: row.runs_from, ("runs_from",)),
            Column(_("Gäller till och med"), lambda row: row.runs_until, ("runs_until",)),
            Column(_("Värde, kronor"), lambda row: row.value, ("value",), is_number=True),
            Column(
                _("Avtalsform"),
                lambda row: row.get_kind_display(),
                (by_choice("kind", ContractKind),),
                is_wide=True,
            ),
            Column(_("Upphandling"), lambda row: row.procurement or "", is_wide=True),
        ],
        search=("title", "registry_number", "operator__name", "procurement__title"),
        rows=lambda programme: Contract.objects.in_programme(programme).for_list(),
        new=lambda programme: Contract(programme=programme),
        crumb=CRUMB,
        needs=Permission.VIEW_PROCUREMENT,
        # The form names the suppliers, so only those who handle tenders may open it.
        edits=Permission.EDIT_TENDERS,
        kept_back=_kept_back,
        sections=[
            Section("contracts/_contract.html", _contract),
            Section(CHAIN, contract_chain),
        ],
    )
)
register(
    Register(
        name="clauses",
        model=ContractClause,
        form=ClauseForm,
        title=pgettext_lazy("flera", "Avtalsvillkor"),
        lead=_("Vad som avtalas, vilka krav det svarar mot och vilka risker det minskar."),
        new_label=_("Nytt avtalsvillkor"),
        empty=_("Här samlas villkoren: avveckling, uttag av uppgifter, deponering och annat."),
        icon="paragraph",
        order="c3",
        columns=[
            Column(_("Nummer"), lambda row: row.number, (natural("number"),)),
            Column(_("Rubrik"), lambda row: row.heading, (swedish("heading"),)),
            Column(
                _("Skydd"),
                lambda row: row.get_purpose_display(),
                (by_choice("purpose", SafeguardPurpose),),
            ),
            Column(
                _("Avtal"),
                lambda row: row.contract.title,
                (swedish("contract__title"), "contract__pk", natural("number")),
            ),
            Column(
                pgettext_lazy("flera", "Krav"),
                lambda row: [one.code for one in row.requirements.all()],
                is_wide=True,
            ),
            Column(_("Risker"), lambda row: [one.code for one in row.risks.all()], is_wide=True),
        ],
        search=("number", "heading", "text", "contract__title"),
        rows=lambda programme: ContractClause.objects.in_programme(programme).for_list(),
        new=lambda programme: ContractClause(),
        crumb=CRUMB,
        needs=Permission.VIEW_PROCUREMENT,
        edits=Permission.EDIT_PROCUREMENT,
        sections=[Section("contracts/_clause.html", _clause), Section(CHAIN, _chain_of_clause)],
    )
)
register(
    Register(
        name="call-offs",
        model=CallOff,
        form=CallOffForm,
        title=pgettext_lazy("flera", "Avrop"),
        lead=_("Vad som köps på ramavtalen: när det utlystes, svarstiden och vad det ledde till."),
        new_label=_("Nytt avrop"),
        empty=_("Avrop görs på ramavtal som är tecknade."),
        icon="cart",
        order="-c2",
        columns=[
            Column(_("Avrop"), lambda row: row.title, (swedish("title"),)),
            Column(_("Område"), lambda row: row.area, (swedish("area"),)),
            Column(_("Utlyst"), lambda row: row.opened_on, ("opened_on",)),
            Column(_("Svar senast"), lambda row: row.answers_due_on, ("answers_due_on",)),
            Column(_("Dagar att svara"), lambda row: row.time_to_answer.days, is_number=True),
            Column(
                _("Utfall"),
                lambda row: Tag(
                    row.get_outcome_display(), _OUTCOME.get(row.outcome, "information")
                ),
                (by_choice("outcome", CallOffOutcome),),
            ),
            Column(_("Ramavtal"), lambda row: row.contract.title, is_wide=True),
        ],
        search=("title", "area", "note", "contract__title"),
        rows=lambda programme: CallOff.objects.in_programme(programme).select_related("contract"),
        new=lambda programme: CallOff(),
        crumb=CRUMB,
        needs=Permission.VIEW_PROCUREMENT,
        edits=Permission.EDIT_PROCUREMENT,
    )
)
