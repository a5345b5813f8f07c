"""What the map says: callouts, tooltips, and the description that screen readers get."""

from collections.abc import Sequence
from html import escape

from fieldmonitor.app.map import Marker, MarkerState, PhotoPlace
from fieldmonitor.system.formats import day, distance
from fieldmonitor.system.translations import _, ngettext
from fieldmonitor.ui.map.marks import Shape

_LISTED = 6
"""How many names a tooltip lists."""

SHAPES = {
    MarkerState.TO_DO: Shape.RING,
    MarkerState.DRAFT: Shape.DOTTED,
    MarkerState.DONE: Shape.TICKED,
}
"""The shape of a single work by its state."""


def state(of: MarkerState) -> str:
    """Return a state's word, as the list beside the map says it."""
    return {
        MarkerState.TO_DO: _("Por hacer"),
        MarkerState.DRAFT: _("Borrador"),
        MarkerState.DONE: _("Informe firmado"),
    }[of]


def legend(shape: Shape) -> str:
    """Return what a shape stands for."""
    return {
        Shape.RING: _("Por hacer"),
        Shape.DOTTED: _("Borrador"),
        Shape.TICKED: _("Informe firmado"),
        Shape.SQUARE: _("Varias obras"),
        Shape.PIN: _("Obra elegida"),
        Shape.DIAMOND: _("Usted, marcado a mano"),
        Shape.PHOTO: _("Foto"),
    }[shape]


def away(marker: Marker) -> str:
    """Return how far a work is, or nothing while no own place is set."""
    if marker.distance_m is None:
        return ""
    return _("a {distance}").format(distance=distance(marker.distance_m))


def spoken(marker: Marker) -> str:
    """Return a work in one sentence."""
    facts = [
        marker.name,
        marker.district,
        state(marker.state),
        _("vence el {date}").format(date=day(marker.due)),
    ]
    if marker.distance_m is not None:
        facts.append(_("a {distance} en línea recta").format(distance=distance(marker.distance_m)))
    return ", ".join(fact for fact in facts if fact)


def together(markers: Sequence[Marker]) -> str:
    """Return how many works stand at one mark."""
    return ngettext("{n} obra", "{n} obras", len(markers)).format(n=len(markers))


def tooltip(markers: Sequence[Marker]) -> str:
    """Return the whole names, escaped: they come from outside, and tooltips read HTML."""
    lines = [escape(marker.name) for marker in markers[:_LISTED]]
    more = len(markers) - _LISTED
    if more > 0:
        lines.append(ngettext("y {n} más", "y {n} más", more).format(n=more))
    if len(markers) == 1:
        lines.append(escape(", ".join(part for part in (state(markers[0].state), away(markers[0])) if part)))
    return "<p>" + "<br>".join(lines) + "</p>"


def photo_tooltip(photos: Sequence[PhotoPlace]) -> str:
    """Return a photo's caption and how far from the work it was taken."""
    lines = []
    for photo in photos[:_LISTED]:
        said = [photo.caption or _("Foto")]
        if photo.distance_m is not None:
            said.append(_("a {distance} de la obra").format(distance=distance(photo.distance_m)))
        lines.append(escape(", ".join(said)))
    return "<p>" + "<br>".join(lines) + "</p>"


def description(in_view: int, total: int, chosen: Marker | None, at: Sequence[Marker]) -> str:
    """Return the map as a screen reader says it: what is in view, what is chosen, where the keyboard is."""
    parts = [
        ngettext("{n} obra de {total} a la vista.", "{n} obras de {total} a la vista.", in_view).format(
            n=in_view, total=total
        )
    ]
    if len(at) > 1:
        parts.append(_("{count} juntas. Enter las acerca.").format(count=together(at)))
    elif chosen is not None:
        parts.append(_("Elegida: {work}. Enter abre la ficha.").format(work=spoken(chosen)))
    parts.append(_("Tab pasa de obra en obra; las flechas mueven el mapa; más y menos lo acercan o alejan."))
    return " ".join(parts)


def without_place(count: int) -> str:
    """Return the note on works that cannot be drawn."""
    return ngettext("{n} obra sin ubicación", "{n} obras sin ubicación", count).format(n=count)
