"""The style sheet, built from the look: one function per component, no number outside the tokens."""

from fieldmonitor.ui.shell.theme import FAMILY, Look


def stylesheet(look: Look) -> str:
    """Return the whole application's style sheet for a look."""
    parts = (_base, _labels, _frames, _buttons, _fields, _lists, _tabs, _scrollbars, _banners, _file_dialog)
    return "\n".join(part(look) for part in parts)


def _base(look: Look) -> str:
    p = look.palette
    return f"""
* {{ font-family: "{FAMILY}"; font-size: {look.font_px("text")}px; font-weight: {look.weight()}; }}
QWidget {{ color: {p.text}; }}
QMainWindow, QDialog {{ background: {p.window}; }}
*:focus {{ outline: 0; }}
QToolTip {{ background: {p.text}; color: {p.surface}; border: 0; padding: {look.px(8)}px; }}
QMenu {{ background: {p.surface}; border: {look.border}px solid {p.control}; padding: {look.px(4)}px; }}
QMenu::item {{ min-height: {look.px(28)}px; padding: {look.px(8)}px {look.px(20)}px; }}
QMenu::item:selected {{ background: {p.selected}; color: {p.selected_text}; }}
"""


def _labels(look: Look) -> str:
    p = look.palette
    strong = look.weight(strong=True)
    rules = [
        f'QLabel[role="{role}"] {{ font-size: {look.font_px(role)}px; font-weight: {weight}; }}'
        for role, weight in (
            ("title", strong),
            ("heading", strong),
            ("count", strong),
            ("fact", look.weight()),
        )
    ]
    rules.append(f'QLabel[strong="true"] {{ font-weight: {strong}; }}')
    rules += [
        f'QLabel[tone="{tone}"] {{ color: {colour}; }}'
        for tone, colour in (
            ("secondary", p.text2),
            ("ok", p.ok),
            ("warn", p.warn),
            ("error", p.error),
            ("info", p.info),
            ("accent", p.accent),
            ("warn_text", p.warn_text),
            ("inverse", p.surface),
        )
    ]
    rules.append(
        f"QLabel#badge {{ border: {look.border}px solid {p.text}; border-radius: 4px;"
        f" padding: 0 {look.px(6)}px; font-weight: {strong}; font-size: {look.font_px('fact')}px; }}"
    )
    return "\n".join(rules)


def _frames(look: Look) -> str:
    p = look.palette
    line = f"{look.border}px solid {p.line}"
    edge = look.border
    return f"""
QFrame#header {{ background: {p.window}; border: 0; border-bottom: {line}; }}
QFrame#strip {{ background: {p.window}; border: 0; border-top: {line}; }}
QFrame#status {{ background: {p.window}; border: 0; border-top: {line}; }}
QFrame#index {{ background: {p.window}; border: 0; border-right: {line}; }}
QFrame#aside {{ background: {p.surface}; border: 0; border-left: {line}; }}
QFrame#asideWindow {{ background: {p.window}; border: 0; border-left: {line}; }}
QFrame#page, QWidget#page {{ background: {p.surface}; border: 0; }}
QFrame#paper, QWidget#paper {{ background: {p.window}; border: 0; }}
QFrame#rule {{ background: {p.line}; border: 0; max-height: {edge}px; min-height: {edge}px; }}
QFrame#ruleStrong {{ background: {p.control}; border: 0; max-height: {edge}px; min-height: {edge}px; }}
QFrame#ruleTitle {{ background: {p.text}; border: 0; max-height: 2px; min-height: 2px; }}
QFrame#vrule {{ background: {p.control}; border: 0; max-width: {edge}px; min-width: {edge}px; }}
QFrame#vline {{ background: {p.line}; border: 0; max-width: {edge}px; min-width: {edge}px; }}
QFrame#value {{ border: 0; border-left: {look.px(4)}px solid {p.text}; }}
QFrame#reason {{ border: 0; border-left: {look.px(4)}px solid {p.accent}; }}
QFrame#undo {{ background: {p.text}; border: 0; }}
QFrame#credential {{ background: {p.surface}; border: 2px solid {p.text}; border-radius: 8px; }}
QFrame#credentialHead {{ background: {p.text}; border: 0; border-top-left-radius: 6px;
  border-top-right-radius: 6px; }}
QFrame#errorSummary {{ background: {p.surface}; border: 2px solid {p.error};
  border-left: {look.px(10 if p.sun else 8)}px solid {p.error}; }}
QFrame#portrait {{ background: {p.window}; border: {look.border}px solid {p.control}; }}
"""


def _buttons(look: Look) -> str:
    p = look.palette
    edge = look.border
    inner = look.px(44) - 2 * edge
    strip = look.px(44 if look.narrow else 52) - 2 * edge
    strong = look.weight(strong=True)
    pad, strip_pad = look.px(20), look.px(20 if look.narrow else 24)
    quiet = "text-decoration: underline;" if p.sun else ""
    dashed = f"border: 2px dashed {p.disabled};" if p.sun else f"border: {edge}px solid {p.disabled_bg};"
    return f"""
QPushButton {{ min-height: {inner}px; padding: 0 {pad}px; border-radius: 4px; font-weight: {strong};
  background: {p.surface}; color: {p.text}; border: {edge}px solid {p.control}; text-align: center; }}
QPushButton:hover {{ background: {p.hover}; border-color: {p.text}; }}
QPushButton:pressed {{ background: {p.selected}; color: {p.selected_text}; }}
QPushButton[strip="true"] {{ min-height: {strip}px; padding: 0 {strip_pad}px; }}
QPushButton[kind="primary"] {{ background: {p.accent}; color: {p.accent_text};
  border: {edge}px solid {p.accent}; }}
QPushButton[kind="primary"]:hover {{ background: {p.accent_hover}; border-color: {p.accent_hover}; }}
QPushButton[kind="primary"]:pressed {{ background: {p.accent_pressed}; border-color: {p.accent_pressed}; }}
QPushButton[kind="danger"] {{ color: {p.error}; border-color: {p.error}; }}
QPushButton[kind="quiet"] {{ background: transparent; color: {p.accent}; border: {edge}px solid transparent;
  padding: 0 0 0 {look.px(8)}px; border-radius: 0; {quiet} }}
QPushButton[kind="quiet"]:hover {{ color: {p.accent_hover}; background: transparent;
  border-bottom: {edge}px solid {p.accent_hover}; }}
QPushButton[kind="link"] {{ background: transparent; color: {p.accent}; border: 0; padding: 0;
  min-height: {look.px(44)}px; text-decoration: underline; text-align: left;
  font-weight: {look.weight()}; }}
QPushButton[kind="link"][strong="true"] {{ font-weight: {strong}; }}
QPushButton[kind="link"][tone="error"] {{ color: {p.error}; font-weight: {strong}; }}
QPushButton[kind="link"]:hover {{ color: {p.accent_hover}; }}
QPushButton[kind="leave"] {{ background: transparent; border: {edge}px solid transparent; padding: 0; }}
QPushButton[kind="leave"]:hover {{ border-bottom-color: {p.text}; border-radius: 0; }}
QPushButton[kind="inverse"] {{ background: transparent; color: {p.surface}; border: 0; }}
QPushButton:disabled {{ background: {p.disabled_bg}; color: {p.disabled}; {dashed} }}
QToolButton {{ background: transparent; border: {edge}px solid transparent; border-radius: 4px; padding: 0;
  min-height: {inner}px; color: {p.text};
  font-size: {look.font_px("fact")}px; }}
QToolButton[tool="icon"] {{ min-width: {inner}px; }}
QToolButton[tool="words"] {{ padding: 0 0 0 {look.px(8)}px; }}
QToolButton[place="true"] {{ font-size: {look.font_px("text")}px; padding: 0 {look.px(6)}px; }}
QToolButton:hover {{ border-color: {p.control}; }}
QToolButton[checkedTool="true"]:checked {{ background: {p.selected}; color: {p.selected_text}; }}
QToolButton::menu-indicator, QPushButton::menu-indicator {{ image: none; width: 0; }}
QPushButton[kind="back"] {{ background: transparent; color: {p.accent}; border: 0;
  padding: 0 {look.px(4)}px 0 0; min-height: {look.px(44)}px; font-weight: {look.weight()}; }}
QPushButton[kind="back"]:hover {{ color: {p.accent_hover}; text-decoration: underline; }}
"""


def _fields(look: Look) -> str:
    p = look.palette
    edge = look.border
    height = look.px(52 if p.sun else 44) - 2 * edge
    fields = "QLineEdit, QPlainTextEdit, QSpinBox, QDateEdit"
    return f"""
{fields} {{ background: {p.surface}; color: {p.text}; border: {edge}px solid {p.control};
  border-radius: 4px; padding: 0 {look.px(12)}px; selection-background-color: {p.accent};
  selection-color: {p.accent_text}; placeholder-text-color: {p.text2}; }}
QLineEdit, QSpinBox, QDateEdit {{ min-height: {height}px; }}
QPlainTextEdit {{ padding: {look.px(8)}px {look.px(8)}px; }}
QLineEdit[big="true"] {{ font-size: {look.font_px("heading")}px; font-weight: {look.weight(True)}; }}
QLineEdit[invalid="true"], QPlainTextEdit[invalid="true"], QDateEdit[invalid="true"] {{
  border: 2px solid {p.error}; }}
QLineEdit:disabled, QPlainTextEdit:disabled {{ background: {p.disabled_bg}; color: {p.disabled}; }}
QLineEdit:read-only {{ background: {p.window}; }}
QFrame#fieldError {{ border: 0; border-left: {look.px(4)}px solid {p.error}; }}
"""


def _lists(look: Look) -> str:
    p = look.palette
    edge = look.border
    head = f"font-size: {look.font_px('fact')}px; font-weight: {look.weight(True)};"
    return f"""
QListView, QTableView, QTextBrowser {{ background: {p.surface}; border: 0; outline: 0; }}
QTableView {{ gridline-color: transparent; selection-background-color: {p.selected};
  selection-color: {p.selected_text}; }}
QHeaderView {{ background: {p.surface}; border: 0; }}
QHeaderView::section {{ background: {p.surface}; color: {p.text2}; border: 0; {head}
  border-bottom: {edge}px solid {p.control}; padding: {look.px(8)}px 0; }}
QTableCornerButton::section {{ background: {p.surface}; border: 0;
  border-bottom: {edge}px solid {p.control}; }}
QTableView::item {{ border: 0; border-bottom: {edge}px solid {p.line}; padding: 0; }}
"""


def _tabs(look: Look) -> str:
    p = look.palette
    under, apart = look.px(4), look.px(18 if look.narrow else 32)
    return f"""
QTabBar {{ background: transparent; border: 0; }}
QTabBar::tab {{ background: transparent; border: 0; border-bottom: {under}px solid transparent;
  min-height: {look.px(44)}px; padding: 0; margin-right: {apart}px; color: {p.text}; }}
QTabBar::tab:selected {{ border-bottom-color: {p.accent}; font-weight: {look.weight(True)}; }}
QTabBar::tab:hover:!selected {{ border-bottom-color: {p.control}; }}
"""


def _scrollbars(look: Look) -> str:
    p = look.palette
    wide = look.px(14)
    return f"""
QScrollArea {{ background: transparent; border: 0; }}
QScrollArea#page {{ background: {p.surface}; }}
QScrollArea#paper {{ background: {p.window}; }}
QScrollBar:vertical {{ background: {p.window}; width: {wide}px; margin: 0; border: 0; }}
QScrollBar:horizontal {{ background: {p.window}; height: {wide}px; margin: 0; border: 0; }}
QScrollBar::handle {{ background: {p.control}; border-radius: 3px; margin: 3px; }}
QScrollBar::handle:vertical {{ min-height: {look.px(44)}px; }}
QScrollBar::handle:horizontal {{ min-width: {look.px(44)}px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
"""


def _banners(look: Look) -> str:
    p = look.palette
    bar = look.px(10 if p.sun else 6)
    rules = []
    for kind, ink, paper, side in (
        ("info", p.info, p.info_bg, p.info),
        ("warn", p.warn_text, p.warn_bg, p.warn_bar),
        ("error", p.error, p.error_bg, p.error),
        ("ok", p.ok, p.ok_bg, p.ok),
    ):
        box = f"border: 2px solid {ink};" if p.sun else "border: 0;"
        rules.append(
            f'QFrame#banner[kind="{kind}"] {{ background: {paper}; {box}'
            f" border-left: {bar}px solid {side}; }}"
            f'\nQFrame#banner[kind="{kind}"] QLabel {{ color: {ink}; }}'
        )
    return "\n".join(rules)


def _file_dialog(look: Look) -> str:
    """Qt's own dialog for files, brought to the house's sizes; the system's dialogs are left as they are."""
    p = look.palette
    inner = look.px(44) - 2 * look.border
    return f"""
QFileDialog QComboBox {{ min-height: {inner}px; }}
QFileDialog QToolButton {{ min-width: {inner}px; }}
QFileDialog QTreeView, QFileDialog QListView {{ background: {p.surface}; color: {p.text}; }}
QFileDialog QTreeView::item, QFileDialog QListView::item {{ height: {look.px(36)}px; }}
QFileDialog QTreeView::item:selected, QFileDialog QListView::item:selected {{
  background: {p.selected}; color: {p.selected_text}; }}
"""
