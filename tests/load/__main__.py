"""`make bench`: measure, as ratios in one run, what is promised to be fast; `ARGS="--only account"` chooses a part."""

import argparse
import os
import sys
from collections.abc import Sequence

import django

from tests.load import engine_bench, lists_bench, report_bench


def account(_arguments: Sequence[str]) -> int:
    """Measure a full account, last of all: what is read is there only once Django is, in a folder of its own."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()
    from tests.load import account_bench

    return account_bench.main()


PARTS = {
    "engine": engine_bench.main,
    "reports": lambda _: report_bench.main([]),
    "lists": lists_bench.main,
    "account": account,
}

if __name__ == "__main__":
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--only", choices=PARTS)
    chosen, rest = parser.parse_known_args()
    results = [run(rest) for name, run in PARTS.items() if chosen.only in (None, name)]
    sys.exit(max(results))
