"""Requirements of a programme that say the same or contradict each other."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from common.keys import row_keys
from common.lists import Order, list_page
from common.media_types import XLSX
from common.views import read_or_write, sent_file
from programmes.access import get_programme, permissions_in
from programmes.actions import start_job
from programmes.models import Programme
from programmes.roles import Permission

from .access import get_judgement
from .actions_likeness import judge_pairs, reopen_pair
from .choices import PairKind
from .exports_likeness import pairs_workbook
from .filters_likeness import JudgementFilter, PairFilter
from .forms_likeness import JudgeForm
from .jobs_likeness import COMPARE_KIND
from .models import PairJudgement, RequirementPair
from .pairs import changed_since, show_judgements, show_pairs

PER_PAGE = 25
ALIKE, CONTRADICTIONS, JUDGED = "alike", "contradictions", "judged"
BY_SCORE = Order("score", gettext_lazy("de mest lika först"), ("-score", "first", "second", "pk"))
BY_PLACE = Order(
    "place",
    gettext_lazy("katalogens ordning"),
    ("first__catalogue__name", "first__position", "second__position", "pk"),
)
NEWEST = Order("judged", gettext_lazy("senast bedömda först"), ("-judged_at", "-pk"))


@dataclass(frozen=True)
class Tab:
    """A part of the list: its name in the address and in words, and how it is read."""

    name: str
    label: str
    kind: str
    filterset: type
    orders: tuple[Order, ...]
    show: object

    def rows(self, programme: Programme):
        """The rows that the tab's filter starts from."""
        if self.name == JUDGED:
            return PairJudgement.objects.in_programme(programme).latest().for_list()
        pairs = RequirementPair.objects.in_programme(programme).filter(kind=self.kind)
        return pairs.holding().for_list()

    def count(self, programme: Programme) -> int:
        """How many the tab shows at first."""
        rows = self.rows(programme)
        return rows.count() if self.name == JUDGED else rows.open().count()


_FOUND = (BY_SCORE, BY_PLACE)
TABS = {
    tab.name: tab
    for tab in (
        Tab(ALIKE, gettext_lazy("Lika"), PairKind.ALIKE, PairFilter, _FOUND, show_pairs),
        Tab(
            CONTRADICTIONS,
            gettext_lazy("Motsägelser"),
            PairKind.CONTRADICTION,
            PairFilter,
            _FOUND,
            show_pairs,
        ),
        Tab(
            JUDGED,
            gettext_lazy("Bedömda"),
            "",
            JudgementFilter,
            (NEWEST, BY_SCORE, BY_PLACE),
            show_judgements,
        ),
    )
}


def _tab(request: HttpRequest) -> Tab:
    return TABS.get(request.GET.get("tab", ""), TABS[ALIKE])


@read_or_write
def pair_list(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """Pairs side by side, in three tabs; who may write says of one or many what they are."""
    needs = Permission.EDIT_REQUIREMENTS if request.method == "POST" else Permission.VIEW_CATALOGUE
    programme = get_programme(request.user, programme_slug, needs=needs)
    form = JudgeForm(request.POST or None)
    chosen = row_keys(request.POST.getlist("pair"))
    if form.is_valid() and _is_judged(request, programme, form, chosen):
        return redirect(request.get_full_path())
    return _page(request, programme, form, chosen)


def _is_judged(request: HttpRequest, programme: Programme, form: JudgeForm, chosen) -> bool:
    try:
        count = judge_pairs(programme=programme, pairs=chosen, by=request.user, **form.cleaned_data)
    except ValidationError as error:
        form.add_error("reason" if "reason" in getattr(error, "error_dict", {}) else None,
                       error.messages)  # fmt: skip
        return False
    text = ngettext("%(count)d par är bedömt.", "%(count)d par är bedömda.", count)
    messages.success(request, text % {"count": count})
    return True


def _page(
    request: HttpRequest, programme: Programme, form: JudgeForm, chosen: list[int]
) -> HttpResponse:
    tab = _tab(request)
    last = programme.comparisons.select_related("compared_by").first()
    context = {
        "tab": tab,
        "tabs": [(one, one.count(programme)) for one in TABS.values()],
        "comparison": last,
        "changed": changed_since(programme, last.compared_at) if last else 0,
        "can_edit": Permission.EDIT_REQUIREMENTS in permissions_in(request.user, programme),
        "judge_form": form,
        "chosen": chosen,
    }
    response = list_page(
        request,
        queryset=tab.rows(programme),
        template="quality/pair_list.html",
        fragment="quality/_pair_table.html",
        filterset_class=tab.filterset,
        filterset_kwargs={"programme": programme},
        orders=tab.orders,
        context=context,
        per_page=PER_PAGE,
        prepare=tab.show,
    )
    if request.method == "POST":
        response.status_code = 422
    return response


@require_safe
def pair_export(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """The pairs that the list shows, as a workbook."""
    programme = get_programme(request.user, programme_slug, needs=Permission.VIEW_CATALOGUE)
    tab = _tab(request)
    found = tab.filterset(
        request.GET or None, queryset=tab.rows(programme), request=request, programme=programme
    )
    content = pairs_workbook(
        found.qs.order_by(*tab.orders[0].fields),
        programme=programme,
        comparison=programme.comparisons.select_related("compared_by").first(),
        title=str(tab.label),
        selection=[str(tab.label), *(str(chip["label"]) for chip in found.chips)],
    )
    return sent_file(content, XLSX, f"{programme.slug}-lika-krav.xlsx")


@require_POST
def pair_compare(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """Start the job that compares all requirements with each other."""
    programme = get_programme(request.user, programme_slug, needs=Permission.EDIT_REQUIREMENTS)
    job = start_job(
        kind=COMPARE_KIND, programme=programme, title=_("Jämför kraven"), by=request.user
    )
    return redirect("programmes:job-detail", job.uid)


@require_POST
def pair_reopen(request: HttpRequest, programme_slug: str, pk: int) -> HttpResponse:
    """Take back what was said of a pair."""
    judgement = get_judgement(request.user, programme_slug, pk)
    try:
        reopen_pair(judgement=judgement, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Paret är öppet igen."))
    query = QueryDict(request.POST.get("back", "")).urlencode()
    return redirect(reverse("quality:pair-list", args=[programme_slug]) + (query and f"?{query}"))
