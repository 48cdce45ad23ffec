"""Every file here declares kinds of records for the generated worlds; `worlds.py` finds them by themselves."""
