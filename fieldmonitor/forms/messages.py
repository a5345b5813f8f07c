"""The engine's codes in a person's words; the only place in this package where words are made."""

from collections.abc import Callable, Mapping

from fieldmonitor.forms.errors import ChecklistError
from fieldmonitor.system.translations import _


def words(error: ChecklistError) -> str:
    """Return an error in words, in the language in force."""
    return finding_words(error.code, error.params)


def finding_words(code: str, params: Mapping[str, object]) -> str:
    """Return a code with its parameters in words; a code without words of its own is named."""
    make = SENTENCES.get(code)
    if make is None:
        return _("Hay un problema en el cuestionario ({code}).").format(code=code)
    sentence = make()
    for name, value in params.items():
        shown = " → ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
        sentence = sentence.replace("{" + name + "}", shown)
    near = str(params.get("near") or "")
    if near:
        return sentence + " " + _("¿Quiso decir «{near}»?").format(near=near)
    return sentence


SENTENCES: Mapping[str, Callable[[], str]] = {
    # the workbook
    "xlsform.missing": lambda: _("No se encuentra el archivo {path}."),
    "xlsform.not_xlsx": lambda: _("«{path}» no es un libro de Excel (.xlsx). Guárdelo con ese formato."),
    "xlsform.too_big": lambda: _("El archivo es demasiado grande. Quite hojas e imágenes que no use."),
    "xlsform.too_many_rows": lambda: _("Una hoja tiene más de {limit} filas."),
    "xlsform.unreadable": lambda: _("No se puede leer el libro. Ábralo en Excel y guárdelo de nuevo."),
    "xlsform.no_converter": lambda: _("Falta el conversor de cuestionarios. Instale el programa completo."),
    "xlsform.refused": lambda: _("El conversor no acepta el libro: {reason}"),
    "xlsform.warning": lambda: _("El conversor avisa: {reason}"),
    "sheet.missing": lambda: _("Falta la hoja «{sheet}»."),
    "column.missing": lambda: _("Falta la columna «{column}»."),
    "column.unknown": lambda: _("La columna «{column}» no se conoce y se ignora. Revise cómo está escrita."),
    "column.no_namespace": lambda: _(
        "Para usar «{column}», declare el prefijo «{prefix}» en la columna «namespaces» de «settings»."
    ),
    "settings.no_id": lambda: _("Falta «form_id» en la hoja «settings»; se usará el nombre del archivo."),
    "settings.no_version": lambda: _(
        "Falta «version» en la hoja «settings». Cada cambio necesita otra versión."
    ),
    "language.no_code": lambda: _("El idioma «{language}» no lleva su código, como en «Español (es)»."),
    # rows
    "type.missing": lambda: _("La fila no tiene tipo en la columna «type»."),
    "type.unknown": lambda: _("El tipo «{type}» no existe."),
    "type.gone": lambda: _("Los equipos de hoy ya no dan «{type}»; quedará vacío."),
    "type.needs_list": lambda: _("«{type}» necesita el nombre de una lista de opciones."),
    "name.missing": lambda: _("La pregunta no tiene nombre en la columna «name»."),
    "name.invalid": lambda: _(
        "«{name}» no sirve como nombre: use letras, números y «_», sin espacios, y empiece con una letra."
    ),
    "name.twice": lambda: _("El nombre «{name}» ya está en la fila {row}."),
    "group.unclosed": lambda: _("El grupo «{name}» empieza aquí y no termina."),
    "group.not_begun": lambda: _("Aquí termina un grupo que no ha empezado."),
    "group.crossed": lambda: _("Aquí termina un grupo de otra clase que el que está abierto."),
    "calculation.missing": lambda: _("El cálculo «{name}» no dice qué calcular."),
    "label.missing": lambda: _("La pregunta «{name}» no tiene texto."),
    "list.unknown": lambda: _("La lista «{list}» no está en la hoja «choices»."),
    "list.unused": lambda: _("Ninguna pregunta usa la lista «{list}»."),
    "choice.no_value": lambda: _("Una opción de la lista «{list}» no tiene nombre."),
    "choice.space": lambda: _("El nombre de opción «{value}» tiene espacios; use «_»."),
    "choice.no_label": lambda: _("La opción «{value}» no tiene texto."),
    "choice.twice": lambda: _("La opción «{value}» de la lista «{list}» ya está en la fila {row}."),
    "choice.unknown": lambda: _("«{name}» nunca vale «{value}»: no está en su lista «{list}»."),
    "translation.missing": lambda: _("Falta la traducción a {language} de «{name}»."),
    "translation.untagged": lambda: _("La columna «{column}» no dice su idioma, y otras columnas sí."),
    # expressions
    "reference.unknown": lambda: _("No hay ninguna pregunta que se llame «{name}»."),
    "reference.ambiguous": lambda: _("Hay más de una pregunta que se llama «{name}»."),
    "reference.unclosed": lambda: _("Una referencia ${…} no está cerrada."),
    "xpath.unexpected": lambda: _("La expresión no se entiende cerca de «{found}»."),
    "xpath.incomplete": lambda: _("La expresión está incompleta: falta algo al final."),
    "xpath.too_deep": lambda: _("La expresión tiene demasiados paréntesis unos dentro de otros."),
    "xpath.too_long": lambda: _("La expresión es demasiado larga."),
    "xpath.prefix": lambda: _("El prefijo «{prefix}» no está declarado."),
    "function.unknown": lambda: _("La función «{name}» no existe."),
    "function.arguments": lambda: _("La función «{name}» no acepta {given} argumentos."),
    "function.pairs": lambda: _("La función «{name}» necesita sus argumentos de dos en dos."),
    "instance.unknown": lambda: _("La expresión busca en «{id}», y el cuestionario no trae esos datos."),
    "constraint.never": lambda: _("La restricción de «{name}» rechaza cualquier respuesta."),
    "relevance.never": lambda: _("«{name}» no se pregunta nunca: su condición es siempre falsa."),
    "regex.refused": lambda: _("El patrón «{pattern}» no se acepta. Escríbalo más simple."),
    "regex.dangerous": lambda: _(
        "El patrón «{pattern}» puede dejar colgado un teléfono. Escríbalo más simple."
    ),
    "form.cycle": lambda: _("Estas preguntas dependen unas de otras en círculo: {path}."),
    # the form
    "form.no_model": lambda: _("El archivo no es un cuestionario: le falta el modelo."),
    "form.no_instance": lambda: _("El cuestionario no tiene preguntas."),
    "form.too_deep": lambda: _("El cuestionario tiene demasiados grupos unos dentro de otros."),
    "bind.no_nodeset": lambda: _("Una regla del cuestionario no dice a qué pregunta se refiere; se ignora."),
    "bind.unknown": lambda: _("Una regla se refiere a «{ref}», que no existe; se ignora."),
    "control.unknown_ref": lambda: _("El formulario muestra «{ref}», que no existe; se omite."),
    "control.unknown_bind": lambda: _("El formulario usa la regla «{bind}», que no existe."),
    "itemset.no_nodeset": lambda: _("Una lista de opciones no dice de dónde salen."),
    "repeat.in_itself": lambda: _("El grupo que se repite «{ref}» está dentro de sí mismo."),
    "instance.twice": lambda: _("Hay dos fuentes de datos que se llaman «{id}»."),
    "notice.encryption_ignored": lambda: _(
        "El cifrado propio del cuestionario se ignora: los informes ya se cifran siempre."
    ),
    "xml.malformed": lambda: _("El archivo está dañado cerca de la línea {line}."),
    "xml.too_big": lambda: _("El archivo es demasiado grande para abrirlo."),
    "xml.too_deep": lambda: _("El archivo tiene demasiados niveles."),
    "xml.dtd": lambda: _("El archivo trae definiciones que no se aceptan por seguridad."),
    "csv.malformed": lambda: _("La tabla «{name}» está dañada."),
    "geojson.malformed": lambda: _("Los lugares de «{name}» están dañados."),
    "geojson.not_features": lambda: _("«{name}» no es una colección de lugares (GeoJSON)."),
    "geojson.geometry": lambda: _("Un lugar de «{name}» tiene coordenadas que no se entienden."),
    "instance.too_many_rows": lambda: _("La tabla «{name}» tiene más de {limit} filas."),
    "instance.other_form": lambda: _("El borrador es de otro cuestionario («{found}», no «{wanted}»)."),
    # while answering
    "ref.unknown": lambda: _("El cuestionario no tiene «{ref}»."),
    "ref.no_row": lambda: _("«{ref}» no existe: hay {rows} filas."),
    "answer.no_question": lambda: _("«{ref}» no es una pregunta."),
    "answer.readonly": lambda: _("«{ref}» no se puede cambiar."),
    "answer.too_long": lambda: _("La respuesta es demasiado larga."),
    "rank.incomplete": lambda: _("Ordene todas las opciones de «{ref}»."),
    "repeat.not_a_repeat": lambda: _("«{ref}» no es un grupo que se repite."),
    "repeat.fixed": lambda: _("El número de filas de «{ref}» lo fija el cuestionario."),
    "repeat.no_row": lambda: _("No hay una fila {index}: son {rows}."),
    "repeat.too_many": lambda: _("El cuestionario pide {count} filas; el máximo es {limit}."),
    "language.unknown": lambda: _("El cuestionario no está en el idioma «{language}»."),
    "budget.exceeded": lambda: _("Un cálculo del cuestionario es demasiado largo y se detuvo."),
    "budget.unsettled": lambda: _("Los cálculos cerca de «{ref}» no terminan nunca."),
    "budget.events": lambda: _("Las acciones del cuestionario se llaman unas a otras sin fin."),
    "date.invalid": lambda: _("«{text}» no es una fecha."),
    "type.nodes": lambda: _("Una función necesita preguntas, y recibe un valor."),
    "position.several": lambda: _("Una expresión pide la posición de {count} filas a la vez."),
    "distance.points": lambda: _("La distancia necesita al menos dos puntos."),
    "digest.unknown": lambda: _("La función «digest» no conoce «{algorithm}»."),
    "uuid.length": lambda: _("Un identificador no puede tener ese largo."),
    "itext.unknown": lambda: _("Falta el texto «{id}»."),
    "choice_name.unknown": lambda: _("«{ref}» no es una pregunta con opciones."),
}
