"""The national pay spine, for tests."""

from union.pay.loading import NJC_2021_22, load_scale
from union.pay.models import PayScale


def njc_scale() -> PayScale:
    return load_scale(
        NJC_2021_22.read_text("utf-8"), code="njc-2021-22", name="NJC pay spine 2021-22", year="2021-22"
    )
