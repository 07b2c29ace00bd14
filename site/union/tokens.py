"""The secret part of a personal link: a number and an HMAC over it, which is stored nowhere; and its page."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error

from django.http import HttpResponse

TOKEN_LENGTH = 54  # base64 of 8 + 32 bytes, without padding


def at_a_secret_address(answer: HttpResponse) -> HttpResponse:
    """The address of this page is a secret: it goes to nobody as a referrer."""
    answer["Referrer-Policy"] = "no-referrer"
    return answer


def id_bytes(link_id: int) -> bytes:
    return link_id.to_bytes(8, "big", signed=True)


def write_token(link_id: int, mac: bytes) -> str:
    return urlsafe_b64encode(id_bytes(link_id) + mac).decode().rstrip("=")


def read_token(token: str) -> tuple[int, bytes] | None:
    """The number and the HMAC as they were brought, unproven; None for what is no token."""
    try:
        raw = urlsafe_b64decode(token + "==") if len(token) == TOKEN_LENGTH else b""
    except (Base64Error, ValueError):
        return None
    read = int.from_bytes(raw[:8], "big", signed=True), raw[8:]
    return read if write_token(*read) == token else None  # its last letter holds bits that stand for nothing
