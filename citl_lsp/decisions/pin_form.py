"""How a pin is written in a comment, for those who read it and those who write it. The front loads it: keep it light.

ys = [0]  # ours too  # citl: container ys = shared; number n#2 = i64
"""

from __future__ import annotations

import re

PINNED = re.compile(r"#\s*citl:\s*(?P<body>(?:(?!\s#).)*)")
"""What is said to citl within a comment, up to a further one: pins, separated by `;`, or something else."""

ENTRY = re.compile(r"(?P<kind>[\w-]+)\s+(?P<name>\S.*?)\s*=\s*(?P<alternative>\w+)")
"""One pin, without the spaces around it."""
