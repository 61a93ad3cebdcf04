"""`make bench`: measure, as ratios in one run, what is promised to be fast."""

import sys

from tests.load import engine_bench, lists_bench, report_bench

if __name__ == "__main__":
    sys.exit(engine_bench.main(sys.argv[1:]) or report_bench.main([]) or lists_bench.main([]))
