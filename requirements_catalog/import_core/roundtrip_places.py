"""Where the rows of a file that we exported go: new ones, and those that a person has moved."""

from requirements_catalog.import_core.cells import Problem, cell_name
from requirements_catalog.import_core.cells import gettext_noop as _
from requirements_catalog.import_core.outcomes import Change, Conflict, Node
from requirements_catalog.import_core.roundtrip_order import Line, read_order
from requirements_catalog.import_core.roundtrip_values import Values


class Places(Values):
    """What the order of a file of ours does to the places of rows."""

    def _places(self):
        """Say where new rows go and which rows were moved."""
        new = [line for line in self.lines if not line.uid]
        for line in new:
            node = self.nodes.get(line)
            if node is not None:
                node.is_placed = False
        if not self.stamp.tells_order:
            return
        order = read_order(self.lines, self.stamp.rows)
        if order.was_sorted:
            self.plan.notices.append(
                Problem(
                    _("Raderna har sorterats om i filen. Ordningen läses inte in."),
                    "",
                    _("Nya rader hamnar efter raden ovanför."),
                )
            )
            return
        self.by_line_uid = {line.uid: line for line in self.lines if line.uid}
        before = self._parents_when_exported()
        for line, parent in order.parents.items():
            self._put(line, parent, before)
        for line, previous in order.moved.items():
            self._reorder(line, previous, before)

    def _parents_when_exported(self):
        parents: dict = {}
        stack: list = []
        last: dict = {}
        self.stood_after = {}
        for uid, level in self.stamp.rows.items():
            while stack and stack[-1][1] >= level:
                stack.pop()
            parents[uid] = stack[-1][0] if stack else None
            self.stood_after[uid] = last.get(parents[uid])
            last[parents[uid]] = uid
            stack.append((uid, level))
        return parents

    def _node_of(self, parent):
        """Return the node of a parent (None at the top); raises KeyError when there is none."""
        if parent is None:
            return None
        if isinstance(parent, Line):
            return self.nodes[parent]
        line = self.by_line_uid.get(parent)
        if line is not None and line in self.nodes:
            return self.nodes[line]
        row = self.by_uid[parent]
        return Node(row["code"], row["title"], row["is_heading"], None, row)

    def _put(self, line, parent, before):
        node = self.nodes.get(line)
        if node is None:
            return
        try:
            target = self._node_of(parent)
        except KeyError:
            # Its heading is refused or gone: the row stays, or follows the one above it.
            return
        if node.current is None:
            node.parent, node.is_placed = target, True
            return
        if not line.uid:
            return
        old = self.by_id.get(node.current["parent_id"])
        here = str(old["uid"]) if old else None
        if (target is not None and target.current is not None and (
            here == str(target.current["uid"])
        )) or (target is None and here is None):  # fmt: skip
            return
        change = Change("parent", _label(old), _node_label(target))
        node.parent, node.is_placed = target, True
        if here != before[line.uid]:
            node.is_placed = False
            node.conflicts.append(Conflict(f"{line.uid}:parent", change))
            return
        node.changes.append(change)

    def _reorder(self, line, previous, before):
        node = self.nodes.get(line)
        if node is None or node.current is None:
            return
        old = self.by_id.get(node.current["parent_id"])
        if (str(old["uid"]) if old else None) != before[line.uid]:
            # It stands under another heading here: its place among the old ones means nothing.
            return
        stood = self.stood_after[line.uid]
        node.changes.append(Change("order", self._after(stood), self._after(previous)))

    def _after(self, uid):
        row = self.by_uid.get(uid or "")
        return _label(row) if row else ""

    def _cycles(self):
        """Refuse a row that would come to stand under itself, for it was moved here meanwhile."""
        placed = {
            node.current["id"]: node
            for node in self.nodes.values()
            if node.current is not None and any(c.name == "parent" for c in node.changes)
        }
        for line, node in list(self.nodes.items()):
            if node.current is None or node.current["id"] not in placed:
                continue
            seen, at = {node.current["id"]}, node.parent
            key = at.current["id"] if at is not None and at.current is not None else None
            while key is not None and key not in seen:
                seen.add(key)
                if key in placed:
                    above = placed[key].parent
                    key = above.current["id"] if above and above.current else None
                else:
                    key = self.by_id[key]["parent_id"]
            if key is not None:
                del self.nodes[line]
                self._refuse(
                    line,
                    Problem(
                        _("Raden skulle hamna under sig själv: den har flyttats även här."),
                        cell_name(line.number, self.code_at),
                        _("Exportera på nytt och flytta raden i den nya filen."),
                    ),
                )


def _label(row):
    return f"{row['code']} {row['title'] or row['text'][:60]}".strip() if row else ""


def _node_label(node):
    return f"{node.code} {node.title}".strip() if node else ""
