"""Forms of the world outside, each in a room of its own: read into typed values and back, nothing lost unseen."""
