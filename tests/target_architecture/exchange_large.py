"""A landscape of a whole organisation as other tools export it: 400 elements, 900 relationships.

Written from the structure of the standard (The Open Group, C19C), in the manner of Archi
(``id-`` and 32 letters, folders of its own names) and of repositories that give each text in
several languages and elements types of their own.
"""

from common.archimate import NAMESPACE

# Type -> how many. 120 + 60 + 40 + 30 + 20 + 10 + 4 + 40 + 30 + 20 + 10 + 16 = 400.
ELEMENTS = {
    "ApplicationComponent": 120,
    "ApplicationService": 60,
    "ApplicationInterface": 40,
    "DataObject": 30,
    "SystemSoftware": 20,
    "Grouping": 10,
    "Plateau": 4,
    "BusinessProcess": 40,
    "BusinessActor": 30,
    "Node": 20,
    "AndJunction": 10,
    # No type of the language: a profile of the tool.
    "Custom_Vendor": 16,
}
YEARS = (2026, 2028, 2030, 2032)


def key(kind: str, number: int) -> str:
    """An identifier as Archi makes them."""
    return f"id-{kind.lower():x<20}{number:012d}"


def _texts(tag: str, text: str) -> str:
    """A text in English and German, and in Swedish for every one but those of processes."""
    swedish = "" if text.startswith("Process") else f'<{tag} xml:lang="sv">{text} sv</{tag}>'
    return f'<{tag} xml:lang="en">{text}</{tag}><{tag} xml:lang="de">{text} de</{tag}>{swedish}'


def _property(definition: str, value: str) -> str:
    return (
        f'<property propertyDefinitionRef="{definition}"><value xml:lang="en">{value}</value>'
        f'<value xml:lang="de">{value} (de)</value></property>'
    )


def _element(kind: str, number: int) -> str:
    name = {"BusinessProcess": "Process", "Plateau": "Plateau"}.get(kind, kind)
    title = f"{name} {YEARS[number] if kind == 'Plateau' else number}"
    told = _property("propid-owner", f"Unit {number % 7}") + _property("propid-cost", "1200000")
    if kind == "ApplicationComponent":
        told += _property("propid-code", f"APP{number:03d}")
    name = "" if kind == "AndJunction" else _texts("name", title)
    return (
        f'<element identifier="{key(kind, number)}" xsi:type="{kind}">{name}'
        f"{_texts('documentation', 'About ' + title)}<properties>{told}</properties></element>\n"
    )


def _relationships() -> list[tuple[str, str, str]]:
    """(type, source, target), 900 of them.

    200 flows between components, 60 services realized and 60 that serve, 40 interfaces that belong
    to a component and 40 flows to them, 120 groupings, 120 plateaus with components, 80 accesses,
    100 triggerings, 20 into junctions, 20 to elements of other models and 40 specializations.
    """

    def component(number: int) -> str:
        return key("ApplicationComponent", number % 120)

    found = [("Flow", component(n), component(n * 7 + 1 + n // 120)) for n in range(200)]
    for n in range(60):
        service = key("ApplicationService", n)
        found += [("Realization", component(n), service), ("Serving", service, component(n + 61))]
    for n in range(40):
        socket = key("ApplicationInterface", n)
        found += [("Composition", component(n), socket), ("Flow", component(n + 50), socket)]
    found += [("Aggregation", key("Grouping", n % 10), component(n)) for n in range(120)]
    found += [("Aggregation", key("Plateau", n % 4), component(n)) for n in range(120)]
    found += [("Access", component(n), key("DataObject", n % 30)) for n in range(80)]
    found += [
        (
            "Triggering",
            key("BusinessProcess", n % 40),
            key("BusinessProcess", (n + 1 + n // 40) % 40),
        )
        for n in range(100)
    ]
    found += [("Flow", component(n), key("AndJunction", n % 10)) for n in range(20)]
    found += [("Flow", component(n), f"id-elsewhere-{n}") for n in range(20)]
    found += [("Specialization", component(n), component(n + 3)) for n in range(40)]
    return found


def _organizations() -> str:
    """Folders in folders, five deep, every element in one."""
    parts = []
    for kind, count in ELEMENTS.items():
        items = "".join(f'<item identifierRef="{key(kind, n)}"/>' for n in range(count))
        for level in range(4, -1, -1):
            items = f"<item>{_texts('label', f'{kind} {level}')}{items}</item>"
        parts.append(items)
    return "".join(parts)


def _views() -> str:
    """Twelve diagrams; nodes in nodes, a note, a view reference, and lines."""
    parts = []
    for number in range(12):
        nodes = "".join(
            f'<node identifier="id-node-{number}-{n}" xsi:type="Element" '
            f'elementRef="{key("ApplicationComponent", n + number)}" '
            f'x="{20 * n}" y="10" w="120" h="55">'
            f'<style><fillColor r="181" g="255" b="255" a="100"/></style></node>'
            for n in range(10)
        )
        parts.append(
            f'<view identifier="id-view-{number}" xsi:type="Diagram">'
            f"{_texts('name', f'View {number}')}"
            f'<node identifier="id-box-{number}" xsi:type="Container" x="0" y="0" w="900" h="400">'
            f'<label xml:lang="en">Box</label>{nodes}</node>'
            f'<node identifier="id-note-{number}" xsi:type="Label" x="5" y="500" w="90" h="40">'
            f'<label xml:lang="en">Note</label></node></view>\n'
        )
    return f"<diagrams>{''.join(parts)}</diagrams>"


def large_file() -> bytes:
    """The whole file."""
    elements = "".join(
        _element(kind, number) for kind, count in ELEMENTS.items() for number in range(count)
    )
    relationships = "".join(
        f'<relationship identifier="id-rel-{number:032d}" source="{source}" target="{target}" '
        f'xsi:type="{kind}"/>\n'
        for number, (kind, source, target) in enumerate(_relationships())
    )
    definitions = "".join(
        f'<propertyDefinition identifier="{name}" type="string">{_texts("name", text)}'
        "</propertyDefinition>"
        for name, text in (("propid-owner", "Owner"), ("propid-cost", "Cost"))
    )
    definitions += (
        '<propertyDefinition identifier="propid-code" type="string">'
        '<name xml:lang="de">Kürzel</name><name xml:lang="sv">Beteckning</name>'
        "</propertyDefinition>"
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<model xmlns="{NAMESPACE}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        f'xsi:schemaLocation="{NAMESPACE} {NAMESPACE}archimate3_Diagram.xsd" '
        f'identifier="id-whole">{_texts("name", "Landscape")}'
        f"<elements>{elements}</elements><relationships>{relationships}</relationships>"
        f"<organizations>{_organizations()}</organizations>"
        f"<propertyDefinitions>{definitions}</propertyDefinitions>"
        f"<views>{_views()}</views></model>"
    ).encode()
