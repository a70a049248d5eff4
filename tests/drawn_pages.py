"""Small pages drawn as pictures: ruled tables of figures, askew, noisy, under a red seal, as a scanner gives them."""

import io
from collections.abc import Sequence
from typing import Any

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFont

DPI = 150
CELL = (110, 26)
"""Width and height of a cell in points."""
CORNER = (60, 80)


def page(
    rows: Sequence[Sequence[str]],
    *,
    above: str = "",
    skew: float = 0.0,
    noise: float = 0.0,
    seal: bool = False,
    grey: bool = False,
    quality: int = 0,
    dpi: int = DPI,
) -> Any:
    """Return a page of red, green, blue pixels with one ruled table of these texts."""
    scale = dpi / 72
    image = Image.new("RGB", (round(595 * scale), round(420 * scale)), "white")
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(11 * scale)
    draw.text((60 * scale, 40 * scale), above, fill="black", font=font)
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            x, y = (CORNER[0] + c * CELL[0]) * scale, (CORNER[1] + r * CELL[1]) * scale
            draw.rectangle(
                (x, y, x + CELL[0] * scale, y + CELL[1] * scale),
                outline="black",
                width=max(1, round(scale / 2)),
            )
            draw.text((x + 12 * scale, y + 7 * scale), text, fill="black", font=font)
    if seal:
        box = [v * scale for v in (150, 70, 290, 210)]
        over = Image.new("RGB", image.size, "white")
        ImageDraw.Draw(over).ellipse(box, outline=(205, 30, 40), width=round(5 * scale))
        image = ImageChops.multiply(image, over)
    image = image.convert("L").convert("RGB") if grey else image
    if skew:
        image = image.rotate(skew, Image.Resampling.BICUBIC, fillcolor="white")
    pixels = np.asarray(image).astype(float)
    if noise:
        pixels = pixels + np.random.default_rng(1).normal(0, noise, pixels.shape[:2])[:, :, None]
    pixels = np.clip(pixels, 0, 255).astype(np.uint8)
    return jpeg_back(pixels, quality) if quality else pixels


def jpeg_back(pixels: Any, quality: int) -> Any:
    """Return a picture as it comes back from a JPEG of some quality."""
    return np.asarray(Image.open(io.BytesIO(encoded(pixels, "JPEG", quality=quality))))


def encoded(pixels: Any, kind: str, **how: Any) -> bytes:
    """Return a picture as the bytes of a file."""
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, kind, **how)
    return out.getvalue()
