"""Scenes in town: a skyline, a stadium, a night market.

Each function paints one picture at twice its final size. How a gradient or a glow is made does
not belong here; that is `brushes`.
"""

import math
import random

from PIL import Image, ImageDraw

from drawing.brushes import Point, finished, glow, gradient, mist, mix, rgb, softened, veil

WIDE = (2400, 1500)


def skyline() -> Image.Image:
    """A city in the blue hour: three rows of towers, lit windows, a bright horizon."""
    image = gradient(WIDE, [(0, "#14204a"), (0.4, "#3d5a94"), (0.66, "#e39a86"), (0.8, "#ffd7a0")])
    glow(image, (700, 1120), 900, "#ffb37a", 2.2)
    dice = random.Random(10)
    rows = [(760, 190, "#7f7fa6", 0.0), (900, 250, "#4a5588", 0.16), (1080, 300, "#1b2550", 0.34)]
    for top, spread, colour, lit in rows:
        pen = ImageDraw.Draw(image)
        x = -40.0
        while x < 2400:
            wide = dice.choice((90, 120, 150, 190))
            tower(pen, dice, (x, top + dice.uniform(-spread, spread), wide), colour, lit)
            x += wide + dice.choice((6, 14, 40))
        mist(image, 1040, 1440, "#f2a98f", 90, round(top))
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 1400, 2400, 1500), fill="#10183a")
    for _ in range(120):
        x = dice.uniform(0, 2400)
        pen.rounded_rectangle((x, 1440, x + dice.uniform(20, 90), 1446), 3, fill="#ffd28a")
    return finished(image, 21)


def tower(
    pen: ImageDraw.ImageDraw,
    dice: random.Random,
    place: tuple[float, float, int],
    colour: str,
    lit: float,
) -> None:
    """Draw one building at (left, top, width); `lit` is the share of its windows with light."""
    left, top, wide = place
    pen.rectangle((left, top, left + wide, 1500), fill=colour)
    pen.rectangle((left + wide * 0.72, top, left + wide, 1500), fill=mix(colour, "#0b1030", 0.25))
    if dice.random() < 0.35:
        pen.line([(left + wide / 2, top), (left + wide / 2, top - 90)], colour, 7)
    elif dice.random() < 0.4:
        pen.rectangle((left + wide * 0.2, top - 34, left + wide * 0.6, top), fill=colour)
    for y in range(round(top) + 26, 1400, 34):
        for x in range(round(left) + 14, round(left) + wide - 20, 26):
            if dice.random() < lit:
                pen.rectangle((x, y, x + 11, y + 16), fill=mix("#ffe2a0", "#f2a65e", dice.random()))


def stadium() -> Image.Image:
    """A football ground under floodlights, seen from high behind a corner."""
    image = gradient(WIDE, [(0, "#0a1030"), (0.35, "#24306b"), (0.6, "#5a4a86"), (1, "#5a4a86")])
    for n in range(18):
        wide, high = 1480 - n * 46, 660 - n * 26
        box = (1200 - wide, 860 - high + n * 6, 1200 + wide, 860 + high + n * 6)
        ImageDraw.Draw(image).ellipse(box, fill=mix("#2a2550", "#141233", n / 18))
    crowd(image)
    pitch(image)
    for x, y in ((210, 170), (850, 60), (1550, 60), (2190, 170)):
        lamp = Image.new("L", WIDE)
        ImageDraw.Draw(lamp).polygon([(x - 40, y), (x + 40, y), (1900, 1060), (500, 1060)], fill=26)
        veil(image, "#e6f0ff", softened(lamp, 30))
        pen = ImageDraw.Draw(image)
        pen.line([(x, y), (x, y + 420)], "#0b0e26", 14)
        pen.rectangle((x - 80, y - 34, x + 80, y + 40), fill="#0b0e26")
        for n in range(10):
            cx, cy = x - 62 + (n % 5) * 31, y - 14 + (n // 5) * 34
            pen.ellipse((cx - 11, cy - 11, cx + 11, cy + 11), fill="#ffffff")
        glow(image, (x, y), 380, "#cfe2ff", 2.6)
    return finished(image, 22, grain=4)


def crowd(image: Image.Image) -> None:
    """Fill the stand with spectators: rows of dots on ellipses, most of them in two colours."""
    dice = random.Random(3)
    pen = ImageDraw.Draw(image)
    colours = ("#e05a4e", "#e05a4e", "#f3e3c3", "#f3b54d", "#5f74b8", "#39437e")
    for n in range(17):
        wide, high, middle = 1450 - n * 46, 640 - n * 26, 860 + n * 6
        for step in range(420 - n * 10):
            angle = math.tau * step / (420 - n * 10)
            if dice.random() < 0.86:
                x, y = 1200 + wide * math.cos(angle), middle + high * math.sin(angle)
                r = 5.5 + 3 * math.sin(angle)
                shade = mix("#1a1740", dice.choice(colours), 0.45 + 0.5 * dice.random())
                pen.ellipse((x - r, y - r * 1.2, x + r, y + r), fill=shade)


def pitch(image: Image.Image) -> None:
    """Draw the striped field with its markings in perspective."""

    def at(u: float, v: float) -> Point:
        near = 0.62 + 0.38 * v
        return 1200 + (u - 0.5) * 1300 * near, 780 + 440 * v**1.15

    pen = ImageDraw.Draw(image)
    for n in range(12):
        strip = [at(n / 12, 0), at((n + 1) / 12, 0), at((n + 1) / 12, 1), at(n / 12, 1)]
        pen.polygon(strip, fill="#3f9b56" if n % 2 else "#318649")
    paint = "#eef7e8"
    border = [at(0.02, 0.03), at(0.98, 0.03), at(0.98, 0.97), at(0.02, 0.97), at(0.02, 0.03)]
    pen.line(border, paint, 5)
    pen.line([at(0.5, 0.03), at(0.5, 0.97)], paint, 5)
    ring = [at(0.5 + 0.09 * math.cos(t / 10), 0.5 + 0.16 * math.sin(t / 10)) for t in range(64)]
    pen.line(ring, paint, 5, joint="curve")
    for goal, edge in ((0.02, 0.16), (0.98, 0.84)):
        pen.line([at(goal, 0.24), at(edge, 0.24), at(edge, 0.76), at(goal, 0.76)], paint, 5)
    dice = random.Random(9)
    for n in range(22):
        x, y = at(dice.uniform(0.08, 0.92), dice.uniform(0.1, 0.9))
        pen.ellipse((x - 16, y + 20, x + 22, y + 30), fill="#276b3b")
        pen.rounded_rectangle(
            (x - 8, y - 14, x + 8, y + 26), 7, fill="#e8503f" if n % 2 else "#f7f2e2"
        )
        pen.ellipse((x - 6, y - 26, x + 6, y - 13), fill="#3a2a26")


def market() -> Image.Image:
    """A night market: strings of lanterns, stalls with striped awnings, people walking."""
    image = gradient(WIDE, [(0, "#150f2e"), (0.5, "#3a1f4d"), (0.8, "#7a3350"), (1, "#2a1428")])
    dice = random.Random(12)
    bokeh = Image.new("RGBA", WIDE)
    pen = ImageDraw.Draw(bokeh)
    for _ in range(130):
        x, y, r = dice.uniform(0, 2400), dice.gauss(720, 210), dice.uniform(16, 74)
        colour = dice.choice(("#ffb04a", "#ff6f52", "#ffd98c", "#5ec7c2", "#f05a8c"))
        pen.ellipse((x - r, y - r, x + r, y + r), fill=(*rgb(colour), dice.randint(26, 92)))
    image.paste(bokeh, (0, 0), bokeh)
    for n in range(5):
        stall(
            image, dice, -60 + n * 520, ("#d8453f", "#2f8a86", "#e09a36", "#8a4f9e", "#d8453f")[n]
        )
    for start, sag in ((120, 190), (300, 240)):
        for n in range(13):
            x = n * 200.0
            y = start + sag * math.sin(math.pi * ((x / 1200) % 1))
            lantern(image, x, y, 1.0 + start / 600)
    people(ImageDraw.Draw(image), dice)
    return finished(image, 24, vignette=0.5)


def stall(image: Image.Image, dice: random.Random, x: float, colour: str) -> None:
    """Draw one stall, 460 pixels wide, with light under its awning."""
    glow(image, (x + 230, 1000), 360, "#ffb861", 1.8)
    pen = ImageDraw.Draw(image)
    pen.rectangle((x + 20, 1090, x + 440, 1330), fill="#2b1524")
    pen.rectangle((x + 10, 1074, x + 450, 1100), fill="#c98a4f")
    for n in range(9):
        r = dice.uniform(14, 24)
        cx = x + 46 + n * 46
        pen.pieslice(
            (cx - r, 1074 - r, cx + r, 1074 + r),
            180,
            360,
            fill=mix("#f7d58a", "#d8603f", dice.random()),
        )
    for n in range(8):
        left = x + n * 57.5
        shade = colour if n % 2 else "#f6e7cf"
        pen.polygon([(left + 18, 800), (left + 62, 800), (left + 57, 900), (left, 900)], fill=shade)
        pen.pieslice((left, 872, left + 57, 928), 0, 180, fill=shade)
    for post in (x + 16, x + 436):
        pen.rectangle((post, 900, post + 10, 1330), fill="#1d0f1c")


def lantern(image: Image.Image, x: float, y: float, size: float) -> None:
    """Hang one round lantern with its glow at (x, y)."""
    glow(image, (x, y), 120 * size, "#ff7a45", 2.2)
    pen = ImageDraw.Draw(image)
    pen.line([(x, y - 60 * size), (x, y)], "#1d0f1c", 3)
    pen.ellipse((x - 34 * size, y - 28 * size, x + 34 * size, y + 28 * size), fill="#f2543d")
    pen.ellipse((x - 17 * size, y - 27 * size, x + 17 * size, y + 27 * size), fill="#ff8a52")
    pen.rectangle((x - 13 * size, y - 33 * size, x + 13 * size, y - 26 * size), fill="#f9d27a")
    pen.rectangle((x - 13 * size, y + 26 * size, x + 13 * size, y + 33 * size), fill="#f9d27a")


def people(pen: ImageDraw.ImageDraw, dice: random.Random) -> None:
    """Draw the passers-by as dark shapes along the lower edge."""
    pen.rectangle((0, 1400, 2400, 1500), fill="#140a18")
    for _ in range(26):
        x, tall = dice.uniform(0, 2400), dice.uniform(200, 300)
        shade = mix("#0d0713", "#331a33", dice.random())
        wide = tall * 0.19
        pen.rounded_rectangle(
            (x - wide, 1460 - tall * 0.76, x + wide, 1540), round(wide * 0.8), fill=shade
        )
        r = tall * 0.11
        pen.ellipse((x - r, 1460 - tall, x + r, 1460 - tall + 2.2 * r), fill=shade)
