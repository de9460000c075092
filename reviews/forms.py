"""Forms of rounds; they check and label, the actions write."""

from urllib.parse import urlencode, urlsplit

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import QueryDict
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from baselines.models import Baseline
from programmes.choices import Role
from programmes.forms import DayInput
from programmes.roles import Permission, roles_with
from requirements_catalog.addresses import is_same_selection, selection_in
from requirements_catalog.models import Catalogue, Requirement, SavedView

from .actions import may_take_part
from .choices import CommentedField, CommentKind, Outcome
from .content import chapters_of
from .models import Reviewer, ReviewRound

LIST_ADDRESSES = {
    "requirements_catalog:requirement-list",
    "requirements_catalog:requirement-grid",
}
ADDRESS = "address"


def add_problem(form: forms.BaseForm, problem: Exception) -> None:
    """Show what an action refused: beside the field it concerns, or above the form."""
    if not isinstance(problem, ValidationError):
        form.add_error(None, str(problem))
        return
    by_field = hasattr(problem, "error_dict")
    errors = problem.error_dict if by_field else {NON_FIELD_ERRORS: problem.error_list}
    for name, found in errors.items():
        form.add_error(name if name in form.fields else None, found)


def role_choices() -> list[tuple[str, str]]:
    """The roles whose members can review, in words."""
    return [(role, Role(role).label) for role in roles_with(Permission.COMMENT)]


class RoundForm(forms.ModelForm):
    """What is reviewed, by whom, until when and what for."""

    what = forms.ChoiceField(
        label=gettext_lazy("Vad som granskas"),
        help_text=gettext_lazy("Kraven fryses som de står när rundan öppnas."),
    )
    address = forms.CharField(
        label=gettext_lazy("Adress till urvalet"),
        required=False,
        max_length=4000,
        help_text=gettext_lazy(
            "Bara för ”Urvalet i en adress”: öppna kravlistan, filtrera, och klistra in "
            "adressen hit."
        ),
    )
    people = forms.ModelMultipleChoiceField(
        may_take_part(None),
        label=gettext_lazy("Personer"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    roles = forms.MultipleChoiceField(
        label=gettext_lazy("Alla med rollen"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("De som har rollen när rundan öppnas."),
    )

    class Meta:
        model = ReviewRound
        fields = [
            "name", "purpose", "due_on", "instructions", "shows_comments",
            "approves_requirements", "is_external",
        ]  # fmt: skip
        widgets = {"due_on": DayInput(), "instructions": forms.Textarea({"rows": 4})}
        help_texts = {
            "purpose": gettext_lazy("Till exempel: kraven kan läggas i upphandlingen."),
            "instructions": gettext_lazy(
                "Visas för den som granskar. Vad ska läsaren tänka på, och vad inte?"
            ),
            "shows_comments": gettext_lazy("Externa parter ser aldrig andras kommentarer."),
            "approves_requirements": gettext_lazy(
                "När någon som får godkänna krav, och inte själv har skrivit texten, godkänner i "
                "rundan blir kravet godkänt."
            ),
            "is_external": gettext_lazy(
                "Leverantörer och andra regioner kan bjudas in utan konto. De ser bara sina egna "
                "kommentarer."
            ),
        }

    def __init__(self, *args, programme, user, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.programme, self.user = programme, user
        self.fields["what"].choices = self._choices()
        self.fields["people"].queryset = may_take_part(programme)
        self.fields["roles"].choices = role_choices()
        self.fields["due_on"].widget.attrs["min"] = timezone.localdate().isoformat()
        if self.instance.pk:
            self.initial["what"], self.initial["address"] = self._stored()
            self.initial["roles"] = self.instance.roles
            self.initial["people"] = list(
                self.instance.reviewers.exclude(user=None).values_list("user", flat=True)
            )

    def _choices(self) -> list:
        groups = []
        views = SavedView.objects.usable_by(self.user)
        for catalogue in self.programme.catalogues.all():
            own = [(f"all-{catalogue.pk}", _("Hela katalogen: %s") % catalogue)]
            own += [
                (f"view-{view.pk}", _("Vyn %s") % view)
                for view in views.filter(catalogue=catalogue)
            ]
            own += [
                (f"baseline-{baseline.pk}", _("Baslinjen %s") % baseline)
                for baseline in Baseline.objects.filter(catalogue=catalogue)
            ]
            groups.append((str(catalogue), own))
        return [*groups, (ADDRESS, _("Urvalet i en adress"))]

    def _stored(self) -> tuple[str, str]:
        """What a stored round was made of, as the form says it."""
        review = self.instance
        if review.baseline_id:
            return f"baseline-{review.baseline_id}", ""
        if not review.selection:
            return f"all-{review.catalogue_id}", ""
        url = reverse(
            "requirements_catalog:requirement-list",
            args=[self.programme.slug, review.catalogue.slug],
        )
        return ADDRESS, f"{url}?{review.selection}"

    def clean(self) -> dict:
        """Turn the choice of what is reviewed into catalogue, baseline and selection."""
        data = super().clean() or {}
        if what := data.get("what"):
            data["chosen"] = self._chosen(what, data.get("address", ""))
        return data

    def _chosen(self, what: str, address: str) -> dict:
        if what == ADDRESS:
            return self._of_address(address)
        kind, _dash, key = what.partition("-")
        if kind == "all":
            return _what(self.programme.catalogues.get(pk=key))
        if kind == "baseline":
            baseline = Baseline.objects.in_programme(self.programme).get(pk=key)
            return _what(baseline.catalogue, baseline=baseline)
        view = SavedView.objects.usable_by(self.user).select_related("catalogue").get(pk=key)
        return _what(view.catalogue, selection=view.query, selection_name=view.name)

    def _of_address(self, address: str) -> dict:
        """The catalogue and selection that a pasted address of a list names."""
        parts = urlsplit(address.strip())
        try:
            match = resolve(parts.path)
        except Resolver404:
            match = None
        catalogue = None
        if match and match.view_name in LIST_ADDRESSES:
            slugs = match.kwargs
            if slugs.get("programme_slug") == self.programme.slug:
                catalogue = self.programme.catalogues.filter(slug=slugs["slug"]).first()
        if catalogue is None:
            self.add_error("address", _("Klistra in adressen till en kravlista i programmet."))
            return {}
        query = QueryDict(parts.query, mutable=True)
        view = None
        if query.get("view"):
            view = _view(catalogue, self.user, query["view"])
            if view is None:
                self.add_error("address", _("Vyn i adressen finns inte längre."))
                return {}
        selection = selection_in(query)
        if view and (not selection or is_same_selection(selection, QueryDict(view.query))):
            return _what(catalogue, selection=view.query, selection_name=view.name)
        name = _("%(view)s, med annat urval") % {"view": view.name[:150]} if view else ""
        found = _what(catalogue, selection=selection.urlencode(), selection_name=name)
        stored, chosen = self.instance, (catalogue.pk, found["selection"])
        if not view and (stored.catalogue_id, stored.selection) == chosen:
            # The address is the one that the round's own form was filled in with.
            found["selection_name"] = stored.selection_name
        return found

    def values(self) -> dict:
        """What the actions write of a round, without who is asked by name."""
        data = self.cleaned_data
        own = {name: data[name] for name in self._meta.fields}
        return {**own, "roles": data["roles"], **data["chosen"]}


def _what(
    catalogue: Catalogue, baseline: Baseline | None = None, selection="", selection_name=""
) -> dict:
    return {
        "catalogue": catalogue,
        "baseline": baseline,
        "selection": selection,
        "selection_name": selection_name,
    }


def proposed_content(catalogue: Catalogue, query: QueryDict, *, user) -> dict[str, str]:
    """What a new round is filled in with by somebody who comes from a list with this address."""
    selection = selection_in(query)
    view = _view(catalogue, user, query["view"]) if query.get("view") else None
    if selection and not (view and is_same_selection(selection, QueryDict(view.query))):
        slugs = [catalogue.programme.slug, catalogue.slug]
        url = reverse("requirements_catalog:requirement-list", args=slugs)
        # A view that was narrowed further still gives the round its name.
        named = f"&{urlencode({'view': view.uid})}" if view else ""
        return {"what": ADDRESS, "address": f"{url}?{selection.urlencode()}{named}"}
    return {"what": f"view-{view.pk}" if view else f"all-{catalogue.pk}"}


def _view(catalogue: Catalogue, user, uid: str) -> SavedView | None:
    try:
        return catalogue.views.usable_by(user).filter(uid=uid).first()
    except ValidationError:
        return None


class InviteForm(forms.Form):
    """More members to ask, for the whole round or some chapters."""

    people = forms.ModelMultipleChoiceField(
        may_take_part(None), label=gettext_lazy("Personer"), widget=forms.CheckboxSelectMultiple
    )
    chapters = forms.ModelMultipleChoiceField(
        Requirement.objects.none(),
        label=gettext_lazy("Bara kapitlen"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Lämnas det tomt granskar de allt i rundan."),
    )

    def __init__(self, *args, review: ReviewRound, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        asked = review.reviewers.exclude(user=None).values("user")
        people = may_take_part(review.catalogue.programme).exclude(pk__in=asked)
        self.fields["people"].queryset = people
        self.fields["chapters"].queryset = chapters_to_choose(review)


class PartyForm(forms.ModelForm):
    """A party without an account that is asked in an external referral."""

    class Meta:
        model = Reviewer
        fields = ["organisation", "contact_name", "email"]

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].required = True

    def _get_validation_exclusions(self) -> set:
        # Whose round it is, and whether the party is asked already, the action knows.
        return super()._get_validation_exclusions() | {"round", "user"}

    def validate_constraints(self) -> None:
        """Left to the action, which knows the round."""


def chapters_to_choose(review: ReviewRound):
    """The headings that the round is shared by, in order; none while it cannot be understood."""
    headings = review.catalogue.requirements.headings().order_by("position")
    if not review.is_draft:
        return headings.filter(pk__in=review.items.values("chapter"))
    try:
        return headings.filter(pk__in=chapters_of(review))
    except ValidationError:
        return headings.none()


class ExtendForm(forms.Form):
    """Another last day, and why."""

    due_on = forms.DateField(label=gettext_lazy("Svar senast"), widget=DayInput())
    reason = forms.CharField(
        label=gettext_lazy("Skäl"),
        max_length=500,
        help_text=gettext_lazy("Sparas i historiken."),
    )


class CloseForm(forms.Form):
    """What the round led to."""

    summary = forms.CharField(
        label=gettext_lazy("Sammanfattning"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea({"rows": 6}),
        help_text=gettext_lazy("Står först i rapporten. Vad blev resultatet, och vad händer nu?"),
    )


class CommentForm(forms.Form):
    """A question, an objection, or a remark on the language."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Slag"),
        choices=[choice for choice in CommentKind.choices if choice[0] != CommentKind.PROPOSAL],
        initial=CommentKind.QUESTION,
        widget=forms.RadioSelect,
    )
    field = forms.ChoiceField(
        label=gettext_lazy("Gäller"),
        choices=[("", gettext_lazy("kravet i stort")), *CommentedField.choices],
        required=False,
    )
    text = forms.CharField(
        label=gettext_lazy("Kommentar"),
        max_length=10_000,
        widget=forms.Textarea({"rows": 4}),
    )


class WholeForm(CommentForm):
    """A question, an objection, or a remark on the language, of the round as a whole."""

    field = None


class ProposalForm(forms.Form):
    """Another wording of a part of the requirement, and why."""

    field = forms.ChoiceField(choices=CommentedField.choices, widget=forms.HiddenInput)
    proposed_text = forms.CharField(
        label=gettext_lazy("Föreslagen lydelse"),
        max_length=10_000,
        strip=False,
        widget=forms.Textarea({"rows": 8}),
    )
    text = forms.CharField(
        label=gettext_lazy("Varför"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea({"rows": 2}),
    )

    def clean(self) -> dict:
        """A proposal is a comment of its own kind."""
        return {**(super().clean() or {}), "kind": CommentKind.PROPOSAL}


class DispositionForm(forms.Form):
    """What became of a comment, and the answer to the one who wrote it."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("Beslut"), choices=Outcome.choices, widget=forms.RadioSelect
    )
    answer = forms.CharField(
        label=gettext_lazy("Svar"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(self, *args, is_proposal: bool = False, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"].always_answered = True
        if is_proposal:
            choices = [one for one in Outcome.choices if one[0] != Outcome.ACCEPTED]
            self.fields["outcome"].choices = choices
