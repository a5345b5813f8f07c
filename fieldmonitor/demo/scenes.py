"""What a volunteer photographs on a site, painted: one function per scene."""

from collections.abc import Callable
from enum import StrEnum

from fieldmonitor.demo.canvas import (
    BRICK,
    BRICK_DARK,
    CONCRETE,
    CONCRETE_DARK,
    CONCRETE_LIGHT,
    GROUND_DARK,
    HILL_NEAR,
    INK,
    RUST,
    SAND,
    STEEL,
    WHITE,
    Canvas,
    shade,
)
from fieldmonitor.demo.signs import paint_board
from fieldmonitor.domain.records import Work


class Scene(StrEnum):
    """The scenes there are."""

    FRONT = "front"
    BOARD = "board"
    GATE = "gate"
    TRUCK = "truck"
    REBAR = "rebar"
    CRACK = "crack"
    CEMENT = "cement"
    TRENCH = "trench"
    WORKERS = "workers"
    LOGBOOK = "logbook"
    PAGE = "page"


def front(c: Canvas, work: Work) -> None:
    """The frame of a building: columns with their steel, a beam, walls begun."""
    c.landscape()
    top, foot = 560, 950
    columns = [230 + n * 215 + c.jitter(8) for n in range(6)]
    tall = columns[:3]
    for x in columns:
        head = 380 if x in tall else 470
        for offset in (6, 20, 34, 48):
            c.line([(x + offset, head), (x + offset + c.jitter(7), head - 75 + c.jitter(16))], RUST, 4)
        c.box(x, head, 55, foot - head, CONCRETE)
        c.box(x + 38, head, 17, foot - head, CONCRETE_DARK)
        c.box(x, head, 8, foot - head, CONCRETE_LIGHT)
    c.bricks(int(columns[0]) + 55, 700, 160, 240)
    c.bricks(int(columns[1]) + 55, 800, 160, 140)
    c.box(150, top, 1260, 52, CONCRETE_LIGHT)
    c.box(150, top + 36, 1260, 16, CONCRETE_DARK)
    ladder = columns[2] + 110
    for rail in (0, 46):
        c.line([(ladder + rail, 950), (ladder + rail + 50, 560)], (150, 110, 66), 9)
    for rung in range(9):
        y = 930 - rung * 42
        c.line([(ladder + (950 - y) * 0.128, y), (ladder + 46 + (950 - y) * 0.128, y)], (150, 110, 66), 7)
    c.draw.pieslice((980, 900, 1330, 1060), 180, 360, fill=SAND)
    c.draw.pieslice((1020, 925, 1260, 1040), 180, 270, fill=shade(SAND, -18))
    for _ in range(22):
        c.disc(
            c.random.uniform(140, 1450), c.random.uniform(960, 1080), c.random.uniform(4, 13), CONCRETE_DARK
        )


def board(c: Canvas, work: Work) -> None:
    """The project board, with the work's own facts on it."""
    c.landscape(860)
    for x in (470, 1100):
        c.box(x, 780, 34, 300, (112, 84, 56))
        c.box(x + 22, 780, 12, 300, (88, 64, 42))
    tilt = c.jitter(10)
    c.polygon([(222, 152 - tilt), (1402, 152 + tilt), (1402, 812 + tilt), (222, 812 - tilt)], (120, 118, 110))
    c.box(205, 135, 1180, 660, WHITE)
    paint_board(c, work)


def gate(c: Canvas, work: Work) -> None:
    """A closed metal gate in a fence of sheets, padlocked."""
    c.gradient((0, 0, 1600, 420), (170, 186, 199), (211, 216, 212))
    c.gradient((0, 980, 1600, 1200), (168, 143, 103), (140, 118, 84))
    sheet = (132, 152, 150)
    for n in range(40):
        x = n * 40
        c.box(x, 330 + c.jitter(4), 40, 660, shade(sheet, -14 if n % 2 else 6))
        c.box(x + 34, 335, 6, 655, shade(sheet, -36))
    c.box(0, 470, 1600, 16, shade(sheet, -46))
    c.box(0, 850, 1600, 16, shade(sheet, -46))
    door = (92, 106, 106)
    c.box(500, 270, 520, 740, shade(door, -34))
    for x in (518, 768):
        c.box(x, 288, 234, 704, door)
        c.box(x + 20, 310, 194, 300, shade(door, 10))
        c.box(x + 20, 640, 194, 320, shade(door, 10))
    c.box(600, 400, 320, 110, WHITE)
    c.draw.rectangle((600, 400, 920, 510), outline=(150, 32, 26), width=8)
    c.centred((760, 455), "PROHIBIDO EL INGRESO", 25, (150, 32, 26))
    c.line([(690, 640), (760, 690), (830, 640)], STEEL, 12)
    c.draw.arc((724, 640, 796, 730), 180, 360, fill=(60, 60, 58), width=14)
    c.box(716, 686, 88, 80, (196, 158, 62))
    c.disc(760, 722, 11, INK)
    for _ in range(16):
        root = c.random.uniform(20, 1560)
        c.line([(root, 1010), (root + c.jitter(14), 965 + c.jitter(18))], HILL_NEAR, 5)


def truck(c: Canvas, work: Work) -> None:
    """A lorry on the access road; its plate is one that no registry gives out."""
    c.landscape(700)
    c.polygon([(0, 1010), (1600, 940), (1600, 1200), (0, 1200)], (158, 141, 112))
    c.polygon([(700, 350), (1500, 350), (1460, 250), (740, 250)], (176, 142, 92))
    c.box(700, 350, 800, 410, (196, 192, 182))
    c.box(700, 700, 820, 130, (76, 74, 70))
    for n in range(8):
        c.box(720 + n * 98, 380, 6, 310, (176, 172, 162))
    cab = (224, 222, 214)
    c.polygon([(200, 900), (200, 590), (262, 430), (660, 430), (690, 900)], cab)
    c.polygon([(270, 560), (310, 460), (628, 460), (650, 560)], (104, 124, 138))
    c.polygon([(330, 560), (372, 460), (420, 460), (382, 560)], (132, 150, 162))
    c.box(330, 640, 230, 90, (66, 66, 64))
    for x in (222, 588):
        c.box(x, 652, 84, 52, (236, 226, 190))
    c.box(180, 815, 520, 70, (72, 72, 70))
    c.box(345, 818, 200, 66, (226, 226, 220))
    c.centred((445, 851), "ZZA-000", 44)
    for axle in (262, 628, 900, 1150, 1390):
        c.disc(axle, 915, 88, (38, 37, 36))
        c.disc(axle, 915, 42, (128, 126, 120))
        c.disc(axle, 915, 14, (70, 68, 66))


def rebar(c: Canvas, work: Work) -> None:
    """The steel mesh of a slab before it is poured, seen along the slab."""
    c.gradient((0, 0, 1600, 330), (190, 200, 204), (212, 216, 210))
    c.polygon([(0, 330), (1600, 400), (1600, 1200), (0, 1200)], (168, 164, 152))
    c.polygon([(0, 300), (0, 345), (1600, 420), (1600, 360)], CONCRETE_DARK)
    for n in range(17):
        y = 380 + 46 * n * (0.35 + n / 22)
        c.line([(-40, y - 60), (1640, y + 40)], shade(RUST, -18), 5 + n // 3)
        c.line([(-40, y - 64), (1640, y + 36)], shade(RUST, 26), 2)
    for n in range(30):
        x = -700 + n * 98
        c.line([(500 + (x - 300) * 0.42, 340), (x, 1220)], RUST, 8)
        c.line([(497 + (x - 300) * 0.42, 340), (x - 4, 1220)], shade(RUST, 30), 2)
    c.polygon([(1010, 1200), (1100, 800), (1600, 830), (1600, 1200)], (196, 158, 98))
    for n in range(4):
        c.line([(1080 + n * 130, 830 + n * 4), (1040 + n * 150, 1200)], (170, 134, 80), 5)


def crack(c: Canvas, work: Work) -> None:
    """A brick wall with a stepped crack beside a column."""
    c.gradient((0, 0, 1600, 1200), (178, 190, 200), (206, 210, 206))
    c.bricks(0, 190, 1120, 900, (108, 44))
    c.bricks(1120, 450, 480, 640, (108, 44))
    c.box(0, 1090, 1600, 110, GROUND_DARK)
    c.box(670, 60, 150, 1040, CONCRETE)
    c.box(780, 60, 40, 1040, CONCRETE_DARK)
    for bar in (690, 730, 770):
        c.line([(bar, 60), (bar + c.jitter(6), 0)], RUST, 8)
    x, y = 590.0, 210.0
    path = [(x, y)]
    while y < 950:
        x -= c.random.uniform(8, 44)
        y += c.random.uniform(34, 52)
        path.append((x + c.jitter(12), y))
    c.line(path, (58, 44, 38), 15)
    c.line([(px + 5, py + 3) for px, py in path], INK, 6)
    c.line([(path[9][0], path[9][1]), (path[9][0] - 90, path[9][1] + 50)], (66, 50, 42), 7)
    c.polygon([(430, 700), (446, 690), (556, 884), (540, 893)], (216, 170, 60))
    c.polygon([(540, 893), (556, 884), (560, 914)], (232, 210, 176))


def cement(c: Canvas, work: Work) -> None:
    """Bags of cement on bare ground, in the open."""
    c.bricks(0, 0, 1600, 500, (124, 50))
    c.gradient((0, 500, 1600, 1200), (164, 146, 112), (146, 126, 92))
    c.draw.ellipse((300, 920, 1320, 1010), fill=(122, 106, 80))
    for row, count in enumerate((5, 4, 4, 3)):
        for n in range(count):
            x = 330 + n * 190 + row * 75 + c.jitter(8)
            y = 870 - row * 92 + c.jitter(4)
            c.draw.rounded_rectangle((x, y, x + 186, y + 88), radius=34, fill=(206, 201, 188))
            c.draw.rounded_rectangle((x + 4, y + 58, x + 182, y + 86), radius=26, fill=(178, 172, 158))
            c.box(x + 44, y + 28, 98, 32, (158, 62, 48))
    c.draw.pieslice((1080, 960, 1760, 1420), 180, 360, fill=SAND)
    c.polygon([(240, 1010), (420, 985), (470, 1012), (300, 1040)], (142, 138, 124))


def trench(c: Canvas, work: Work) -> None:
    """An open trench beside the way of passers-by, without fence or signs."""
    c.landscape(520)
    c.box(0, 500, 560, 190, (196, 186, 168))
    c.polygon([(0, 470), (580, 480), (580, 510), (0, 502)], (142, 86, 66))
    c.box(120, 560, 110, 130, (104, 78, 56))
    c.box(330, 560, 130, 70, (120, 138, 150))
    c.polygon([(0, 690), (760, 600), (980, 600), (240, 1200), (0, 1200)], (182, 178, 168))
    c.polygon([(820, 600), (930, 600), (1180, 1200), (420, 1200)], (84, 66, 48))
    c.polygon([(820, 600), (850, 600), (610, 1200), (420, 1200)], (122, 98, 70))
    c.polygon([(900, 640), (930, 600), (1180, 1200), (1010, 1200)], (58, 45, 34))
    heap = shade(SAND, -40)
    c.polygon([(945, 604), (1000, 590), (1420, 1010), (1480, 1200), (1190, 1200)], heap)
    c.polygon([(945, 604), (972, 596), (1300, 1100), (1290, 1200), (1190, 1200)], shade(heap, -26))
    for _ in range(240):
        share = c.random.random() ** 0.6
        x = 972 + share * 340 + c.jitter(20 + 130 * share)
        c.disc(x, 606 + share * 560, 3 + share * 14, shade(heap, c.random.randint(-30, 16)))
    c.line([(742, 700), (1090, 690)], (70, 92, 120), 18)
    c.line([(742, 695), (1090, 685)], (112, 136, 162), 6)


def workers(c: Canvas, work: Work) -> None:
    """Three workers from behind, two of them without a helmet."""
    c.landscape(640)
    c.bricks(0, 380, 700, 420, (96, 40))
    c.box(700, 300, 70, 520, CONCRETE)
    for x, helmet, vest in ((420, True, True), (820, False, False), (1140, False, True)):
        base = 1050 + c.jitter(10)
        c.draw.ellipse((x - 130, base - 18, x + 150, base + 26), fill=shade(GROUND_DARK, -20))
        for leg in (-46, 8):
            c.box(x + leg, base - 250, 42, 250, (62, 70, 86))
        c.draw.rounded_rectangle((x - 78, base - 520, x + 82, base - 232), radius=40, fill=(122, 120, 112))
        if vest:
            c.draw.rounded_rectangle((x - 70, base - 510, x + 74, base - 250), radius=34, fill=(224, 110, 38))
            c.box(x - 70, base - 380, 144, 24, (226, 226, 196))
        for side in (-104, 72):
            c.draw.rounded_rectangle(
                (x + side, base - 500, x + side + 34, base - 270), radius=16, fill=(112, 108, 100)
            )
        c.disc(x + 2, base - 580, 56, (58, 42, 34))
        if helmet:
            c.draw.pieslice((x - 74, base - 668, x + 78, base - 520), 180, 360, fill=(232, 190, 52))
            c.box(x - 86, base - 600, 176, 14, (206, 164, 40))


def logbook(c: Canvas, work: Work) -> None:
    """The works log open on a table; the writing is only strokes."""
    c.gradient((0, 0, 1600, 1200), (132, 104, 76), (112, 86, 60))
    c.polygon([(150, 210), (800, 160), (800, 1060), (110, 1110)], (236, 233, 222))
    c.polygon([(800, 160), (1450, 210), (1490, 1110), (800, 1060)], (228, 225, 213))
    c.line([(800, 160), (800, 1060)], (168, 162, 148), 8)
    for side in (0, 680):
        for n in range(13):
            y = 330 + n * 54
            c.line([(200 + side, y), (760 + side, y)], (196, 190, 176), 3)
            if side == 0 or n < 4:
                reach = c.random.uniform(180, 540)
                stroke = [(205 + side + s * 18, y - 14 + c.jitter(11)) for s in range(int(reach / 18))]
                c.line(stroke, (40, 52, 96), 5)
    c.text((205, 262), "Asiento N.º 118", 38, (40, 52, 96))
    c.text((1310, 262), "41", 40, (120, 30, 26), bold=True)
    c.line([(900 + n * 16, 920 + c.jitter(44)) for n in range(14)], (40, 52, 96), 7)
    c.line([(880, 990), (1240, 990)], (120, 114, 102), 4)


def page(c: Canvas, work: Work) -> None:
    """A screen with a portal's page, on which a datum is missing."""
    c.box(0, 0, 1600, 1200, (246, 246, 244))
    c.box(0, 0, 1600, 74, (222, 222, 218))
    c.draw.rounded_rectangle((180, 16, 1420, 58), radius=20, fill=(255, 255, 255))
    c.text((210, 37), "https://portal.demostracion.example/obra/" + (work.infobras_code or ""), 24)
    c.box(0, 74, 1600, 96, (44, 74, 92))
    c.text((60, 122), "Portal de demostración · datos que no son reales", 34, WHITE, bold=True)
    for row, label in enumerate(("Contratista", "Monto del contrato", "Plazo de ejecución", "Avance físico")):
        y = 300 + row * 150
        c.text((60, y), label, 34, bold=True)
        c.text((620, y), "Sin información", 34, BRICK_DARK if row % 2 else (96, 96, 92))
        c.line([(60, y + 70), (1540, y + 70)], (214, 214, 208), 3)
    c.box(1180, 980, 360, 80, shade(BRICK, 40))
    c.text((1210, 1020), "Actualizado: nunca", 30, WHITE)


SCENES: dict[Scene, Callable[[Canvas, Work], None]] = {
    Scene.FRONT: front,
    Scene.BOARD: board,
    Scene.GATE: gate,
    Scene.TRUCK: truck,
    Scene.REBAR: rebar,
    Scene.CRACK: crack,
    Scene.CEMENT: cement,
    Scene.TRENCH: trench,
    Scene.WORKERS: workers,
    Scene.LOGBOOK: logbook,
    Scene.PAGE: page,
}
