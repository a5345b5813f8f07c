"""Random forms and random answers: the engine against a slow, obvious one, and drafts at random points."""

import os
from functools import cache
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from fieldmonitor.forms import Checklist, Session
from tests.property.forms import slow

EXAMPLES = int(os.environ.get("FORMS_EXAMPLES", "30"))
"""More of them in a campaign: FORMS_EXAMPLES=2000 pytest tests/property/forms."""

State = dict[str, tuple[str, bool, bool, bool]]


@cache  # building strategies costs more than drawing from them
def numbers(
    refs: tuple[slow.Ref, ...], over_rows: tuple[str, ...], in_row: bool
) -> st.SearchStrategy[slow.NumberExpression]:
    leaves: list[st.SearchStrategy[slow.NumberExpression]] = [st.integers(-3, 9).map(slow.Num)]
    if refs:
        leaves.append(st.sampled_from(refs).map(slow.Field))
        leaves.append(st.builds(slow.Coalesced, st.sampled_from(refs), st.integers(0, 4)))
    if over_rows:
        functions = st.sampled_from(["sum", "count", "filled", "picked", "indexed"])
        leaves.append(st.builds(slow.OverRows, functions, st.sampled_from(over_rows), st.integers(1, 3)))
    if in_row:
        leaves.append(st.just(slow.Position()))

    def deeper(inner: st.SearchStrategy[slow.NumberExpression]) -> st.SearchStrategy[slow.NumberExpression]:
        arithmetic = st.builds(slow.Arithmetic, st.sampled_from("+-*"), inner, inner)
        compare = st.builds(slow.Compare, st.sampled_from(["<", ">=", "=", "!="]), inner, inner)
        return arithmetic | st.builds(slow.Choose, compare, inner, inner)

    return st.recursive(st.one_of(leaves), deeper, max_leaves=4)


@cache
def conditions(
    refs: tuple[slow.Ref, ...], over_rows: tuple[str, ...], in_row: bool
) -> st.SearchStrategy[slow.Test]:
    inner = numbers(refs, over_rows, in_row)
    leaf: st.SearchStrategy[slow.Test] = st.builds(
        slow.Compare, st.sampled_from(["<", ">=", "=", "!="]), inner, inner
    )
    if refs:
        leaf = leaf | st.sampled_from(refs).map(slow.Filled)
    return st.recursive(
        leaf,
        lambda deeper: (
            st.builds(slow.Both, st.sampled_from(["and", "or"]), deeper, deeper) | st.builds(slow.Not, deeper)
        ),
        max_leaves=3,
    )


@cache
def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


@st.composite
def specs(draw: st.DrawFn) -> slow.FormSpec:
    seen: list[slow.Ref] = []

    def fields(prefix: str, count: int, over_rows: tuple[str, ...], in_row: bool) -> tuple[slow.Spec, ...]:
        made: list[slow.Spec] = []
        for number in range(count):
            name = f"{prefix}{number}"
            known = tuple(seen)
            own = (*known, slow.Ref(name, in_row))
            made.append(
                slow.Spec(
                    name,
                    relevant=draw(maybe(conditions(known, over_rows, in_row))),
                    required=draw(maybe(conditions(own, over_rows, in_row))),
                    calculate=draw(maybe(numbers(known, over_rows, in_row))),
                    constraint=draw(maybe(conditions(own, over_rows, in_row))),
                )
            )
            seen.append(slow.Ref(name, in_row))
        return tuple(made)

    before = fields("a", draw(st.integers(1, 3)), (), False)
    row_relevant = draw(maybe(conditions(tuple(seen), (), False)))
    row = fields("b", draw(st.integers(1, 3)), (), True)
    seen[:] = [ref for ref in seen if not ref.in_row]
    after = fields("c", draw(st.integers(1, 3)), tuple(spec.name for spec in row), False)
    return slow.FormSpec(before, row, row_relevant, after)


def state_of(session: Session, refs: list[str]) -> State:
    views = [(ref, session.node(ref)) for ref in refs]
    return {ref: (view.value, view.relevant, view.required, view.valid) for ref, view in views}


def differences(one: State, other: State) -> dict[str, object]:
    """What differs, by ref: easier to read than two whole states."""
    return {ref: (one.get(ref), other.get(ref)) for ref in one | other if one.get(ref) != other.get(ref)}


def act(data: st.DataObject, world: slow.World, session: Session) -> set[str]:
    """Do one random thing in both; return the refs that the engine says have changed."""
    action = data.draw(st.sampled_from(["top", "top", "row", "row", "add", "remove"]))
    answer = data.draw(st.sampled_from(["", "0", "1", "2", "5"]))
    if action == "add" and len(world.rows) < 4:
        world.rows.append({})
        return set(session.add_repeat(f"/data/{slow.ROW}").refs)
    if action == "remove" and world.rows:
        place = data.draw(st.integers(1, len(world.rows)))
        del world.rows[place - 1]
        return set(session.remove_repeat(f"/data/{slow.ROW}", place).refs)
    if action == "row" and world.rows:
        place = data.draw(st.integers(1, len(world.rows)))
        spec = data.draw(st.sampled_from(world.spec.row))
        if spec.calculate is None:
            world.rows[place - 1][spec.name] = answer
            return set(session.answer(f"/data/{slow.ROW}[{place}]/{spec.name}", answer).refs)
    spec = data.draw(st.sampled_from(world.spec.before))
    if spec.calculate is None:
        world.top[spec.name] = answer
        return set(session.answer(f"/data/{spec.name}", answer).refs)
    return set()


@settings(max_examples=EXAMPLES)
@given(spec=specs(), data=st.data())
def test_the_engine_agrees_with_a_slow_one(spec: slow.FormSpec, data: st.DataObject) -> None:
    checklist = Checklist.from_xform(spec.xform())
    session, world = checklist.start(), slow.World(spec)
    before = dict(world.compute())
    assert differences(state_of(session, list(before)), before) == {}
    for _ in range(data.draw(st.integers(1, 8))):
        rows = len(world.rows)
        changed = act(data, world, session)
        after = dict(world.compute())
        assert differences(state_of(session, list(after)), after) == {}
        if len(world.rows) == rows:
            assert {ref for ref in changed if ref in after} == {
                ref for ref in after if after[ref] != before[ref]
            }
        else:
            assert changed >= {
                ref
                for ref in after
                if ref in before and f"/{slow.ROW}[" not in ref and after[ref] != before[ref]
            }
        before = after


@settings(max_examples=EXAMPLES // 2)
@given(spec=specs(), data=st.data())
def test_a_draft_taken_anywhere_is_the_same_instance(spec: slow.FormSpec, data: st.DataObject) -> None:
    checklist = Checklist.from_xform(spec.xform())
    session, world = checklist.start(), slow.World(spec)
    for _ in range(data.draw(st.integers(0, 6))):
        act(data, world, session)
    draft = session.to_xml(final=False)
    again = checklist.start(draft)
    refs = list(world.compute())
    assert again.to_xml(final=False) == draft
    assert again.to_xml(final=True) == session.to_xml(final=True)
    assert differences(state_of(again, refs), state_of(session, refs)) == {}
    act(data, world, again)
    world.compute()
    assert differences(state_of(again, list(world.state)), world.state) == {}


@settings(max_examples=EXAMPLES // 2)
@given(spec=specs(), data=st.data())
def test_undo_all_the_way_back(spec: slow.FormSpec, data: st.DataObject) -> None:
    checklist = Checklist.from_xform(spec.xform())
    session, world = checklist.start(), slow.World(spec)
    refs = list(world.compute())
    start = state_of(session, refs)
    for _ in range(data.draw(st.integers(1, 6))):
        act(data, world, session)
    while session.undo() is not None:
        pass
    assert differences(state_of(session, refs), start) == {}
