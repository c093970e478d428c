"""A pipeline that reports what it finds in movies, written from the protocol's definition alone."""

import json
from pathlib import Path

from cryogym.v1alpha1 import results_service_pb2 as pb
from cryogym.v1alpha1.results_service_pb2_grpc import ResultsServiceStub

SOURCE = "pipeline-in-python"


class Pipeline:
    def __init__(self, channel, metadata, key: str, movies: str):
        self._stub = ResultsServiceStub(channel)
        self._metadata = metadata
        self._key = key
        self._movies = Path(movies)
        self.reported: list[pb.ShotOutcome] = []

    def process(self, shots: list[str]) -> None:
        """Reports shots that the server knows to be exposed."""
        outcomes = [self._outcome(shot) for shot in shots]
        self.reported += outcomes
        self._expect(outcomes, pb.RECEIPT_STATUS_ACCEPTED)

    def repeat(self) -> None:
        """Reports everything again, and a shot that nobody asked for."""
        self._expect(self.reported, pb.RECEIPT_STATUS_DUPLICATE)
        self._expect([pb.ShotOutcome(shot_id="nobody-s", failed=True)], pb.RECEIPT_STATUS_UNKNOWN_SHOT)

    def _outcome(self, shot: str) -> pb.ShotOutcome:
        movie = json.loads((self._movies / f"{shot}.json").read_text(encoding="utf-8"))
        names = {
            "ctfResolutionAngstrom": "ctf_resolution_angstrom",
            "iceThicknessNanometers": "ice_thickness_nanometers",
            "particleCount": "particle_count",
            "failed": "failed",
        }
        found = {field: movie[name] for name, field in names.items() if movie.get(name) is not None}
        return pb.ShotOutcome(shot_id=shot, **found)

    def _expect(self, outcomes: list[pb.ShotOutcome], status: int) -> None:
        for first in range(0, len(outcomes), 1000):
            part = outcomes[first : first + 1000]
            request = pb.ReportRequest(session_key=self._key, source=SOURCE, outcomes=part)
            answer = self._stub.Report(request, metadata=self._metadata, timeout=30)
            expected = [(outcome.shot_id, pb.ReceiptStatus.Name(status)) for outcome in part]
            receipts = [(one.shot_id, pb.ReceiptStatus.Name(one.status)) for one in answer.receipts]
            assert receipts == expected, f"{receipts} instead of {expected}"
