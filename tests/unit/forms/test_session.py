"""The session as screens use it: answers, changes, rows, drafts, undo, progress."""

import subprocess
import sys
from datetime import UTC, datetime

import pytest

from fieldmonitor.forms import AnswerError, Checklist, CycleError, InstanceError, Session
from tests.unit.forms.builders import checklist, inputs, session

ROW = "<qty/><price>1</price><amount/>"
ROWS = f"<total/><row jr:template=''>{ROW}</row><row>{ROW}</row>"
ROW_BINDS = (
    "<bind nodeset='/data/row/qty' type='int' constraint='. &lt; 100' jr:constraintMsg='demasiado'/>"
    "<bind nodeset='/data/row/amount' calculate='../qty * ../price'/>"
    "<bind nodeset='/data/total' calculate='sum(/data/row/amount[. != \"\"])'/>"
)
ROW_BODY = (
    "<group ref='/data/row'><label>Fila</label><repeat nodeset='/data/row'>"
    "<input ref='/data/row/qty'><label>Cantidad</label></input></repeat></group>"
)


def rows() -> Checklist:
    return checklist(ROWS, ROW_BINDS, ROW_BODY)


def test_an_answer_returns_exactly_the_nodes_that_changed() -> None:
    live = session(
        "<a/><b/><c/>",
        "<bind nodeset='/data/b' relevant=\"/data/a = 'x'\"/>"
        "<bind nodeset='/data/c' calculate='concat(/data/a, 1)'/>",
        inputs("a", "b"),
    )
    assert set(live.answer("/data/a", "y").refs) == {"/data/a", "/data/c"}
    assert set(live.answer("/data/a", "x").refs) == {"/data/a", "/data/b", "/data/c"}
    assert not live.answer("/data/a", "x")


def test_values_that_are_not_relevant_read_empty_and_come_back() -> None:
    live = session("<a>1</a><b/>", "<bind nodeset='/data/b' relevant='/data/a = 1'/>", inputs("a", "b"))
    live.answer("/data/b", "kept")
    live.answer("/data/a", "2")
    view = live.node("/data/b")
    assert (view.relevant, view.value, view.stored) == (False, "", "kept")
    assert b"kept" not in live.to_xml(final=True)
    assert b"<b>kept</b>" in live.to_xml(final=False)
    live.answer("/data/a", "1")
    assert live.node("/data/b").value == "kept"


def test_rows_address_their_own_siblings() -> None:
    live = rows().start()
    live.add_repeat("/data/row")
    live.answer("/data/row[1]/qty", "2")
    changes = live.answer("/data/row[2]/qty", "5")
    assert set(changes.refs) == {"/data/row[2]/qty", "/data/row[2]/amount", "/data/total"}
    assert live.node("/data/row[1]/amount").value == "2"
    assert live.node("/data/total").value == "7"
    live.remove_repeat("/data/row", 1)
    assert live.node("/data/row[1]/qty").value == "5"
    assert live.node("/data/total").value == "5"


def test_one_answer_in_a_row_evaluates_only_what_depends_on_it() -> None:
    live = rows().start()
    for _ in range(200):
        live.add_repeat("/data/row")
    before = live.evaluations
    live.answer("/data/row[100]/qty", "3")
    assert live.evaluations - before == 3  # its constraint, its amount, the total


def test_an_answer_that_fails_its_constraint_is_kept_and_marked() -> None:
    live = rows().start()
    live.answer("/data/row[1]/qty", "500")
    view = live.node("/data/row[1]/qty")
    assert (view.value, view.valid, view.condition, view.message) == ("500", False, "constraint", "demasiado")
    problem = live.validate()[0]
    assert (problem.ref, problem.label, problem.group) == ("/data/row[1]/qty", "Cantidad", "Fila")


def test_undo_takes_back_answers_rows_and_what_followed() -> None:
    live = rows().start()
    start = live.to_xml(final=False)
    live.answer("/data/row[1]/qty", "4")
    live.add_repeat("/data/row")
    live.answer("/data/row[2]/qty", "6")
    full = live.to_xml(final=False)
    live.remove_repeat("/data/row", 1)
    assert live.node("/data/total").value == "6"
    live.undo()
    assert live.to_xml(final=False) == full
    for _ in range(3):
        assert live.undo() is not None
    assert live.to_xml(final=False) == start
    assert not live.can_undo and live.undo() is None


def test_a_draft_opens_again_in_the_same_place() -> None:
    form = rows()
    live = form.start()
    live.answer("/data/row[1]/qty", "4")
    live.add_repeat("/data/row")
    live.answer("/data/row[2]/qty", "5")
    live.position = "/data/row[2]/qty"
    draft = live.to_xml(final=False)
    again = Checklist.from_xform(form.xml).start(draft)
    assert again.position == "/data/row[2]/qty"
    assert again.to_xml(final=False) == draft
    assert again.node("/data/total").value == "9"
    live.restore(draft)
    assert live.to_xml(final=False) == draft


def test_a_draft_of_another_form_is_refused() -> None:
    with pytest.raises(InstanceError) as caught:
        rows().start(b"<data id='other'><total/></data>")
    assert caught.value.code == "instance.other_form"


def test_progress_per_group() -> None:
    live = session(
        "<g><a/><b/></g><h><c/></h>",
        "<bind nodeset='/data/g/a' required='true()'/><bind nodeset='/data/h' relevant='/data/g/b = 1'/>",
        "<group ref='/data/g'><label>Uno</label><input ref='/data/g/a'/><input ref='/data/g/b'/></group>"
        "<group ref='/data/h'><label>Dos</label><input ref='/data/h/c'/></group>",
    )
    one, two = live.groups()
    assert (one.label, one.questions, one.answered, one.required, one.required_answered) == (
        "Uno",
        2,
        0,
        1,
        0,
    )
    assert (one.problems, two.relevant, two.questions) == (1, False, 0)
    live.answer("/data/g/a", "x")
    live.answer("/data/g/b", "1")
    one, two = live.groups()
    assert (one.answered, one.required_answered, one.problems, two.questions) == (2, 1, 0, 1)


def test_the_binds_own_columns_reach_the_screen() -> None:
    live = session("<a/>", "<bind nodeset='/data/a' fm:norm='RNE G.050' fm:severity='grave'/>", inputs("a"))
    assert dict(live.node("/data/a").extra) == {"fm:norm": "RNE G.050", "fm:severity": "grave"}


def test_cycles_are_refused_with_their_path() -> None:
    with pytest.raises(CycleError) as caught:
        session(
            "<a/><b/>",
            "<bind nodeset='/data/a' calculate='/data/b'/><bind nodeset='/data/b' calculate='/data/a'/>",
        )
    assert caught.value.params["path"] == ["/data/a", "/data/b", "/data/a"]


def test_external_instances_come_from_the_app() -> None:
    form = checklist(
        "<term/><late/>",
        "<bind nodeset='/data/term' calculate=\"instance('work')/root/plazo\"/>"
        "<bind nodeset='/data/late' calculate=\"instance('previous')/data/term != /data/term\"/>",
        inputs("term"),
        "",
    )
    live = form.start(instances={"work": {"plazo": 150}, "previous": b"<data><term>120</term></data>"})
    assert live.node("/data/term").value == "150"
    assert live.node("/data/late").value == "true"


@pytest.mark.parametrize(
    ("action", "code"),
    [
        (lambda live: live.answer("/data/nothing", "1"), "ref.unknown"),
        (lambda live: live.answer("/data/row[9]/qty", "1"), "ref.no_row"),
        (lambda live: live.answer("/data/row", "1"), "answer.no_question"),
        (lambda live: live.add_repeat("/data/total"), "repeat.not_a_repeat"),
        (lambda live: live.remove_repeat("/data/row", 5), "repeat.no_row"),
    ],
)
def test_wrong_calls_are_told_apart(action: object, code: str) -> None:
    live = rows().start()
    assert callable(action)
    with pytest.raises(AnswerError) as caught:
        action(live)
    assert caught.value.code == code


CASCADE = (
    "<instance id='towns'><root>"
    "<item><p>ica</p><name>nasca</name></item><item><p>ica</p><name>palpa</name></item>"
    "<item><p>lima</p><name>yauyos</name></item></root></instance>"
)


def cascade() -> Session:
    filtered = "instance('towns')/root/item[p = /data/province]"
    options = f"<itemset nodeset=\"{filtered}\"><value ref='name'/><label ref='name'/></itemset>"
    return checklist(
        "<province/><town/><many/>",
        CASCADE,
        f"<input ref='/data/province'/><select1 ref='/data/town'>{options}</select1>"
        f"<select ref='/data/many'>{options}</select>",
    ).start()


def test_an_answer_that_is_filtered_out_counts_again_when_it_is_offered_again() -> None:
    live = cascade()
    live.answer("/data/province", "ica")
    live.answer("/data/town", "palpa")
    live.answer("/data/many", "palpa nasca")
    assert live.node("/data/many").value == "nasca palpa"
    changes = live.answer("/data/province", "lima")
    assert {"/data/town", "/data/many"} <= set(changes.refs)
    assert (live.node("/data/town").value, live.node("/data/many").value) == ("", "")
    assert b"palpa" not in live.to_xml(final=True)
    live.answer("/data/province", "ica")
    assert live.node("/data/town").value == "palpa"
    live.answer("/data/province", "lima")
    live.answer("/data/town", "palpa")  # not offered: no answer
    live.answer("/data/province", "ica")
    assert live.node("/data/town").value == ""


def test_a_range_takes_only_what_lies_in_it() -> None:
    live = session(
        "<a/>",
        "<bind nodeset='/data/a' type='decimal'/>",
        "<range ref='/data/a' start='-2' end='2' step='0.5'/>",
    )
    live.answer("/data/a", "-1")
    assert live.node("/data/a").value == "-1.0"
    live.answer("/data/a", "5")
    assert live.node("/data/a").value == ""


def test_a_rank_keeps_its_order_and_needs_all() -> None:
    items = "".join(f"<item><label>{v}</label><value>{v}</value></item>" for v in "abc")
    live = session("<r/>", "", f"<odk:rank ref='/data/r'>{items}</odk:rank>")
    live.answer("/data/r", "c a b")
    assert live.node("/data/r").value == "c a b"
    with pytest.raises(AnswerError):
        live.answer("/data/r", "c a")
    assert live.node("/data/r").value == "c a b"


def test_a_blank_count_takes_no_rows_away() -> None:
    live = session(
        "<n/><r jr:template=''><a/></r>",
        "",
        inputs("n") + "<repeat nodeset='/data/r' jr:count='/data/n'><input ref='/data/r/a'/></repeat>",
    )
    assert live.node("/data/r").children == ()
    live.answer("/data/n", "2")
    live.answer("/data/r[2]/a", "x")
    live.answer("/data/n", "")
    assert live.node("/data/r[2]/a").value == "x"
    live.answer("/data/n", "1")
    assert len(live.node("/data/r").children) == 1
    live.undo()
    assert live.node("/data/r[2]/a").value == "x"


def test_rows_come_into_being_in_linear_work() -> None:
    counts: list[int] = []
    for number in (100, 200, 400):
        live = session(
            f"<n/>{ROWS}",
            ROW_BINDS,
            ROW_BODY.replace("nodeset='/data/row'>", "nodeset='/data/row' jr:count='/data/n'>")
            + "<input ref='/data/n'/>",
        )
        before = live.evaluations
        live.answer("/data/n", str(number))
        counts.append(live.evaluations - before)
    assert counts[2] - counts[1] == 2 * (counts[1] - counts[0])


def test_a_row_that_asks_for_the_next_one_grows_one_by_one() -> None:
    """A count that waits for an answer in its own last row must not run away."""
    more = "if(count(/data/r) = 0 or /data/r[position() = /data/c]/last != 'yes', /data/c + 1, /data/c)"
    live = session(
        "<c/><n/><r jr:template=''><last/></r>",
        f"<bind nodeset='/data/c' calculate='count(/data/r)'/><bind nodeset='/data/n' calculate=\"{more}\"/>",
        "<repeat nodeset='/data/r' jr:count='/data/n'><input ref='/data/r/last'/></repeat>",
    )
    assert len(live.node("/data/r").children) == 1
    live.answer("/data/r[1]/last", "no")
    live.answer("/data/r[2]/last", "no")
    assert len(live.node("/data/r").children) == 3
    live.answer("/data/r[3]/last", "yes")
    assert len(live.node("/data/r").children) == 3


def test_languages_are_found_by_code_and_switch_labels_and_choices() -> None:
    texts = "".join(
        f"<translation lang='{language}'>"
        f"<text id='q'><value>{q}</value><value form='guidance'>{g}</value></text>"
        f"<text id='o'><value>{o}</value></text></translation>"
        for language, q, g, o in (
            ("Español (es)", "Cartel", "Mire bien", "Sí"),
            ("English (en)", "Sign", "Look", "Yes"),
        )
    )
    form = checklist(
        "<a/>",
        f"<itext>{texts}</itext>",
        "<select1 ref='/data/a'><label ref=\"jr:itext('q')\"/><hint ref=\"jr:itext('q')\"/>"
        "<item><label ref=\"jr:itext('o')\"/><value>1</value></item></select1>",
    )
    live = form.start(language="en")
    view = live.node("/data/a")
    assert (form.languages, live.language) == (("Español (es)", "English (en)"), "English (en)")
    assert (view.label, view.guidance, view.choices[0].label) == ("Sign", "Look", "Yes")
    assert "/data/a" in live.set_language("es")
    assert (view.label, view.guidance, view.choices[0].label) == ("Cartel", "Mire bien", "Sí")
    with pytest.raises(AnswerError):
        live.set_language("de")


def test_events_fire_for_changes_and_not_for_loading() -> None:
    live = session(
        "<a/><copied/><when/>",
        "",
        "<input ref='/data/a'>"
        "<setvalue event='xforms-value-changed' ref='/data/copied' value='/data/a'/></input>"
        + inputs("copied", "when"),
        "",
    )
    changes = live.answer("/data/a", "1")
    assert set(changes.refs) == {"/data/a", "/data/copied"}
    live.answer("/data/copied", "own")
    draft = live.to_xml(final=False)
    live.restore(draft)
    assert live.node("/data/copied").value == "own"
    live.answer("/data/a", "2")
    live.undo()
    assert (live.node("/data/a").value, live.node("/data/copied").value) == ("1", "own")


def test_a_fixed_repeat_has_one_row_at_least_and_no_more_can_be_added() -> None:
    live = session(
        "<r jr:template=''><a/></r><z/>",
        "",
        "<repeat nodeset='/data/r' jr:noAddRemove='true()'><input ref='/data/r/a'/></repeat>",
    )
    assert len(live.node("/data/r").children) == 1
    assert not live.node("/data/r").can_add
    with pytest.raises(AnswerError):
        live.add_repeat("/data/r")
    assert b"<r><a/></r><z/>" in live.to_xml(final=True)


def test_a_change_reaches_a_target_that_is_not_asked_yet() -> None:
    live = session(
        "<source>foo</source><trigger/><target/>",
        "<bind nodeset='/data/target' relevant=\"/data/trigger = 'yes'\"/>",
        "<input ref='/data/source'>"
        "<setvalue event='xforms-value-changed' ref='/data/target' value='/data/source'/></input>"
        + inputs("trigger", "target"),
    )
    live.answer("/data/trigger", "yes")
    assert live.node("/data/target").value == ""
    live.answer("/data/trigger", "no")
    live.answer("/data/source", "bar")
    live.answer("/data/trigger", "yes")
    assert live.node("/data/target").value == "bar"


GROUPED = "<repeat nodeset='/data/g'><input ref='/data/g/a'/></repeat>"


@pytest.mark.parametrize(
    ("instance", "binds"),
    [
        (
            "<g><a/></g><b/>",
            "<bind nodeset='/data/g/a' calculate='/data/b + 1'/>"
            "<bind nodeset='/data/b' calculate='/data/g[position() = 1]/a + 1'/>",
        ),
        ("<g><a/></g>", "<bind nodeset='/data/g/a' calculate='../a + 1'/>"),
        (
            "<g><a/><b/></g>",
            "<bind nodeset='/data/g/a' calculate='../b + 1'/>"
            "<bind nodeset='/data/g/b' calculate='../a + 1'/>",
        ),
        ("<g><a/></g>", "<bind nodeset='/data/g' relevant='./a = 1'/>"),
    ],
)
def test_circles_through_rows_are_refused(instance: str, binds: str) -> None:
    with pytest.raises(CycleError):
        session(instance, binds, GROUPED)


def test_a_row_may_go_on_from_the_row_before() -> None:
    live = session(
        "<g><n/><a/></g>",
        "<bind nodeset='/data/g/a' "
        'calculate="coalesce(/data/g[position() = position(current()/..) - 1]/a, 0) + ../n"/>',
        "<repeat nodeset='/data/g'><input ref='/data/g/n'/></repeat>",
    )
    for number in (1, 2, 3, 4):
        if number > 1:
            live.add_repeat("/data/g")
        live.answer(f"/data/g[{number}]/n", str(number))
    assert live.node("/data/g[4]/a").value == "10"
    live.answer("/data/g[1]/n", "5")
    assert [live.node(f"/data/g[{number}]/a").value for number in (1, 2, 3, 4)] == ["5", "7", "10", "14"]
    live.remove_repeat("/data/g", 2)
    assert live.node("/data/g[3]/a").value == "12"


def test_a_volunteers_laptop_needs_no_authoring_library() -> None:
    """Opening and answering must not load what only coordinators have."""
    program = (
        "import sys; from fieldmonitor.forms import Checklist; "
        f"live = Checklist.from_xform({rows().xml!r}).start(); live.add_repeat('/data/row'); "
        "print([name for name in ('pyxform', 'openpyxl', 'PySide6', 'sqlalchemy') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    "answer", ["a & b < c > d \"e\" 'f'", "uno\ndos", "uno\r\ndos\ttres", "ñ á 🏗", "\x07\ufffe"]
)
def test_any_text_survives_a_draft(answer: str) -> None:
    form = checklist("<a/>", "", inputs("a"))
    live = form.start()
    live.answer("/data/a", answer)
    kept = form.start(live.to_xml(final=False)).node("/data/a").value
    assert kept == answer.replace("\x07", "").replace("\ufffe", "")


def test_a_clock_or_a_moment_decides_what_today_is() -> None:
    form = checklist("<d/>", "<bind nodeset='/data/d' type='date' calculate='today()'/>")
    moment = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)  # still the day before in Lima
    assert form.start(now=lambda: moment).node("/data/d").value == "2026-11-21"
    assert form.start(now=moment.replace(tzinfo=None)).node("/data/d").value == "2026-11-22"
