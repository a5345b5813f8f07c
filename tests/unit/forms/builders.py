"""Small forms for tests, written as their model and body."""

from fieldmonitor.forms import Checklist, Session

HEAD = (
    '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" '
    'xmlns:jr="http://openrosa.org/javarosa" xmlns:orx="http://openrosa.org/xforms" '
    'xmlns:odk="http://www.opendatakit.org/xforms" xmlns:fm="urn:example:fm">'
)


def form(instance: str, binds: str = "", body: str = "", model: str = "") -> str:
    """Return an XForm with one instance ``data``."""
    return (
        f"{HEAD}<h:head><h:title>Obra</h:title><model>{model}"
        f"<instance><data id='t' version='3'>{instance}</data></instance>{binds}"
        f"</model></h:head><h:body>{body}</h:body></h:html>"
    )


def checklist(instance: str, binds: str = "", body: str = "", model: str = "") -> Checklist:
    """Return a checklist of such a form."""
    return Checklist.from_xform(form(instance, binds, body, model))


def session(instance: str, binds: str = "", body: str = "", model: str = "") -> Session:
    """Return a new session of such a form."""
    return checklist(instance, binds, body, model).start()


def inputs(*names: str) -> str:
    """Return plain inputs with their names as labels."""
    return "".join(f"<input ref='/data/{name}'><label>{name}</label></input>" for name in names)
