"""How soon the pages of the case desk come: the demonstration with many cases, served as a node is served.

    python bench/desk_figures.py

`tutela node demo` makes the office, `tutela node run` serves it with two workers; the visitors are a process of their
own: eight investigators, each with one connection, who go from page to page without a pause. One request in ten writes
a note.
"""

from __future__ import annotations

import contextlib
import http.client
import itertools
import json
import random
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import uuid
from collections.abc import Iterator
from pathlib import Path

Figure = tuple[str, float, str, str]  # what, measured, unit, goal

CASES = 10_000
VISITORS = 8
SECONDS = 8.0
WARM = 1.5  # seconds that are not counted
PATIENCE = 240
COMMAND = Path(sys.executable).parent / "tutela"


def figures() -> list[Figure]:
    """The desk's figures: what, measured, unit, goal."""
    with tempfile.TemporaryDirectory() as root:
        folder = Path(root) / "demonstration"
        made = [COMMAND, "node", "demo", folder, "--cases", str(CASES), "--only-make"]
        subprocess.run(made, check=True, capture_output=True, timeout=PATIENCE)
        with _served(folder) as port:
            asked = [sys.executable, __file__, "--visit", str(port)]
            done = subprocess.run(asked, check=True, stdout=subprocess.PIPE, text=True, timeout=PATIENCE)
    return list(_said(json.loads(done.stdout)))


def _said(found: dict[str, list[list[float]]]) -> Iterator[Figure]:
    """`found`: for each page, (seconds, status) of each request."""
    every = [seconds for asked in found.values() for seconds, _ in asked]
    wrong = sum(status >= 400 for asked in found.values() for _, status in asked)
    who = f"{CASES:,} cases, {VISITORS} visitors without a pause"
    yield f"pages of the case desk, {who}, slowest in twenty", _slowest(every, 0.95) * 1e3, "ms", "≤ 100"
    yield "  median", statistics.median(every) * 1e3, "ms", ""
    yield "  requests", len(every) / SECONDS, "a second", ""
    yield "  not answered as they should be", wrong, "requests", "≤ 0"
    for page, asked in found.items():
        if asked:
            yield f"  {page}, slowest in twenty", _slowest([seconds for seconds, _ in asked], 0.95) * 1e3, "ms", ""


def _slowest(taken: list[float], share: float) -> float:
    return sorted(taken)[min(len(taken) - 1, int(share * len(taken)))]


@contextlib.contextmanager
def _served(folder: Path) -> Iterator[int]:
    """The port of the node while it runs."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    node = subprocess.Popen(
        [COMMAND, "node", "run", folder, "--workers", "2", "--listen", f"127.0.0.1:{port}"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        end = time.monotonic() + 60
        while not _answers(port):
            if time.monotonic() > end or node.poll() is not None:
                raise RuntimeError("the node did not start")
            time.sleep(0.2)
        yield port
    finally:
        node.terminate()
        node.wait(60)


def _answers(port: int) -> bool:
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        asked.request("GET", "/health")
        return asked.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        asked.close()


# ---------------------------------------------------------------- visitors


class Visitor:
    """One browser: a connection that stays open, its cookies, and the cases that this officer leads."""

    def __init__(self, port: int, number: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._cookies: dict[str, str] = {}
        self._form_cookie = f"csrftoken_{port}"  # as a demonstration calls it
        self._dice = random.Random(number)
        page = self.ask("GET", "/sign/in/")[1]
        people = re.findall(r'<button name="officer" value="([0-9a-f-]{36})">(.*?)</button>', page, re.S)
        leads = [ident for ident, shown in people if "investigator" in shown.lower()]
        if not leads:
            raise RuntimeError("the sign-in page shows no investigator of the demonstration")
        self._officer = leads[number % len(leads)]
        self.ask("POST", "/sign/demonstration/", {"officer": self._officer})
        listed = self.ask("GET", f"/cases/?state=open&lead={self._officer}")[1]
        self._cases = sorted(set(re.findall(r'/cases/([0-9a-f-]{36})/" data-row', listed)))  # not those of one's tasks
        if not self._cases:
            raise RuntimeError("the visitor leads no open case")

    def one(self) -> tuple[str, float, int]:
        """One request: which page, seconds, status."""
        case = self._dice.choice(self._cases)
        page, path = self._dice.choice(
            [
                ("list", "/cases/"),
                ("filtered list, page 7", "/cases/?state=open&page=7"),
                ("case", f"/cases/{case}/"),
                ("persons", f"/cases/{case}/persons"),
                ("time line", f"/cases/{case}/timeline"),
            ]
        )
        form = None
        if self._dice.random() < 0.1:
            page, path = "a note is written", f"/cases/{case}/notes"
            form = {"text_": "Something was said.", "once": uuid.uuid4().hex}
        start = time.perf_counter()
        status, _ = self.ask("POST" if form else "GET", path, form)
        return page, time.perf_counter() - start, status

    def ask(self, method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, str]:
        """Status and body, without following where it leads."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        body = None
        if form is not None:
            body = urllib.parse.urlencode(form | {"csrfmiddlewaretoken": self._cookies.get(self._form_cookie, "")})
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        for said in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = said.split(";", 1)[0].partition("=")
            self._cookies[name] = value
        return answer.status, answer.read().decode()


def visit(port: int) -> dict[str, list[list[float]]]:
    """What all visitors met, by page."""
    visitors = [Visitor(port, number) for number in range(VISITORS)]
    begin = time.monotonic() + WARM
    found: list[tuple[str, float, int]] = []

    def go(visitor: Visitor) -> None:
        for _ in itertools.count():
            now = time.monotonic()
            if now > begin + SECONDS:
                return
            met = visitor.one()
            if now >= begin:
                found.append(met)

    threads = [threading.Thread(target=go, args=(visitor,)) for visitor in visitors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    pages: dict[str, list[list[float]]] = {}
    for page, seconds, status in found:
        pages.setdefault(page, []).append([seconds, status])
    return dict(sorted(pages.items()))


def main() -> int:
    if sys.argv[1:2] == ["--visit"]:
        print(json.dumps(visit(int(sys.argv[2]))))
        return 0
    for what, measured, unit, goal in figures():
        print(f"{what:75} {measured:12,.1f} {unit}  {goal}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
