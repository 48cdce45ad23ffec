"""The library's answers, for every desk that shows or needs one.

Flow: `books` loads the corpora once; `answering` composes an answer from a facts file, outside any act; `shown` takes
out what the one who asks is not to see yet; `page` prepares what is left for the templates under `case/law/`.
"""
