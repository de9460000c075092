"""Reads the structure tree of a tagged PDF, for tests: headings, tables, bookmarks, fonts."""

import io
from collections.abc import Iterator
from dataclasses import dataclass

import pikepdf


@dataclass
class Element:
    """A structure element: its tag, its own attributes and its children that are elements."""

    tag: str
    node: pikepdf.Object
    children: list["Element"]

    def walk(self) -> Iterator["Element"]:
        """This element and everything below it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()


def read_pdf(content: bytes) -> pikepdf.Pdf:
    """The file opened."""
    return pikepdf.open(io.BytesIO(content))


def structure(pdf: pikepdf.Pdf) -> Element:
    """The structure tree from its root."""
    return _element(pdf.Root.StructTreeRoot, "Root")


def headings(pdf: pikepdf.Pdf) -> list[int]:
    """Levels of all headings in reading order."""
    return [
        int(element.tag[1])
        for element in structure(pdf).walk()
        if len(element.tag) == 2 and element.tag[0] == "H" and element.tag[1].isdigit()
    ]


def tables(pdf: pikepdf.Pdf) -> list[Element]:
    """All tables in reading order."""
    return [element for element in structure(pdf).walk() if element.tag == "Table"]


def bookmarks(pdf: pikepdf.Pdf) -> list[tuple[int, str]]:
    """Level (from 1) and title of every bookmark, in order."""
    found: list[tuple[int, str]] = []

    def walk(items, level):
        for item in items:
            found.append((level, item.title))
            walk(item.children, level + 1)

    with pdf.open_outline() as outline:
        walk(outline.root, 1)
    return found


def fonts(pdf: pikepdf.Pdf) -> dict[str, bool]:
    """Every font's name, and whether its file is embedded."""
    found = {}
    for page in pdf.pages:
        for font in page.Resources.Font.values():
            descriptor = font.DescendantFonts[0].FontDescriptor
            found[str(font.BaseFont)] = "/FontFile2" in descriptor or "/FontFile3" in descriptor
    return found


def _element(node: pikepdf.Object, tag: str) -> Element:
    kids = node.get("/K", pikepdf.Array([]))
    kids = kids if isinstance(kids, pikepdf.Array) else [kids]
    children = [
        _element(kid, str(kid.S)[1:])
        for kid in kids
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid
    ]
    return Element(tag, node, children)
