"""Scenes indoors: library shelves, a bowl of noodles on a table.

Each function paints one picture at twice its final size. How a gradient or a glow is made does
not belong here; that is `brushes`.
"""

import math
import random

from PIL import Image, ImageDraw

from drawing.brushes import finished, glow, gradient, mix, softened, veil

WIDE = (2400, 1500)


def library() -> Image.Image:
    """Shelves full of books, one lamp, a ladder."""
    image = gradient(WIDE, [(0, "#3a2216"), (1, "#25140e")])
    dice = random.Random(6)
    pen = ImageDraw.Draw(image)
    for row in range(5):
        foot = 320 + row * 290
        pen.rectangle((0, foot, 2400, foot + 26), fill="#8a5a36")
        pen.rectangle((0, foot + 20, 2400, foot + 34), fill="#4a2c1a")
        x = 14.0
        while x < 2400:
            x += book(pen, dice, x, foot)
    for x in (560, 1240, 1920):
        pen.rectangle((x, 0, x + 30, 1500), fill="#7a4d2d")
        pen.rectangle((x + 24, 0, x + 34, 1500), fill="#3f2415")
    for x in (1480, 1690):
        pen.line([(x, 1500), (x + 130, 0)], "#c08a54", 26)
    for n in range(9):
        y = 1420 - n * 170
        x = 1480 + (1500 - y) / 1500 * 130
        pen.line([(x, y), (x + 210, y)], "#a8723f", 20)
    veil(image, "#1a0d1e", Image.new("L", WIDE, 92))
    glow(image, (860, 520), 1100, "#c9853f", 2)
    glow(image, (860, 420), 420, "#ffd48a", 2.4)
    pen = ImageDraw.Draw(image)
    pen.line([(860, 0), (860, 330)], "#160c08", 8)
    pen.polygon([(800, 330), (920, 330), (1000, 430), (720, 430)], fill="#2f6a58")
    pen.ellipse((810, 400, 910, 470), fill="#fff2c8")
    return finished(image, 23, vignette=0.5)


def book(pen: ImageDraw.ImageDraw, dice: random.Random, x: float, foot: float) -> float:
    """Draw one book spine standing at (x, foot); return the width it took."""
    palette = (
        "#b6453a",
        "#d98e4a",
        "#e9d6ab",
        "#3f6f70",
        "#28455f",
        "#7b8f5a",
        "#6d3b4f",
        "#c9a25d",
    )
    wide, high = dice.randint(24, 58), dice.randint(170, 244)
    if dice.random() < 0.06:
        return wide * 1.4
    colour = dice.choice(palette)
    pen.rectangle(
        (x, foot - high, x + wide, foot), fill=mix(colour, "#2a1810", dice.uniform(0, 0.4))
    )
    pen.rectangle((x, foot - high, x + 5, foot), fill=mix(colour, "#fff0d0", 0.25))
    band = mix(colour, "#fff0d0", 0.6)
    for share in (0.16, 0.22, 0.8):
        pen.rectangle(
            (x + 4, foot - high * share, x + wide - 3, foot - high * share + 5), fill=band
        )
    return wide + 3


def bowl() -> Image.Image:
    """A bowl of noodles from above on a wooden table: egg, greens, chopsticks."""
    image = gradient(WIDE, [(0, "#9a5f38"), (1, "#7c4526")])
    dice = random.Random(14)
    pen = ImageDraw.Draw(image)
    for y in range(0, 1500, 10):
        tone = mix("#a86a40", "#6f3c20", dice.random() * 0.5 + (0.3 if y // 250 % 2 else 0))
        pen.line([(0, y), (2400, y + dice.uniform(-8, 8))], tone, 8)
    shadow = Image.new("L", WIDE)
    ImageDraw.Draw(shadow).ellipse((640, 180, 1880, 1420), fill=170)
    veil(image, "#1d0d08", softened(shadow, 46))
    pen = ImageDraw.Draw(image)
    for r, colour in (
        (590, "#1f4f78"),
        (568, "#f4efe2"),
        (520, "#2c6a96"),
        (508, "#f4efe2"),
        (490, "#b9602a"),
        (478, "#d98b3f"),
    ):
        pen.ellipse((1200 - r, 750 - r, 1200 + r, 750 + r), fill=colour)
    noodles(pen, dice)
    toppings(pen, dice)
    for n in (0, 1):
        pen.line([(1830 + n * 70, 60), (2190 + n * 40, 1450)], "#3a1712", 30)
        pen.line([(1824 + n * 70, 60), (2184 + n * 40, 1450)], "#a5382e", 12)
    glow(image, (980, 560), 620, "#ffe9c2", 2.4)
    return finished(image, 25, grain=4, vignette=0.4)


def noodles(pen: ImageDraw.ImageDraw, dice: random.Random) -> None:
    """Lay the noodles as bundles of wavy strands inside the bowl."""
    for _ in range(120):
        turn, off = dice.choice((0.3, 1.2, 2.3)) + dice.uniform(-0.2, 0.2), dice.uniform(-400, 400)
        reach = math.sqrt(450**2 - off**2)
        phase, strand = dice.uniform(0, math.tau), []
        for t in range(41):
            along = (t / 40 * 2 - 1) * reach
            aside = off + 20 * math.sin(along / 60 + phase) * (1 - (along / (reach + 1)) ** 2)
            x = 1200 + along * math.cos(turn) - aside * math.sin(turn)
            strand.append((x, 750 + along * math.sin(turn) + aside * math.cos(turn)))
        pen.line(strand, "#c98a3c", 17, joint="curve")
        pen.line(strand, mix("#f6d98a", "#e9bd62", dice.random()), 11, joint="curve")


def toppings(pen: ImageDraw.ImageDraw, dice: random.Random) -> None:
    """Put egg halves, slices of fish cake and spring onion on the noodles."""
    for x, y in ((1010, 560), (1150, 480)):
        pen.ellipse((x - 96, y - 78, x + 96, y + 78), fill="#fdf8ec")
        pen.ellipse((x - 52, y - 44, x + 52, y + 44), fill="#f29a2e")
        pen.ellipse((x - 30, y - 30, x + 14, y + 6), fill="#f8bb54")
    for x, y in ((1440, 640), (1500, 790)):
        pen.ellipse((x - 84, y - 84, x + 84, y + 84), fill="#fbf3ea")
        curl = [(x + t * 1.6 * math.cos(t / 5), y + t * 1.6 * math.sin(t / 5)) for t in range(34)]
        pen.line(curl, "#e86a86", 12, joint="curve")
    for _ in range(90):
        left, top = 1040 + dice.gauss(0, 110), 900 + dice.gauss(0, 80)
        r = dice.uniform(11, 19)
        green = mix("#3f8f3a", "#a9d05c", dice.random())
        pen.ellipse((left - r, top - r, left + r, top + r), outline=green, width=7)
