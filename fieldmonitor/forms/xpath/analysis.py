"""Questions about a parse tree that the compiler asks before it builds closures."""

from collections.abc import Iterator

from fieldmonitor.forms.xpath.tree import (
    Binary,
    Call,
    Expression,
    Filter,
    Literal,
    Negation,
    Number,
    Path,
    Step,
)

_ITEM_FUNCTIONS = frozenset({"position", "last"})
_CONTEXT_FUNCTIONS = frozenset(
    ["string", "number", "name", "local-name", "namespace-uri", "normalize-space", "string-length"]
)
_ALWAYS_CONTEXT = frozenset({"once", "lang", "id", "jr:choice-name", "random", "uuid", "randomize"})


def uses_position(expression: Expression) -> bool:
    """Tell whether ``position()`` or ``last()`` of the item at hand matters."""
    match expression:
        case Call(name, arguments):
            if name in _ITEM_FUNCTIONS and not arguments:
                return True
            return any(uses_position(argument) for argument in arguments)
        case Binary():
            return any(uses_position(operand) for operand in operands(expression))
        case Negation(operand) | Filter(operand, _):
            return uses_position(operand)
        case Path(_, start, _):
            return start is not None and uses_position(start)
        case _:
            return False


def depends_on_item(expression: Expression) -> bool:
    """Tell whether the value can differ between the items that a predicate is tried on."""
    match expression:
        case Number() | Literal():
            return False
        case Binary():
            return any(depends_on_item(operand) for operand in operands(expression))
        case Negation(operand) | Filter(operand, _):
            return depends_on_item(operand)
        case Call(name, arguments):
            if name in _ALWAYS_CONTEXT or (name in _ITEM_FUNCTIONS | _CONTEXT_FUNCTIONS and not arguments):
                return True
            return any(depends_on_item(argument) for argument in arguments)
        case Path(absolute, start, _):
            if absolute:
                return False
            return start is None or depends_on_item(start)


def operands(expression: Binary) -> Iterator[Expression]:
    """Yield the operands of a chain of binary operators, last first; long chains need no recursion."""
    current: Expression = expression
    while isinstance(current, Binary):
        yield current.right
        current = current.left
    yield current


def conjuncts(expression: Expression) -> Iterator[Expression]:
    """Yield the parts of ``a and b and c`` in order."""
    if isinstance(expression, Binary) and expression.operator == "and":
        yield from conjuncts(expression.left)
        yield from conjuncts(expression.right)
    else:
        yield expression


def spine(expression: Binary, operators: frozenset[str]) -> tuple[Expression, list[tuple[str, Expression]]]:
    """Unroll a left-deep chain: the first operand, then (operator, operand) in order."""
    rest: list[tuple[str, Expression]] = []
    current: Expression = expression
    while isinstance(current, Binary) and current.operator in operators:
        rest.append((current.operator, current.right))
        current = current.left
    rest.reverse()
    return current, rest


def walk(expression: Expression) -> Iterator[Expression]:
    """Yield every sub-expression, predicates among them."""
    stack: list[Expression] = [expression]
    while stack:
        current = stack.pop()
        yield current
        match current:
            case Binary(_, left, right):
                stack += (left, right)
            case Negation(operand):
                stack.append(operand)
            case Filter(operand, predicates):
                stack.append(operand)
                stack += predicates
            case Call(_, arguments):
                stack += arguments
            case Path(_, start, steps):
                if start is not None:
                    stack.append(start)
                for step in steps:
                    stack += step.predicates


def simple_names(path: Path) -> tuple[int, tuple[str, ...]] | None:
    """Return (levels up, child names) of a path without predicates like ``../../a/b``, or None."""
    ups = 0
    names: list[str] = []
    for step in path.steps:
        if step.predicates:
            return None
        if step.axis == "self" and step.test == "node()":
            continue
        if step.axis == "parent" and step.test == "node()" and not names:
            ups += 1
        elif step.axis == "child" and _is_name(step):
            names.append(step.test)
        else:
            return None
    return ups, tuple(names)


def _is_name(step: Step) -> bool:
    return "*" not in step.test and "(" not in step.test
