"""The lives of the cases of the demonstration: what happens in each, when, and by whom, through the services.

A step is planned for a later time and plays when the clock of the world is there; steps plan further ones.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tutela_node.operating import _names as names
from tutela_node.operating.chapters import Chapter, chapter, chapters

if TYPE_CHECKING:
    from tutela_node.operating._world import World

SYSTEM = "DE"
"""The legal system of this office."""


@dataclass
class Story:
    world: World
    number: int
    lead: str
    basis: str
    case: uuid.UUID = field(default_factory=uuid.uuid4)

    @property
    def arranged(self) -> Chapter | None:
        return chapters(SYSTEM).get(self.number)

    @property
    def what(self) -> str:
        if self.arranged is not None:
            return self.arranged.name
        return "closed" if self.number % 5 == 0 else "open"

    @property
    def boss(self) -> str:
        return "helena" if self.lead in ("mara", "jonas") else "omar"

    def later(self, days: float, do: Callable[[], Any]) -> None:
        """After so many days of this world's chance, in working hours."""
        self.world.plan(self.world.working_hour(self.world.clock.at + dt.timedelta(days=days)), do)

    def open(self) -> None:
        from tutela_node.casework import services

        world, dice = self.world, self.world.dice
        kind = dice.choice(names.KINDS)
        taken_in = self.number % 3 == 2 and self.what != "restricted"
        systems = {"DE": "asks"}
        if dice.random() < 0.7:
            systems[dice.choice(names.SYSTEMS[1:])] = "asked"
        if dice.random() < 0.2:
            systems.setdefault(dice.choice(names.SYSTEMS[1:]), "touched")
        self.case = services.open_case(
            world.by("lukas" if taken_in else self.lead), None,
            title=dice.choice(names.TITLES[kind]), kind=kind, basis=self.basis, summary=dice.choice(names.SUMMARIES),
            urgent=dice.random() < 0.15 or self.what == "emergency",
            sensitivity="restricted" if self.what == "restricted" else "ordinary", systems=systems,
        )  # fmt: skip
        holder = "lukas" if taken_in else self.lead
        self.parts(holder)
        if taken_in:
            services.add_note(world.by("lukas"), self.case, text_=dice.choice(names.NOTES))
            self.later(0.3, self.hand_over)
        else:
            self.later(1, self.work)

    def parts(self, who: str) -> None:
        """The first persons and accounts."""
        from tutela_node.casework import services

        world, dice = self.world, self.world.dice
        by = world.by(who)
        born = world.end.year - dice.randrange(8, 17)
        services.add_person(
            by, self.case, role="child", name=names.name(dice), born=str(born), contact="through the parents"
        )
        if dice.random() < 0.6:
            suspect = services.add_person(
                by, self.case, role="suspect", name=names.name(dice), born=str(dice.randrange(1965, 2004)),
                remarks="As the provider gave it; not checked yet.",
            )  # fmt: skip
        else:
            suspect = None
        for _ in range(dice.randrange(1, 3)):
            kind, value = names.account(dice)
            services.add_account(
                by, self.case, kind=kind, service=dice.choice(names.SERVICES), value=value, person=suspect
            )

    def hand_over(self) -> None:
        from tutela_node.casework import services

        services.hand_over(
            self.world.by("lukas"), self.case, to=self.world.officers[self.lead], why="First steps are done.",
            stay=False,
        )  # fmt: skip
        self.later(1, self.work)

    def work(self) -> None:
        from tutela_node.casework import services

        world, dice = self.world, self.world.dice
        by = world.by(self.lead, self.basis)
        services.read_case(by, self.case)
        if self.number % 2:
            other = {"mara": "jonas", "jonas": "mara", "aylin": "tomasz", "tomasz": "aylin"}[self.lead]
            services.add_member(by, self.case, officer=world.officers[other])
        self.task(self.lead, due_in=dice.randrange(3, 200))
        for n in range(dice.randrange(0, 3)):
            self.later(2 + 9 * n + dice.random() * 6, self.note)
        if dice.random() < 0.5:
            self.later(5 + dice.random() * 20, lambda: self.task(self.lead, due_in=dice.randrange(4, 90)))
        if self.arranged is not None:
            self.arranged.play(self)
        elif self.what == "closed":
            self.closed()

    def note(self) -> None:
        from tutela_node.casework import services
        from tutela_node.spine.acts import Refused

        try:
            services.add_note(
                self.world.by(self.lead, self.basis), self.case, text_=self.world.dice.choice(names.NOTES)
            )
        except Refused:  # closed or erased by now: the refusal stands in the record, as it would
            return

    def task(self, who: str, due_in: int, clock: bool = False) -> None:
        from tutela_node.casework import services
        from tutela_node.spine.acts import Refused

        world, dice = self.world, self.world.dice
        try:
            task = services.add_task(
                world.by(self.lead), self.case, title=dice.choice(names.TASKS), officer=world.officers[who],
                due=(world.clock.at + dt.timedelta(days=due_in)).date(), clock=clock,
            )  # fmt: skip
        except Refused:
            return
        if not clock and dice.random() < 0.55:
            self.later(due_in * dice.random(), lambda: self.done(task))

    def done(self, task: uuid.UUID) -> None:
        from tutela_node.casework import services
        from tutela_node.spine.acts import Refused

        try:
            services.finish_task(self.world.by(self.lead), task)
        except Refused:
            return

    # What makes a case worth looking at in a demonstration; what other rooms add lies in `chapters`.

    @chapter("restricted", number=3)
    def quiet(self) -> None:
        """Nothing out of the ordinary happens in it."""

    @chapter("answer", number=0)
    @chapter("answer", number=6)
    def answer(self) -> None:
        """Facts, and the library's answer attached: a sample of the library."""

        def ask() -> None:
            from tutela_node.casework import services

            facts, asked = asked_of("yes" if self.number == 0 else "undecided", self.world.clock.at.date())
            by = self.world.by(self.lead, self.basis)
            services.add_member(by, self.case, officer=self.world.officers["priya"])
            services.add_member(by, self.case, officer=self.world.officers["renate"])
            services.set_facts(by, self.case, facts=facts)
            services.attach_answer(by, self.case, asked=asked)

        self.later(2, ask)

    @chapter("emergency", number=1)
    def emergency(self) -> None:
        """Somebody outside of the team opens the case in danger, two hours ago; nobody has reviewed it yet."""
        from tutela_node.casework import services

        def declare() -> None:
            services.declare_emergency(
                self.world.by("tomasz" if self.lead in ("mara", "jonas") else "jonas"), self.case,
                reason="A child said in a chat that somebody is on the way to them now; the lead cannot be reached.",
            )  # fmt: skip

        self.world.plan(self.world.end - dt.timedelta(hours=2), declare)

    @chapter("hold", number=2)
    def hold(self) -> None:
        from tutela_node.casework import services

        self.later(
            6,
            lambda: services.place_hold(
                self.world.by(self.boss), self.case, reason=self.world.dice.choice(names.HOLDS)
            ),
        )

    @chapter("conflict", number=4)
    def conflict(self) -> None:
        from tutela_node.casework import services

        def declare() -> None:
            services.declare_conflict(
                self.world.by(self.boss), self.case, officer=self.world.officers["sofia"],
                why="Knows the family of the child.",
            )  # fmt: skip

        self.later(3, declare)

    @chapter("clock", number=7)
    def clock(self) -> None:
        """A legal deadline that is near."""
        due = (self.world.end + dt.timedelta(days=2)).date() - self.world.clock.at.date()
        self.task(self.lead, due.days, clock=True)

    @chapter("support", number=8)
    def support(self) -> None:
        from tutela_node.casework import services

        def join() -> None:
            services.add_member(self.world.by(self.lead), self.case, officer=self.world.officers["sofia"])
            services.add_note(
                self.world.by("sofia"),
                self.case,
                text_="The child has somebody to talk to; the first meeting went well.",
            )

        self.later(2, join)

    def close(self) -> None:
        from tutela_node.casework import services

        services.close_case(self.world.by(self.lead), self.case, why=self.world.dice.choice(names.CLOSED))

    @chapter("closed", number=9)
    def closed(self) -> None:
        self.later(25, self.close)

    @chapter("reopened", number=10)
    def reopened(self) -> None:
        from tutela_node.casework import services

        def again() -> None:
            services.reopen_case(self.world.by(self.lead), self.case, why="The same account was reported again.")

        self.later(12, self.close)
        self.later(30, again)

    @chapter("erased", number=5)
    def erased(self) -> None:
        from tutela_node.casework import services

        def erase() -> None:
            services.erase_case(
                self.world.by(self.boss),
                self.case,
                why="The time for which it may be kept is over; nothing is pending.",
            )

        self.later(12, self.close)
        self.later(20, erase)

    @chapter("person erased", number=11)
    def person_erased(self) -> None:
        from tutela_node.casework import services
        from tutela_node.casework.models import Person

        def erase() -> None:
            person = Person.objects.filter(case=self.case).order_by("added_at").last()
            if person is not None:
                services.erase_person(self.world.by(self.boss), person.id, why="Was named by mistake.")

        self.later(8, erase)


def asked_of(sample: str, on: dt.date) -> tuple[dict[str, Any], Any]:
    """A sample of the library as facts for a case, and its answer as it is attached."""
    import yaml

    from tutela.answer import Books, Case, as_json, compose, samples
    from tutela.corpus import open_corpus
    from tutela_node.casework.services import Asked

    facts = yaml.safe_load(samples()[sample].read_text("utf-8"))
    facts["dates"] = {"conduct_on": on - dt.timedelta(days=30), "asked_on": on}
    if "sent_at" in facts.get("need", {}):
        facts["need"]["sent_at"] = dt.datetime.combine(on, dt.time(9), dt.UTC)
    read = Case.model_validate(facts)
    if read.states is None:
        raise ValueError(f"the sample {sample} names no states")
    page = compose(read, read.states.asks, read.states.asked, Books.load())
    facts = json.loads(json.dumps(facts, default=_written))
    asked = Asked(
        page=as_json(page), said=page.check.said, corpus_version=page.check.corpus, corpus_digest=open_corpus().digest,
        requesting=page.requesting, requested=page.requested, asked_on=on, drafts_only=page.drafts_only,
    )  # fmt: skip
    return facts, asked


def _written(value: dt.date | dt.datetime) -> str:
    return value.isoformat()
