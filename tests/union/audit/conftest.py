from collections.abc import Iterator

import pytest
from wagtail import hooks


@pytest.fixture(autouse=True)
def _actions() -> Iterator[None]:
    def actions() -> dict[str, str]:
        return {"kettle.filled": "filled the kettle", "kettle.boiled": "brought the kettle to the boil"}

    with hooks.register_temporarily("audit_actions", actions):
        yield
