"""Flat pictures: a block print, a contour map, a tile wall, a circuit board.

Each function paints one picture at twice its final size. They hold few colours, so most are
kept as PNG; how they are saved does not belong here.
"""

import math
import random

from PIL import Image, ImageChops, ImageDraw

from drawing.brushes import Point, finished, glow, gradient, mix, noise, softened, stretched, veil

WIDE = (2400, 1500)
SQUARE = (1800, 1800)


def star(centre: Point, outer: float, inner: float, points: int, turn: float = 0.0) -> list[Point]:
    """Return the outline of a star with its points at `outer` and its notches at `inner`."""
    line: list[Point] = []
    for n in range(points * 2):
        angle, reach = turn + math.pi * n / points, inner if n % 2 else outer
        line.append((centre[0] + reach * math.sin(angle), centre[1] - reach * math.cos(angle)))
    return line


def block_print() -> Image.Image:
    """Indigo cloth printed with waves and flowers from one wooden block (square)."""
    image = Image.new("RGB", SQUARE, "#16305c")
    pen = ImageDraw.Draw(image)
    for row, y in enumerate(range(-60, 1960, 75)):
        for x in range(-150 + (row % 2) * 75, 1960, 150):
            for ring in range(5):
                r = 75 - ring * 15
                shade = "#e9e2cf" if ring % 2 == 0 else "#16305c"
                pen.ellipse((x - r, y - r, x + r, y + r), fill=shade)
    for x, y, size in ((520, 560, 330), (1290, 420, 230), (1180, 1260, 370), (430, 1340, 210)):
        pen.ellipse((x - size, y - size, x + size, y + size), fill="#16305c")
        for petals, reach, shade in (
            (12, 0.92, "#e9e2cf"),
            (12, 0.8, "#3f6aa3"),
            (8, 0.58, "#e9e2cf"),
            (8, 0.46, "#c8503f"),
        ):
            pen.polygon(star((x, y), size * reach, size * reach * 0.62, petals), fill=shade)
        pen.ellipse(
            (x - size * 0.17, y - size * 0.17, x + size * 0.17, y + size * 0.17), fill="#e9e2cf"
        )
    worn = stretched(noise((450, 450), 33, 20, 4).resize(SQUARE), 176, 216)
    veil(image, "#16305c", worn)
    return finished(image, 31, grain=0, vignette=0)


def contours() -> Image.Image:
    """A hiking map: contour lines from cloud noise, a river, a dashed path with huts."""
    height = softened(noise(WIDE, 61, 620, 3), 26)
    lines = Image.new("L", WIDE)
    for level in range(20, 250, 10):
        flat = height.point([255 if v >= level else 0 for v in range(256)])
        wide = 7 if (level - 20) % 50 == 0 else 4
        edge = ImageChops.difference(
            flat, softened(flat, 1).point([255 * (v > 127) for v in range(256)])
        )
        edge = ImageChops.lighter(edge, outline(flat, wide))
        lines = ImageChops.lighter(lines, edge)
    image = Image.new("RGB", WIDE, "#f3ecd9")
    veil(image, "#cfdcb4", stretched(height, 150, 90))
    veil(image, "#e7cfa2", stretched(height, 130, 215))
    veil(image, "#b07a4a", lines)
    pen = ImageDraw.Draw(image)
    river = [
        (x, 1180 - x * 0.28 + 70 * math.sin(x / 210) + 34 * math.sin(x / 83))
        for x in range(-20, 2440, 10)
    ]
    pen.line(river, "#5fa3bd", 26, joint="curve")
    path = [(x, 300 + x * 0.36 + 90 * math.sin(x / 260)) for x in range(180, 2200, 12)]
    for n in range(0, len(path) - 2, 4):
        pen.line(path[n : n + 3], "#c23b2e", 10)
    for n in (0, 60, 120, len(path) - 1):
        x, y = path[n]
        pen.ellipse((x - 24, y - 24, x + 24, y + 24), fill="#f3ecd9", outline="#c23b2e", width=9)
    return finished(image, 32, grain=0, vignette=0)


def outline(flat: Image.Image, wide: int) -> Image.Image:
    """Return the edges of a black and white picture as lines about `wide` pixels thick."""
    soft = softened(flat, wide / 2)
    return soft.point([255 if 70 < v < 185 else 0 for v in range(256)])


def tiles() -> Image.Image:
    """A wall of eight-pointed star tiles in blue, white and ochre."""
    image = Image.new("RGB", WIDE, "#f2ead6")
    pen = ImageDraw.Draw(image)
    blues = ("#1d5c86", "#2b7d95", "#184a73", "#2a6f7f")
    for row, y in enumerate(range(0, 1700, 300)):
        for column, x in enumerate(range(0, 2700, 300)):
            pen.polygon(star((x + 150, y + 150), 96, 50, 4), fill="#d9a441")
            pen.polygon(star((x + 150, y + 150), 58, 30, 4), fill="#f2ead6")
            shade = blues[(row * 3 + column * 5) % len(blues)]
            pen.polygon(star((x, y), 158, 118, 8), fill="#12395c")
            pen.polygon(star((x, y), 144, 107, 8), fill=shade)
            pen.polygon(star((x, y), 104, 74, 8, math.pi / 8), fill="#f2ead6")
            pen.polygon(
                star((x, y), 88, 56, 8), fill="#b5533c" if (row + column) % 2 else "#2e7f6e"
            )
            pen.ellipse((x - 26, y - 26, x + 26, y + 26), fill="#f2ead6")
    for line in range(0, 2700, 300):
        pen.line([(line + 150, 0), (line + 150, 1500)], "#e2d6ba", 4)
        pen.line([(0, line + 150), (2400, line + 150)], "#e2d6ba", 4)
    return finished(image, 33, grain=0, vignette=0)


def circuit() -> Image.Image:
    """A circuit board in close-up: traces, pads, one large chip with light on it."""
    image = gradient(WIDE, [(0, "#0c3b3a"), (1, "#072527")])
    dice = random.Random(19)
    pen = ImageDraw.Draw(image)
    for _ in range(150):
        trace(pen, dice, mix("#2f8f7a", "#c9a552", dice.random() ** 2))
    for x, y, w, h in (
        (250, 200, 260, 150),
        (1830, 1080, 300, 190),
        (330, 1120, 190, 190),
        (1900, 240, 220, 130),
    ):
        chip(pen, (x, y, w, h), 8)
    for n in range(14):
        x, y = 640 + n * 84, 150 if n % 2 else 1330
        pen.rectangle((x, y, x + 54, y + 28), fill="#b98a4a")
        pen.rectangle((x + 13, y, x + 41, y + 28), fill="#2a2a30")
    chip(pen, (820, 420, 760, 660), 22)
    pen.rectangle((900, 500, 1500, 1000), fill="#2b3038")
    pen.rectangle((912, 512, 1488, 988), outline="#59626f", width=4)
    pen.ellipse((930, 530, 962, 562), fill="#8d97a5")
    pen.polygon(star((1200, 750), 130, 52, 8), fill="#e0b860")
    pen.polygon(star((1200, 750), 84, 34, 8), fill="#2b3038")
    glow(image, (1000, 480), 900, "#7fd0c0", 2.6)
    return finished(image, 34, vignette=0.5)


def trace(pen: ImageDraw.ImageDraw, dice: random.Random, colour: tuple[int, int, int]) -> None:
    """Draw one copper trace: straight, a bend of 45 degrees, straight, with pads at its ends."""
    x, y = round(dice.uniform(0, 2400), -1), round(dice.uniform(0, 1500), -1)
    line, heading = [(x, y)], dice.choice((0, 2, 4, 6))
    for turn in (0, dice.choice((-1, 1)), 0):
        heading += turn
        length = dice.choice((120, 200, 320))
        x += length * math.cos(heading * math.pi / 4)
        y += length * math.sin(heading * math.pi / 4)
        line.append((x, y))
    pen.line(line, colour, 8, joint="curve")
    for px, py in (line[0], line[-1]):
        pen.ellipse((px - 17, py - 17, px + 17, py + 17), fill=colour)
        pen.ellipse((px - 8, py - 8, px + 8, py + 8), fill="#061d1f")


def chip(pen: ImageDraw.ImageDraw, box: tuple[int, int, int, int], legs: int) -> None:
    """Draw a chip at (left, top, width, height) with `legs` pins on each long side."""
    x, y, w, h = box
    for n in range(legs):
        left = x + w * (n + 0.5) / legs
        pen.rectangle((left - 7, y - 26, left + 7, y + h + 26), fill="#c9b27a")
    pen.rounded_rectangle((x, y, x + w, y + h), 12, fill="#15181d")
    pen.line([(x + 14, y + 10), (x + w - 14, y + 10)], "#3a4048", 5)
