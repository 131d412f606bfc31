"""Drawings that differ from each other, and what people do to pictures: our own, made by rules."""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Sequence

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageOps


def drawing(seed: int, size: tuple[int, int] = (640, 440)) -> Image.Image:
    """Lines, discs and boxes in places, colours and sizes of their own."""
    dice = random.Random(seed)
    image = Image.new("RGB", size, (250, 250, 245))
    pen = ImageDraw.Draw(image)
    for _ in range(36):
        x, y = dice.randrange(size[0]), dice.randrange(size[1])
        w, h = dice.randrange(12, 120), dice.randrange(12, 90)
        colour = tuple(dice.randrange(30, 230) for _ in range(3))
        shape = dice.choice(["line", "disc", "box", "arc"])
        if shape == "line":
            pen.line((x, y, x + w, y - h), fill=colour, width=dice.randrange(2, 7))
        elif shape == "disc":
            pen.ellipse((x, y, x + w, y + h), fill=colour)
        elif shape == "box":
            pen.rectangle((x, y, x + w, y + h), outline=colour, width=3)
        else:
            pen.arc((x, y, x + w, y + w), 0, dice.randrange(90, 300), fill=colour, width=4)
    return image


def png(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def cropped(image: Image.Image, share: float = 0.5) -> Image.Image:
    """The middle part, with so much of each side."""
    width, height = image.size
    left, top = int(width * (1 - share) / 2), int(height * (1 - share) / 2)
    return image.crop((left, top, width - left, height - top))


def glaring(image: Image.Image) -> Image.Image:
    """A lamp mirrored in the middle, which blots out a quarter of the picture."""
    width, height = image.size
    lamp = Image.new("L", image.size, 0)
    ImageDraw.Draw(lamp).ellipse((width // 4, height // 4, width * 3 // 4, height * 3 // 4), fill=255)
    lamp = lamp.filter(ImageFilter.GaussianBlur(width / 25))
    return Image.composite(Image.new("RGB", image.size, "white"), image, lamp)


def noisy(image: Image.Image) -> Image.Image:
    grain = np.random.default_rng(5).normal(0, 18, (*image.size[::-1], 3))
    return Image.fromarray(np.clip(np.asarray(image) + grain, 0, 255).astype(np.uint8))


CHANGES: dict[str, Callable[[Image.Image], Image.Image]] = {
    "copy": lambda image: image,
    "smaller": lambda image: image.resize((image.width * 2 // 5, image.height * 2 // 5)),
    "cropped": cropped,
    "mirrored": ImageOps.mirror,
    "blurred": lambda image: image.filter(ImageFilter.GaussianBlur(2.5)),
    "glaring": glaring,
    "turned": lambda image: image.rotate(8, fillcolor="white"),
    "grey": lambda image: ImageOps.grayscale(image).convert("RGB"),
    "noisy": noisy,
}


def illustrated_pdf(figures: Sequence[tuple[Image.Image, str, str]]) -> bytes:
    """A PDF with one page for each figure: the drawing, its caption, and a sentence."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    for image, caption, sentence in figures:
        canvas.setFont("Helvetica", 12)
        canvas.drawString(72, 770, sentence)
        canvas.drawImage(ImageReader(image), 100, 420, width=400, height=275)
        canvas.drawString(100, 400, caption)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()
