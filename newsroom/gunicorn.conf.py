"""gunicorn's settings: behind nginx in production, alone on loopback with `make run`."""

import multiprocessing
import os
from pathlib import Path

bind = os.environ.get("GUNICORN_BIND", "127.0.0.1:8000")
# Pages are made by the processor, not waited for: two workers a core keep the cores busy while one
# waits for the database. Threads let a slow reader hold a thread instead of a worker.
workers = int(os.environ.get("WEB_CONCURRENCY") or min(2 * multiprocessing.cpu_count(), 8))
worker_class = "gthread"
threads = 4
# A worker starts anew now and then, so that no leak in a library can grow for months.
max_requests = 10_000
max_requests_jitter = 1_000
timeout = 60
graceful_timeout = 30
keepalive = 5
# The heartbeat file must not wait for a disk.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108
# Only a proxy on this machine may say who the reader is.
forwarded_allow_ips = "127.0.0.1,::1"
control_socket_disable = True  # nothing here uses it, and a service has no home folder for it
accesslog = "-" if os.environ.get("ACCESS_LOG") == "1" else None
errorlog = "-"
