"""Workbooks and rows of any size for the measurements, the same for the same seed."""

import random
from pathlib import Path

from openpyxl import Workbook

HEADERS = (
    "Nivå", "Krav-id", "Rubrik", "Kravtext", "Typ", "Modul", "Motiv", "Verifiering",
    "Svarsformat", "Fas", "Status", "Standard",
)  # fmt: skip
MODULES = ("VIS", "INF", "INT", "APP")
ROWS_PER_HEADING = 20
SUBJECTS = (
    "läkemedelslistan", "remissflödet", "vårdplanen", "journalöversikten", "bokningen",
    "provsvaren", "behörigheten", "loggningen", "samtycket", "uppmärksamhetsinformationen",
)  # fmt: skip
ACTIONS = ("visa", "ändra", "dela", "spärra", "söka i", "skriva ut", "signera", "arkivera")
REASONS = (
    "Medarbetaren behöver överblicken för att fatta ett säkert beslut.",
    "Uppgiften ska följa patienten mellan vårdgivare utan att skrivas om.",
    "Regionen ska kunna visa vem som tagit del av uppgiften och när.",
    "Arbetet ska gå att fortsätta vid avbrott, även på en annan arbetsplats.",
)


def requirement_rows(count: int, seed: int = 7) -> list[tuple]:
    """``count`` requirements under headings, as rows of a workbook (see ``HEADERS``)."""
    chance = random.Random(seed)
    rows: list[tuple] = []
    for number in range(count):
        chapter, place = divmod(number, ROWS_PER_HEADING)
        if place == 0:
            title = f"{chance.choice(SUBJECTS).capitalize()} i område {chapter + 1}"
            rows.append((1, f"{chapter + 1}", title, *[""] * 9))
        rows.append(_requirement(chance, f"{chapter + 1}.{place + 1}"))
    return rows


def _requirement(chance: random.Random, code: str) -> tuple:
    subject, action = chance.choice(SUBJECTS), chance.choice(ACTIONS)
    word = chance.choice(("ska", "ska", "ska", "bör", "upplysning"))
    paragraphs = [
        f"Systemet {'ska' if word == 'ska' else 'bör'} låta behörig medarbetare {action} {subject} "
        f"inom {chance.randint(1, 9)} sekunder, även för patienter med skyddade personuppgifter.",
        *(chance.choice(REASONS) for _ in range(chance.randint(1, 4))),
    ]
    return (
        "", code, f"{action.capitalize()} {subject} ({code})", "\n\n".join(paragraphs), word,
        chance.choice(MODULES), chance.choice(REASONS), "Visas vid demonstration.",
        chance.choice(("Ja/Nej", "Fritext")), "I anbudet", "Utkast",
        "HL7 FHIR R4 eller likvärdig" if chance.random() < 0.2 else "",
    )  # fmt: skip


def write_workbook(path: Path, count: int) -> None:
    """An .xlsx file with ``count`` requirements on one sheet."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Krav")
    sheet.append(HEADERS)
    for row in requirement_rows(count):
        sheet.append(row)
    book.save(path)
