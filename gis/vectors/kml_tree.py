"""A KML text as a tree of elements, and its folders as layers."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from .xml_guard import walk

_BRANCHES = frozenset({"kml", "Document", "Folder"})


@dataclass(slots=True)
class Node:
    """One element: its tag and attributes without prefixes, the elements inside it, its text."""

    tag: str
    attributes: Mapping[str, str]
    children: "list[Node]" = field(default_factory=list)
    text: str = ""

    def first(self, tag: str) -> "Node | None":
        """Give the first element of a kind right inside this one."""
        return next((child for child in self.children if child.tag == tag), None)

    def every(self) -> "Iterator[Node]":
        """Give this element and all below it, in the order of the text."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting += reversed(node.children)


def tree_of(text: str, what: str) -> Node:
    """Parse a decoded text under the guard; raises what `walk` raises."""
    top = Node("", {})
    path = [top]

    def start(tag: str, attributes: Mapping[str, str]) -> None:
        node = Node(tag, attributes)
        path[-1].children.append(node)
        path.append(node)

    def end(_: str) -> None:
        path.pop()

    def data(piece: str) -> None:
        path[-1].text += piece

    walk(text, what, start=start, end=end, data=data)
    return top.children[0]


def layers_of(root: Node) -> dict[str, list[Node]]:
    """Find the branches that hold placemarks, named by their own name, or by all above where names repeat."""
    found: list[tuple[tuple[str, ...], list[Node]]] = []

    def visit(branch: Node, path: tuple[str, ...]) -> None:
        marks = [child for child in branch.children if child.tag == "Placemark"]
        if marks:
            found.append((path, marks))
        for child in branch.children:
            if child.tag in _BRANCHES:
                title = child.first("name")
                visit(child, (*path, " ".join(title.text.split()) if title else ""))

    visit(root, ())
    short = Counter(path[-1] if path else "" for path, _ in found)
    layers: dict[str, list[Node]] = {}
    for path, marks in found:
        own = path[-1] if path else ""
        name = own if own and short[own] == 1 else "/".join(part for part in path if part) or "placemarks"
        number = 1
        while name in layers:
            number += 1
            name = f"{name.rpartition(' #')[0] or name} #{number}"
        layers[name] = marks
    return layers
