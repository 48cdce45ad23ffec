"""kill -9 at any moment: what was acknowledged is there, what was published still holds."""

from __future__ import annotations

import random
import time

import pytest

from tests.faults.conftest import Scene, well


def killed_again_and_again(scene: Scene, times: int, seed: int) -> None:
    dice = random.Random(seed)
    for _ in range(times):
        life = scene.live("--light")
        well(life.found)
        scene.until(dice.randrange(1, 60))
        time.sleep(dice.uniform(0, 0.1))
        life.kill()
    found = scene.look()
    well(found)
    assert found["acknowledged"] > times
    assert found["checkpoints"] >= times
    assert found["recorded"] > found["acknowledged"]


def test_a_node_that_is_killed_under_load_loses_nothing_that_was_acknowledged(scene: Scene) -> None:
    killed_again_and_again(scene, 3, seed=7)


@pytest.mark.slow
def test_a_node_that_is_killed_forty_times_loses_nothing_that_was_acknowledged(scene: Scene) -> None:
    killed_again_and_again(scene, 40, seed=int(time.time()))
