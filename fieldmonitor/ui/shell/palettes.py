"""The three palettes: paper by day, dark by night, black on white in the sun.

Blue says "you are here" or "you can act"; it is never data and never decoration. Contrasts are tested.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours by role, each as #RRGGBB."""

    name: str
    window: str
    surface: str
    hover: str
    text: str
    text2: str
    line: str
    control: str
    accent: str
    accent_hover: str
    accent_pressed: str
    accent_text: str
    selected: str
    selected_text: str
    selected_text2: str
    ring: str
    ring_gap: str
    ok: str
    ok_bg: str
    warn: str
    warn_text: str
    warn_bg: str
    warn_bar: str
    error: str
    error_bg: str
    info: str
    info_bg: str
    disabled: str
    disabled_bg: str

    @property
    def sun(self) -> bool:
        """Tell whether this is the palette for direct sunlight."""
        return self.name == "sun"


LIGHT = Palette(
    name="light",
    window="#F4F1EA",
    surface="#FFFFFF",
    hover="#FAF8F4",
    text="#16140F",
    text2="#4A463C",
    line="#DAD4C7",
    control="#756F5F",
    accent="#0B4F8A",
    accent_hover="#093F6E",
    accent_pressed="#072F53",
    accent_text="#FFFFFF",
    selected="#E5EEF6",
    selected_text="#16140F",
    selected_text2="#4A463C",
    ring="#16140F",
    ring_gap="#FFC400",
    ok="#0B5C3B",
    ok_bg="#E7F2EC",
    warn="#6B4A00",
    warn_text="#3D2E00",
    warn_bg="#FFF3CD",
    warn_bar="#A87900",
    error="#8C1D18",
    error_bg="#FBEBE9",
    info="#36414A",
    info_bg="#EDF0F2",
    disabled="#595959",
    disabled_bg="#EEEBE4",
)

DARK = Palette(
    name="dark",
    window="#171612",
    surface="#211F1B",
    hover="#1C1B17",
    text="#F3EFE6",
    text2="#CBC4B6",
    line="#3F3B33",
    control="#968F7E",
    accent="#8FC3F3",
    accent_hover="#B0D5F8",
    accent_pressed="#CFE5FA",
    accent_text="#0A1C2D",
    selected="#1D344A",
    selected_text="#F3EFE6",
    selected_text2="#CBC4B6",
    ring="#FFC400",
    ring_gap="#171612",
    ok="#86D1A6",
    ok_bg="#15301F",
    warn="#F3CC70",
    warn_text="#F8E2AC",
    warn_bg="#382B0C",
    warn_bar="#C79A33",
    error="#FFB4A9",
    error_bg="#451913",
    info="#C9D3DB",
    info_bg="#2B3137",
    disabled="#A39C8D",
    disabled_bg="#2C2A25",
)

SUN = Palette(
    name="sun",
    window="#FFFFFF",
    surface="#FFFFFF",
    hover="#FFFFFF",
    text="#000000",
    text2="#000000",
    line="#000000",
    control="#000000",
    accent="#00305F",
    accent_hover="#000000",
    accent_pressed="#000000",
    accent_text="#FFFFFF",
    selected="#000000",
    selected_text="#FFFFFF",
    selected_text2="#FFFFFF",
    ring="#000000",
    ring_gap="#FFC400",
    ok="#003D1F",
    ok_bg="#FFFFFF",
    warn="#000000",
    warn_text="#000000",
    warn_bg="#FFFFFF",
    warn_bar="#000000",
    error="#7A0000",
    error_bg="#FFFFFF",
    info="#000000",
    info_bg="#FFFFFF",
    disabled="#000000",
    disabled_bg="#FFFFFF",
)

PALETTES = {palette.name: palette for palette in (LIGHT, DARK, SUN)}
