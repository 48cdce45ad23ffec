"""The codes of states that a facts file or a question may name: ISO 3166-1 alpha-2, the 249 that are assigned.

A code that nobody was assigned is refused and never taken as "somewhere else": with a slip such as `UK`, every answer
on places and nationalities would be wrong without anybody seeing it.
"""

from __future__ import annotations

from tutela.law._law import LawError

_LIST = """
AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ
CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO
FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE
JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO
MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW
PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM
TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW
"""
ASSIGNED: tuple[str, ...] = tuple(_LIST.split())
"""Officially assigned alpha-2 codes (source: ISO 3166-1; the list of the Debian package iso-codes)."""

_USED = {"UK": "GB", "EL": "GR"}  # reserved, and written by many for these states (the EU writes EL)


def check_state(code: str) -> str:
    """`code`, if it is an assigned one.

    Raises:
        LawError: it is not; says which code was probably meant.
    """
    if code in ASSIGNED:
        return code
    near = code.strip().upper()
    near = _USED.get(near, near)
    if near not in ASSIGNED:
        near = _USED.get(near[:2], near[:2]) if near[2:3] in ("-", "_") else ""
    hint = f" (did you mean {near}?)" if near in ASSIGNED else ""
    raise LawError(f"{code!r} is no state; expected an assigned two-letter code of ISO 3166-1, such as DE or GB{hint}")
