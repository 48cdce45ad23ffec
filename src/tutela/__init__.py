"""Tutela: law, rights, routes and clocks for protecting children online, as a library.

    from tutela import clocks, cooperation, law, rights

Rooms, from the ground up: `corpus` (reads reviewed data), `clocks` (legal deadlines), `law` (what is an offence,
where, and how sure), `rights` (may this measure be taken), `cooperation` (by which route), `answer` (all on one page).
"""

__version__ = "0.1.0"
