"""Labels, hints and messages in the session's language, computed when looked at."""

from collections.abc import Mapping

from fieldmonitor.forms.definition import Definition, Template, TextForms, TextRef
from fieldmonitor.forms.errors import AnswerError, BudgetError, ChecklistError
from fieldmonitor.forms.instance import FormNode
from fieldmonitor.forms.nodes import Node
from fieldmonitor.forms.xpath.compiler import Compiler
from fieldmonitor.forms.xpath.runtime import Context

MEDIA = ("image", "big-image", "audio", "video")


class Labels:
    """Makes the texts of one session."""

    def __init__(self, definition: Definition, compiler: Compiler, context: Context, language: str) -> None:
        self._definition = definition
        self._compiler = compiler
        self._context = context
        self.language = definition.default_language
        if language in definition.translations:
            self.language = language
        else:
            self.language = match_language(definition, language) or definition.default_language

    def set_language(self, language: str) -> None:
        """Change the language."""
        chosen = (
            language
            if language in self._definition.translations
            else match_language(self._definition, language)
        )
        if chosen is None:
            known = list(self._definition.translations)
            if known:
                raise AnswerError("language.unknown", language=language, known=known)
            chosen = language
        self.language = chosen

    # -- texts of a node

    def text(self, node: FormNode, name: str) -> str:
        """Return a node's ``label``, ``hint``, ``guidance``, ``constraint`` or ``required`` text."""
        texts = node.texts
        if texts is None:
            texts = node.texts = {}
        if name not in texts:
            texts[name] = self._make(node, name)
        return texts[name]

    def refresh(self, node: FormNode) -> bool:
        """Make the texts of a node again that were looked at; return whether one differs."""
        before = node.texts or {}
        node.texts = {name: self._make(node, name) for name in before}
        choices_differ = node.choices is not None
        if choices_differ:
            node.choices = None
        return node.texts != before or choices_differ

    def _make(self, node: FormNode, name: str) -> str:
        ref = self._ref(node, "hint" if name == "guidance" else name)
        return "" if ref is None else self.render(node, ref, "guidance" if name == "guidance" else "")

    def _ref(self, node: FormNode, name: str) -> TextRef | None:
        bind, body = node.definition.bind, node.definition.body
        match name:
            case "constraint":
                return bind.constraint_message
            case "required":
                return bind.required_message
            case "label":
                return body.label if body is not None else None
            case _:
                return body.hint if body is not None else None

    def media(self, node: FormNode) -> Mapping[str, str]:
        """Return the media of a node's label: form → file name."""
        ref = self._ref(node, "label")
        return {} if ref is None else self.media_of(node, ref)

    # -- any text

    def render(self, node: Node, ref: TextRef, form: str = "") -> str:
        """Return a text as read at a node, in a form: '' (long), short, guidance."""
        if ref.inline is not None:
            return self._fill(node, ref.inline) if not form else ""
        forms = self._forms(node, ref)
        template = forms.get(form)
        if template is None and not form:
            template = forms.get("long", forms.get("short", ""))
        return self._fill(node, template) if template is not None else ""

    def media_of(self, node: Node, ref: TextRef) -> dict[str, str]:
        """Return the media forms of a text, as file names without ``jr://``."""
        if ref.inline is not None:
            return {}
        forms = self._forms(node, ref)
        return {
            name: self._fill(node, forms[name]).strip().rpartition("/")[2] for name in MEDIA if name in forms
        }

    def _forms(self, node: Node, ref: TextRef) -> TextForms:
        key = ref.itext
        if key is None:
            key = self._evaluate(node, ref.itext_expression or "''")
        return self.itext_forms(key)

    def itext_forms(self, key: str) -> TextForms:
        """Return the forms of an itext in the session's language, or else in the form's default."""
        translations = self._definition.translations
        found = translations.get(self.language, {}).get(key)
        if found is None:
            found = translations.get(self._definition.default_language, {}).get(key)
        return found if found is not None else {}

    def itext(self, key: str) -> str:
        """Return the text that ``jr:itext`` gives."""
        forms = self.itext_forms(key)
        template = forms.get("", forms.get("long", forms.get("short", "")))
        return self._fill(self._context.current, template)

    def _fill(self, node: Node, template: Template) -> str:
        if isinstance(template, str):
            return template
        parts = [
            part if isinstance(part, str) else self._evaluate(node, part.expression) for part in template
        ]
        return "".join(parts)

    def _evaluate(self, node: Node, expression: str) -> str:
        context = self._context
        before = context.current
        context.current = node
        try:
            code = self._compiler.compile(expression)
            return self._compiler.as_text(code)(node, context)
        except BudgetError:
            raise
        except ChecklistError:
            return ""
        finally:
            context.current = before


def match_language(definition: Definition, wanted: str) -> str | None:
    """Find the form's language for a code: ``es`` fits ``es``, ``es-PE``, ``Español (es)``."""
    code = wanted.lower()
    for language in definition.translations:
        folded = language.lower()
        if folded == code or folded.startswith(f"{code}-") or f"({code})" in folded or f"({code}-" in folded:
            return language
    names = {
        "es": ("español", "spanish", "castellano"),
        "en": ("english", "inglés"),
        "qu": ("quechua", "runasimi"),
    }
    return next(
        (lang for lang in definition.translations if lang.lower().split(" ")[0] in names.get(code, ())), None
    )
