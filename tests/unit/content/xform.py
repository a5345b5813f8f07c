"""Reads a compiled checklist the slow, obvious way, as an oracle for what the sheets say."""

from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

X = "{http://www.w3.org/2002/xforms}"
FM = "{urn:fieldmonitor:checklist:1}"
JR = "{http://openrosa.org/javarosa}"
LANGUAGES = {"es": "Español (es)", "en": "English (en)"}


@dataclass
class Question:
    """One control of the form's body, or a calculation (kind `calculate`)."""

    ref: str
    kind: str
    bind: dict[str, str]
    choices: list[str] = field(default_factory=list)
    part: str = ""

    @property
    def name(self) -> str:
        return self.ref.rsplit("/", 1)[1]


class Form:
    """A checklist's texts by language and its questions in order."""

    def __init__(self, path: Path) -> None:
        self.root = etree.fromstring(path.read_bytes())
        self.texts = {code: self._translation(name) for code, name in LANGUAGES.items()}
        self.binds = {b.get("nodeset"): dict(b.attrib) for b in self.root.iter(X + "bind")}
        body = self.root.find("{http://www.w3.org/1999/xhtml}body")
        assert body is not None
        self.parts = [group.get("ref") for group in body.findall(X + "group")]
        controls = {
            control.get("ref"): control
            for tag in ("input", "select1", "select", "upload", "trigger")
            for control in body.iter(X + tag)
        }
        self.questions = {
            ref: Question(ref, self._kind(bind, controls.get(ref)), bind, self._choices(controls.get(ref)))
            for ref, bind in self.binds.items()
            if ref in controls or "calculate" in bind
        }
        for question in self.questions.values():
            question.part = next((p for p in self.parts if question.ref.startswith(p + "/")), "")

    def named(self, name: str) -> Question:
        return next(question for question in self.questions.values() if question.name == name)

    def _translation(self, name: str) -> dict[str, str]:
        translation = next(t for t in self.root.iter(X + "translation") if t.get("lang") == name)
        return {
            text.get("id") + (f"/{value.get('form')}" if value.get("form") else ""): "".join(value.itertext())
            for text in translation
            for value in text
        }

    def _kind(self, bind: dict[str, str], control: etree._Element | None) -> str:
        if control is None:
            return "calculate"
        tag = etree.QName(control).localname
        return {"upload": "image", "trigger": "acknowledge"}.get(
            tag, tag if "select" in tag else bind["type"]
        )

    def _choices(self, control: etree._Element | None) -> list[str]:
        if control is None:
            return []
        itemset = control.find(X + "itemset")
        if itemset is None:
            return [value.text or "" for value in control.iter(X + "value")]
        name = itemset.get("nodeset", "").split("'")[1]
        instance = next(i for i in self.root.iter(X + "instance") if i.get("id") == name)
        return [value.text or "" for value in instance.iter(X + "name")]
