"""Looks at every page of the site in a real browser: with axe, light and dark, wide and narrow, and at its console."""

import pytest

from tests.walk import pages
from tests.walk.addresses import addresses, report
from tests.walk.walker import Shown, Walker

pytestmark = pytest.mark.browser

READ = tuple(address for address in addresses() if "get" in address.methods)
FEATURES = tuple(dict.fromkeys(address.name.partition(":")[0] for address in READ))
# One of each frame; on every other page only what is inside it can be new.
FRAMES = ("console:home", "signin:sign-in")
# A page that shows what it could not understand says so.
STATUSES = (200, 422)


@pytest.mark.parametrize("feature", FEATURES)
def test_every_page_can_be_read_by_everybody(walker: Walker, feature: str) -> None:
    for address in READ:
        if address.name.partition(":")[0] != feature:
            continue
        walker.is_(pages.viewer(address))
        for path in pages.paths(address, walker.account.names):
            shown, status = walker.goes_to(path)
            if shown is Shown.PAGE:
                walker.looks(whole=address.name in FRAMES)
            if status not in STATUSES:
                walker.notes(f"answers {status}: say in tests/walk/pages.py what {address.name} is about")

    assert not walker.wrong, report(walker.wrong)
