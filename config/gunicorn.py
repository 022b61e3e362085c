"""How gunicorn serves buuv; its figures come from buuv's own settings."""

import gc

from buuv.language import warming
from buuv.search import suggesting
from buuv.settings import ROOT
from buuv.settings import load as _load

_settings = _load()

wsgi_app = "wsgi:app"
chdir = str(ROOT)
bind = f"[{_settings.bind}]:{_settings.port}" if ":" in _settings.bind else f"{_settings.bind}:{_settings.port}"

worker_class = "gthread"
workers = _settings.workers
threads = _settings.threads
# Loaded once and shared: a worker that is replaced answers at once.
preload_app = True

# No page takes a second; a worker that is silent for half a minute hangs.
timeout = 30
# What is being answered when buuv stops has this many seconds to end.
graceful_timeout = 8
keepalive = 5

# buuv's addresses and forms are short; more is an attack (F-17).
limit_request_line = 4094
limit_request_fields = 64
limit_request_field_size = 8190

# Only buuv's own trusted_proxy decides whom to believe about https and addresses.
forwarded_allow_ips = ""
proxy_allow_ips = ""

# No access log: it would hold addresses of people (R-P07).
accesslog = None
errorlog = "-"
loglevel = "warning"
# Its control socket would lie outside the data folder.
control_socket_disable = True


def when_ready(server):
    """What was loaded and learned stays for good, so the garbage collector need not walk it."""
    warming.warm()
    suggesting.warm()
    gc.collect()
    gc.freeze()
