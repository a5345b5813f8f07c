"""What a checklist may look up: the work record and the last visit's answers, as XML instances."""

from lxml import etree

from fieldmonitor.domain.facts import FactKey
from fieldmonitor.domain.records import Work

WORK_FIELDS = ("id", "name", "entity", "cui", "infobras_code", "department", "province", "district", "sector")


def work_instance(work: Work) -> bytes:
    """Return instance `work`: `/root/item/` with the work's fields and the newest value of every fact.

    Beside each fact stand `<key>_source` and `<key>_as_of` (ISO date).
    """
    root = etree.Element("root")
    item = etree.SubElement(root, "item")
    for field in WORK_FIELDS:
        _add(item, field, getattr(work, field) or "")
    for key in FactKey:
        fact = work.fact(key)
        _add(item, key.value, fact.value if fact else "")
        _add(item, f"{key.value}_source", fact.source if fact else "")
        _add(item, f"{key.value}_as_of", fact.as_of.isoformat() if fact else "")
    return etree.tostring(root)


def previous_instance(answers_xml: bytes | None) -> bytes:
    """Return instance `previous`: `/root/item/` with each answered question of the last visit by name."""
    root = etree.Element("root")
    item = etree.SubElement(root, "item")
    for name, text in answers_by_name(answers_xml).items():
        _add(item, name, text)
    return etree.tostring(root)


def answers_by_name(answers_xml: bytes | None) -> dict[str, str]:
    """Return each answered question of a report by its name; of rows with one name, the last."""
    if not answers_xml:
        return {}
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    tree = etree.fromstring(answers_xml, parser)
    elements = (element for element in tree.iter() if isinstance(element.tag, str) and not len(element))
    return {etree.QName(e).localname: e.text for e in elements if e.text}


def _add(parent: etree._Element, name: str, text: str) -> None:
    etree.SubElement(parent, name).text = text
