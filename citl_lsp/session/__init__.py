"""Open documents, generations and the worker process: what an editor needs, without any editor's protocol.

Two processes. The *front* (`Session`) holds the texts, answers from the last snapshot, and never waits for anything.
The *worker* (`worker.py`, started by `worker_process.py`) translates, runs the compilers and ranks fixes; it holds
nothing that the front couldn't send again. Every answer carries the generation of the text that it is about.
"""
