"""The WSGI application that the production server runs."""

import os

from django.core.wsgi import get_wsgi_application

from workplan.content_type import OnlyUtf8

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "workplan.settings")
application = OnlyUtf8(get_wsgi_application())
