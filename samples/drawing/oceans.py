"""The sea from below and from above: a coral reef, a typhoon.

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
    gradient,
    mix,
    noise,
    ridge,
    softened,
    stretched,
    swirled,
    veil,
)

WIDE = (2400, 1500)


def branch(
    pen: ImageDraw.ImageDraw,
    dice: random.Random,
    foot: Point,
    angle: float,
    length: float,
    colour: str,
) -> None:
    """Grow one coral twig and its smaller twigs; `angle` in radians, 0 points up."""
    tip = (foot[0] + math.sin(angle) * length, foot[1] - math.cos(angle) * length)
    thick = max(5, round(length * 0.2))
    pen.line([foot, tip], colour, thick)
    pen.ellipse(
        (tip[0] - thick / 2, tip[1] - thick / 2, tip[0] + thick / 2, tip[1] + thick / 2),
        fill=colour,
    )
    if length > 34:
        for turn in (-0.46, 0.05, 0.5):
            grown = length * dice.uniform(0.6, 0.8)
            branch(pen, dice, tip, angle + turn + dice.uniform(-0.2, 0.2), grown, colour)


def coral() -> Image.Image:
    """A reef: rays of light from above, branching corals, a school of fish."""
    image = gradient(WIDE, [(0, "#7fe0d6"), (0.25, "#2aa6b8"), (0.65, "#0f5c8a"), (1, "#0a2c58")])
    rays = Image.new("L", WIDE)
    pen = ImageDraw.Draw(rays)
    dice = random.Random(11)
    for _ in range(16):
        x, wide, lean = dice.uniform(200, 2200), dice.uniform(20, 90), dice.uniform(-80, 80)
        end = x + (x - 1200) * 0.5 + lean
        pen.polygon(
            [(x, -10), (x + wide, -10), (end + wide * 3, 1300), (end, 1300)],
            fill=dice.randint(30, 80),
        )
    fade = Image.linear_gradient("L").transpose(Image.Transpose.FLIP_TOP_BOTTOM).resize(WIDE)
    veil(image, "#eafff2", ImageChops.multiply(softened(rays, 18), fade))
    for layer, shade in enumerate(("#11527f", "#0d3c69")):
        fill_below(
            image,
            ridge(2400, 1210 + layer * 110, 60, layer + 40, 800),
            [(0, shade), (1, "#08244b")],
        )
    pen = ImageDraw.Draw(image)
    stand = [
        (160, "#c04a78"),
        (520, "#f07f5e"),
        (900, "#8a4f9e"),
        (1330, "#f3a65a"),
        (1700, "#d9486b"),
        (2080, "#f6c667"),
        (2320, "#b94f8c"),
    ]
    for x, colour in stand:
        for lean in (-0.5, -0.1, 0.35):
            branch(pen, dice, (x + lean * 60, 1480), lean, dice.uniform(120, 165), colour)
    school(pen, dice)
    return finished(image, 4)


def school(pen: ImageDraw.ImageDraw, dice: random.Random) -> None:
    """Scatter a school of small fish, all swimming to the right."""
    for _ in range(46):
        x, y = dice.gauss(1350, 420), dice.gauss(560, 130)
        size = dice.uniform(20, 44)
        colour = mix("#fbe08a", "#f58b52", dice.random())
        pen.ellipse((x - size, y - size * 0.42, x + size, y + size * 0.42), fill=colour)
        end = x - size * 1.6
        tail = [(x - size * 0.8, y), (end, y - size * 0.5), (end, y + size * 0.5)]
        pen.polygon(tail, fill=colour)


def typhoon() -> Image.Image:
    """A typhoon seen from a satellite: cloud noise, turned around its eye again and again.

    It is painted larger than needed and cropped, so that the turning shows no bare corners.
    """
    centre, size = (1740.0, 1260.0), (3400, 2500)
    cloud = stretched(noise((1700, 1250), 5, 260, 7).resize(size), 92, 178)
    arms = Image.new("L", size, 60)
    pen = ImageDraw.Draw(arms)
    for turn in range(2):
        pen.pieslice((240, -240, 3240, 2760), 20 + 180 * turn, 118 + 180 * turn, fill=225)
    pen.ellipse((1380, 900, 2100, 1620), fill=255)
    shape = ImageChops.multiply(softened(arms, 110), stretched(cloud, 0, 190))
    shape = swirled(swirled(shape, centre, 0.5, 1900), centre, 0.45, 1000)
    shape = softened(shape, 2).crop((500, 500, 2900, 2000))
    image = gradient(WIDE, [(0, "#0e3a5a"), (0.5, "#0d5168"), (1, "#07243c")])
    veil(image, "#e8eff2", shape.point([round(255 * (v / 255) ** 0.9) for v in range(256)]))
    relief = ImageChops.subtract(shape, ImageChops.offset(shape, 9, 12), scale=1.6, offset=128)
    light = Image.merge("RGB", (softened(relief, 3),) * 3)
    image = Image.blend(image, ImageChops.soft_light(image, light), 0.9)
    eye = Image.new("L", WIDE)
    ImageDraw.Draw(eye).ellipse((1196, 722, 1284, 800), fill=255)
    veil(image, "#0b2a42", softened(eye, 9))
    return finished(image, 5, grain=4, vignette=0.5)
