"""Connections to AWS: `connect(target)` is called by `assistant.toolbox` (reads) and the gate (writes).

Every request passes a guard on the client itself that refuses operations the caller did not declare, so a reader can
do no more than its tool says. The only module that imports the AWS SDK.
"""

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Literal

from tools.aws import errors, retries
from tools.aws.target import Target
from tools.spec import BadRequest, Call, Denied, Unavailable

Mode = Literal["read", "write"]
# A second wall behind the exact names that a tool declares: a read connection sends nothing but these.
_READING = ("Describe", "Get", "List", "Lookup", "Search", "BatchGet")
_IDENTITY = "sts:GetCallerIdentity"
_CONNECT_TIMEOUT_S = 3
_READ_TIMEOUT_S = 20
_ROLE_SESSION = "baepo"

# What the running call may send. Clients are shared by threads; a thread that is in no call may send nothing.
_allowed: ContextVar[frozenset[str]] = ContextVar("allowed", default=frozenset())


@contextmanager
def _allowing(operations: frozenset[str]) -> Iterator[None]:
    token = _allowed.set(operations)
    try:
        yield
    finally:
        _allowed.reset(token)


def connect(target: Target, *, mode: Mode = "read") -> "AwsConnection":
    """A connection that has not sent anything yet. Raises `ToolError` when the profile does not exist."""
    return AwsConnection(target, mode=mode)


class AwsConnection:
    """One account: a session and one client per service and region, shared by threads."""

    def __init__(self, target: Target, *, mode: Mode) -> None:
        self.target = target
        self.mode: Mode = mode
        self._lock = threading.RLock()
        self._clients: dict[tuple[str, str], Any] = {}
        self._account = ""
        with _translated(self._where("sts", "GetCallerIdentity", "")):
            self._session = _session(target)
            self._boto3 = _boto3(self._session)

    def identity(self) -> str:
        """The account id of the credentials. Raises `ToolError`. Source: STS GetCallerIdentity."""
        call = Call(operations=frozenset({_IDENTITY}), deadline=time.monotonic() + _READ_TIMEOUT_S)
        reader = self.bound(call)
        region = reader.regions()[0]
        answer = reader.call("sts", "GetCallerIdentity", region=region)
        if "Account" not in answer:
            raise errors.not_aws(self._where("sts", "GetCallerIdentity", region))
        self._account = str(answer["Account"])
        return self._account

    def bound(self, call: Call) -> "AwsReader":
        return AwsReader(self, call)

    @property
    def account(self) -> str:
        """The account id where it is known without asking, else ""."""
        return self._account or self.target.account_id

    @property
    def regions(self) -> tuple[str, ...]:
        """The regions of the environment, or the one of the profile."""
        if self.target.regions:
            return self.target.regions
        default = self._session.get_config_variable("region")
        return (str(default),) if default else ()

    def client(self, service: str, region: str) -> Any:
        """The guarded client; creating one is not thread-safe, using it is."""
        with self._lock:
            client = self._clients.get((service, region))
            if client is None:
                client = self._made(service, region)
                client.meta.events.register_first("before-call", self._guard)
                self._clients[service, region] = client
            return client

    def _made(self, service: str, region: str) -> Any:
        from botocore.exceptions import BotoCoreError

        endpoint_url = self.target.endpoint_url or None
        try:
            return self._boto3.client(service, region_name=region, endpoint_url=endpoint_url, config=_config())
        except BotoCoreError:  # some of these are also a ValueError
            raise
        except ValueError as error:
            named = f"endpoint_url {endpoint_url!r}" if endpoint_url else "The AWS endpoint of this machine's settings"
            raise BadRequest(
                f"{named} is not an address ({error}).",
                remedy="Write it as https://host:port: `endpoint_url` in `[environments.<name>.aws]`, or AWS_ENDPOINT_URL.",
            ) from error

    def paging(self, service: str, operation: str) -> Any:
        """How the operation pages, or None when it answers in one piece."""
        with self._lock:
            try:
                return self._session.get_paginator_model(service).get_paginator(operation)
            except ValueError:
                return None

    def _guard(self, model: Any, **_: Any) -> None:
        """Runs before a request is signed or sent. Raises `Denied`; returns None, which lets it go on."""
        operation = f"{model.service_model.service_name}:{model.name}"
        if operation not in _allowed.get():
            raise Denied(
                f"{operation} was not sent: it is not among the operations declared for this call.",
                permission=operation,
                remedy="Declare it in the tool or action that needs it.",
            )
        if self.mode == "read" and not model.name.startswith(_READING):
            raise Denied(
                f"{operation} was not sent: this connection only reads.",
                permission=operation,
                remedy="Changes go through a plan: baepo propose.",
            )

    def _where(self, service: str, operation: str, region: str) -> errors.Where:
        return errors.Where(
            service=service,
            operation=operation,
            region=region,
            account=self.target.account_id,
            profile=self.target.profile,
            endpoint_url=self.target.endpoint_url,
        )


class AwsReader:
    """What a tool or executor is handed: requests within one call's operations, deadline and cancellation."""

    def __init__(self, connection: AwsConnection, call: Call) -> None:
        self._connection = connection
        self._call = call

    @property
    def account(self) -> str:
        """The account id, "" where it is not known."""
        return self._connection.account

    def regions(self, wanted: str | None = None) -> tuple[str, ...]:
        """The regions to look at: all of the environment, or the one asked for.

        Raises: `BadRequest` for a region the environment does not cover, `Unavailable` when none is configured.
        """
        covered = self._connection.regions
        if not covered:
            raise errors.no_region()
        if wanted is None:
            return covered
        if wanted not in covered:
            raise BadRequest(f"Region {wanted} is not in this environment; it covers {', '.join(covered)}.")
        return (wanted,)

    def call(self, service: str, operation: str, *, region: str, **params: Any) -> dict[str, Any]:
        """One request and its answer. Raises `ToolError`."""
        return self._send(service, operation, region, params)

    def pages(
        self, service: str, operation: str, *, region: str, items: str, page_size: int | None = None, **params: Any
    ) -> Iterator[dict[str, Any]]:
        """Every item under the answer's key `items`, page after page. Raises `ToolError`."""
        for page in self._answers(service, operation, region=region, page_size=page_size, **params):
            if items not in page:  # a proxy's page may parse as an answer in which nothing was found
                raise errors.not_aws(self._connection._where(service, operation, region))
            yield from page[items]

    def _answers(
        self, service: str, operation: str, *, region: str, page_size: int | None, **params: Any
    ) -> Iterator[dict[str, Any]]:
        where = self._connection._where(service, operation, region)
        with _translated(where):
            client = self._connection.client(service, region)
            paging = self._connection.paging(service, operation)
        if paging is None:
            yield self._send(service, operation, region, params)
            return

        def send(**paged: Any) -> dict[str, Any]:
            return self._send(service, operation, region, paged)

        model = client.meta.service_model.operation_model(operation)
        config = {"PageSize": page_size} if page_size else {}
        yield from _paginator(send, paging, model).paginate(PaginationConfig=config, **params)

    def _send(self, service: str, operation: str, region: str, params: dict[str, Any]) -> dict[str, Any]:
        from botocore import xform_name
        from botocore.exceptions import BotoCoreError, ClientError, ConnectionError, HTTPClientError
        from botocore.parsers import ResponseParserError

        where = self._connection._where(service, operation, region)
        repeatable = operation.startswith(_READING) or "ClientToken" in params
        with _translated(where):
            client = self._connection.client(service, region)
        method: Callable[..., dict[str, Any]] = getattr(client, xform_name(operation))
        attempt = 0
        while True:
            attempt += 1
            self._check_wanted(where)
            try:
                with _allowing(self._call.operations):
                    return method(**params)
            except ClientError as error:
                delay_s = retries.after_response(error.response, attempt=attempt, repeatable=repeatable)
                if not self._waits(delay_s):
                    raise errors.of_response(error.response, where, attempts=attempt) from error
            except (ConnectionError, HTTPClientError) as error:
                delay_s = retries.after_lost_connection(attempt=attempt, repeatable=repeatable)
                if not self._waits(delay_s):
                    raise errors.of_library(_kinds(error), str(error), where) from error
            except (ResponseParserError, KeyError) as error:  # the SDK's parsers on a page of somebody else
                raise errors.not_aws(where) from error
            except BotoCoreError as error:
                raise errors.of_library(_kinds(error), str(error), where) from error

    def _check_wanted(self, where: errors.Where) -> None:
        if self._call.cancelled.is_set():
            raise Unavailable(f"Stopped before {where.action} in {where.region} was read.")
        if time.monotonic() >= self._call.deadline:
            raise Unavailable(
                f"Out of time before {where.action} in {where.region} was read.",
                remedy="Ask about one region, or narrow the question.",
            )

    def _waits(self, delay_s: float | None) -> bool:
        """Sleeps and says True, or False at once when there is no use in waiting that long."""
        if delay_s is None or time.monotonic() + delay_s >= self._call.deadline:
            return False
        self._call.cancelled.wait(delay_s)
        return True


def _paginator(send: Any, paging: Any, model: Any) -> Any:
    """The SDK's paginator over `send`, so that every page passes the same retries and limits."""
    from botocore.paginate import Paginator

    return Paginator(send, paging, model)


def _kinds(error: BaseException) -> frozenset[str]:
    return frozenset(kind.__name__ for kind in type(error).__mro__)


@contextmanager
def _translated(where: errors.Where) -> Iterator[None]:
    from botocore.exceptions import BotoCoreError

    try:
        yield
    except BotoCoreError as error:
        raise errors.of_library(_kinds(error), str(error), where) from error


def _boto3(session: Any) -> Any:
    """The boto3 session on a botocore session whose credentials are set up."""
    import boto3.session

    return boto3.session.Session(botocore_session=session)


def _config() -> Any:
    from botocore.config import Config

    return Config(
        connect_timeout=_CONNECT_TIMEOUT_S,
        read_timeout=_READ_TIMEOUT_S,
        retries={"total_max_attempts": 1, "mode": "standard"},  # see tools.aws.retries
        max_pool_connections=16,
        user_agent_extra="baepo",
    )


def _session(target: Target) -> Any:
    """A session with the credentials of the profile, the environment or the role; nothing is sent yet."""
    import botocore.session

    if target.endpoint_url and not target.profile and not os.environ.get("AWS_ACCESS_KEY_ID"):
        session = _session_without_files()
    else:
        session = botocore.session.Session(profile=target.profile or None)
    return _with_role(session, target) if target.role_arn else session


def _session_without_files() -> Any:
    """For an endpoint of its own, such as moto: made-up credentials, so that no real profile is ever sent there."""
    import botocore.session

    nothing: Any = (None, None, os.devnull, None)
    no_profile: Any = (None, [], None, None)
    session = botocore.session.Session(
        session_vars={"profile": no_profile, "config_file": nothing, "credentials_file": nothing}
    )
    session.set_credentials("testing", "testing")
    return session


class _Given:
    """A credential source that holds what it was given, where the session would look for profiles."""

    def __init__(self, credentials: Any) -> None:
        self._credentials = credentials

    def load_credentials(self) -> Any:
        return self._credentials


def _with_role(session: Any, target: Target) -> Any:
    """A session that assumes the role on its first request and again before the credentials expire."""
    import functools

    import botocore.session
    from botocore.credentials import AssumeRoleCredentialFetcher, DeferredRefreshableCredentials
    from botocore.exceptions import NoCredentialsError

    source = session.get_credentials()
    if source is None:
        raise NoCredentialsError
    fetcher = AssumeRoleCredentialFetcher(
        client_creator=functools.partial(
            session.create_client,
            region_name=target.regions[0] if target.regions else session.get_config_variable("region"),
            endpoint_url=target.endpoint_url or None,
            config=_config(),
        ),
        source_credentials=source,
        role_arn=target.role_arn,
        extra_args={"RoleSessionName": _ROLE_SESSION},
    )
    assumed = botocore.session.Session(profile=target.profile or None)
    credentials = DeferredRefreshableCredentials(refresh_using=fetcher.fetch_credentials, method="assume-role")
    assumed.register_component("credential_provider", _Given(credentials))
    return assumed
