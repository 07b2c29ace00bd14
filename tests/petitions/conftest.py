"""A petition that has been open for two days, and sheets of one printed for a branch."""

from datetime import datetime, timedelta

import pytest
from django.test import Client

from petitions.models import Petition
from tests.conftest import SignIn
from tests.once import told_once
from tests.petitions.factories import open_petition
from tests.petitions.paper_scenes import Scene, printed


@pytest.fixture
def petition(at: datetime) -> Petition:
    return open_petition(at=at - timedelta(days=2))


@told_once
def scene(at: datetime) -> Scene:
    return printed(at)


@pytest.fixture
def ines(sign_in: SignIn, scene: Scene) -> Client:
    return sign_in(scene.ines)


@pytest.fixture
def bram(sign_in: SignIn, scene: Scene) -> Client:
    return sign_in(scene.bram)
