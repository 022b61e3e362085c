"""What the guard costs for one card of 500 characters: `python -m benchmarks.guarding [FILE]`, one text a line."""

import sys
import time
from pathlib import Path

from buuv.guard import judging

LENGTH, ROUNDS = 500, 200
TEXT = (
    "Ik zoek iemand die mij helpt in de tuin. De heg is te hoog en ik kan niet meer op een trap staan. "
    "Het is ongeveer twee uur werk, liefst op dinsdag of donderdag. Koffie staat klaar en ik heb goed gereedschap. "
)


def main() -> None:
    """Prints milliseconds of processor time for one card."""
    whole = Path(sys.argv[1]).read_text(encoding="utf-8").replace("\n", " ") if sys.argv[1:] else TEXT * 20
    cards = [whole[start : start + LENGTH] for start in range(0, len(whole) - LENGTH + 1, LENGTH)][:ROUNDS]
    for card in cards:
        judging.judge({"body": card})
    begin = time.process_time()
    for number in range(ROUNDS):
        judging.judge({"body": cards[number % len(cards)]})
    sys.stdout.write(f"{(time.process_time() - begin) / ROUNDS * 1000:.2f} ms for a card of {LENGTH} characters\n")


if __name__ == "__main__":
    main()
