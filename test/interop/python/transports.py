"""Two ways for the same messages: one stream, or call by call."""

import queue
from collections import deque
from typing import Callable

from cryogym.v1alpha1 import collection_service_pb2 as pb
from cryogym.v1alpha1.collection_service_pb2_grpc import CollectionServiceStub

DEADLINE_SECONDS = 60


class Stream:
    """`Drive`."""

    def __init__(self, channel, metadata, **_):
        self._stub = CollectionServiceStub(channel)
        self._metadata = metadata

    def open(self, hello: pb.DriveRequest) -> None:
        self._said: queue.SimpleQueue = queue.SimpleQueue()
        self._call = self._stub.Drive(
            iter(self._said.get, None), metadata=self._metadata, timeout=DEADLINE_SECONDS
        )
        self.send(hello)

    def send(self, request: pb.DriveRequest) -> None:
        self._said.put(request)

    def receive(self) -> pb.DriveResponse:
        return next(self._call)

    def break_off(self) -> None:
        self._call.cancel()
        self._said.put(None)

    def close(self) -> None:
        """A thread of gRPC's waits for what there is to say, and keeps the process alive."""
        self.break_off()

    def ends(self) -> str:
        """Waits for the end of the stream, by which the server says that the session is over."""
        for response in self._call:
            assert response.WhichOneof("message") is None, f"{response} after the last directive"
        self._said.put(None)
        return self._call.code().name


class Calls:
    """`Exchange`; every third call is made twice, as where an answer was lost."""

    def __init__(self, channel, metadata, key: str, taken: Callable[[], int], epoch: Callable[[], int]):
        self._stub = CollectionServiceStub(channel)
        self._metadata = metadata
        self._key = key
        self._taken = taken
        self._epoch = epoch
        self._calls = 0
        self.repeated = 0

    def open(self, hello: pb.DriveRequest) -> None:
        self._unsaid: list[pb.DriveRequest] = []
        self._heard = deque(self._call([hello], 0, 0).responses)

    def send(self, request: pb.DriveRequest) -> None:
        self._unsaid.append(request)

    def receive(self) -> pb.DriveResponse:
        while not self._heard:
            said, self._unsaid = self._unsaid[:1000], self._unsaid[1000:]
            answer = self._call(said, self._epoch(), 0 if said else 20)
            self._calls += 1
            if self._calls % 3 == 0:
                answer = self._call(said, self._epoch(), 0)
                self.repeated += 1
            assert answer.responses, "an answer without a message"
            self._heard.extend(answer.responses)
        return self._heard.popleft()

    def break_off(self) -> None:
        """Forgets what was not said and not heard, as a driver does that is started anew."""
        self._unsaid.clear()
        self._heard.clear()

    def close(self) -> None:
        pass

    def ends(self) -> str:
        return "OK"

    def _call(self, requests, epoch: int, wait_for_seconds: float) -> pb.ExchangeResponse:
        request = pb.ExchangeRequest(
            session_key=self._key,
            requests=requests,
            epoch=epoch,
            ack=self._taken(),
            wait_for_seconds=wait_for_seconds,
        )
        return self._stub.Exchange(request, metadata=self._metadata, timeout=DEADLINE_SECONDS)
