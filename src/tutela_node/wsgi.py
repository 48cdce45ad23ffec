"""What the web server calls."""

import os

import django
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tutela_node.settings")
application = get_wsgi_application()

from tutela_node.spine.process import start  # noqa: E402  (needs the applications that the line above loads)

start()
__all__ = ["application", "django"]
