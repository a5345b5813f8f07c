"""The assessment in words: its statuses, its score with the method shown, and what the program noticed."""

from decimal import ROUND_HALF_UP, Decimal
from typing import cast

from fieldmonitor.app import names
from fieldmonitor.app.assessment import WEIGHTS, Cell, Score, Status
from fieldmonitor.app.assessment_hints import Hint
from fieldmonitor.domain.facts import Fact, FactKey
from fieldmonitor.system.formats import NBSP, shown_fact
from fieldmonitor.system.translations import _, ngettext


def status_words(status: Status | None) -> str:
    """Return a status in one or two words, as a cell has room for; the checklist's own label is longer."""
    return {
        None: _("Sin mirar"),
        Status.PUBLISHED: _("Publicado"),
        Status.PARTIAL: _("En parte"),
        Status.MISSING: _("No publicado"),
        Status.OUTDATED: _("Desactualizado"),
        Status.CONTRADICTORY: _("Contradice"),
        Status.UNVERIFIED: _("Sin verificar"),
        Status.NOT_APPLICABLE: _("No aplica"),
    }[status]


def score_words(score: Score) -> str:
    """Return a score as "62 %", or that there is none yet."""
    if score.share is None:
        return _("Sin puntaje todavía")
    return f"{(score.share * 100).quantize(Decimal(1), ROUND_HALF_UP)}{NBSP}%"


def score_detail(score: Score) -> str:
    """Return what a score was computed from: "10.25 de 20 puntos; 21 de 23 casillas respondidas"."""
    points = f"{score.points:f}".rstrip("0").rstrip(".") if score.points else "0"
    return _("{points} de {applicable} puntos; {answered} de {asked} casillas respondidas").format(
        points=points, applicable=score.applicable, answered=score.answered, asked=score.asked
    )


def score_method() -> str:
    """Return how the score is computed, with the very numbers it is computed with."""
    return _(
        "Cada casilla es un dato en un portal. Publicado vale {published}; en parte, {partial}; "
        "desactualizado o contradictorio, {outdated}; no publicado, {missing}. El puntaje es la suma "
        "dividida entre las casillas que aplican y se pudieron verificar. Las demás no cuentan."
    ).format(**{status.value: f"{weight:f}" for status, weight in WEIGHTS.items()})


def hint_words(hint: Hint) -> tuple[str, str]:
    """Return what was noticed, and what to do about it."""
    made = {
        "stale_progress": _stale,
        "no_progress": _never,
        "stoppage_unsaid": _unsaid,
        "paid_ahead": _ahead,
        "term_passed": _passed,
        "contradiction": _contradiction,
        "portals_differ": _differ,
        "contradicts_nothing": _alone,
        "applies_elsewhere": _elsewhere,
        "look_again": _again,
    }.get(hint.code)
    return made(hint) if made else (_("Revise los datos de esta obra."), "")


def stale_words(params: dict[str, object]) -> str:
    """Say how long a work that is said to be under way has published no progress, and who says so."""
    months = cast(int, params["months"])
    lead = ngettext(
        "{source} dice EN EJECUCIÓN, pero el último avance es de hace {n} mes.",
        "{source} dice EN EJECUCIÓN, pero el último avance es de hace {n} meses.",
        months,
    )
    return lead.format(source=params["source"], n=months)


def _stale(hint: Hint) -> tuple[str, str]:
    return stale_words(hint.params), _("Si el portal sigue así, la respuesta es «Desactualizado».")


def _never(hint: Hint) -> tuple[str, str]:
    lead = _("{source} dice EN EJECUCIÓN, pero nunca registró un avance.").format(**hint.params)
    return lead, _("Si el portal no muestra avances, la respuesta es «No publicado».")


def _unsaid(hint: Hint) -> tuple[str, str]:
    lead = _("{source} dice EN EJECUCIÓN y también que la obra está paralizada.").format(**hint.params)
    return lead, _("Si el portal sigue así, la respuesta es «Contradice».")


def _ahead(hint: Hint) -> tuple[str, str]:
    built, paid = cast(Fact, hint.params["built"]), cast(Fact, hint.params["paid"])
    lead = _("Se pagó más de lo construido: {paid} pagado, {built} construido.").format(
        paid=shown_fact(paid.value, paid.key), built=shown_fact(built.value, built.key)
    )
    return lead, _("Compare las dos fechas en el portal.")


def _passed(hint: Hint) -> tuple[str, str]:
    days = cast(int, hint.params["days"])
    lead = ngettext("El plazo venció hace {n} día.", "El plazo venció hace {n} días.", days)
    return lead.format(n=days), _("Si el portal no dice cómo terminó, la respuesta es «Desactualizado».")


def _contradiction(hint: Hint) -> tuple[str, str]:
    key = FactKey(str(hint.params["key"]))
    one, other = cast(Fact, hint.params["first"]), cast(Fact, hint.params["second"])
    lead = _("Las fuentes no coinciden en: {name}.").format(name=names.fact(key).lower())
    says = _("{one_source} dice {one}; {other_source} dice {other}.").format(
        one_source=one.source,
        one=shown_fact(one.value, key),
        other_source=other.source,
        other=shown_fact(other.value, key),
    )
    return lead, says


def _differ(hint: Hint) -> tuple[str, str]:
    key = cast(FactKey, hint.params["key"])
    one, other = cast(Cell, hint.params["one"]), cast(Cell, hint.params["other"])
    lead = _("Los portales no coinciden: {one_portal} dice {one}; {other_portal} dice {other}.")
    said = lead.format(
        one_portal=names.portal(one.portal),
        one=shown_fact(one.value, key),
        other_portal=names.portal(other.portal),
        other=shown_fact(other.value, key),
    )
    return said, _("Si es así, la respuesta es «Contradice a otra fuente».")


def _alone(hint: Hint) -> tuple[str, str]:
    lead = _("Dice que contradice a otra fuente, pero ningún otro portal muestra este dato.")
    return lead, _("Explique cuál es la otra fuente.")


def _elsewhere(hint: Hint) -> tuple[str, str]:
    lead = _("Dice que no aplica, pero {portal} muestra este dato.")
    return lead.format(portal=names.portal(str(hint.params["portal"]))), _("Revise la respuesta.")


def _again(hint: Hint) -> tuple[str, str]:
    days = cast(int, hint.params["days"])
    lead = ngettext("Lo miró hace {n} día.", "Lo miró hace {n} días.", days).format(n=days)
    return lead, _("Mire de nuevo el portal antes de firmar.")


def gap_words(status: Status) -> str:
    """Return how a gap is named in a letter to the entity."""
    return {
        Status.MISSING: _("no está publicado"),
        Status.PARTIAL: _("está publicado en parte"),
        Status.OUTDATED: _("está desactualizado"),
        Status.CONTRADICTORY: _("contradice a otra fuente oficial"),
    }[status]
