"""What gunicorn serves: `gunicorn wsgi:app`."""

from buuv.app import create_app

app = create_app()
