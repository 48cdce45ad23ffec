"""Made-up people and texts of the demonstration. Nobody here exists; addresses and numbers reach nobody.

Telephone numbers: 030 23125 000 to 999 (kept free for films), addresses: `.example` (RFC 2606).
"""

from __future__ import annotations

import random

UNITS = ("Child protection unit", "Cybercrime unit")

OFFICERS: tuple[tuple[str, str, str, int], ...] = (
    ("ines", "Ines Falk", "administrator", 0),
    ("viktor", "Viktor Sand", "inspector", 0),
    ("helena", "Helena Brandt", "supervisor", 0),
    ("omar", "Omar Haddad", "supervisor", 1),
    ("mara", "Mara Lindner", "investigator", 0),
    ("jonas", "Jonas Weber", "investigator", 0),
    ("aylin", "Aylin Demir", "investigator", 1),
    ("tomasz", "Tomasz Nowak", "investigator", 1),
    ("renate", "Renate Vogel", "decider", 0),
    ("priya", "Priya Nair", "analyst", 1),
    ("lukas", "Lukas Berg", "receiving", 0),
    ("sofia", "Sofia Marin", "helper", 0),
)
"""A short word for each, their name, their role, which unit."""

FIRST = (
    "Lena", "Emil", "Amira", "Noah", "Ella", "Yusuf", "Mila", "Anton", "Zoe", "Karim", "Ida", "Leo", "Nora", "Samir",
    "Clara", "Mateo", "Hanna", "Ilyas", "Greta", "Oskar",
)  # fmt: skip
LAST = (
    "Albrecht", "Bonnet", "Costa", "Dietz", "Engel", "Fournier", "Grant", "Holm", "Ivanova", "Jansen", "Keller",
    "Laurent", "Moreau", "Neumann", "Okafor", "Petit", "Quinn", "Richter", "Sato", "Tremblay",
)  # fmt: skip
SERVICES = ("Plauder", "Funkwiese", "Bildergarten", "Spielturm", "Kanalhaus", "Postfach Nord")
HANDLES = ("sunny_otter", "blue.kite", "nightbus", "paperfox", "quiet_comet", "mossgreen", "tinroof", "lanternfish")

TITLES: dict[str, tuple[str, ...]] = {
    "image": (
        "Hotline report: account that passes on files",
        "Files found by a provider, account in this country",
        "Known file in a shared folder",
        "Report of a parent: files on an old telephone",
    ),
    "material": ("Drawn material offered in a forum", "Machine-made pictures in a group"),
    "contact": (
        "Stranger writes to a pupil in a game",
        "Older account asks a child to meet",
        "Profile that pretends to be thirteen",
        "Messages to several children of one school",
    ),
    "performance": ("Payments for a live stream abroad", "Live stream, provider reports the session"),
    "extortion": (
        "Threats after a video call",
        "Money demanded of a fifteen-year-old",
        "Threat to send pictures to a class",
    ),
    "unclear": ("Report without an attachment", "Letter to the office, nothing certain yet"),
}
SUMMARIES = (
    "The report came through the hotline and names one account. Everybody in this case is made up.",
    "A parent came with a telephone. What was seen is written down, nothing was copied. All of it is made up.",
    "The provider reported on its own. The account was used in two countries. Everybody here is made up.",
)
NOTES = (
    "Spoke with the reporter by telephone. They remember the name of the account and the day.",
    "Asked the provider how long it keeps the logs: until the end of the month.",
    "The school was told that somebody will call. No name was given.",
    "The device is with the technicians; first results in a week.",
    "The account was used again yesterday evening, so the provider says.",
    "Looked for the same account in other cases; one more has it.",
    "The family wants to know what happens next. Called them back and explained it.",
)
TASKS = (
    "Ask the provider to keep the data",
    "Call the family back",
    "Write to the liaison office",
    "Answer the request of the partner authority",
    "Check whether the preservation was renewed",
    "Hand the device to the technicians",
    "Tell the child's representative about the hearing",
)
HOLDS = (
    "The court asked for the file; nothing may go before it is back.",
    "A complaint is pending; the records are needed for the answer.",
)
CLOSED = (
    "The account could not be assigned to anybody; the hotline was told.",
    "Handed to the prosecutor with everything; nothing is left to do here.",
    "The report was a mistake of the reporter, who said so.",
)

SYSTEMS = ("DE", "FR", "CA", "GB-EAW", "US")
BASES = ("DE/bdsg-48", "DE/stpo-161", "DE/stpo-163", "DE/stpo-483")
KINDS = (
    "image",
    "image",
    "image",
    "contact",
    "contact",
    "contact",
    "extortion",
    "extortion",
    "material",
    "performance",
    "unclear",
)


def name(dice: random.Random) -> str:
    return f"{dice.choice(FIRST)} {dice.choice(LAST)}"


def account(dice: random.Random) -> tuple[str, str]:
    handle = f"{dice.choice(HANDLES)}{dice.randrange(10, 99)}"
    return dice.choice(
        (("handle", handle), ("handle", handle), ("email", f"{handle}@mail.example"),
         ("telephone", f"+49 30 23125 {dice.randrange(1000):03d}"), ("url", f"https://{handle}.example/p"))
    )  # fmt: skip
