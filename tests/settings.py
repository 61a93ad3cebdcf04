"""iamconsole's own settings in a folder of their own: no test touches var/, or hears of the developer's shell."""

import atexit
import os
import re
import shutil
import tempfile

folder = tempfile.mkdtemp(prefix="iamconsole-test-")
atexit.register(shutil.rmtree, folder, ignore_errors=True)
# Of the deployment's choices only the two that `python -m tests.run` makes are kept.
for name in [*os.environ]:
    if name.startswith(("IAMCONSOLE_", "SECRET_KEY", "EMAIL_URL")) and name != "IAMCONSOLE_TEST_OUTCOMES":
        del os.environ[name]
os.environ.pop("PORT", None)
os.environ["IAMCONSOLE_VAR"] = folder
if os.environ.get("REDIS_URL"):
    # gw0, gw1 ...: every test process has a Redis database of its own.
    number = re.sub(r"\D", "", os.environ.get("PYTEST_XDIST_WORKER", "")) or "99"
    os.environ["REDIS_URL"] = re.sub(r"/\d*$", f"/{number}", os.environ["REDIS_URL"])

# The package asks for the settings while it is imported: it gets the real ones, not this half-read module.
os.environ["DJANGO_SETTINGS_MODULE"] = "iamconsole.settings"
from iamconsole.settings import *  # noqa: E402, F403
from iamconsole.settings import DATABASES, VAR_DIR  # noqa: E402

os.environ["DJANGO_SETTINGS_MODULE"] = __name__

# Nearly every test makes people with passwords. Sites of their own, as in tests/services.py, have the real hasher.
PASSWORD_HASHERS = ["tests.hashers.Quick"]

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file, as in production, not Django's database in memory: its locks are others.
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}
