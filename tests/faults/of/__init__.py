"""Every file here gives `fill(world, case)`: something in each sealed field of a room's tables, for `tamper.py`."""
