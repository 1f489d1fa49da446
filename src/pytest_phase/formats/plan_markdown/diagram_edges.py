"""From the nets of a drawing to edges: what is certain is kept, the rest is dropped (4.2)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pytest_phase.formats.plan_markdown.diagram_boxes import enclose
from pytest_phase.formats.plan_markdown.diagram_dittos import Dittos
from pytest_phase.formats.plan_markdown.diagram_draft import Draft
from pytest_phase.formats.plan_markdown.diagram_joints import nets_of
from pytest_phase.formats.plan_markdown.diagram_names import Name, is_after
from pytest_phase.formats.plan_markdown.diagram_nets import (
    Net,
    Touch,
    ends,
    is_dotted,
    pointed_at_twice,
    texts,
    unclear_ends,
)
from pytest_phase.formats.plan_markdown.diagram_pieces import (
    E,
    Head,
    Line,
    N,
    S,
    Sheet,
    Text,
    W,
    Wall,
)
from pytest_phase.formats.plan_markdown.diagram_shafts import label_shafts, lower_notes
from pytest_phase.formats.plan_markdown.diagram_sheet import draw
from pytest_phase.formats.plan_markdown.diagram_verbs import (
    needed_by_note,
    needed_by_text,
    reverses,
    says_need,
)
from pytest_phase.formats.plan_markdown.diagram_wording import cannot_tell, labelled, shown, turned

LOST_SHOWN = 4


def read_drawing(rows: list[str], draft: Draft) -> None:
    """Reads rows of a drawing (tabs expanded) into the draft."""
    sheet = draw(rows)
    enclose(sheet)
    lower_notes(sheet)
    label_shafts(sheet, draft.known)
    nets = nets_of(sheet)
    reader = _Reader(draft, sheet)
    reader.keep_names(nets)
    for net in nets:
        reader.read(net)
    for wall in (each for row in sheet.rows for each in row if isinstance(each, Wall)):
        draft.drop(wall.row, wall.column, f'cannot read "{wall.char}" at column {wall.column + 1}')


class _Reader:
    """Judges one net after another."""

    def __init__(self, draft: Draft, sheet: Sheet) -> None:
        self.draft = draft
        self.sheet = sheet
        self.names: dict[Text, tuple[Name, ...]] = {}
        self.ended: set[tuple[Text, int]] = set()
        self.steps: set[Text] = set()
        self.dittos = Dittos(sheet)

    def names_of(self, text: Text) -> tuple[Name, ...]:
        if text not in self.names:
            self.names[text] = self.draft.names(text.text)
        return self.names[text]

    def keep_names(self, nets: list[Net]) -> None:
        """Keeps the names in the text's order; remarks beside an upright line are no names."""
        self.steps = {touch.text for net in nets for touch in net.touches if touch.side in (E, W)}
        self.steps &= {text for net in nets for head, text in net.targets if head.points in (E, W)}
        used = {touch.text for net in nets for touch in net.touches}
        used |= {text for net in nets for _, text in net.targets}
        seen: set[Text] = set()
        for number, row in enumerate(self.sheet.rows):
            for text in row:
                if not isinstance(text, Text) or text in seen:
                    continue
                seen.add(text)
                if needed_by_text(text.text, self.draft):
                    continue
                if text in used or not self._is_remark(text, number):
                    self._keep(text)

    def _keep(self, text: Text) -> None:
        """Keeps the names of a text, and what their notes say they depend on."""
        names = [each for each in self.names_of(text) if not each.omission]
        self.draft.add(names)
        for name in names:
            self.draft.connect(needed_by_note(name, self.draft), (name,), text.row)

    def _is_remark(self, text: Text, row: int) -> bool:
        left = self.sheet.beside(text, row, W)
        upright = (isinstance(left, Line) and left.arms == N | S) or (
            isinstance(left, Head) and left.points in (N, S)
        )
        return upright or text.text.endswith(":") or len(text.text.split()) > 8

    def read(self, net: Net) -> None:
        """One net to edges, a group, or a complaint."""
        reached = [touch.text for touch in net.touches] + [text for _, text in net.targets]
        unnamed = [text.text for text in reached if not self.names_of(text)]
        if unnamed:
            signs = not all(any(char.isalnum() for char in each) for each in unnamed)
            if signs or len(reached) > 2 or net.faults:
                self._refuse(net, net.touches[:1], "a remark where a name should be")
            return
        if any(name.omission for text in reached for name in self.names_of(text)):
            self._refuse(net, net.touches[:1], '"..." stands for something left out')
        elif any(self._says_need(text) for text in reached):
            self._refuse(net, net.touches[:1], "words and lines both say what is needed")
        elif any((touch.text, touch.column) in self.ended for touch in ends(net.touches, N)):
            self._refuse(net, net.touches[:1], "a line ends right above its first name")
        elif not net.heads and not net.touches:
            self._unattached(net)
        elif self.dittos.is_ditto(net):
            self._ditto(net)
        elif net.faults:
            self._refuse(net)
        elif net.heads:
            self._headed(net)
        else:
            self._headless(net)

    def _says_need(self, text: Text) -> bool:
        return says_need(text.text) and not needed_by_text(text.text, self.draft)

    # Nets with heads.

    def _headed(self, net: Net) -> None:
        unclear = unclear_ends(net)
        if unclear:
            self._refuse(net, unclear, "hangs without a head")
        elif not net.touches or not net.targets:
            self._refuse(net, net.touches[:1], "one of its ends is missing")
        elif twice := pointed_at_twice(net):
            self._refuse(net, net.touches[:1], f'two heads point at "{shown(twice)}"')
        elif (labels := {line.label for line in net.lines if line.label}) and (
            len(labels) > 1 or (len(net.heads) > 1 and any(map(reverses, labels)))
        ):
            self._refuse(net, net.touches[:1], "its labels differ")
        else:
            self._edges(net, "".join(labels))

    def _edges(self, net: Net, label: str) -> None:
        sources = tuple(
            name for text in texts(net.touches) for name in self._step(text, slice(-1, None))
        )
        for head, text in net.targets:
            targets = self._step(text, slice(1))
            soft = is_dotted(net, head)
            if label:
                notes = f"{label} " + " ".join(each.note for each in (*sources, *targets))
                soft = soft or "optional" in notes.casefold()
            if not label:
                self.dittos.remember(net, head, sources)
            if reverses(label) or (self.draft.flipped and not label):
                done = self.draft.connect(targets, sources, head.row, soft)
            elif head.points == W:
                done = self._leftward(head, sources, targets, soft)
            else:
                done = self.draft.connect(sources, targets, head.row, soft)
            if label:
                self.draft.remark(head.row, head.column, labelled(label, sources, targets))
            if not done:
                self.draft.drop(head.row, head.column, "too many edges")

    def _step(self, text: Text, sure: slice) -> tuple[Name, ...]:
        """The names of a text; of ``B, C`` amid a chain only the one that is sure.

        ``A → B, C → D`` may be one chain with a step of two names, or two chains: A→B and
        C→D hold either way.
        """
        names = self.names_of(text)
        bare = re.sub(r"\([^()]*\)|\[[^\[\]]*\]", "", text.text)
        if text not in self.steps or len(names) < 2 or not re.search(r"[,、，]", bare):
            return names
        if "parallel" in text.text.casefold():
            return names
        reason = f'"{shown(text)}" is one step of a chain, or ends one and begins another'
        self.draft.drop(text.row, text.column, reason)
        return names[sure]

    def _leftward(
        self, head: Head, sources: tuple[Name, ...], targets: tuple[Name, ...], soft: bool
    ) -> bool:
        """``A ← B`` flows from B to A, unless B is numbered after A: then it needs A (rule 8)."""
        done = True
        for source in sources:
            for target in targets:
                first, second = source, target
                if is_after(source.text, target.text):
                    first, second = target, source
                    self.draft.remark(head.row, head.column, turned(source, target))
                done = self.draft.connect((first,), (second,), head.row, soft) and done
        return done

    def _ditto(self, net: Net) -> None:
        head, text = net.targets[0]
        sources = self.dittos.sources(net)
        if not sources:
            self._refuse(net)
            return
        self.dittos.remember(net, head, sources)
        self.draft.connect(sources, self.names_of(text), head.row, is_dotted(net, head))

    # Nets without heads.

    def _headless(self, net: Net) -> None:
        above, below = texts(net.touches, N), texts(net.touches, S)
        left, right = texts(net.touches, W), texts(net.touches, E)
        if above and below and not (left or right) and 1 in (len(above), len(below)):
            sources = tuple(name for text in above for name in self.names_of(text))
            for text in below:
                self.draft.connect(sources, self.names_of(text), text.row)
        elif len(above) == 1 and right and not (below or left):
            for text in right:
                self._branch(above[0], text)
        else:
            self._refuse(net, net.touches[-1:], "it has no head")

    def _branch(self, parent: Text, child: Text) -> None:
        """A branch without a head: a part of its parent, or what it says its parent needs."""
        needed = needed_by_text(child.text, self.draft)
        if needed:
            self.draft.connect(needed, self.names_of(parent), child.row)
        else:
            self.draft.group(self.names_of(parent), self.names_of(child), child.row)

    def _unattached(self, net: Net) -> None:
        """A rule or a frame says nothing; an end that leads nowhere is a complaint."""
        rows = {line.row for line in net.lines}
        rule = len(rows) == 1 and all(line.arms == E | W for line in net.lines)
        if net.faults and not (rule and len(self.sheet.rows[rows.pop()]) == len(net.lines)):
            self._refuse(net)

    # Complaints.

    def _refuse(self, net: Net, at: Iterable[Touch] = (), why: str = "") -> None:
        """Drops a net: one complaint for each end that fails, and for each target lost."""
        lost = [f"{shown(text)}→?" for text in texts(net.touches)] if not net.targets else []
        lost += [f"?→{shown(text)}" for _, text in net.targets]
        gone = ", ".join(lost[:LOST_SHOWN]) + (", …" if len(lost) > LOST_SHOWN else "")
        self.ended |= {(touch.text, touch.column) for touch in ends(net.touches, S)}
        rows: set[int] = set()
        for fault in net.faults:
            rows.add(fault.row)
            reason = cannot_tell(fault.column, fault.reason)
            self.draft.drop(fault.row, fault.column, reason, gone)
        for touch in () if net.faults else at:
            rows.add(touch.text.row)
            reason = f'"{shown(touch.text)}" {why}' if why.startswith("hangs") else why
            self.draft.drop(touch.text.row, touch.column, cannot_tell(touch.column, reason), gone)
        for head, text in net.targets:
            if head.row not in rows:
                reason = "its source is not certain"
                lost_one = f"?→{shown(text)}"
                self.draft.drop(head.row, head.column, cannot_tell(head.column, reason), lost_one)
