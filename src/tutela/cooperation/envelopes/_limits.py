"""The numbers of the exchange, in one place (decision 0010)."""

from __future__ import annotations

from datetime import timedelta

SKEW = timedelta(seconds=60)  # how far two clocks may differ
REQUEST_LIFE = timedelta(seconds=300)  # of the signature of an HTTP request
ENVELOPE_LIFE = timedelta(days=14)  # how long an envelope is under way before it expires, unless said otherwise
MOST_LIFE = timedelta(days=30)
OVERLAP = MOST_LIFE  # how long replaced keys go on

MOST_ENVELOPE = 1_000_000  # bytes
MOST_ANSWER = 300_000  # bytes of the answer to a request
MOST_AGE_HEADER = 1024  # bytes; one X25519 stanza and the decoy that age adds take 301 at most
MOST_ATTACHMENTS = 100  # of one letter
PART = 8 * 1024 * 1024  # bytes of an attachment's part
MOST_ATTACHMENT = 2**40  # bytes, sealed

FIRST_WAIT = timedelta(seconds=1)  # after a first failure; doubled after each
LONGEST_WAIT = timedelta(seconds=900)
LATE = timedelta(minutes=10)  # after which people are shown what has not arrived, or is not logged
