"""How gunicorn serves iamconsole: `gunicorn --config python:iamconsole.web iamconsole.wsgi`."""

import os

from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "iamconsole.settings")

bind = f"127.0.0.1:{settings.PORT}"
worker_class = "gthread"
# SQLite has one writer: more than two processes only wait for each other.
workers = min(os.cpu_count() or 1, 2 if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3") else 4)
threads = 4
timeout = 60
graceful_timeout = 10
keepalive = 5
# gunicorn's largest request line: a presigned request carries a policy and a session token in its address.
limit_request_line = 8190
limit_request_field_size = 16380
# gunicorn itself believes no forwarded header; what TRUSTED_PROXIES allows is read by Django from the same headers.
forwarded_allow_ips = ""
# Its control socket would be made in the home folder, which a service may not have.
control_socket_disable = True
