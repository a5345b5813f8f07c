"""A checklist: a form read once, from which any number of sessions start."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, tzinfo
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

from fieldmonitor.forms.definition import Definition, NodeDef
from fieldmonitor.forms.reader import read_form
from fieldmonitor.forms.session import Session
from fieldmonitor.forms.sources import Source
from fieldmonitor.forms.units import Unit, build_units
from fieldmonitor.forms.xlsform import convert
from fieldmonitor.forms.xpath.compiler import Compiler

DEFAULT_ZONE = "America/Lima"


def _now() -> datetime:
    return datetime.now(UTC)


def _clock(now: Callable[[], datetime] | datetime, zone: tzinfo) -> Callable[[], datetime]:
    """Return a clock whose moments know their zone."""

    def read() -> datetime:
        moment = now if isinstance(now, datetime) else now()
        return moment if moment.tzinfo is not None else moment.replace(tzinfo=zone)

    return read


class Checklist:
    """A compiled checklist. ``xml`` is what travels in packs; opening it needs no authoring library."""

    def __init__(self, xml: bytes, definition: Definition) -> None:
        self.xml = xml
        self.definition = definition
        self.compiler = Compiler(definition.namespaces, transparent=definition.transparent)
        self.units: list[Unit] = build_units(definition, self.compiler)
        self.document_definition = NodeDef(None, "", "", None, "")
        self.document_definition.depth = -1
        self.document_definition.path = ()

    @classmethod
    def from_xform(cls, xml: bytes | str) -> "Checklist":
        """Open an XForm; raises FormError, CycleError or InstanceError with what is wrong."""
        raw = xml.encode() if isinstance(xml, str) else xml
        return cls(raw, read_form(xml))

    @classmethod
    def from_xlsform(cls, path: Path) -> "Checklist":
        """Compile an XLSForm workbook; needs the authoring extra. Raises FormError with what is wrong."""
        return cls.from_xform(convert(path).xml)

    @property
    def id(self) -> str:
        """The form's id."""
        return self.definition.form_id

    @property
    def version(self) -> str:
        """The form's version."""
        return self.definition.version

    @property
    def title(self) -> str:
        """The form's title."""
        return self.definition.title

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages the form speaks, its default first; empty if it is not translated."""
        default = self.definition.default_language
        others = [language for language in self.definition.translations if language != default]
        return (default, *others) if self.definition.translations else ()

    @cached_property
    def external(self) -> Mapping[str, str]:
        """The instances that must come with the form: id → URI."""
        return self.definition.external

    @property
    def entities(self) -> tuple[Mapping[str, str], ...]:
        """The entity declarations of the form: attributes such as dataset, create, update."""
        return self.definition.entities

    @property
    def notices(self) -> list[tuple[str, Mapping[str, object]]]:
        """What the form asks for and is not done here, as (code, params): see ``messages.finding_words``."""
        return self.definition.notices

    def start(
        self,
        instance_xml: bytes | str | None = None,
        language: str = "es",
        instances: Mapping[str, Source] | None = None,
        now: Callable[[], datetime] | datetime = _now,
        *,
        zone: tzinfo | None = None,
        settings: Mapping[str, str] | None = None,
        edit: bool = False,
    ) -> Session:
        """Begin a new session, or go on with a draft.

        ``instances`` gives secondary instances by id, URI or file name: bytes of XML, CSV or GeoJSON, or a
        mapping (``{"obra": "…"}`` is read as ``/root/obra``). ``now`` is a clock, or one moment that stands
        still; without a zone it is taken to be in ``zone``. ``settings`` are properties such as username.
        ``edit`` opens a sent instance again: it gets a new id.
        """
        place = zone or ZoneInfo(DEFAULT_ZONE)
        session = Session(
            self,
            language=language,
            sources=instances or {},
            now=_clock(now, place),
            zone=place,
            settings=settings or {},
        )
        if instance_xml is None:
            session.begin_new()
        else:
            session.begin_from(instance_xml, edit=edit)
        return session
