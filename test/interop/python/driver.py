"""A driver of a microscope, written from the protocol's definition alone."""

from cryogym.v1alpha1 import collection_service_pb2 as pb
from cryogym.v1alpha1.target_pb2 import TARGET_STATUS_AVAILABLE, TARGET_STATUS_SPENT, Target

from numbering import Numbering

TARGETS_A_MESSAGE = 100
BREAK_OFF_EVERY = 3
"""The connection breaks when so many directives were taken on since it did before."""


def as_target(listed: dict) -> Target:
    names = {
        "imageXPixels": "image_x_pixels",
        "imageYPixels": "image_y_pixels",
        "stageXMicrometers": "stage_x_micrometers",
        "stageYMicrometers": "stage_y_micrometers",
    }
    places = {field: listed[name] for name, field in names.items() if listed.get(name) is not None}
    return Target(
        id=listed["id"],
        parent_id=listed.get("parentId", ""),
        level=listed["level"],
        name=listed["name"],
        features=listed.get("features", {}),
        status=TARGET_STATUS_SPENT if listed["spent"] else TARGET_STATUS_AVAILABLE,
        **places,
    )


class Driver:
    """Carries out what the server directs. `shots` is what was exposed, `directives` what was asked for by kind."""

    def __init__(self, key: str, microscope, numbering: Numbering, transport):
        self.key = key
        self.microscope = microscope
        self.numbering = numbering
        self.transport = transport
        self.shots: list[str] = []
        self.directives: dict[str, int] = {}
        self.connections = 0
        self._heard: list[pb.DriveResponse] = []

    def connect(self, under_way: str = "") -> None:
        can = pb.Capabilities(load=True, acquire=True, halt=True)
        hello = self.numbering.hello(
            session_key=self.key, driver="written-in-python", version="1", capabilities=can, directive_id=under_way
        )
        self.transport.open(hello)
        first = self.transport.receive()
        assert self.numbering.take(first) == "welcome", f"{first} instead of a welcome"
        assert first.welcome.HasField("limits"), "a welcome without limits"
        self.connections += 1
        for request in self.numbering.again():
            self.transport.send(request)

    def say(self, **message) -> None:
        self.transport.send(self.numbering.number(self.microscope.seconds, **message))

    def survey(self) -> None:
        """Tells of everything that there is."""
        described = self.microscope.ask("describe")
        targets = [as_target(listed) for listed in described["targets"]]
        for first in range(0, len(targets), TARGETS_A_MESSAGE):
            self.say(survey=pb.Survey(targets=targets[first : first + TARGETS_A_MESSAGE]))
        self.say(position=pb.Position(target_id=described["place"]))
        self.say(surveyed=pb.Surveyed(final=True))

    def next_directive(self) -> pb.Directive:
        while True:
            response = self.transport.receive()
            said = self.numbering.take(response)
            if said == "directive":
                return response.directive
            assert said == "", f"{response} instead of a directive"

    def carry_out(self, directive: pb.Directive) -> str:
        """Returns the kind of the directive."""
        kind = directive.WhichOneof("kind")
        assert directive.valid_for_seconds > 0 and directive.expected_seconds >= 0, directive
        assert kind == "finish" or directive.reason.sentence != "", f"{directive} has no reason"
        self.say(directive_acknowledged=pb.DirectiveAcknowledged(directive_id=directive.id))
        self.directives[kind] = self.directives.get(kind, 0) + 1
        if sum(self.directives.values()) % BREAK_OFF_EVERY == 0:
            self.transport.break_off()
            self.connect(under_way=directive.id)
        took = self._at_microscope(directive, kind)
        phases = [pb.Phase(name=one["name"], duration_seconds=one["durationSeconds"]) for one in took["phases"]]
        completed = pb.DirectiveCompleted(
            directive_id=directive.id, duration_seconds=took["durationSeconds"], phases=phases
        )
        self.say(directive_completed=completed)
        return kind

    def finish(self) -> str:
        """Waits until everything is safe. Returns how the connection ended."""
        while self.numbering.safe < self.numbering.sent:
            assert self.numbering.take(self.transport.receive()) == ""
        return self.transport.ends()

    def _at_microscope(self, directive: pb.Directive, kind: str) -> dict:
        if kind in ("load_grid", "go_to_square", "go_to_group"):
            return self.microscope.ask("move", target=getattr(directive, kind).target_id)
        if kind == "finish":
            self.microscope.ask("safe-state")
            return {"durationSeconds": 0, "phases": []}
        assert kind == "acquire", f"{kind} was not declared"
        assert len(directive.acquire.shots) > 0
        seconds, phases = 0.0, []
        for shot in directive.acquire.shots:
            self._report(directive, shot, pb.SHOT_STATE_STARTED)
            took = self.microscope.ask("expose", target=shot.target_id, shotId=shot.id)
            self._report(directive, shot, pb.SHOT_STATE_DONE, took["durationSeconds"])
            self.shots.append(shot.id)
            seconds += took["durationSeconds"]
            phases += took["phases"]
        return {"durationSeconds": seconds, "phases": phases}

    def _report(self, directive: pb.Directive, shot: pb.Shot, state: int, seconds: float = 0) -> None:
        self.say(
            shot=pb.ShotReport(
                directive_id=directive.id, shot_id=shot.id, state=state, duration_seconds=seconds
            )
        )
