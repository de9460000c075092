"""The description of the API as rows for a page: operations, parameters, bodies, examples."""

import json
from dataclasses import dataclass, field

METHODS = ("get", "post", "put", "patch", "delete")
# Values that an example shows; the others are made up by their type.
EXAMPLES = {
    "slug": "journal",
    "uid": "0b6a1f0e-0000-4000-8000-000000000000",
    "If-Match": '"1f2e3d4c5b6a7988"',
}


@dataclass(frozen=True)
class Part:
    """A parameter, or a field of a body."""

    name: str
    place: str
    kind: str
    is_required: bool
    text: str


@dataclass
class Operation:
    """One method of one address."""

    method: str
    path: str
    anchor: str
    title: str
    text: str
    parameters: list[Part] = field(default_factory=list)
    body: list[Part] = field(default_factory=list)
    answers: list[tuple[str, str]] = field(default_factory=list)
    example: str = ""


def sections_of(schema: dict, root: str) -> list[Operation]:
    """Every operation of the description, in the order of its addresses."""
    shapes = schema["components"]["schemas"]
    return [
        _operation(path, method, what, shapes, root)
        for path, methods in schema["paths"].items()
        for method, what in methods.items()
        if method in METHODS
    ]


def _operation(path: str, method: str, what: dict, shapes: dict, root: str) -> Operation:
    parameters = [
        Part(
            known["name"],
            known["in"],
            _kind(known["schema"], shapes),
            known.get("required", False),
            known.get("description", ""),
        )
        for known in what.get("parameters", ())
    ]
    shape = _body_shape(what, shapes)
    required = shape.get("required", ())
    body = [
        Part(name, "body", _kind(known, shapes), name in required, known.get("description", ""))
        for name, known in shape.get("properties", {}).items()
    ]
    answers = [(code, answer.get("description", "")) for code, answer in what["responses"].items()]
    return Operation(
        method=method.upper(),
        path=path,
        anchor=what["operationId"].replace("_", "-"),
        title=what.get("summary", ""),
        text=what.get("description", ""),
        parameters=parameters,
        body=body,
        answers=answers,
        example=_example(path, method, parameters, body, root),
    )


def _body_shape(what: dict, shapes: dict) -> dict:
    content = what.get("requestBody", {}).get("content", {}).get("application/json", {})
    return _resolved(content.get("schema", {}), shapes)


def _resolved(shape: dict, shapes: dict) -> dict:
    if "$ref" in shape:
        return shapes[shape["$ref"].rsplit("/", 1)[1]]
    return shape


def _kind(shape: dict, shapes: dict) -> str:
    """The type in a few words: "text", or the values that can be chosen."""
    inner = [shape, *shape.get("allOf", ()), *shape.get("oneOf", ())]
    values = [
        str(value) for one in inner for value in _resolved(one, shapes).get("enum", ()) if value
    ]
    if values:
        return " | ".join(dict.fromkeys(values))
    resolved = _resolved(shape, shapes)
    kind = resolved.get("format") or resolved.get("type") or "json"
    return " | ".join(kind) if isinstance(kind, list) else str(kind)


def _example(path: str, method: str, parameters: list[Part], body: list[Part], root: str) -> str:
    """A line for a shell."""
    for name, value in EXAMPLES.items():
        path = path.replace("{" + name + "}", value)
    lines = [f"curl -X {method.upper()} {root}{path}", '-H "Authorization: Bearer $FVM_TOKEN"']
    if any(part.name == "If-Match" for part in parameters):
        lines.append(f"-H 'If-Match: {EXAMPLES['If-Match']}'")
    if body:
        names = {part.name for part in body}
        shown = {
            name: value
            for name, value in (
                ("kind", "mandatory"),
                ("title", "Åtkomstlogg"),
                ("text", "Systemet ska logga all åtkomst."),
                ("modules", ["JOURNAL"]),
                ("reason", "Samordnat"),
            )
            if name in names
        }
        lines.append("-H 'Content-Type: application/json'")
        lines.append(f"-d '{json.dumps(shown, ensure_ascii=False)}'")
    return " \\\n  ".join(lines)
