"""What every scene is painted with: gradients, glows, cloud noise, ridges, grain.

Pure Pillow and seeded randomness, so the same call gives the same picture everywhere. What a
picture shows does not belong here; that is for the scene modules.
"""

import math
import random
from collections.abc import Callable, Sequence
from itertools import pairwise

from PIL import Image, ImageChops, ImageDraw, ImageFilter

Colour = tuple[int, int, int]
Point = tuple[float, float]
Stop = tuple[float, str]
Size = tuple[int, int]

# Scenes are painted at this multiple of their final size; the reduction smooths every edge.
OVERSAMPLING = 2


def rgb(code: str) -> Colour:
    """Return the three channels of a colour written `#rrggbb`."""
    return int(code[1:3], 16), int(code[3:5], 16), int(code[5:7], 16)


def mix(first: str, second: str, share: float) -> Colour:
    """Return the colour that lies `share` (0 to 1) of the way from the first to the second."""
    a, b = rgb(first), rgb(second)
    channels = [round(x + (y - x) * share) for x, y in zip(a, b, strict=True)]
    return channels[0], channels[1], channels[2]


def blend_at(stops: Sequence[Stop], place: float) -> Colour:
    """Return the colour of a row of stops (position 0 to 1, colour) at one position."""
    for (left, first), (right, second) in pairwise(stops):
        if place <= right:
            return mix(first, second, max(0.0, (place - left) / (right - left)))
    return rgb(stops[-1][1])


def gradient(size: Size, stops: Sequence[Stop]) -> Image.Image:
    """Return a picture of `size` pixels whose colour runs from top to bottom along `stops`."""
    column = Image.new("RGB", (1, size[1]))
    for y in range(size[1]):
        column.putpixel((0, y), blend_at(stops, y / (size[1] - 1)))
    return column.resize(size, Image.Resampling.NEAREST)


def glow(image: Image.Image, centre: Point, radius: float, colour: str, power: float = 2.0) -> None:
    """Add light around a point; a higher `power` keeps it closer to the middle."""
    side = max(2, round(radius * 2))
    # Pillow's radial gradient is 0 in the middle, 255 in the corners, 180 where it meets the sides.
    curve = [round(255 * max(0.0, 1 - value / 178) ** power) for value in range(256)]
    mask = Image.radial_gradient("L").point(curve)
    mask = mask.resize((side, side), Image.Resampling.BICUBIC)
    light = Image.composite(
        Image.new("RGB", mask.size, rgb(colour)), Image.new("RGB", mask.size), mask
    )
    left, top = round(centre[0] - radius), round(centre[1] - radius)
    box = (max(0, left), max(0, top), min(image.width, left + side), min(image.height, top + side))
    if box[0] >= box[2] or box[1] >= box[3]:
        return
    part = light.crop((box[0] - left, box[1] - top, box[2] - left, box[3] - top))
    image.paste(ImageChops.screen(image.crop(box), part), box[:2])


def noise(size: Size, seed: int, cell: int, octaves: int = 5) -> Image.Image:
    """Return grey cloud noise whose largest patches are about `cell` pixels wide."""
    dice = random.Random(seed)
    total = Image.new("L", size, 128)
    for octave in range(octaves):
        step = max(1, cell >> octave)
        small = (size[0] // step + 3, size[1] // step + 3)
        layer = Image.frombytes("L", small, dice.randbytes(small[0] * small[1]))
        layer = layer.resize((small[0] * step, small[1] * step), Image.Resampling.BICUBIC)
        total = Image.blend(total, layer.crop((0, 0, *size)), 1 / (octave + 1) if octave else 1.0)
    return total


def stretched(image: Image.Image, low: int, high: int) -> Image.Image:
    """Return a grey picture with `low` made black, `high` made white, and a line between."""
    scale = 255 / (high - low)
    return image.point([min(255, max(0, round((v - low) * scale))) for v in range(256)])


def ridge(width: int, base: float, height: float, seed: int, wave: float) -> list[Point]:
    """Return a mountain line from left to right: sums of waves of `wave` pixels and shorter."""
    dice = random.Random(seed)
    parts = [(wave / 1.9**n, 0.55**n, dice.uniform(0, math.tau)) for n in range(7)]
    line: list[Point] = []
    for x in range(0, width + 8, 8):
        rise = sum(size * math.sin(math.tau * x / length + turn) for length, size, turn in parts)
        line.append((x, base - height * rise))
    return line


def fill_below(image: Image.Image, line: Sequence[Point], stops: Sequence[Stop]) -> None:
    """Fill everything under a line with a gradient that starts at the line's highest point."""
    top = max(0, round(min(y for _, y in line)))
    mask = Image.new("L", image.size)
    edge = [*line, (line[-1][0], image.height), (line[0][0], image.height)]
    ImageDraw.Draw(mask).polygon(edge, fill=255)
    shade = gradient((image.width, max(2, image.height - top)), stops)
    image.paste(shade, (0, top), mask.crop((0, top, *image.size)))


def veil(image: Image.Image, colour: str, opacity: Image.Image) -> None:
    """Lay a colour over the picture, as thick as the grey picture `opacity` says."""
    image.paste(Image.new("RGB", image.size, rgb(colour)), (0, 0), opacity)


def mist(image: Image.Image, top: int, bottom: int, colour: str, thickness: int, seed: int) -> None:
    """Lay a drifting band of fog between two heights; `thickness` is 0 to 255 at its middle."""
    fade = [round(thickness * math.sin(math.pi * n / 63) ** 2) for n in range(64)]
    band = Image.new("L", (1, 64))
    band.putdata(fade)
    mask = Image.new("L", image.size)
    mask.paste(band.resize((image.width, bottom - top), Image.Resampling.BICUBIC), (0, top))
    patches = noise((image.width // 8, image.height // 8), seed, 48, 3)
    patches = patches.resize(image.size, Image.Resampling.BICUBIC)
    veil(image, colour, ImageChops.multiply(mask, stretched(patches, 40, 190)))


def swirled(image: Image.Image, centre: Point, turns: float, reach: float) -> Image.Image:
    """Return the picture turned around a point, most in the middle, not at all at `reach`."""

    def source(x: float, y: float) -> Point:
        dx, dy = x - centre[0], y - centre[1]
        distance = math.hypot(dx, dy)
        angle = math.tau * turns * max(0.0, 1 - distance / reach) ** 2
        cos, sin = math.cos(angle), math.sin(angle)
        return centre[0] + dx * cos - dy * sin, centre[1] + dx * sin + dy * cos

    return warped(image, source)


def warped(image: Image.Image, source: Callable[[float, float], Point]) -> Image.Image:
    """Return a picture whose point (x, y) shows what `source(x, y)` names in the old one."""
    cell = 20
    mesh = []
    for x in range(0, image.width, cell):
        for y in range(0, image.height, cell):
            corners = [(x, y), (x, y + cell), (x + cell, y + cell), (x + cell, y)]
            quad = [value for corner in corners for value in source(*corner)]
            mesh.append(((x, y, x + cell, y + cell), tuple(quad)))
    return image.transform(image.size, Image.Transform.MESH, mesh, Image.Resampling.BILINEAR)


def softened(image: Image.Image, radius: float) -> Image.Image:
    """Return the picture blurred by `radius` pixels."""
    return image.filter(ImageFilter.GaussianBlur(radius))


def finished(image: Image.Image, seed: int, grain: int = 5, vignette: float = 0.25) -> Image.Image:
    """Return the final picture: reduced, its corners darkened, with a film grain of +-`grain`."""
    size = (image.width // OVERSAMPLING, image.height // OVERSAMPLING)
    small = image.resize(size, Image.Resampling.LANCZOS)
    if vignette:
        edge = Image.radial_gradient("L").point(
            [round(v**3 / 65025 * vignette) for v in range(256)]
        )
        veil(small, "#05060c", edge.resize(size, Image.Resampling.BICUBIC))
    if grain:
        dust = Image.frombytes("L", size, random.Random(seed).randbytes(size[0] * size[1]))
        level = dust.point([round(128 + (v - 128) * grain / 128) for v in range(256)])
        small = ImageChops.add(small, Image.merge("RGB", (level,) * 3), offset=-128)
    return small
