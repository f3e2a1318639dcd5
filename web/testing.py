"""The test kit of the pages: a person at the application, without JavaScript."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from web.typography import NO_BREAK


class Browser:
    """A person at the application, without JavaScript: follows redirects, sends the token of the page it saw last.

    `page` has plain spaces where `exact` has no-break ones.
    """

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self._exact = ""
        self._page = ""
        self._status = 0
        self._ahead: str | None = None

    @property
    def page(self) -> str:
        return self._looked()._page

    @page.setter
    def page(self, older: str) -> None:
        """Go on from a page that was seen before, as with the back button."""
        self._page = older

    @property
    def exact(self) -> str:
        return self._looked()._exact

    @property
    def status(self) -> int:
        return self._looked()._status

    def log_in(self, name: str, password: str) -> None:
        """Log in; the page that comes then is fetched when somebody looks at it, and most go elsewhere at once."""
        self.get("/anmelden")
        fields = {"csrf_token": self.token(), "kennung": name, "kennwort": password}
        response = self.client.post("/anmelden", data=fields)
        self._seen(response)._ahead = response.location
        if response.location is None:
            raise AssertionError(f"Expected {name} to be let in, but got {response.status}")

    def get(self, address: str, **headers: str) -> Browser:
        return self._seen(self.client.get(address, follow_redirects=True, headers=headers))

    def post(self, address: str, data: dict[str, object] | None = None, **headers: str) -> Browser:
        fields = {"csrf_token": self.token(), **(data or {})}
        return self._seen(self.client.post(address, data=fields, follow_redirects=True, headers=headers))

    def token(self) -> str:
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.page) or re.search(
            r'data-csrf="([^"]+)"', self.page
        )
        return found[1] if found else ""

    def value(self, name: str) -> str:
        found = re.search(rf'name="{name}" value="([^"]*)"', self.page)
        if found is None:
            raise AssertionError(f"Expected a field {name} on the page")
        return found[1]

    def hand_in(
        self, address: str, fields: Mapping[str, str], field: str, name: str, content: bytes
    ) -> Browser:
        """Post a form with a file, of any size."""
        sent = _multipart({"csrf_token": self.token(), **fields}, field, name, content)
        return self._seen(self.client.post(address, follow_redirects=True, **sent))

    @property
    def words(self) -> str:
        """What the page says, without markup: a token made by chance can contain any few letters."""
        seen = re.sub(r"<(script|style)\b.*?</\1>", " ", self.page, flags=re.DOTALL)
        return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", seen)).split())

    def _looked(self) -> Browser:
        return self if self._ahead is None else self.get(self._ahead)

    def _seen(self, response: TestResponse) -> Browser:
        self._exact, self._status, self._ahead = response.get_data(as_text=True), response.status_code, None
        self._page = self._exact.replace(NO_BREAK, " ")
        return self


def _multipart(fields: Mapping[str, str], field: str, name: str, content: bytes) -> dict[str, Any]:
    """A form with a file as a client's `post` takes it: given a large file itself, the test client leaves one open."""
    parts = [
        f'--x\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
        for key, value in fields.items()
    ]
    parts.append(f'--x\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n\r\n')
    body = "".join(parts).encode() + content + b"\r\n--x--\r\n"
    return {"data": body, "content_type": "multipart/form-data; boundary=x"}


#: log in as somebody and get their browser
Login = Callable[[str], Browser]
