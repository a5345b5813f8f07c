"""Secondary instances from files and records, and what is refused."""

import json
import time

import pytest

from fieldmonitor.forms import BudgetError, Checklist, FormError, InstanceError
from fieldmonitor.forms.markup import to_html, to_plain
from fieldmonitor.forms.messages import words
from fieldmonitor.forms.xmlio import ENTITIES
from tests.unit.forms.builders import checklist, form, inputs, session

OPTIONS = "<itemset nodeset=\"instance('places')/root/item\"><value ref='id'/><label ref='name'/></itemset>"


def with_places(uri: str) -> Checklist:
    """Return a form that picks from an external file."""
    return checklist(
        "<q/><where/>",
        f"<instance id='places' src='{uri}'/>"
        "<bind nodeset='/data/where' calculate=\"instance('places')/root/item[id = /data/q]/geometry\"/>",
        f"<select1 ref='/data/q'>{OPTIONS}</select1>",
    )


GEOJSON = json.dumps(
    {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "id": "n1",
                "geometry": {"type": "Point", "coordinates": [-77.04, -12.05]},
                "properties": {"name": "Puente"},
            }
        ],
    }
)


def test_csv_comes_as_items_with_or_without_a_byte_order_mark() -> None:
    for content in (b'id,name\n1,"Uno, dos"\n2,Tres\n', "\ufeffid;name\r\n1;Uno, dos\r\n2;Tres\r\n".encode()):
        live = with_places("jr://file-csv/places.csv").start(instances={"places.csv": content})
        assert [(c.value, c.label) for c in live.node("/data/q").choices] == [
            ("1", "Uno, dos"),
            ("2", "Tres"),
        ]


def test_geojson_features_have_their_geometry() -> None:
    live = with_places("jr://file/places.geojson").start(instances={"jr://file/places.geojson": GEOJSON})
    live.answer("/data/q", "n1")
    assert live.node("/data/where").value == "-12.05 -77.04 0 0"


def test_a_missing_file_is_an_empty_list() -> None:
    assert with_places("jr://file/places.xml").start().node("/data/q").choices == ()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"<root><item>", "xml.malformed"),
        (b'{"type": "x"}', "geojson.not_features"),
        (b'{"a', "geojson.malformed"),
    ],
)
def test_a_damaged_file_is_refused_with_its_name(content: bytes, code: str) -> None:
    with pytest.raises(InstanceError) as caught:
        with_places("jr://file/places.dat").start(instances={"places": content}).answer("/data/q", "x")
    assert caught.value.code == code
    assert words(caught.value)


@pytest.mark.parametrize(
    ("xml", "code"),
    [
        ("<a/>", "form.no_model"),
        ("not xml", "xml.malformed"),
        ("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "xml.dtd"),
        ("<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>", "xml.dtd"),
        ("<a>" * 300 + "</a>" * 300, "xml.malformed"),
    ],
)
def test_what_is_no_form_is_refused(xml: str, code: str) -> None:
    with pytest.raises((FormError, InstanceError)) as caught:
        Checklist.from_xform(xml)
    assert caught.value.code == code


def test_an_expression_has_a_budget() -> None:
    rows = "".join(f"<r><a>{number}</a></r>" for number in range(400))
    cubic = "count(//*[count(following::*[count(preceding::*) &gt; 1]) &gt; 1]) &gt; 0"
    live = session(
        f"<y/>{rows}",
        f"<bind nodeset='/data/y' constraint='{cubic}'/>",
        inputs("y") + "<repeat nodeset='/data/r'><input ref='/data/r/a'/></repeat>",
    )
    started = time.process_time()
    with pytest.raises(BudgetError) as caught:
        live.answer("/data/y", "x")
    assert caught.value.code == "budget.exceeded"
    assert time.process_time() - started < 5
    assert live.node("/data/y").value == ""
    assert live.answer("/data/r[1]/a", "7")


def test_a_pattern_that_hangs_others_takes_no_time() -> None:
    live = session("<a/>", "<bind nodeset='/data/a' constraint=\"regex(., '^(a+)+$')\"/>", inputs("a"))
    live.answer("/data/a", "a" * 5000 + "!")
    assert not live.node("/data/a").valid


def test_labels_are_safe_to_show() -> None:
    shown = to_html(
        "**Casco** _puesto_ <script>alert(1)</script> <b>y [botas](https://x.pe) [no](javascript:x)"
    )
    assert shown.startswith("<b>Casco</b> <i>puesto</i> &lt;script&gt;")
    assert '<a href="https://x.pe">botas</a>' in shown
    assert 'href="javascript' not in shown and shown.endswith("</b>")
    assert to_html('<span style="color:red">rojo</span>') == '<span style="color:red">rojo</span>'
    assert to_html("2 \\* 3 * 4 * a_b_c") == "2 * 3 * 4 * a_b_c"
    assert to_plain("# Título\n**uno** y <u>dos</u> & [tres](http://x.pe)") == "Título\nuno y dos & tres"


def test_the_audit_log_is_kept_where_the_form_wants_it() -> None:
    wanted = form(
        "<a/><meta><audit/></meta>",
        "<bind nodeset='/data/meta/audit' type='binary' odk:track-changes='true'/>",
        inputs("a"),
    )
    live = Checklist.from_xform(wanted).start()
    live.answer("/data/a", "=1+1")
    live.to_xml(final=True)
    lines = live.audit_csv().decode().splitlines()
    assert lines[0] == "event,node,start,end,old-value,new-value"
    assert [line.split(",")[0] for line in lines[1:]] == ["form start", "question", "form finalize"]
    assert lines[2].endswith(",,'=1+1")
    assert session("<a/>", "", inputs("a")).audit_csv() == b""


def test_entities_and_notices_are_kept() -> None:
    declared = form(
        f"<a/><meta><entity xmlns='{ENTITIES}' dataset='obras' create='1'/></meta>",
        model="<submission base64RsaPublicKey='abc' action='x'/>",
    )
    opened = Checklist.from_xform(declared)
    assert opened.entities[0]["dataset"] == "obras"
    assert ("notice.encryption_ignored", {}) in opened.notices
