"""Small pictures, drawn here on a grid of 24: (paths, whether it turns round where one reads from right to left)."""

ICONS: dict[str, tuple[str, bool]] = {
    "add": ('<path d="M12 5v14M5 12h14"/>', False),
    "back": ('<path d="M15 5l-7 7 7 7"/>', True),
    "bell": ('<path d="M6 17V11a6 6 0 0 1 12 0v6l2 2H4zM10 22h4"/>', False),
    "case": ('<path d="M3 8h18v12H3zM9 8V5h6v3M3 13h18"/>', False),
    "clock": ('<circle cx="12" cy="12" r="9"/><path d="M12 7v5l3.5 2"/>', False),
    "close": ('<path d="M6 6l12 12M18 6L6 18"/>', False),
    "down": ('<path d="M12 5v14M6 13l6 6 6-6"/>', False),
    "filter": ('<path d="M4 5h16l-6 8v6l-4-2v-4z"/>', False),
    "hand": ('<path d="M12 3v9M8 5v8M16 5v9M4 12v3a7 7 0 0 0 14 1l2-5-2-1-2 4"/>', False),
    "key": ('<circle cx="8" cy="15" r="4.5"/><path d="M11.5 11.5L20 3M16 7l3 3"/>', False),
    "lock": ('<path d="M5 11h14v10H5zM8 11V7.5a4 4 0 0 1 8 0V11"/>', False),
    "note": ('<path d="M5 3h14v18l-4-3-3 3-3-3-4 3zM9 8h6M9 12h6"/>', False),
    "on": ('<path d="M9 5l7 7-7 7"/>', True),
    "out": ('<path d="M14 4H5v16h9M10 12h11M17 8l4 4-4 4"/>', True),
    "people": (
        '<circle cx="9" cy="8" r="4"/>'
        '<path d="M2 21c0-5 3-7 7-7s7 2 7 7M16 4.5a4 4 0 0 1 0 7M18 14.5c2.6.9 4 3 4 6.5"/>',
        False,
    ),
    "person": ('<circle cx="12" cy="8" r="4.5"/><path d="M4 21c0-5 3.5-7 8-7s8 2 8 7"/>', False),
    "phone": ('<path d="M7 2h10v20H7zM11 18.5h2"/>', False),
    "record": ('<path d="M5 3h14v18H5zM9 8h6M9 12h6M9 16h3"/>', False),
    "scales": ('<path d="M12 3v18M7 21h10M4 7h16M4 7l-2 7h5zM20 7l-3 7h5z"/>', False),
    "search": ('<circle cx="10.5" cy="10.5" r="6.5"/><path d="M15.5 15.5L21 21"/>', False),
    "sheet": ('<path d="M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6"/>', False),
    "shield": ('<path d="M12 3l8 3v6c0 5-3.5 8-8 9-4.5-1-8-4-8-9V6z"/>', False),
    "task": ('<path d="M4 4h16v16H4zM8 12l3 3 5-6"/>', False),
    "tick": ('<path d="M5 12.5l5 5L19 7"/>', False),
    "up": ('<path d="M12 19V5M6 11l6-6 6 6"/>', False),
    "warning": ('<path d="M12 3L2 20h20zM12 10v5M12 17.5v.5"/>', False),
}
