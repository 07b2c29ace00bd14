"""What a picture of a sheet may be: judged by its content, never by its name. Pure."""

from io import BytesIO

from PIL import Image, UnidentifiedImageError

from petitions.sheets import PaperError

LARGEST = 10 * 1024 * 1024
MOST_PIXELS = 80_000_000
TYPES = {"pdf": "application/pdf", "jpeg": "image/jpeg", "png": "image/png"}
_SENTENCE = "Choose a PDF, or a JPEG or PNG picture: this file is neither, or it is damaged."


def kind_of(content: bytes) -> str:
    """`pdf`, `jpeg` or `png`. Raises PaperError with a sentence for anything else."""
    if not content:
        raise PaperError("This file is empty: choose another.")
    if len(content) > LARGEST:
        raise PaperError("Choose a file of at most 10 MB: take the picture in a lower quality.")
    if content.startswith(b"%PDF-"):
        if b"%%EOF" not in content[-2048:]:
            raise PaperError(_SENTENCE)
        return "pdf"
    return _picture(content)


def _picture(content: bytes) -> str:
    try:
        with Image.open(BytesIO(content), formats=["JPEG", "PNG"]) as picture:
            kind, pixels = (picture.format or "").lower(), picture.width * picture.height
            picture.verify()
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError):
        raise PaperError(_SENTENCE) from None
    if pixels > MOST_PIXELS:
        raise PaperError("This picture is too large: take it in a lower quality.")
    return kind
