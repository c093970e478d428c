"""What a server says to what it refuses, as gRPC for Python has it."""

import grpc

from cryogym.v1alpha1 import collection_service_pb2 as pb
from cryogym.v1alpha1 import session_service_pb2 as sessions_pb
from cryogym.v1alpha1.collection_service_pb2_grpc import CollectionServiceStub
from cryogym.v1alpha1.session_service_pb2_grpc import SessionServiceStub
from google.rpc import error_details_pb2, status_pb2


def check_refusals(channel: grpc.Channel, of_driver, of_viewer, key: str) -> dict[str, list[str]]:
    """Makes calls that are wrong. Returns each one's status and the reason in its details."""
    sessions = SessionServiceStub(channel)
    collection = CollectionServiceStub(channel)
    unknown = sessions_pb.GetSessionRequest(session_key="nobody-s")
    long = pb.ExchangeRequest(session_key=key, wait_for_seconds=61)
    no_hello = pb.DriveRequest(seq=1, position=pb.Position(target_id="1"))
    return {
        "unknown": refusal(lambda: sessions.GetSession(unknown, metadata=of_viewer, timeout=30)),
        "long": refusal(lambda: collection.Exchange(long, metadata=of_driver, timeout=30)),
        "noHello": refusal(lambda: list(collection.Drive(iter([no_hello]), metadata=of_driver, timeout=30))),
    }


def refusal(call) -> list[str]:
    try:
        call()
    except grpc.RpcError as error:
        return [error.code().name, *reasons(error)]
    raise AssertionError("what is wrong was not refused")


def reasons(error: grpc.RpcError) -> list[str]:
    trailers = dict(error.trailing_metadata())
    status = status_pb2.Status.FromString(trailers["grpc-status-details-bin"])
    assert status.code == error.code().value[0] and status.message == error.details()
    info, fields = error_details_pb2.ErrorInfo(), error_details_pb2.BadRequest()
    found = []
    for detail in status.details:
        if detail.Unpack(info):
            assert info.domain == "cryogym"
            found.append(info.reason)
        elif detail.Unpack(fields):
            found += [violation.field for violation in fields.field_violations]
    return found
