"""Words for the map's files and places."""

from fieldmonitor.app.words.sentence import Sentence
from fieldmonitor.system.translations import _

MAP: dict[str, Sentence] = {
    "map.outlines_unreadable": lambda: (
        _("Los límites del mapa no se pueden leer ({name}): {reason}."),
        _("Pida otra vez el paquete a su coordinación. Lo demás sigue funcionando."),
    ),
    "map.tiles_unreadable": lambda: (
        _("Las imágenes del mapa no se pueden leer ({name}): {reason}."),
        _("Pida otra vez el paquete a su coordinación. Lo demás sigue funcionando."),
    ),
    "map.tiles_kind": lambda: (
        _("El mapa {name} es de un tipo que no se muestra aquí: {format}."),
        _("Pida a su coordinación un mapa de imágenes: PNG, JPEG o WebP."),
    ),
    "map.place_invalid": lambda: (
        _("Ese punto no está en el Perú."),
        _("Elija en el mapa un punto dentro del país."),
    ),
}
