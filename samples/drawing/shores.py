"""Scenes at the water: a harbour, a lighthouse, a bridge.

Each function paints one picture at twice its final size. How a gradient or a glow is made does
not belong here; that is `brushes`.
"""

import math
import random

from PIL import Image, ImageChops, ImageDraw

from drawing.brushes import (
    Point,
    fill_below,
    finished,
    glow,
    gradient,
    mist,
    mix,
    rgb,
    ridge,
    softened,
    stretched,
    veil,
)

WIDE = (2400, 1500)
TALL = (1600, 2400)


def ripples(image: Image.Image, box: tuple[int, int, int, int], colour: str, seed: int) -> None:
    """Scatter short strokes of light over water: wider and sparser towards the lower edge."""
    dice = random.Random(seed)
    pen = ImageDraw.Draw(image, "RGBA")
    left, top, right, bottom = box
    middle = (left + right) / 2
    for _ in range(900):
        depth = dice.random() ** 1.6
        y = top + depth * (bottom - top)
        x = dice.gauss(middle, (right - left) * (0.08 + 0.16 * depth))
        half = (14 + 70 * depth) * dice.uniform(0.3, 1)
        alpha = round(dice.uniform(30, 120) * (1 - depth * 0.6))
        pen.rounded_rectangle(
            (x - half, y, x + half, y + 2 + 4 * depth), 3, fill=(*rgb(colour), alpha)
        )


def crane(pen: ImageDraw.ImageDraw, x: float, foot: float, size: float, colour: str) -> None:
    """Draw a quay crane standing at (x, foot), `size` pixels high."""
    pen.line([(x, foot), (x + size * 0.1, foot - size * 0.72)], colour, round(size * 0.03))
    pen.line([(x + size * 0.34, foot), (x + size * 0.24, foot - size * 0.72)], colour, 9)
    pen.line(
        [(x + size * 0.05, foot - size * 0.36), (x + size * 0.3, foot - size * 0.36)], colour, 7
    )
    boom = foot - size * 0.72
    pen.rectangle((x - size * 0.62, boom - 9, x + size * 0.62, boom + 5), fill=colour)
    top = (x + size * 0.17, foot - size)
    pen.line([(x + size * 0.14, boom), top, (x + size * 0.22, boom)], colour, 9)
    for end in (-0.6, -0.3, 0.58):
        pen.line([top, (x + size * end, boom)], colour, 4)
    pen.line([(x - size * 0.4, boom), (x - size * 0.4, boom + size * 0.22)], colour, 3)


def boat(pen: ImageDraw.ImageDraw, x: float, y: float, size: float, colour: str) -> None:
    """Draw a fishing boat `size` pixels long with its waterline at y."""
    hull = [(-0.5, -0.16), (0.56, -0.2), (0.42, 0), (-0.42, 0)]
    pen.polygon([(x + a * size, y + b * size) for a, b in hull], fill=colour)
    cabin = [(-0.24, -0.16), (-0.2, -0.42), (0.1, -0.42), (0.14, -0.16)]
    pen.polygon([(x + a * size, y + b * size) for a, b in cabin], fill=colour)
    pen.line([(x + 0.02 * size, y - 0.4 * size), (x + 0.02 * size, y - 0.95 * size)], colour, 5)
    pen.line([(x + 0.02 * size, y - 0.9 * size), (x + 0.5 * size, y - 0.2 * size)], colour, 3)
    pen.line([(x + 0.02 * size, y - 0.9 * size), (x - 0.45 * size, y - 0.18 * size)], colour, 3)


def harbour() -> Image.Image:
    """A harbour at dusk: hills in layers, cranes, boats, a low sun on the water."""
    image = gradient(
        WIDE,
        [(0, "#1d2350"), (0.2, "#4b3b78"), (0.38, "#b5587f"), (0.52, "#f49a5c"), (0.6, "#ffd98a")],
    )
    mist(image, 100, 620, "#ff9c86", 120, 31)
    glow(image, (1580, 850), 900, "#ff9a4a", 2.4)
    pen = ImageDraw.Draw(image)
    pen.ellipse((1500, 770, 1660, 930), fill="#fff3cf")
    fill_below(
        image, ridge(2400, 800, 52, 4, 1500), [(0, "#b0577a"), (0.3, "#d9826f"), (1, "#d9826f")]
    )
    fill_below(
        image, ridge(2400, 850, 46, 9, 900), [(0, "#6d3f70"), (0.2, "#94526f"), (1, "#94526f")]
    )
    sea = gradient(
        (2400, 600), [(0, "#f3a766"), (0.12, "#c46f72"), (0.5, "#5d437a"), (1, "#1b1e48")]
    )
    image.paste(sea, (0, 900))
    ripples(image, (1180, 905, 1980, 1480), "#ffe3a1", 8)
    ripples(image, (-900, 930, 2900, 1500), "#d98a86", 3)
    pen = ImageDraw.Draw(image)
    pen.polygon([(0, 870), (1020, 884), (1060, 930), (0, 960)], fill="#2a1f47")
    for x, size in ((110, 470), (440, 410), (760, 330)):
        crane(pen, x, 880, size, "#2a1f47")
    for x, y, size in ((1320, 1010, 170), (2010, 985, 120), (1830, 1230, 330), (700, 1160, 240)):
        boat(pen, x, y, size, "#241c45")
    for x in range(40, 1040, 62):
        glow(image, (x, 878), 46, "#ffcf7a", 2.2)
    return finished(image, 1)


def lighthouse() -> Image.Image:
    """A lighthouse at night above breakers, its beam turned out to sea (portrait)."""
    image = gradient(TALL, [(0, "#0b1533"), (0.4, "#1f3a68"), (0.66, "#5f83a3"), (1, "#5f83a3")])
    dice = random.Random(15)
    pen = ImageDraw.Draw(image)
    for _ in range(260):
        x, y, r = dice.uniform(0, 1600), dice.uniform(0, 1300), dice.uniform(0.8, 3)
        pen.ellipse((x - r, y - r, x + r, y + r), fill=mix("#5f83a3", "#fdf6df", dice.random()))
    beam = Image.new("L", TALL)
    ImageDraw.Draw(beam).polygon([(1010, 792), (-200, 300), (-200, 860), (1010, 822)], fill=150)
    fade = Image.linear_gradient("L").rotate(90).resize(TALL)
    veil(image, "#ffe9ae", ImageChops.multiply(softened(beam, 26), stretched(fade, 0, 200)))
    mist(image, 1250, 1800, "#b9cbd3", 150, 12)
    for row, (shade, dark) in enumerate(
        (("#3d6584", "#2c4d6d"), ("#24496a", "#183353"), ("#132c4a", "#0a1830"))
    ):
        fill_below(
            image,
            ridge(1600, 1640 + row * 170, 15 + 8 * row, row + 2, 430),
            [(0, shade), (0.6, dark), (1, dark)],
        )
    rock: list[Point] = [
        (660, 2400),
        (700, 2080),
        (790, 1960),
        (830, 1800),
        (940, 1720),
        (1180, 1710),
    ]
    rock += [(1290, 1800), (1400, 1850), (1480, 2010), (1600, 2080), (1600, 2400)]
    ImageDraw.Draw(image).polygon(rock, fill="#0d1426")
    tower(image)
    glow(image, (1060, 806), 420, "#ffe7a0", 2.6)
    return finished(image, 2)


def tower(image: Image.Image) -> None:
    """Draw the striped tower of the lighthouse with its gallery and lamp."""
    pen = ImageDraw.Draw(image)
    for band in range(6):
        top, bottom = 900 + band * 138, 900 + (band + 1) * 138
        for x in range(-150, 150, 4):

            def edge(y: float, x: float = x) -> float:
                return 1060 + x * (0.62 + 0.38 * (y - 900) / 828)

            light = 0.5 + 0.5 * math.cos((x + 70) / 150 * 1.6)
            pair = ("#6b1f2c", "#d8553f") if band % 2 == 0 else ("#7b8797", "#f3ead8")
            pen.polygon(
                [
                    (edge(top), top),
                    (edge(top) + 5, top),
                    (edge(bottom) + 5, bottom),
                    (edge(bottom), bottom),
                ],
                fill=mix(*pair, light),
            )
    pen.rectangle((940, 876, 1180, 904), fill="#141b30")
    pen.rectangle((985, 744, 1135, 876), fill="#fff1c4")
    for x in (985, 1035, 1085, 1131):
        pen.rectangle((x - 3, 744, x + 5, 876), fill="#141b30")
    pen.polygon([(960, 748), (1060, 640), (1160, 748)], fill="#3a1622")
    pen.rectangle((1055, 590, 1065, 650), fill="#3a1622")
    for x in range(940, 1181, 30):
        pen.line([(x, 876), (x, 836)], "#141b30", 4)
    pen.line([(940, 838), (1180, 838)], "#141b30", 5)
    for y in (1100, 1360):
        pen.rounded_rectangle((1035, y, 1075, y + 74), 20, fill="#1a2136")


def bridge() -> Image.Image:
    """A cable-stayed bridge coming out of morning fog."""
    image = gradient(WIDE, [(0, "#8fb4c0"), (0.45, "#d9d8c3"), (0.62, "#f1dcbb"), (1, "#a9bfbd")])
    glow(image, (1800, 560), 700, "#fff0cf", 2)
    for seed, base, shade in ((3, 860, "#b7c3bd"), (6, 905, "#8fa8a8")):
        fill_below(
            image,
            ridge(2400, base, 44, seed, 1100),
            [(0, shade), (0.25, "#d8d8c6"), (1, "#d8d8c6")],
        )
    water = gradient((2400, 560), [(0, "#d9d8c6"), (0.4, "#93b0b2"), (1, "#3f6a77")])
    image.paste(water, (0, 940))
    ripples(image, (1200, 950, 2400, 1490), "#fdf1d4", 5)
    for x, size, shade in ((1890, 0.48, "#7d989c"), (760, 1.0, "#27454f")):
        pylon(image, x, size, shade)
    pen = ImageDraw.Draw(image)
    pen.polygon([(0, 958), (2400, 902), (2400, 912), (0, 1004)], fill="#27454f")
    pen.polygon([(0, 950), (2400, 898), (2400, 902), (0, 958)], fill="#e2714f")
    mist(image, 760, 1240, "#f3ead6", 235, 7)
    mist(image, 980, 1400, "#eef0e6", 150, 21)
    return finished(image, 3)


def pylon(image: Image.Image, x: float, size: float, colour: str) -> None:
    """Draw one tower of the bridge with its fan of cables; `size` 1 is the near one."""
    pen = ImageDraw.Draw(image)
    deck = 990 - (x / 2400) * 84
    top = deck - 860 * size
    for n in range(1, 17):
        height = top + (30 + 22 * n) * size
        for side in (-1, 1):
            reach = x + side * (1180 - 62 * n) * size
            pen.line(
                [(x, height), (reach, 980 - reach / 2400 * 78)], colour, max(2, round(5 * size))
            )
    leg = 26 * size
    for side in (-1, 1):
        foot = x + side * 130 * size
        pen.polygon(
            [
                (x + side * 12, top),
                (x + side * 12 + leg, top),
                (foot + leg, deck + 300),
                (foot - leg, deck + 300),
            ],
            fill=colour,
        )
    pen.rectangle((x - leg, top - 30 * size, x + leg * 1.6, top + 380 * size), fill=colour)
    pen.rectangle((x - 112 * size, deck - 90 * size, x + 112 * size, deck - 60 * size), fill=colour)
