"""Requirements in any number, for measurements: varied Swedish text, the same on every machine."""

import io
import random
from collections.abc import Iterator

from openpyxl import Workbook

from programmes.models import Programme
from requirements_catalog.actions.requirements import create_catalogue
from requirements_catalog.imports.files import import_file
from requirements_catalog.models import Catalogue, Requirement

SCALING_SLUG = "demo-skalning"
PER_FILE = 20_000
PER_CHAPTER, PER_SECTION, PER_GROUP = 400, 40, 10
HEAD = (
    "Krav-ID", "Nivå", "Rubrik", "Kravtext", "Typ", "Motiv", "Verifiering", "Svarsformat", "Fas",
    "Minimikrav", "Modul", "Behov",
)  # fmt: skip

AREAS = (
    "journal", "läkemedel", "remiss", "svar", "vårdplan", "bokning", "operation", "beslutsstöd",
    "terminologi", "uttag", "integration", "behörighet", "logg", "migrering", "drift", "utbildning",
)  # fmt: skip
OBJECTS = (
    "ordinationer", "provsvar", "remisser", "vårdplaner", "bokningar", "anteckningar", "diagnoser",
    "mätvärden", "intyg", "spärrar", "samtycken", "loggposter", "meddelanden", "bilagor",
    "behörigheter", "mallar", "kodverk", "rapporter", "uttag", "avvikelser",
)  # fmt: skip
VERBS = (
    "visa", "spara", "skicka", "ta emot", "söka bland", "jämföra", "sortera", "exportera",
    "kontrollera", "versionshantera", "märka", "räkna", "sammanställa", "arkivera",
)  # fmt: skip
USERS = (
    "en läkare", "en sjuksköterska", "en undersköterska", "en fysioterapeut", "en barnmorska",
    "en medicinsk sekreterare", "en farmaceut", "en verksamhetschef", "en informatiker",
    "en forskare", "en tekniker i förvaltningen", "en patient",
)  # fmt: skip
PLACES = (
    "på vårdcentralen", "på vårdavdelningen", "på akutmottagningen", "i hemsjukvården",
    "på operationsavdelningen", "i ambulansen", "på laboratoriet", "på rehabiliteringen",
    "på barnkliniken", "i psykiatrin",
)  # fmt: skip
CONDITIONS = (
    "när patienten skrivs in", "vid överflyttning mellan regionerna", "efter ett driftavbrott",
    "när en spärr finns", "vid byte av arbetsstation", "när uppgiften kommer från annan vårdgivare",
    "under pågående uppdatering", "när svaret har rättats", "vid samtidig läsning av 500 användare",
)  # fmt: skip
REASONS = (
    "Dagens arbetssätt kräver dubbel registrering.",
    "Avvikelser har visat att uppgiften förbises.",
    "Uppgiften behövs i uppföljning och register.",
    "Regionerna behöver kunna förvalta detta utan leverantören.",
    "Kravet följer av regionernas informationsklassning.",
    "Patienten har rätt till insyn.",
)
PROOFS = (
    "Anbud: beskrivning. Leverans: test enligt provplan.",
    "Leverans: test med regionernas testfall. Avtalstid: uppföljning kvartalsvis.",
    "Anbud: bilaga med mätvärden. Leverans: upprepad mätning.",
    "Leverans: granskning av oberoende part.",
)
KINDS = (("Ska", 55), ("Bör", 30), ("Upplysning", 15))


def load_scaled(*, programme: Programme, number: int, by) -> tuple[Catalogue, int]:
    """Bring the scaling catalogue up to at least ``number`` requirements by the ordinary import.

    Returns the catalogue and how many requirements were created. Rows that are there already are
    left alone; nothing is ever removed.
    """
    catalogue = Catalogue.objects.filter(slug=SCALING_SLUG).first() or create_catalogue(
        programme=programme,
        slug=SCALING_SLUG,
        name="Demo: Skalning",
        description="Demonstration. Framställda krav för mätningar.",
        by=by,
    )
    there = Requirement.objects.filter(catalogue=catalogue, is_heading=False).count()
    modules = sorted(programme.modules.values_list("code", flat=True))
    needs = sorted(programme.needs.values_list("code", flat=True))
    created = 0
    for start in range(there - there % PER_FILE, number, PER_FILE):
        stop = min(start + PER_FILE, number)
        if stop <= there:
            continue
        report = import_file(
            catalogue=catalogue,
            path_or_bytes=scaled_workbook(start, stop, modules, needs),
            filename=f"skalning-{start + 1}-{stop}.xlsx",
            by=by,
        )
        created += report.counts["created"]
    return catalogue, created


def scaled_workbook(start: int, stop: int, modules: list[str], needs: list[str]) -> bytes:
    """A requirement workbook with the requirements from ``start`` up to ``stop`` and headings."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Krav")
    sheet.append(HEAD)
    for index in range(start, stop):
        for row in _headings_before(index):
            sheet.append(row)
        sheet.append(requirement_row(index, modules, needs))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def requirement_row(index: int, modules: list[str], needs: list[str]) -> tuple:
    """The row of one requirement; the same index always gives the same text."""
    chance = random.Random(f"demo-skalning-{index}")
    kind = chance.choices([name for name, _ in KINDS], [weight for _, weight in KINDS])[0]
    task = f"{chance.choice(VERBS)} {chance.choice(OBJECTS)} {chance.choice(PLACES)}"
    title = task[0].upper() + task[1:]
    paragraphs = "\n\n".join(_paragraphs(chance, kind, task))
    answer = {"Ska": "Ja/Nej", "Bör": "Fritext", "Upplysning": None}[kind]
    return (
        f"SKALA-{index + 1:06d}", 4, title, paragraphs, kind, chance.choice(REASONS),
        chance.choice(PROOFS), answer, chance.choice(("Anbud", "Leverans", "Avtal")),
        "Ja" if kind == "Ska" and chance.random() < 0.3 else "Nej",
        ", ".join(chance.sample(modules, min(len(modules), chance.randint(1, 2)))),
        ", ".join(chance.sample(needs, min(len(needs), chance.randint(1, 3)))),
    )  # fmt: skip


def _paragraphs(chance: random.Random, kind: str, task: str) -> Iterator[str]:
    """One to three paragraphs: what, how it is measured, and for whom."""
    will = {"Ska": "ska", "Bör": "bör", "Upplysning": "kan"}[kind]
    yield (
        f"Systemet {will} låta {chance.choice(USERS)} {task} {chance.choice(CONDITIONS)}, utan att "
        "lämna den öppna vyn."
    )
    if chance.random() < 0.75:
        yield (
            f"Resultatet visas inom {chance.randint(2, 40) / 10:.1f} sekunder".replace(".", ",")
            + f" i minst {chance.randint(90, 99)} procent av fallen, mätt med "
            f"{chance.randint(5, 90) * 100} {chance.choice(OBJECTS)} under en kalendermånad."
        )
    if chance.random() < 0.5:
        yield (
            f"Källa, tidpunkt och ansvarig framgår för varje rad, och {chance.choice(USERS)} kan "
            f"{chance.choice(VERBS)} urvalet {chance.choice(CONDITIONS)}."
        )


def _headings_before(index: int) -> Iterator[tuple]:
    """The headings that begin where this requirement stands, outermost first."""
    for level, (each, name) in enumerate(
        ((PER_CHAPTER, "Område"), (PER_SECTION, "Avsnitt"), (PER_GROUP, "Grupp")), start=1
    ):
        if index % each == 0:
            number = index // each + 1
            area = AREAS[number % len(AREAS)]
            yield (f"{name[0]}{number}", level, f"{name} {number}: {area}", None, "Rubrik")
