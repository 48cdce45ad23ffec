"""One flipped bit, anywhere that a record is kept: the verification names it."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.conftest import Scene


def flipped(scene: Scene, seed: int, times: int) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.tamper", scene.folder, str(seed), str(times)],
        capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    found = json.loads(done.stdout.splitlines()[-1])
    assert len(found["tried"]) > 40 * times
    assert (found["unseen"], found["left"], found["pages"]) == ([], [], []), f"seed {seed}"


def test_a_flipped_bit_in_any_part_of_the_record_is_found(scene: Scene) -> None:
    flipped(scene, seed=random.randrange(10**6), times=1)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_a_flipped_bit_anywhere_is_found_again_and_again(scene: Scene, seed: int) -> None:
    flipped(scene, seed, times=6)
