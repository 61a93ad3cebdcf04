"""One account for all walks of a module, made once; each test leaves it as it was."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from tests.browser.person import chromium
from tests.walk import world
from tests.walk.inhabited import inhabit
from tests.walk.served import served
from tests.walk.walker import Walker
from tests.walk.world import World


@pytest.fixture(scope="module")
def db(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Let the whole module stand in one transaction, where elsewhere each test has its own."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def _built(db: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    outbox = tmp_path_factory.mktemp("outbox")
    with override_settings(OUTBOX_DIR=outbox, EMAIL_BACKEND="iamconsole.mail.OutboxBackend"):
        yield world.build(outbox)


@pytest.fixture
def account(_built: World) -> Iterator[World]:
    """An account with one of everything, alice who may, bob who may not, and mallory of another account."""
    with transaction.atomic():
        yield _built
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def _window(db: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walker]:
    outbox = tmp_path_factory.mktemp("outbox")
    with override_settings(OUTBOX_DIR=outbox, EMAIL_BACKEND="iamconsole.mail.OutboxBackend"):
        # Before the browser: its loop lets nobody ask the database from this thread.
        account = inhabit(outbox)
        with served() as url, chromium() as browser:
            yield Walker.at(browser, url, account)


@pytest.fixture
def walker(_window: Walker) -> Walker:
    """Somebody who has not found anything wrong yet."""
    _window.wrong.clear()
    return _window
