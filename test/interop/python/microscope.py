"""The control software of a simulated microscope, over its local socket: a JSON object a line."""

import json
import socket


class Microscope:
    """Asks one thing at a time. `seconds` is the instrument's clock, as of the last answer."""

    def __init__(self, port: int):
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self._lines = self._socket.makefile("r", encoding="utf-8")
        self._last = 0
        self.seconds = 0.0

    def ask(self, command: str, **arguments) -> dict:
        self._last += 1
        request = {"id": self._last, "command": command, **arguments}
        self._socket.sendall((json.dumps(request) + "\n").encode())
        while True:
            answer = json.loads(self._lines.readline())
            self.seconds = answer["instrumentSeconds"]
            if answer.get("id") == self._last:
                break
        assert answer["ok"], f"{request} was refused: {answer}"
        return answer

    def close(self) -> None:
        self._socket.close()
