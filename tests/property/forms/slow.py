"""A slow, obvious form: expressions as Python objects, everything computed anew each time.

It shares nothing with the engine: an expression can say itself as XPath, and can compute itself from a
snapshot of texts. Fields only read fields before them, so one pass in order is enough.
"""

import math
from dataclasses import dataclass, field
from typing import TypeAlias

ROW = "r"


@dataclass(frozen=True)
class Ref:
    """A field; ``in_row`` fields are read from the same row."""

    name: str
    in_row: bool

    def xpath(self, inside: bool) -> str:
        if self.in_row:
            return f"../{self.name}"
        return f"/data/{self.name}"

    def text(self, world: "World", row: int | None) -> str:
        return world.seen(self.name, row if self.in_row else None)


@dataclass(frozen=True)
class Num:
    value: int

    def xpath(self, inside: bool) -> str:
        return str(self.value) if self.value >= 0 else f"({self.value})"

    def number(self, world: "World", row: int | None) -> float:
        return float(self.value)


@dataclass(frozen=True)
class Field:
    ref: Ref

    def xpath(self, inside: bool) -> str:
        return self.ref.xpath(inside)

    def number(self, world: "World", row: int | None) -> float:
        return to_number(self.ref.text(world, row))


@dataclass(frozen=True)
class Coalesced:
    ref: Ref
    other: int

    def xpath(self, inside: bool) -> str:
        return f"coalesce({self.ref.xpath(inside)}, {self.other})"

    def number(self, world: "World", row: int | None) -> float:
        return to_number(self.ref.text(world, row) or str(self.other))


@dataclass(frozen=True)
class Arithmetic:
    operator: str
    left: "NumberExpression"
    right: "NumberExpression"

    def xpath(self, inside: bool) -> str:
        return f"({self.left.xpath(inside)} {self.operator} {self.right.xpath(inside)})"

    def number(self, world: "World", row: int | None) -> float:
        left, right = self.left.number(world, row), self.right.number(world, row)
        return {"+": left + right, "-": left - right, "*": left * right}[self.operator]


@dataclass(frozen=True)
class Choose:
    test: "Test"
    yes: "NumberExpression"
    no: "NumberExpression"

    def xpath(self, inside: bool) -> str:
        return f"if({self.test.xpath(inside)}, {self.yes.xpath(inside)}, {self.no.xpath(inside)})"

    def number(self, world: "World", row: int | None) -> float:
        return (self.yes if self.test.holds(world, row) else self.no).number(world, row)


@dataclass(frozen=True)
class OverRows:
    """A sum, a count, or the value of one row picked by its number."""

    function: str
    name: str
    place: int = 1

    def xpath(self, inside: bool) -> str:
        path = f"/data/{ROW}/{self.name}"
        return {
            "sum": f"sum({path})",
            "count": f"count(/data/{ROW})",
            "filled": f"count({path}[. != ''])",
            "picked": f"coalesce(/data/{ROW}[position() = {self.place}]/{self.name}, 0)",
            "indexed": f"coalesce(indexed-repeat({path}, /data/{ROW}, {self.place}), 0)",
        }[self.function]

    def number(self, world: "World", row: int | None) -> float:
        texts = [world.seen(self.name, index) for index in range(len(world.rows))]
        if self.function == "sum":
            return sum((to_number(text) for text in texts), 0.0)
        if self.function == "count":
            return float(len(texts))
        if self.function == "filled":
            return float(sum(text != "" for text in texts))
        return to_number((texts[self.place - 1] if self.place <= len(texts) else "") or "0")


@dataclass(frozen=True)
class Position:
    def xpath(self, inside: bool) -> str:
        return "position(..)"

    def number(self, world: "World", row: int | None) -> float:
        assert row is not None
        return row + 1.0


def as_text(expression: "NumberExpression", world: "World", row: int | None) -> str | None:
    """What XPath compares as text: answers and ``coalesce`` are texts, what was computed is a number."""
    match expression:
        case Field(ref):
            return ref.text(world, row)
        case Coalesced(ref, other):
            return ref.text(world, row) or str(other)
        case Choose(test, yes, no):
            return as_text(yes if test.holds(world, row) else no, world, row)
        case OverRows("picked" | "indexed"):
            return to_text(expression.number(world, row))
        case _:
            return None


NumberExpression: TypeAlias = Num | Field | Coalesced | Arithmetic | Choose | OverRows | Position


@dataclass(frozen=True)
class Compare:
    operator: str
    left: NumberExpression
    right: NumberExpression

    def xpath(self, inside: bool) -> str:
        return f"{self.left.xpath(inside)} {self.operator} {self.right.xpath(inside)}"

    def holds(self, world: "World", row: int | None) -> bool:
        left, right = self.left.number(world, row), self.right.number(world, row)
        if self.operator in ("=", "!="):
            one, two = as_text(self.left, world, row), as_text(self.right, world, row)
            same = left == right if one is None or two is None else one == two
            return same is (self.operator == "=")
        return left < right if self.operator == "<" else left >= right


@dataclass(frozen=True)
class Filled:
    ref: Ref

    def xpath(self, inside: bool) -> str:
        return f"{self.ref.xpath(inside)} != ''"

    def holds(self, world: "World", row: int | None) -> bool:
        return self.ref.text(world, row) != ""


@dataclass(frozen=True)
class Both:
    operator: str
    left: "Test"
    right: "Test"

    def xpath(self, inside: bool) -> str:
        return f"({self.left.xpath(inside)} {self.operator} {self.right.xpath(inside)})"

    def holds(self, world: "World", row: int | None) -> bool:
        one, two = self.left.holds(world, row), self.right.holds(world, row)
        return (one and two) if self.operator == "and" else (one or two)


@dataclass(frozen=True)
class Not:
    test: "Test"

    def xpath(self, inside: bool) -> str:
        return f"not({self.test.xpath(inside)})"

    def holds(self, world: "World", row: int | None) -> bool:
        return not self.test.holds(world, row)


Test: TypeAlias = Compare | Filled | Both | Not


def to_number(text: str) -> float:
    return float(text) if text else math.nan


def to_text(number: float) -> str:
    if math.isnan(number):
        return ""
    return str(int(number)) if number == int(number) else repr(number)


@dataclass(frozen=True)
class Spec:
    """One field of the form."""

    name: str
    relevant: Test | None = None
    required: Test | None = None
    calculate: NumberExpression | None = None
    constraint: Test | None = None


@dataclass(frozen=True)
class FormSpec:
    """Fields at the top, then rows, then fields that may look at the rows."""

    before: tuple[Spec, ...]
    row: tuple[Spec, ...]
    row_relevant: Test | None
    after: tuple[Spec, ...]

    def xform(self) -> str:
        inner = "".join(f"<{spec.name}/>" for spec in self.row)
        instance = (
            "".join(f"<{spec.name}/>" for spec in self.before)
            + f"<{ROW} jr:template=''>{inner}</{ROW}><{ROW}>{inner}</{ROW}>"
            + "".join(f"<{spec.name}/>" for spec in self.after)
        )
        tops = "".join(_bind(f"/data/{spec.name}", spec) for spec in (*self.before, *self.after))
        rows = "".join(_bind(f"/data/{ROW}/{spec.name}", spec) for spec in self.row)
        rows += _bind(f"/data/{ROW}", Spec(ROW, relevant=self.row_relevant))
        body = "".join(f"<input ref='/data/{spec.name}'/>" for spec in (*self.before, *self.after))
        body += f"<repeat nodeset='/data/{ROW}'>"
        body += "".join(f"<input ref='/data/{ROW}/{spec.name}'/>" for spec in self.row) + "</repeat>"
        return (
            '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" '
            'xmlns:jr="http://openrosa.org/javarosa"><h:head><model><instance><data id="slow">'
            f"{instance}<meta><instanceID>x</instanceID></meta></data></instance>{tops}{rows}</model></h:head>"
            f"<h:body>{body}</h:body></h:html>"
        )


def _bind(ref: str, spec: Spec) -> str:
    parts = {
        "relevant": spec.relevant,
        "required": spec.required,
        "calculate": spec.calculate,
        "constraint": spec.constraint,
    }
    written = "".join(
        f' {name}="{expression.xpath(True).replace("<", "&lt;")}"'
        for name, expression in parts.items()
        if expression
    )
    return f'<bind nodeset="{ref}"{written}/>'


@dataclass
class World:
    """The answers, and what follows from them."""

    spec: FormSpec
    top: dict[str, str] = field(default_factory=dict)
    rows: list[dict[str, str]] = field(default_factory=lambda: [{}])
    state: dict[str, tuple[str, bool, bool, bool]] = field(default_factory=dict)
    """ref → value, relevant, required, valid."""

    def seen(self, name: str, row: int | None) -> str:
        ref = f"/data/{name}" if row is None else f"/data/{ROW}[{row + 1}]/{name}"
        return self.state[ref][0] if ref in self.state else ""

    def compute(self) -> dict[str, tuple[str, bool, bool, bool]]:
        """Compute everything once, in the order of the fields."""
        self.state = {}
        for spec in self.spec.before:
            self._field(spec, None, True)
        for row in range(len(self.rows)):
            relevant = self.spec.row_relevant is None or self.spec.row_relevant.holds(self, None)
            for spec in self.spec.row:
                self._field(spec, row, relevant)
        for spec in self.spec.after:
            self._field(spec, None, True)
        return self.state

    def _field(self, spec: Spec, row: int | None, above: bool) -> None:
        ref = f"/data/{spec.name}" if row is None else f"/data/{ROW}[{row + 1}]/{spec.name}"
        answers = self.top if row is None else self.rows[row]
        relevant = above and (spec.relevant is None or spec.relevant.holds(self, row))
        value = answers.get(spec.name, "")
        if spec.calculate is not None and relevant:
            value = to_text(spec.calculate.number(self, row))
        shown = value if relevant else ""
        self.state[ref] = (shown, relevant, False, True)
        required = spec.required is not None and spec.required.holds(self, row)
        satisfied = spec.constraint is None or not shown or spec.constraint.holds(self, row)
        valid = not relevant or ((shown != "" or not required) and satisfied)
        self.state[ref] = (shown, relevant, required, valid)
