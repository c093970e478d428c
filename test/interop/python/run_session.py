"""Runs a session to its end against a policy server and a simulated microscope. Its last line is what came of it."""

import argparse
import faulthandler
import json
import os

import grpc

from cryogym.v1alpha1 import session_service_pb2 as pb
from cryogym.v1alpha1.session_service_pb2_grpc import SessionServiceStub
from driver import Driver
from microscope import Microscope
from numbering import Numbering
from pipeline import Pipeline
from refusals import check_refusals
from transports import Calls, Stream


MOST_SECONDS = 100
"""After this long it is told where every thread stands."""


def main() -> None:
    faulthandler.dump_traceback_later(MOST_SECONDS, exit=True)
    parser = argparse.ArgumentParser()
    for flag in ("--server", "--session", "--movies"):
        parser.add_argument(flag, required=True)
    parser.add_argument("--microscope", type=int, required=True)
    parser.add_argument("--transport", choices=("drive", "exchange"), required=True)
    parser.add_argument("--ca", help="turns TLS on")
    for flag in ("--driver-token", "--results-token", "--viewer-token"):
        parser.add_argument(flag)
    flags = parser.parse_args()
    with connect(flags.server, flags.ca) as channel:
        print(json.dumps(run(flags, channel)), flush=True)


def connect(server: str, authority: str | None) -> grpc.Channel:
    if authority is None:
        return grpc.insecure_channel(server)
    with open(authority, "rb") as file:
        return grpc.secure_channel(server, grpc.ssl_channel_credentials(file.read()))


def bearer(token: str | None) -> list[tuple[str, str]]:
    return [] if token is None else [("authorization", f"Bearer {token}")]


def run(flags: argparse.Namespace, channel: grpc.Channel) -> dict:
    numbering = Numbering()
    of_driver = bearer(flags.driver_token)
    transport = (
        Stream(channel, of_driver)
        if flags.transport == "drive"
        else Calls(channel, of_driver, flags.session, lambda: numbering.taken, lambda: numbering.epoch)
    )
    microscope = Microscope(flags.microscope)
    driver = Driver(flags.session, microscope, numbering, transport)
    pipeline = Pipeline(channel, bearer(flags.results_token), flags.session, flags.movies)
    try:
        collect(driver, pipeline)
    finally:
        transport.close()
    pipeline.repeat()
    microscope.close()
    sessions = SessionServiceStub(channel)
    of_viewer = bearer(flags.viewer_token)
    session = sessions.GetSession(
        pb.GetSessionRequest(session_key=flags.session), metadata=of_viewer, timeout=30
    )
    assert session.state == pb.SESSION_STATE_FINISHED, session
    assert session.exposures == len(driver.shots) == session.results, session
    check_events(sessions, flags.session, of_viewer, session)
    refusals = check_refusals(channel, of_driver, of_viewer, flags.session)
    return {
        "shots": driver.shots,
        "good": session.good,
        "directives": driver.directives,
        "connections": driver.connections,
        "messages": numbering.sent,
        "repeated": getattr(transport, "repeated", 0),
        "refusals": refusals,
    }


def collect(driver: Driver, pipeline: Pipeline) -> None:
    driver.connect()
    driver.survey()
    kind = ""
    while kind != "finish":
        directive = driver.next_directive()
        # What was said before the directive is safe: results of its shots are expected.
        pipeline.process(driver.shots[len(pipeline.reported) :])
        kind = driver.carry_out(directive)
    ended = driver.finish()
    assert ended == "OK", f"the stream ended with {ended}"


def check_events(sessions: SessionServiceStub, key: str, metadata, session: pb.GetSessionResponse) -> None:
    """The events of a session that is over are numbered from where one asks, and are what was counted."""
    request = pb.WatchSessionRequest(session_key=key)
    events = list(sessions.WatchSession(request, metadata=metadata, timeout=30))
    assert [event.index for event in events] == list(range(len(events)))
    kinds = [event.WhichOneof("event") for event in events]
    assert kinds.count("exposed") == session.exposures
    good = [event.resulted.good for event, kind in zip(events, kinds) if kind == "resulted"]
    assert sum(good) == session.good, f"{sum(good)} good results, {session.good} counted"
    assert kinds[-1] == "ended" or "ended" in kinds, kinds[-3:]
    middle = len(events) // 2
    request = pb.WatchSessionRequest(session_key=key, from_index=middle)
    rest = list(sessions.WatchSession(request, metadata=metadata, timeout=30))
    assert rest == events[middle:]


if __name__ == "__main__":
    main()
    # As the interpreter ends it stops gRPC's threads wherever they are; finalizers of calls would then wait for their locks.
    os._exit(0)
