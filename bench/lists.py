"""The list page of a catalogue at growing sizes: first, middle and last page, and its queries."""

from pathlib import Path
from statistics import median

from bench.harness import Ratio, Watch, fresh, start_django

MODULE = "bench.lists"
PER_PAGE = 50
PLACES = ("first", "middle", "last")


def run(sizes: list[int], repeats: int, folder: Path) -> list[Ratio]:
    """Ratios of the places in the list to the first, of the sizes to the smallest."""
    found: dict[int, dict] = {}
    for size in sizes:
        place = folder / f"list-{size}"
        place.mkdir()
        fresh("bench.imports", "prepare", folder=place)
        fresh(MODULE, "fill", size, folder=place)
        found[size] = fresh(MODULE, "walk", size, repeats, folder=place)
    ratios = []
    for size in sizes:
        pages = found[size]["pages"]
        for where in PLACES[1:]:
            ratios.append(
                Ratio(
                    f"list page, {where}, at {size:,}",
                    "the first page",
                    pages[where]["cpu"],
                    pages["first"]["cpu"],
                    goal=1.3 if where == "middle" else None,
                    facts={"queries": pages[where]["queries"]},
                )
            )
        ratios.append(
            Ratio(
                f"list page, first, at {size:,}",
                "a bare view and template, same rows",
                pages["first"]["cpu"],
                found[size]["bare"],
                goal=2.5,
                facts={
                    "queries": pages["first"]["queries"],
                    "peak MB": found[size]["peak_mb"],
                    "ms": round(pages["first"]["cpu"] * 1000, 1),
                },
            )
        )
    if len(sizes) > 1:
        small, large = sizes[0], sizes[-1]
        ratios.append(
            Ratio(
                f"list page, middle, at {large:,}",
                f"the same at {small:,}",
                found[large]["pages"]["middle"]["cpu"],
                found[small]["pages"]["middle"]["cpu"],
            )
        )
    return ratios


# ---------------------------------------------------------------- each in a process of its own


def fill(size: int) -> dict:
    """A catalogue with ``size`` requirements, written straight into the table."""
    start_django()
    from bench.data import requirement_rows
    from requirements_catalog.models import Catalogue, Module, Requirement, RequirementModule

    catalogue = Catalogue.objects.get(slug="bench")
    modules = {module.code: module for module in Module.objects.all()}
    kinds = {"ska": "mandatory", "bör": "desirable", "upplysning": "information", "": ""}
    heading, rows, links = None, [], []
    for place, values in enumerate(requirement_rows(size), 1):
        row = Requirement(
            pk=place,
            catalogue=catalogue,
            position=place << 20,
            depth=0 if values[0] else 1,
            parent=None if values[0] else heading,
            is_heading=bool(values[0]),
            code=values[1],
            title=values[2],
            text=values[3],
            kind=kinds[values[4]],
            motive=values[6],
            verification=values[7],
        )
        heading = row if values[0] else heading
        rows.append(row)
        if values[5]:
            links.append(RequirementModule(requirement=row, module=modules[values[5]]))
    Requirement.objects.bulk_create(rows, batch_size=500)
    RequirementModule.objects.bulk_create(links, batch_size=5000)
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return {"seconds": 0}


def walk(size: int, repeats: int) -> dict:
    """Pages through the whole stack of middleware, in turn with a bare view of the same rows."""
    start_django()
    from django.contrib.auth import get_user_model
    from django.test import Client
    from django.urls import reverse

    client = Client()
    client.force_login(get_user_model().objects.get())
    address = reverse("requirements_catalog:requirement-list", args=["bench", "bench"])
    pages = {"first": 1, "middle": size // PER_PAGE // 2, "last": size // PER_PAGE}
    for page in pages.values():  # templates and imports are warm from here on
        _get(client, f"{address}?page={page}")
    times: dict[str, list[float]] = {where: [] for where in (*PLACES, "bare")}
    for _ in range(repeats):
        for where, page in pages.items():
            with Watch() as watch:
                _get(client, f"{address}?page={page}")
            times[where].append(watch.cpu)
        with Watch() as watch:
            _bare_page()
        times["bare"].append(watch.cpu)
    found = {
        where: {
            "cpu": median(times[where]),
            "queries": _count_queries(client, f"{address}?page={page}"),
        }
        for where, page in pages.items()
    }
    return {"seconds": median(times["first"]), "pages": found, "bare": median(times["bare"])}


def _get(client, address: str) -> None:
    answer = client.get(address)
    if answer.status_code != 200:
        raise RuntimeError(f"{address}: {answer.status_code}")


def _count_queries(client, address: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        _get(client, address)
    return len(queries)


# The partner: the rows and the cells of the list (number, heading above, title and text, kind,
# modules, status, owner, day) by the least code that Django needs for them. It has no frame,
# filter, tree, rights or middleware: what those cost is what the ratio shows.
BARE_TEMPLATE = """<!doctype html><title>Krav</title><table>{% for row in page %}
{% ifchanged row.parent_id %}<tr><th colspan="7">{{ row.parent.code }} {{ row.parent.title }}</th>
</tr>{% endifchanged %}
<tr><td>{{ row.code }}</td>
<td><a href="{% url 'requirements_catalog:requirement-detail' programme row.pk %}">{{ row.title }}
{{ row.text|oneline|truncatechars:220 }}</a></td>
<td>{{ row.get_kind_display }}</td>
<td>{% for module in row.modules.all %}<abbr title="{{ module.name }}">{{ module.code }}</abbr>
{% endfor %}</td>
<td>{{ row.get_status_display }}</td><td>{{ row.owner|default:"" }}</td>
<td>{{ row.changed_at|date:"Y-m-d" }}</td></tr>{% endfor %}</table>"""


def _bare_page():
    """A view as a tutorial writes it, of the same rows in the same order."""
    from django.core.paginator import Paginator
    from django.http import HttpResponse
    from django.template import Context, Template

    from requirements_catalog.models import Requirement

    rows = (
        Requirement.objects.filter(catalogue__slug="bench", is_heading=False)
        .exclude(status="withdrawn")
        .select_related("owner", "parent")
        .prefetch_related("modules")
        .order_by("position")
    )
    if not _compiled:
        _compiled.append(Template(BARE_TEMPLATE))
    page = Paginator(rows, PER_PAGE).get_page(1)
    return HttpResponse(_compiled[0].render(Context({"page": page, "programme": "bench"})))


_compiled: list = []
