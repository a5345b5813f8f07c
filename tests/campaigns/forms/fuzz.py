"""Mutated forms and workbooks: whatever comes in, the engine answers or refuses with a reason, within 2 s."""

import io
import random
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
from lxml import etree

from fieldmonitor.forms import Checklist, ChecklistError, Session
from fieldmonitor.forms.check import check

LIMIT = 2.0
"""Seconds for one mutant: opened, filled, written, opened again."""

ROOT = Path(__file__).resolve().parents[3]
EXPRESSIONS = (
    "",
    "1 div 0",
    "../..",
    "//*",
    "/data/*[position() = last()]",
    "string-length(//text())",
    "((((1))))",
    "- - 1",
    "1 +",
    "concat(//*, //*, //*)",
    "regex(., '^(a+)+$')",
    "regex(., '(')",
    "indexed-repeat(/*, /*, 1)",
    "position(..)",
    "count(//*[count(//*) > 1])",
    "instance('x')/root/item[name = current()/..]",
    "once(random())",
    "today() + 1e400",
    "date('9999-99-99')",
    "pow(10, 400)",
    "substr('a', -9999999999)",
    "jr:choice-name('x', '/data')",
    "nosuch(1)",
    "jr:itext(.)",
    "uuid(1e12)",
    "round(1, 1e9)",
    "'" * 3,
    "\u0000",
    "a:b",
    ". = .",
    "/data",
    "digest('a', 'x')",
    "true() and (true() or false()) and not(selected(/data/a, 'x'))",
    "join(' ', //*)",
    "area(//*)",
    "9" * 400,
    " or ".join(["/data/a = 'x'"] * 300),
    "+".join(["1"] * 3000),
    "(" * 70 + "1" + ")" * 70,
    "-" * 500 + "1",
)
VALUES = (
    "",
    "x",
    "-1",
    "1e999",
    "\ud7ff",
    "2026-11-22",
    "a b c",
    "9" * 300,
    "<b>",
    "0",
    "5",
    "12.05 77",
    "\u202e",
)


@cache
def seeds() -> tuple[bytes, ...]:
    """The forms that mutants grow from: ours, and the field's where they are beside the checkout."""
    ours = sorted((ROOT / "resources" / "checklists").glob("*.xml"))
    field = sorted((ROOT.parent / "shared" / "conformance" / "forms" / "xform").rglob("*.xml"))
    found = [path.read_bytes() for path in [*ours, *field] if path.stat().st_size < 60_000]
    return tuple(found) or (_SMALL,)


_SMALL = b"""<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head><model>
<instance><data id="a"><a/><r><b/></r></data></instance><bind nodeset="/data/a" calculate="1"/></model>
</h:head><h:body>
<input ref="/data/a"/><repeat nodeset="/data/r"><input ref="/data/r/b"/></repeat></h:body></h:html>"""


def mutant(seed: int) -> bytes:
    """Return a form with one to five things wrong with it."""
    rng = random.Random(seed)
    raw = rng.choice(seeds())
    if rng.random() < 0.25:
        return _bytes_mutant(raw, rng)
    root = etree.fromstring(raw)
    for _ in range(rng.randint(1, 5)):
        rng.choice(_MUTATIONS)(root, rng)
    return etree.tostring(root)


_SPLINTERS = (b"&lol;", b"<", b"]]>", b"\xff", b"<!DOCTYPE a [<!ENTITY b 'c'>]>")


def _bytes_mutant(raw: bytes, rng: random.Random) -> bytes:
    data = bytearray(raw)
    for _ in range(rng.randint(1, 8)):
        place = rng.randrange(len(data))
        match rng.randrange(4):
            case 0:
                data[place] = rng.randrange(256)
            case 1:
                del data[place : place + rng.randint(1, 200)]
            case 2:
                data[place:place] = data[place : place + rng.randint(1, 400)]
            case _:
                data[place:place] = rng.choice(
                    (b"&lol;", b"<", b"]]>", b"\xff", b"<!DOCTYPE a [<!ENTITY b 'c'>]>")
                )
    return bytes(data)


Mutation = Callable[[etree._Element, random.Random], None]


def _elements(root: etree._Element) -> list[etree._Element]:
    return [element for element in root.iter() if isinstance(element.tag, str)]


def _change_attribute(root: etree._Element, rng: random.Random) -> None:
    element = rng.choice([e for e in _elements(root) if e.attrib] or [root])
    for name in list(element.attrib)[: 1 + rng.randrange(2)]:
        element.set(name, rng.choice([e for e in EXPRESSIONS if e.isprintable()]))


def _swap_attributes(root: etree._Element, rng: random.Random) -> None:
    some = [e for e in _elements(root) if e.attrib]
    if len(some) > 1:
        one, other = rng.sample(some, 2)
        name, again = rng.choice(list(one.attrib)), rng.choice(list(other.attrib))
        one.set(name, other.get(again, ""))


def _drop(root: etree._Element, rng: random.Random) -> None:
    element = rng.choice(_elements(root)[1:] or [root])
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _double(root: etree._Element, rng: random.Random) -> None:
    element = rng.choice(_elements(root)[1:] or [root])
    parent = element.getparent()
    if parent is not None and len(_elements(root)) < 5000:
        for _ in range(rng.randint(1, 3)):
            parent.append(etree.fromstring(etree.tostring(element, with_tail=False)))


def _move(root: etree._Element, rng: random.Random) -> None:
    element, target = rng.choice(_elements(root)[1:] or [root]), rng.choice(_elements(root))
    if element not in target.iterancestors() and element is not target and element.getparent() is not None:
        target.append(element)


def _retext(root: etree._Element, rng: random.Random) -> None:
    rng.choice(_elements(root)).text = rng.choice([v for v in VALUES if v.isprintable()])


def _bind_all(root: etree._Element, rng: random.Random) -> None:
    binds = [e for e in _elements(root) if e.tag.endswith("}bind")]
    if binds:
        kind = rng.choice(["relevant", "calculate", "constraint", "required", "readonly"])
        rng.choice(binds).set(kind, rng.choice([e for e in EXPRESSIONS if e.isprintable()]))


_MUTATIONS: tuple[Mutation, ...] = (
    _change_attribute, _swap_attributes, _drop, _double, _move, _retext, _bind_all, _bind_all,
)  # fmt: skip


def fill(session: Session, rng: random.Random) -> None:
    """Answer a handful of questions, add and remove rows, write the form and open it again."""
    refs = [view.ref for view in session.root.walk() if "#" not in view.ref][:400]
    for ref in rng.sample(refs, min(12, len(refs))):
        try:
            view = session.node(ref)
            if view.kind == "repeat":
                session.add_repeat(ref)
                session.remove_repeat(ref, 1)
            elif view.kind in ("question", "note", "value"):
                choices = view.choices
                session.answer(ref, choices[0].value if choices else rng.choice(VALUES))
            _ = (view.label, view.hint, view.message, view.valid, view.media)
        except ChecklistError:
            continue
    session.undo()
    session.validate()
    session.groups()
    draft = session.to_xml(final=False)
    session.checklist.start(draft)
    session.to_xml(final=True)


class TooSlow(Exception):
    """A mutant took longer than it may."""


@contextmanager
def alarm() -> Iterator[None]:
    """Stop what hangs, so that a campaign goes on."""

    def ring(*_: object) -> None:
        raise TooSlow

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, LIMIT * 5)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def try_form(seed: int) -> list[str]:
    """Try one mutated XForm; return what went wrong."""
    data = mutant(seed)
    return _tried(seed, lambda rng: fill(Checklist.from_xform(data).start(), rng))


def try_workbook(seed: int) -> list[str]:
    """Try one mutated workbook."""

    def work(rng: random.Random) -> None:
        with TemporaryDirectory() as folder:
            path = Path(folder) / "mutant.xlsx"
            path.write_bytes(workbook_mutant(rng))
            for finding in check(path):
                str(finding)

    return _tried(seed, work)


def workbook_mutant(rng: random.Random) -> bytes:
    """Return one of our workbooks with a few cells, rows or bytes changed."""
    paths = sorted((ROOT / "resources" / "checklists").glob("*.xlsx"))
    raw = rng.choice(paths).read_bytes()
    if rng.random() < 0.2:
        return _bytes_mutant(raw, rng)
    book = openpyxl.load_workbook(io.BytesIO(raw))
    for _ in range(rng.randint(1, 6)):
        sheet = rng.choice(book.worksheets)
        row, column = rng.randint(1, max(sheet.max_row, 1)), rng.randint(1, max(sheet.max_column, 1))
        if rng.random() < 0.2:
            sheet.delete_rows(row)
        else:
            values = [
                value
                for value in (*EXPRESSIONS, *VALUES, "${x}", "begin group", "end repeat")
                if value.isprintable()
            ]
            sheet.cell(row, column, rng.choice(values)[:32_000])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _tried(seed: int, work: Callable[[random.Random], None]) -> list[str]:
    started = time.process_time()
    try:
        with alarm():
            work(random.Random(seed))
    except ChecklistError:
        pass  # refused with a reason: that is an answer
    except TooSlow:
        return [f"hangs over {LIMIT * 5} s"]
    except Exception as error:  # noqa: BLE001  # that is what is looked for
        return [f"{type(error).__name__}: {error}"]
    took = time.process_time() - started
    return [f"took {took:.1f} s"] if took > LIMIT else []


def one(seed: int) -> list[str]:
    """One try of the campaign: every twelfth is a workbook, which takes far longer."""
    return try_workbook(seed) if seed % 12 == 0 else try_form(seed)


def unguarded(seed: int) -> list[str]:
    """The control: a reader that lets the parser's own errors through must go red."""
    problems: list[str] = []
    for number in range(seed * 100, seed * 100 + 40):
        problems += _tried(number, lambda _: etree.fromstring(mutant(number)))  # noqa: B023  # called at once
    return problems
