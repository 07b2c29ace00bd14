"""The national pay spine, for tests."""

from django.utils import timezone

from union.pay.loading import load_njc_scale
from union.pay.models import PayScale


def njc_scale() -> PayScale:
    return load_njc_scale(at=timezone.now())
