"""Reading a case from JSON: nothing guessed, every problem named by its field."""

import json
from collections import Counter
from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any

from evaluation.scoring.cases import (
    DEFAULT_CURRENCY,
    DEFAULT_PRICE_POINTS,
    AwardCase,
    Criterion,
    PriceRule,
    Tender,
    check_case,
)
from evaluation.scoring.numbers import parse_number
from evaluation.scoring.problems import CaseRefused, Problem


def read_case(content: bytes | str) -> AwardCase:
    """Return the case in a JSON text (docs/award-case.md), checked and ready to rank.

    Numbers may be strings or JSON numbers; both are read from their digits, never through a
    binary float. Raises ``CaseRefused`` with every problem found.
    """
    reader = _Reader(_load(content))
    case = reader.case()
    if case is None or reader.problems:
        raise CaseRefused(reader.problems)
    check_case(case)
    return case


# Stands for "no default": the field must be there.
_NEEDED = object()


class _Number(str):
    """The digits of a JSON number, kept as they were written."""


class _Object(dict[str, Any]):
    """A JSON object that remembers which of its keys were written twice."""

    def __init__(self, pairs: Iterable[tuple[str, Any]]) -> None:
        pairs = list(pairs)
        super().__init__(pairs)
        counts = Counter(key for key, value in pairs)
        self.repeated = sorted(key for key, count in counts.items() if count > 1)


def _load(content: bytes | str) -> Any:
    try:
        text = content.decode("utf-8-sig") if isinstance(content, bytes) else content
        return json.loads(
            text,
            object_pairs_hook=_Object,
            parse_int=_Number,
            parse_float=_Number,
            parse_constant=_Number,  # NaN and Infinity: refused by parse_number, with their field
        )
    except UnicodeDecodeError:
        raise _not_json("Filen är inte text i UTF-8.") from None
    except json.JSONDecodeError as error:
        place = f"rad {error.lineno}, kolumn {error.colno}"
        raise _not_json(f"Texten är inte giltig JSON ({place}).") from None
    except RecursionError:
        raise _not_json("Texten är nästlad för djupt.") from None


def _not_json(message: str) -> CaseRefused:
    return CaseRefused([Problem("not_json", "$", message)])


class _Reader:
    """Walks one loaded document and collects what is wrong instead of stopping at the first."""

    def __init__(self, document: Any) -> None:
        self.document = document
        self.problems: list[Problem] = []

    def case(self) -> AwardCase | None:
        known = "model currency criteria price tenders minimum_total_points"
        data = self._object(self.document, "$", known, is_root=True)
        if data is None:
            return None
        price = data.get("price")
        return AwardCase(
            model=self._text(data, "model", ""),
            currency=self._text(data, "currency", "", default=DEFAULT_CURRENCY),
            criteria=self._list(data, "criteria", "", self._criterion, default=()),
            price_rule=None if price is None else self._price_rule(price, "price"),
            minimum_total_points=self._number(data, "minimum_total_points", "", default=None),
            tenders=self._list(data, "tenders", "", self._tender),
        )

    def _criterion(self, value: Any, path: str) -> Criterion | None:
        known = "key title max_points max_deduction weight minimum_points"
        data = self._object(value, path, known)
        if data is None:
            return None
        return Criterion(
            key=self._text(data, "key", path),
            title=self._text(data, "title", path, default=""),
            max_points=self._number(data, "max_points", path),
            max_deduction=self._number(data, "max_deduction", path, default=None),
            weight=self._number(data, "weight", path, default=None),
            minimum_points=self._number(data, "minimum_points", path, default=None),
        )

    def _price_rule(self, value: Any, path: str) -> PriceRule | None:
        known = "method weight max_points full_points_at zero_points_at"
        data = self._object(value, path, known)
        if data is None:
            return None
        return PriceRule(
            method=self._text(data, "method", path),
            weight=self._number(data, "weight", path),
            max_points=self._number(data, "max_points", path, default=DEFAULT_PRICE_POINTS),
            full_points_at=self._number(data, "full_points_at", path, default=None),
            zero_points_at=self._number(data, "zero_points_at", path, default=None),
        )

    def _tender(self, value: Any, path: str) -> Tender | None:
        data = self._object(value, path, "key price points failed_requirements")
        if data is None:
            return None
        return Tender(
            key=self._text(data, "key", path),
            price=self._number(data, "price", path, default=None),
            points=self._points(data.get("points", _Object([])), f"{path}.points"),
            failed_requirements=self._list(
                data, "failed_requirements", path, self._requirement, default=()
            ),
        )

    def _points(self, value: Any, path: str) -> dict[str, Fraction]:
        data = self._object(value, path, known=None)
        if data is None:
            return {}
        # null means unscored, the same as a missing key
        return {key: self._number(data, key, path) for key in data or () if data[key] is not None}

    def _requirement(self, value: Any, path: str) -> str | None:
        if isinstance(value, str) and not isinstance(value, _Number) and value.strip():
            return value
        self._note("not_text", path, "Ange kravets beteckning som text.")
        return None

    # The helpers below return a harmless value after noting a problem; no case is built of it.

    def _object(
        self, value: Any, path: str, known: str | None, is_root: bool = False
    ) -> _Object | None:
        if not isinstance(value, _Object):
            self._note("not_object", path, "Här ska stå ett objekt: { … }.")
            return None
        prefix = "" if is_root else f"{path}."
        for key in value.repeated:
            self._note("repeated_field", f"{prefix}{key}", "Fältet är angivet mer än en gång.")
        for key in value:
            if known is not None and key not in known.split():
                words = ", ".join(known.split())
                self._note("unknown_field", f"{prefix}{key}", f"Okänt fält. Möjliga fält: {words}.")
        return value

    def _list(
        self,
        data: _Object,
        key: str,
        path: str,
        read_item: Callable[[Any, str], Any],
        default: tuple[Any, ...] | None = None,
    ) -> tuple[Any, ...]:
        place = _join(path, key)
        value = data.get(key)
        if value is None and default is not None:
            return default
        if not isinstance(value, list):
            self._note("not_list", place, "Här ska stå en lista: [ … ].")
            return ()
        return tuple(read_item(item, f"{place}[{number}]") for number, item in enumerate(value))

    def _text(self, data: _Object, key: str, path: str, default: str | None = None) -> str:
        value = data.get(key)
        if value is None and default is not None:
            return default
        if not isinstance(value, str) or isinstance(value, _Number) or not value.strip():
            self._note("not_text", _join(path, key), "Här ska stå en text inom citattecken.")
            return ""
        return value

    def _number(self, data: _Object, key: str, path: str, default: Any = _NEEDED) -> Any:
        value = data.get(key)
        if value is None and default is not _NEEDED:
            return default
        try:
            if isinstance(value, str):
                return parse_number(value)
        except ValueError:
            pass
        message = "Talet saknas." if value is None else _not_a_number(value)
        self._note("not_number", _join(path, key), message)
        return Fraction(0)

    def _note(self, code: str, field: str, message: str) -> None:
        self.problems.append(Problem(code, field, message))


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def _not_a_number(value: Any) -> str:
    shown = str(value)[:40]
    return f"”{shown}” är inget tal. Skriv t.ex. 4, 2.5 (med punkt) eller 10/3, utan mellanslag."
