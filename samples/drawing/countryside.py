"""Scenes on land: mountains, tea terraces, dunes, a train, a comet over an observatory.

Each function paints one picture at twice its final size. How a gradient or a glow is made does
not belong here; that is `brushes`.
"""

import math
import random

from PIL import Image, ImageDraw

from drawing.brushes import (
    Point,
    fill_below,
    finished,
    glow,
    gradient,
    mist,
    mix,
    ridge,
    softened,
    veil,
)

WIDE = (2400, 1500)


def mountains() -> Image.Image:
    """Mountains in layers at sunrise, as ink on paper would show them, but in colour."""
    image = gradient(WIDE, [(0, "#f2b8a0"), (0.3, "#f9dcb8"), (0.55, "#f3e6cf"), (1, "#f3e6cf")])
    glow(image, (1680, 470), 640, "#fff4d8", 2)
    ImageDraw.Draw(image).ellipse((1590, 380, 1770, 560), fill="#f26d4f")
    layers = [
        (620, 120, 3, 1300, "#c9c3bd"),
        (780, 140, 8, 1150, "#9fb0b5"),
        (930, 130, 14, 1000, "#6f929c"),
        (1080, 120, 21, 900, "#44707f"),
        (1240, 110, 27, 800, "#235060"),
        (1400, 80, 35, 700, "#0f3040"),
    ]
    for base, height, seed, wave, colour in layers:
        line = ridge(2400, base, height, seed, wave)
        fill_below(image, line, [(0, colour), (0.55, "#e8decb"), (1, "#e8decb")])
        mist(image, base + 20, base + 260, "#f3e8d4", 110, seed)
    pen = ImageDraw.Draw(image)
    for n, (x, y) in enumerate(((700, 330), (770, 300), (840, 285), (905, 300), (980, 322))):
        wing = 26 - 2 * n
        pen.line([(x - wing, y - 8), (x, y), (x + wing, y - 8)], "#4a4a55", 5, joint="curve")
    return finished(image, 11)


def terrace(x: float, level: float, lean: float) -> float:
    """Return how far a terrace's edge lies below its level at x."""
    swing = 34 * math.sin(x / 330 + level / 170 + lean) + 16 * math.sin(x / 131 - level / 90)
    return level + swing + 150 * ((x - 1150) / 1200) ** 2 * (1 - level / 2600)


def tea() -> Image.Image:
    """Tea terraces in rows down a hillside, a hut, mist behind."""
    image = gradient(WIDE, [(0, "#bfe0dc"), (0.3, "#eaf0d8"), (1, "#eaf0d8")])
    for base, height, seed, colour in ((330, 90, 5, "#a9cdc4"), (430, 80, 12, "#7fb3a3")):
        fill_below(image, ridge(2400, base, height, seed, 1000), [(0, colour), (0.4, "#dfead2")])
    mist(image, 320, 640, "#f4f6e4", 200, 4)
    pen = ImageDraw.Draw(image)
    level, row = 560.0, 0
    while level < 1700:
        step = 24 + (level - 540) * 0.075
        share = (level - 540) / 1100
        light, dark = mix("#b9d36c", "#5f9a35", share), mix("#6da05a", "#1d4f2c", share)
        line: list[Point] = [(x, terrace(x, level, 0.4)) for x in range(0, 2410, 10)]
        pen.polygon([*line, (2400, 1500), (0, 1500)], fill=light)
        lower = [(x, y + step * 0.45) for x, y in line]
        pen.polygon([*lower, (2400, 1500), (0, 1500)], fill=dark)
        bushes(pen, line, step, mix("#d3e58a", "#7db648", share), row)
        level, row = level + step, row + 1
    hut(pen, 1640, 705)
    mist(image, 520, 760, "#f4f6e4", 120, 9)
    glow(image, (420, 160), 900, "#fff0c0", 2.2)
    return finished(image, 12)


def bushes(
    pen: ImageDraw.ImageDraw,
    line: list[Point],
    step: float,
    colour: tuple[int, int, int],
    seed: int,
) -> None:
    """Dot one terrace's edge with tea bushes about `step` pixels wide."""
    dice = random.Random(seed)
    for x, y in line[:: max(2, round(step / 13))]:
        half = step * dice.uniform(0.3, 0.42)
        pen.ellipse((x - half, y - half * 0.55, x + half, y + half * 0.65), fill=colour)


def hut(pen: ImageDraw.ImageDraw, x: float, y: float) -> None:
    """Draw a small farm hut with its foot at (x, y)."""
    pen.rectangle((x - 60, y - 70, x + 60, y), fill="#f4ead2")
    pen.polygon(
        [(x - 92, y - 66), (x - 40, y - 124), (x + 40, y - 124), (x + 92, y - 66)], "#a4493a"
    )
    pen.rectangle((x - 14, y - 48, x + 14, y), fill="#4d3326")
    pen.rectangle((x + 28, y - 48, x + 48, y - 26), fill="#4d3326")


def dunes() -> Image.Image:
    """Desert dunes in low light, palms around a spring, a line of camels."""
    image = gradient(WIDE, [(0, "#2f5f86"), (0.3, "#9cb7b4"), (0.48, "#fbd9a0"), (1, "#fbd9a0")])
    glow(image, (560, 640), 700, "#fff1c9", 2)
    ImageDraw.Draw(image).ellipse((490, 560, 640, 710), fill="#fff6dd")
    layers = [(720, 40, 6, 1500, "#d99a63", "#c07a4c"), (860, 80, 2, 1800, "#e3a162", "#b8643a")]
    layers += [
        (1080, 110, 10, 2000, "#e08f4c", "#8f4228"),
        (1330, 90, 17, 2300, "#b45a31", "#4b1f1a"),
    ]
    for base, height, seed, wave, top, foot in layers:
        line = smooth(base, height, seed, wave)
        fill_below(image, line, [(0, top), (0.5, foot), (1, foot)])
        shade: list[Point] = [(x, y + 6 + 70 * abs(math.sin(x / wave * 5))) for x, y in line]
        mask = Image.new("L", WIDE)
        ImageDraw.Draw(mask).polygon([*line, *reversed(shade)], fill=110)
        veil(image, "#ffe2a6", softened(mask, 10))
    pen = ImageDraw.Draw(image)
    ground = smooth(860, 80, 2, 1800)
    for n in range(6):
        x = 1500 + n * 128
        camel(pen, x, ground[x // 8][1] + 4, 62, "#4b2a22")
    for x, y, size in ((250, 1210, 300), (360, 1225, 380), (470, 1235, 260)):
        palm(pen, x, y, size)
    return finished(image, 13)


def smooth(base: float, height: float, seed: int, wave: float) -> list[Point]:
    """Return the soft crest of a dune from left to right."""
    turn = random.Random(seed).uniform(0, math.tau)
    line: list[Point] = []
    for x in range(0, 2408, 8):
        swing = math.sin(x / wave * math.tau + turn) + 0.4 * math.sin(x / wave * 11 + turn * 2)
        line.append((x, base - height * swing))
    return line


def camel(pen: ImageDraw.ImageDraw, x: float, y: float, size: float, colour: str) -> None:
    """Draw a walking camel, `size` pixels to the hump, its feet at (x, y)."""
    body = [(-0.5, -0.5), (-0.42, -0.75), (-0.2, -0.8), (0, -1.08), (0.2, -0.8), (0.42, -0.72)]
    body += [(0.62, -0.6), (0.78, -1.05), (0.98, -1.0), (0.9, -0.88), (0.7, -0.44), (0.4, -0.42)]
    pen.polygon([(x + a * size, y + b * size) for a, b in body], fill=colour)
    for foot, hip in ((-0.5, -0.4), (-0.26, -0.34), (0.22, 0.3), (0.48, 0.38)):
        pen.line([(x + hip * size, y - 0.5 * size), (x + foot * size, y)], colour, 6)


def palm(pen: ImageDraw.ImageDraw, x: float, y: float, size: float) -> None:
    """Draw a palm `size` pixels high with its foot at (x, y)."""
    top = (x + size * 0.12, y - size)
    pen.line(
        [(x, y), (x + size * 0.03, y - size * 0.5), top], "#2a1a1c", round(size * 0.05), "curve"
    )
    for n in range(11):
        angle = math.pi * (n / 10) * 1.16 - 0.25
        curve = []
        for t in range(9):
            reach = size * 0.46 * t / 8
            drop = size * 0.34 * (t / 8) ** 2
            curve.append(
                (top[0] + math.cos(angle) * reach, top[1] - math.sin(angle) * reach + drop)
            )
        pen.line(curve, "#24392d", round(size * 0.035), joint="curve")


def train() -> Image.Image:
    """A local train on a viaduct between rice fields and hills, late afternoon."""
    image = gradient(WIDE, [(0, "#5fa6b8"), (0.35, "#cfe0c4"), (0.5, "#fbe7b5"), (1, "#fbe7b5")])
    glow(image, (1900, 560), 800, "#fff2c4", 2)
    for base, height, seed, top in (
        (640, 90, 9, "#9dbcae"),
        (740, 80, 23, "#6a9a8c"),
        (830, 50, 31, "#3f7568"),
    ):
        fill_below(image, ridge(2400, base, height, seed, 1100), [(0, top), (0.5, "#cfd9a8")])
    pen = ImageDraw.Draw(image)
    fields(pen)
    for x in range(-40, 2500, 290):
        pen.rectangle((x, 930, x + 44, 1330), fill="#b7aa94")
        pen.rectangle((x + 32, 930, x + 44, 1330), fill="#93866f")
        pen.pieslice((x + 44, 940, x + 290, 1140), 180, 360, fill="#b7aa94")
        pen.pieslice((x + 60, 962, x + 274, 1170), 180, 360, fill="#dfe0b6")
    fields(pen, first=6)
    pen.rectangle((0, 900, 2400, 962), fill="#cfc3ab")
    pen.rectangle((0, 952, 2400, 962), fill="#93866f")
    pen.line([(0, 640), (2400, 640)], "#5b6660", 3)
    for x in range(120, 2400, 460):
        pen.line([(x, 900), (x, 630)], "#5b6660", 8)
    for n in range(4):
        carriage(pen, 240 + n * 500, nose=60 if n == 3 else 0)
    return finished(image, 14)


def fields(pen: ImageDraw.ImageDraw, first: int = 0) -> None:
    """Draw the rice fields as strips that widen towards the viewer."""
    tones = ("#c3cf73", "#9dbb5a", "#d8d68a", "#7fa84e", "#b4c765", "#8fb356")
    y = 960.0
    for n in range(12):
        depth = 12 + n * 11
        if n >= first:
            slope = 26 * (1 if n % 2 else -1)
            edge = [(0, y + slope), (2400, y - slope), (2400, 1500), (0, 1500)]
            pen.polygon(edge, fill=tones[n % len(tones)])
            pen.line(edge[:2], "#5f8a3f", 4)
        y += depth


def carriage(pen: ImageDraw.ImageDraw, x: float, nose: int) -> None:
    """Draw one carriage 488 pixels long from x; a head slopes over its last `nose` pixels."""
    pen.polygon(
        [(x, 890), (x, 706), (x + 486 - nose, 706), (x + 486, 800), (x + 486, 890)], "#f6efe0"
    )
    pen.rectangle((x, 826, x + 486, 866), fill="#d6553c")
    pen.rectangle((x, 866, x + 486, 892), fill="#4a4f58")
    pen.rectangle((x + 6, 694, x + 470 - nose, 708), fill="#c9c2b2")
    for n in range(6):
        left = x + 30 + n * 68
        pen.rounded_rectangle((left, 736, left + 50, 796), 8, fill="#33505f")
        pen.polygon(
            [(left + 8, 794), (left + 30, 738), (left + 42, 738), (left + 20, 794)], "#6f93a0"
        )
    if nose:
        pen.polygon([(x + 440, 728), (x + 458, 796), (x + 486, 800), (x + 436, 712)], "#33505f")
    for wheel in (60, 130, 350, 420):
        pen.ellipse((x + wheel, 872, x + wheel + 40, 910), fill="#2b2e35")


def comet() -> Image.Image:
    """A comet over a dark ridge with an observatory."""
    image = gradient(
        WIDE, [(0, "#060a20"), (0.45, "#12265a"), (0.75, "#3a5c94"), (0.92, "#e0a98a")]
    )
    dice = random.Random(77)
    pen = ImageDraw.Draw(image)
    for _ in range(900):
        x, y = dice.uniform(0, 2400), 1200 * dice.random() ** 1.3
        r = 0.6 + 2.6 * dice.random() ** 6
        pen.ellipse((x - r, y - r, x + r, y + r), fill=mix("#31508c", "#fff7e2", dice.random()))
    for spread, colour, lean, thick in ((100, "#4fa3ff", -0.16, 170), (220, "#ffe3ad", 0.16, 190)):
        tail = Image.new("L", WIDE)
        tip = ImageDraw.Draw(tail)
        for n in range(60):
            share = n / 59
            x, y = 860 + 1050 * share, 760 - 560 * share + lean * 900 * share**2
            half = 8 + spread * share
            tip.ellipse(
                (x - half, y - half, x + half, y + half), fill=round(thick * (1 - share) ** 1.5)
            )
        veil(image, colour, softened(tail, 26))
    glow(image, (860, 760), 150, "#ffffff", 2.6)
    glow(image, (860, 760), 60, "#fffbe8", 1.2)
    mist(image, 1020, 1420, "#f0b79a", 120, 2)
    fill_below(image, ridge(2400, 1270, 70, 18, 1200), [(0, "#1c2a4d"), (1, "#0b1329")])
    fill_below(image, ridge(2400, 1390, 60, 44, 800), [(0, "#080d1f"), (1, "#04060f")])
    pen = ImageDraw.Draw(image)
    pen.rectangle((1690, 1170, 1950, 1420), fill="#080d1f")
    pen.pieslice((1670, 1040, 1970, 1340), 180, 360, fill="#0c1430")
    pen.polygon([(1740, 1070), (1780, 1046), (1850, 1190), (1806, 1190)], fill="#f4c98a")
    pen.rectangle((1760, 1260, 1800, 1310), fill="#f4c98a")
    return finished(image, 15, vignette=0.3)
