"""Draw the pictures of the sample archive.

    python samples/draw_pictures.py [--out DIR]

Writes every picture of the table below into DIR (samples/pictures without it). What the pictures
show is in `drawing/`; which file name and format each gets is here, and nothing else.
"""

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

from drawing import countryside, indoors, oceans, patterns, shores, town
from PIL import Image

# File name -> how it is painted. A name that ends in .png is kept without loss in 20 colours.
PICTURES: dict[str, Callable[[], Image.Image]] = {
    "harbour.jpg": shores.harbour,
    "lighthouse.jpg": shores.lighthouse,
    "bridge.jpg": shores.bridge,
    "coral.jpg": oceans.coral,
    "typhoon.jpg": oceans.typhoon,
    "mountains.jpg": countryside.mountains,
    "tea.jpg": countryside.tea,
    "dunes.jpg": countryside.dunes,
    "train.jpg": countryside.train,
    "comet.jpg": countryside.comet,
    "skyline.jpg": town.skyline,
    "stadium.jpg": town.stadium,
    "library.jpg": indoors.library,
    "market.jpg": town.market,
    "bowl.jpg": indoors.bowl,
    "circuit.jpg": patterns.circuit,
    "print.png": patterns.block_print,
    "contours.png": patterns.contours,
    "tiles.png": patterns.tiles,
}

# The best JPEG quality first; a picture is kept at the first that is small enough.
QUALITIES = (88, 84, 80, 76, 72, 68, 64, 60)
MOST_BYTES = 118_000
PNG_COLOURS = 20


def save(picture: Image.Image, path: Path) -> None:
    """Write one picture to `path` in the format its suffix names, JPEG in at most 118 kB."""
    if path.suffix == ".png":
        # No dithering keeps flat areas flat, so that PNG packs them well; maximum coverage keeps
        # a colour that is rare but far from all others (a river on a map).
        few = picture.quantize(
            PNG_COLOURS, Image.Quantize.MAXCOVERAGE, kmeans=2, dither=Image.Dither.NONE
        )
        few.save(path, optimize=True)
        return
    for quality in QUALITIES:
        picture.save(path, quality=quality, optimize=True, progressive=True)
        if path.stat().st_size <= MOST_BYTES:
            return


def main(arguments: Sequence[str] | None = None) -> None:
    """Draw every picture of the table; `--out` names another folder, made when missing."""
    parser = argparse.ArgumentParser(description="Draw the pictures of the sample archive.")
    home = Path(__file__).resolve().parent / "pictures"
    parser.add_argument("--out", type=Path, default=home, help="folder to write into")
    out: Path = parser.parse_args(arguments).out
    out.mkdir(parents=True, exist_ok=True)
    for name, paint in PICTURES.items():
        save(paint(), out / name)


if __name__ == "__main__":
    main()
