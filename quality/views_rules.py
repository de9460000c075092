"""One rule of the linter: what it is for, and how a catalogue uses it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from common.history import changes_of
from common.timeline import shown
from common.views import read_or_write
from programmes.access import permissions_in
from programmes.roles import Permission
from requirements_catalog.access.catalogues import get_catalogue

from .access import get_rule
from .actions_findings import set_rule
from .forms import RuleForm
from .judging import rule_texts
from .models import Finding


@read_or_write
def rule_detail(request: HttpRequest, programme_slug: str, slug: str, code: str) -> HttpResponse:
    """What a rule is for, with examples and sources; who may write tunes or mutes it here."""
    needs = Permission.EDIT_REQUIREMENTS if request.method == "POST" else Permission.VIEW_CATALOGUE
    catalogue = get_catalogue(request.user, programme_slug, slug, needs=needs)
    rule = get_rule(code)
    setting = catalogue.rule_settings.filter(rule=code).first()
    form = RuleForm(request.POST or None, rule=rule, setting=setting)
    if form.is_valid():
        try:
            set_rule(catalogue=catalogue, rule=code, by=request.user, **form.values)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(
                request, _("Regeln är ändrad. Kraven granskas med den från och med nu.")
            )
            return redirect("quality:rule-detail", programme_slug, slug, code)
    found = Finding.objects.filter(catalogue=catalogue, rule=code)
    context = {
        "catalogue": catalogue,
        "rule": rule_texts(code),
        "form": form,
        "setting": setting,
        "open_count": found.open().count(),
        "accepted_count": found.accepted().count(),
        "can_edit": Permission.EDIT_REQUIREMENTS
        in permissions_in(request.user, catalogue.programme),
        "timeline": [shown(one) for one in changes_of(setting, ignore={"catalogue", "rule"})]
        if setting
        else [],
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "quality/rule_detail.html", context, status=status)
