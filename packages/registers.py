"""The registers that packaging is reckoned from."""

from django.utils.translation import gettext_lazy as _

from common.ordering import swedish
from programmes.register import Column, Link, Register, register

from . import forms, models
from .access import EDIT

CRUMB = (_("Upphandlingspaketering"), "packages:alternative-list")
BACK = Link(_("Upphandlingspaketering"), "packages:alternative-list", "boxes")

register(
    Register(
        name="estimates",
        model=models.ModuleEstimate,
        form=forms.EstimateForm,
        title=_("Värdeuppskattningar"),
        lead=_("Vad varje modul som upphandlas väntas kosta, och var uppgiften kommer från."),
        new_label=_("Ny uppskattning"),
        empty=_("Här antecknas lågt, troligt och högt värde för varje modul."),
        icon="cash-coin",
        columns=[
            Column(_("Modul"), lambda row: row.module.name, (swedish("module__name"),)),
            Column(_("Lågt värde"), lambda row: row.low, ("low",), is_number=True),
            Column(_("Troligt värde"), lambda row: row.likely, ("likely",), is_number=True),
            Column(_("Högt värde"), lambda row: row.high, ("high",), is_number=True),
            Column(_("Källa"), lambda row: row.source, is_wide=True),
            Column(_("Dag"), lambda row: row.estimated_on, ("estimated_on",)),
        ],
        search=("module__name", "source", "note"),
        rows=lambda programme: models.ModuleEstimate.objects.in_programme(programme).for_list(),
        new=lambda programme: models.ModuleEstimate(),
        crumb=CRUMB,
        links=[BACK],
        edits=EDIT,
    )
)
register(
    Register(
        name="orders",
        model=models.OrderConstraint,
        form=forms.OrderForm,
        title=_("Ordningsvillkor"),
        lead=_("Vilken modul som behöver upphandlas före vilken, och varför."),
        new_label=_("Nytt ordningsvillkor"),
        empty=_("Här antecknas till exempel att plattformen behövs före det som byggs på den."),
        icon="arrow-right",
        columns=[
            Column(_("Först"), lambda row: row.before.name, (swedish("before__name"),)),
            Column(_("Därefter"), lambda row: row.after.name, (swedish("after__name"),)),
            Column(_("Skäl"), lambda row: row.reason, is_wide=True),
        ],
        search=("before__name", "after__name", "reason"),
        rows=lambda programme: models.OrderConstraint.objects.in_programme(programme).for_list(),
        new=lambda programme: models.OrderConstraint(),
        crumb=CRUMB,
        links=[BACK],
        edits=EDIT,
    )
)
