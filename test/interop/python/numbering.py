"""One side of the numbered, acknowledged exchange of messages, as the protocol's comments describe it."""

from cryogym.v1alpha1 import collection_service_pb2 as pb


class Numbering:
    """Gives a driver's messages their numbers, keeps what is not safe yet, and checks the server's numbers."""

    def __init__(self):
        self.epoch = 0
        self.sent = 0
        self.taken = 0
        self.safe = 0
        self.unsafe: list[pb.DriveRequest] = []
        self.server_id = ""
        self.lease_term = 0

    def hello(self, **fields) -> pb.DriveRequest:
        said = pb.Hello(server_id=self.server_id, lease_term=self.lease_term, **fields)
        return pb.DriveRequest(epoch=self.epoch, ack=self.taken, hello=said)

    def number(self, seconds: float, **message) -> pb.DriveRequest:
        self.sent += 1
        request = pb.DriveRequest(
            epoch=self.epoch, seq=self.sent, ack=self.taken, instrument_seconds=seconds, **message
        )
        self.unsafe.append(request)
        return request

    def take(self, response: pb.DriveResponse) -> str:
        """Takes a message of the server in. Returns what it says; empty if that is nothing or known already."""
        said = response.WhichOneof("message") or ""
        assert response.ack <= self.sent, f"{response.ack} is acknowledged, {self.sent} were sent"
        assert response.ack >= self.safe, f"the acknowledgement fell from {self.safe} to {response.ack}"
        self.safe = response.ack
        self.unsafe = [request for request in self.unsafe if request.seq > self.safe]
        if said == "welcome":
            self._welcome(response.welcome)
            return said
        assert response.epoch == self.epoch, f"epoch {response.epoch} instead of {self.epoch}"
        if response.seq == 0:
            assert said == "", f"{said} has no number"
            return ""
        assert response.seq <= self.taken + 1, f"number {response.seq} after {self.taken}"
        if response.seq <= self.taken:
            return ""
        self.taken = response.seq
        return said

    def again(self) -> list[pb.DriveRequest]:
        """What the server has not got, for the new epoch."""
        for request in self.unsafe:
            request.epoch = self.epoch
            request.ack = self.taken
        return self.unsafe

    def _welcome(self, welcome: pb.Welcome) -> None:
        assert welcome.epoch > self.epoch, f"epoch {welcome.epoch} after {self.epoch}"
        assert welcome.last_seq <= self.sent
        assert welcome.lease_term >= max(1, self.lease_term)
        assert self.server_id in ("", welcome.server_id)
        self.epoch = welcome.epoch
        self.server_id = welcome.server_id
        self.lease_term = welcome.lease_term
        self.unsafe = [request for request in self.unsafe if request.seq > welcome.last_seq]
