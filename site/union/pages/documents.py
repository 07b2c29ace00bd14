"""The kinds of file that a union gives its readers: what an office writes, and pictures."""

from os.path import splitext

KINDS = frozenset(
    {
        "pdf", "doc", "docx", "odt", "rtf", "txt",
        "csv", "xls", "xlsx", "ods", "ppt", "pptx", "odp",
        "gif", "jpeg", "jpg", "png", "webp",
    }
)  # fmt: skip
NOT_PUBLISHED = (
    "“{}” is not a kind of file that we give to readers: send a PDF, a text, a table or slides of an office "
    "program (without macros), or a picture."
)


def is_published(name: str) -> bool:
    """By the end of its name, by which the reader's machine chooses what opens it."""
    return splitext(name)[1].removeprefix(".").lower() in KINDS
