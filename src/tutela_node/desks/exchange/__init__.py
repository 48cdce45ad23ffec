"""The desk of the exchange with other nodes: partners for administrators, and the door that other nodes knock at."""
