"""What expressions of a session see beside its own data: clock, language, other instances, labels."""

from collections.abc import Callable, Mapping
from datetime import datetime

from fieldmonitor.forms.definition import Definition
from fieldmonitor.forms.nodes import Node, text_of
from fieldmonitor.forms.sources import Source, empty_instance, external_instance
from fieldmonitor.forms.xpath.runtime import Environment


class World(Environment):
    """The environment of one session; instances are read when first asked for."""

    def __init__(
        self,
        definition: Definition,
        sources: Mapping[str, Source],
        now: Callable[[], datetime],
        settings: Mapping[str, str],
    ) -> None:
        self._definition = definition
        self._sources = sources
        self._now = now
        self._settings = settings
        self._instances: dict[str, Node | None] = {}
        self.primary: Node | None = None
        self.read_itext: Callable[[str], str] = lambda key: ""
        self.read_choice: Callable[[str, str, Node], str] = lambda value, ref, node: ""

    def now(self) -> datetime:
        """Return the current moment."""
        return self._now()

    def instance(self, name: str) -> Node | None:
        """Return the node above an instance's root; the form's own instance may have a name too."""
        if name not in self._instances:
            if name and name == self._definition.primary_id:
                return self.primary
            self._instances[name] = self._load(name)
        return self._instances[name]

    def is_static(self, name: str) -> bool:
        """Only the form's own data changes."""
        return name != self._definition.primary_id or not name

    def _load(self, name: str) -> Node | None:
        source = self._sources.get(name)
        uri = self._definition.external.get(name)
        if source is None and uri is not None:
            file = uri.rpartition("/")[2]
            source = self._sources.get(uri, self._sources.get(file))
            if source is not None:
                return external_instance(name, source, uri)
            return empty_instance()
        if source is not None:
            return external_instance(name, source, uri or "")
        if name in self._definition.instances:
            return self._definition.instances[name]
        for suffix in (".csv", ".xml", ".geojson"):
            source = self._sources.get(f"{name}{suffix}")
            if source is not None:
                return external_instance(name, source, f"{name}{suffix}")
        return None

    def itext(self, key: str) -> str:
        """Return a translated text in the session's language."""
        return self.read_itext(key)

    def choice_name(self, value: str, ref: str, node: Node) -> str:
        """Return a choice's label in the session's language."""
        return self.read_choice(value, ref, node)

    def setting(self, name: str) -> str:
        """Return the form's version, or a property that the app gave."""
        if name == "version":
            return self._definition.version
        return self._settings.get(name, "")

    def seen(self, node: Node) -> str:
        """Return the value that is kept, also while the node is not relevant."""
        stored = getattr(node, "stored", None)
        return stored if isinstance(stored, str) else text_of(node)
