"""The trees of a ReqIF file: what stands above what, and how they are to be written again."""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field

from lxml import etree

from common.reqif import Element, Place, tag


@dataclass(eq=False)
class PlaceNode:
    """One place in a specification's tree."""

    object: str
    specification: str
    element: Element
    parent: "PlaceNode | None" = None
    children: list["PlaceNode"] = field(default_factory=list)


@dataclass(frozen=True)
class TreeRow:
    """A row of the catalogue: the object it is and the object above it, None at the top.

    ``above`` may be the identifier of a specification, whose heading the row lies under.
    """

    object: str
    above: str | None
    place_identifier: str
    is_new: bool


def written_trees(
    places: Sequence[Place],
    rows: Sequence[TreeRow],
    specifications: Sequence[str],
    kept: Mapping[str, bool],
) -> dict[str, list[Element]]:
    """Specification → its SPEC-HIERARCHY elements.

    ``rows`` are in document order, parents before children. ``kept`` tells which objects of the
    places are written; the children of one that is not move up to its parent.
    """
    roots: dict[str, list[PlaceNode]] = {key: [] for key in specifications}
    first = _as_they_came(places, kept, roots)
    written = {row.object for row in rows}
    order = {row.object: number for number, row in enumerate(rows)}
    for row in rows:
        _place_row(row, first, roots, specifications, written)
    for key, nodes in roots.items():
        roots[key] = _ordered(nodes, first, order)
    return {key: [_element(node, first, order) for node in nodes] for key, nodes in roots.items()}


def _as_they_came(places, kept, roots):
    """Build the nodes; returns object → the node of its first place."""
    first: dict[str, PlaceNode] = {}
    above: list[PlaceNode | None] = []
    for place in places:
        del above[place.depth :]
        if not kept.get(place.object, False):
            above.append(None)
            continue
        parent = next((node for node in reversed(above) if node is not None), None)
        node = PlaceNode(place.object, place.specification, place.element, parent)
        siblings = parent.children if parent else roots.setdefault(place.specification, [])
        siblings.append(node)
        first.setdefault(place.object, node)
        above.append(node)
    return first


def _place_row(row, first, roots, specifications, written):
    """Put a row where the catalogue has it, unless that is where it already stands."""
    node = first.get(row.object)
    heading = row.above if row.above in roots else None
    parent = first.get(row.above) if row.above is not None and heading is None else None
    if node is None:
        if not row.is_new and row.above is None:
            return  # It stood in no specification, and still does.
        node = PlaceNode(row.object, "", _new_place(row))
        first[row.object] = node
    elif _stands(node, written) == (row.above if heading is None else None) and (
        heading is None or node.specification == heading
    ):
        return
    else:
        _siblings(node, roots).remove(node)
    node.parent = parent
    node.specification = _specification(parent, heading, node, specifications)
    _siblings(node, roots).append(node)
    stack = list(node.children)
    while stack:
        inner = stack.pop()
        inner.specification = node.specification
        stack += inner.children


def _stands(node, written):
    """The object above a place, passing over places whose object is not in the catalogue."""
    above = node.parent
    while above is not None and above.object not in written:
        above = above.parent
    return above.object if above is not None else None


def _specification(parent, heading, node, specifications):
    if parent is not None:
        return parent.specification
    return heading or node.specification or specifications[0]


def _siblings(node, roots):
    if node.parent is not None:
        return node.parent.children
    return roots.setdefault(node.specification, [])


def _ordered(nodes, first, order):
    """Rows in the catalogue's order; a further place stays behind the one it stood after."""
    groups: list[tuple[int, list[PlaceNode]]] = [(-1, [])]
    for node in nodes:
        if first.get(node.object) is node and node.object in order:
            groups.append((order[node.object], [node]))
        else:
            groups[-1][1].append(node)
    return [node for _number, group in sorted(groups, key=lambda one: one[0]) for node in group]


def _element(node, first, order):
    """A node and everything below it; without recursion, trees may be deep."""
    top = deepcopy(node.element)
    stack = [(node, top)]
    while stack:
        current, element = stack.pop()
        if not current.children:
            continue
        group = etree.SubElement(element, tag("CHILDREN"))
        for inner in _ordered(current.children, first, order):
            copy = deepcopy(inner.element)
            group.append(copy)
            stack.append((inner, copy))
    return top


def _new_place(row):
    element = etree.Element(tag("SPEC-HIERARCHY"), {"IDENTIFIER": row.place_identifier})
    holder = etree.SubElement(element, tag("OBJECT"))
    etree.SubElement(holder, tag("SPEC-OBJECT-REF")).text = row.object
    return element


def parents_of(document, objects: set[str], headed=frozenset()) -> dict[str, str | None]:
    """Object → the one above its first place: an object, its specification's heading, or None."""
    parents: dict[str, str | None] = {}
    above: list[str | None] = []
    for place in document.places:
        del above[place.depth :]
        if place.object in objects and place.object not in parents:
            inside = next((key for key in reversed(above) if key is not None), None)
            root = place.specification if place.specification in headed else None
            parents[place.object] = inside or root
        above.append(place.object if place.object in objects else None)
    return _without_circles(parents)


def _without_circles(parents):
    """An object that stands below itself in some place is put at the top instead."""
    for key in list(parents):
        seen, at = {key}, parents[key]
        while at is not None and at not in seen:
            seen.add(at)
            at = parents.get(at)
        if at is not None:
            parents[key] = None
    return parents
