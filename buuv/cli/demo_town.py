"""Makes a demo town: people, cards and conversations, in bulk and in one transaction."""

import random
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import batched_or_islice
