"""`/api/v1`: what programs of the municipality ask. OpenAPI 3.1 at `/api/v1/openapi.json`, faults as RFC 9457 says.

The one door to flask-smorest and, for the web, to marshmallow. Whoever asks has the session of a person.
"""

from web.api.service import init_app

__all__ = ["init_app"]
