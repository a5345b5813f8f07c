"""A small painter for made-up photos: flat colours, light from the left, grain like a cheap camera's."""

from collections.abc import Sequence
from functools import cache
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

from fieldmonitor.system.resources import resource

SIZE = (1600, 1200)
Colour = tuple[int, int, int]
Point = tuple[float, float]

SKY_TOP, SKY_LOW = (163, 184, 201), (214, 219, 213)
HILL_FAR, HILL_NEAR = (154, 156, 131), (118, 124, 96)
GROUND, GROUND_DARK, SAND = (173, 147, 106), (150, 126, 90), (205, 183, 141)
CONCRETE, CONCRETE_DARK, CONCRETE_LIGHT = (165, 164, 158), (125, 125, 121), (190, 189, 182)
BRICK, BRICK_DARK, MORTAR = (176, 92, 66), (150, 74, 54), (205, 196, 182)
STEEL, RUST, INK, WHITE = (74, 80, 82), (122, 82, 58), (30, 29, 27), (240, 239, 233)


def shade(colour: Colour, by: int) -> Colour:
    """Return a colour made lighter (or darker, below zero)."""
    red, green, blue = (max(0, min(255, part + by)) for part in colour)
    return (red, green, blue)


@cache
def font(size: int, *, bold: bool = False) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """Return the project's font, or Pillow's own where it is not installed."""
    path = resource("font", "PublicSans-Bold.ttf" if bold else "PublicSans-Medium.ttf")
    return ImageFont.truetype(path, size) if path.is_file() else ImageFont.load_default(size)


class Canvas:
    """A picture under way, with its own luck."""

    def __init__(self, seed: str) -> None:
        self.random = Random(seed)  # noqa: S311 - the same photo each time, not a secret
        self.image = Image.new("RGB", SIZE, SKY_LOW)
        self.draw = ImageDraw.Draw(self.image)

    def jitter(self, amount: float) -> float:
        """Return a small random step."""
        return self.random.uniform(-amount, amount)

    def gradient(self, box: tuple[int, int, int, int], top: Colour, low: Colour) -> None:
        """Fill a box with a vertical change of colour."""
        size = (box[2] - box[0], box[3] - box[1])
        mask = Image.linear_gradient("L").resize(size)
        blend = Image.composite(Image.new("RGB", size, low), Image.new("RGB", size, top), mask)
        self.image.paste(blend, box[:2])

    def polygon(self, points: Sequence[Point], colour: Colour) -> None:
        self.draw.polygon(points, fill=colour)

    def box(self, x: float, y: float, width: float, height: float, colour: Colour) -> None:
        self.draw.rectangle((x, y, x + width, y + height), fill=colour)

    def line(self, points: Sequence[Point], colour: Colour, width: int) -> None:
        self.draw.line(points, fill=colour, width=width, joint="curve")

    def disc(self, x: float, y: float, radius: float, colour: Colour) -> None:
        self.draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)

    def text(self, at: Point, text: str, size: int, colour: Colour = INK, *, bold: bool = False) -> None:
        """Write from the left end of a line's middle."""
        self.draw.text(at, text, font=font(size, bold=bold), fill=colour, anchor="lm")

    def centred(self, at: Point, text: str, size: int, colour: Colour = INK) -> None:
        """Write bold around a point."""
        self.draw.text(at, text, font=font(size, bold=True), fill=colour, anchor="mm")

    def landscape(self, horizon: int = 720) -> None:
        """Paint sky, two ranges of hills and bare ground."""
        self.gradient((0, 0, SIZE[0], horizon + 40), SKY_TOP, SKY_LOW)
        self._hills(horizon, 250, HILL_FAR)
        self._hills(horizon, 150, HILL_NEAR)
        self.gradient((0, horizon, *SIZE), GROUND, GROUND_DARK)
        for _ in range(260):
            x, y = self.random.uniform(0, SIZE[0]), self.random.uniform(horizon + 8, SIZE[1])
            reach = 4 + 26 * (y - horizon) / (SIZE[1] - horizon)
            tone = shade(GROUND, self.random.randint(-26, 18))
            self.draw.ellipse((x, y, x + reach * 2, y + reach / 3), fill=tone)

    def bricks(self, x: int, y: int, width: int, height: int, size: tuple[int, int] = (64, 26)) -> None:
        """Lay a brick wall, every other course moved by half a brick."""
        self.box(x, y, width, height, MORTAR)
        for course, top in enumerate(range(y, y + height, size[1])):
            start = x - (size[0] // 2 if course % 2 else 0)
            for left in range(start, x + width, size[0]):
                first, last = max(left + 2, x), min(left + size[0] - 3, x + width)
                if last > first:
                    tone = shade(BRICK, self.random.randint(-16, 12))
                    bottom = min(top + size[1] - 4, y + height)
                    self.draw.rectangle((first, top, last, bottom), fill=tone)

    def photograph(self, softness: float = 0.9, grain: int = 22) -> Image.Image:
        """Return the painting as a camera would give it: a little soft, a little noisy."""
        soft = self.image.filter(ImageFilter.GaussianBlur(softness))
        half = (SIZE[0] // 2, SIZE[1] // 2)
        noise = Image.frombytes("L", half, self.random.randbytes(half[0] * half[1]))
        noise = noise.resize(SIZE, Image.Resampling.BILINEAR).point(lambda value: value * grain // 255)
        return ImageChops.subtract(
            ImageChops.add(soft, Image.merge("RGB", (noise, noise, noise))),
            Image.new("RGB", SIZE, (grain // 2,) * 3),
        )

    def _hills(self, horizon: int, height: int, colour: Colour) -> None:
        points: list[Point] = [(0, horizon + 4)]
        x = -80.0
        while x < SIZE[0] + 160:
            points.append((x, horizon - height * self.random.uniform(0.35, 1.0)))
            x += self.random.uniform(110, 260)
        self.polygon([*points, (SIZE[0], horizon + 4)], colour)
