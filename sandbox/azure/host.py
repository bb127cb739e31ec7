"""A stand-in for the host of Azure Functions: it starts Microsoft's worker, fires timers when told, and polls storage queues.

What it does as host.json says: batches, retries, dequeue counts, poison queues. What it can't tell anything about: NCRONTAB,
function keys, scaling.
"""

from __future__ import annotations

import json
import os
import queue
import secrets
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent import futures
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import grpc

from core.ports import Queues, Received
from sandbox.azure import rpc

ROOT = Path(__file__).parents[2]
POLLED = ("audits", "deliveries", "audits-poison", "deliveries-poison")
_HIDDEN = 600
"""Seconds for which the host keeps a message to itself while a function runs."""
_STARTS_WITHIN = 60
_ANSWERS_WITHIN = 120


class HostError(RuntimeError):
    """The worker did not do what it must, or is gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """A queue function has run."""

    function: str
    message: str
    well: bool


class Host:
    """One worker, and the line to it."""

    def __init__(self, queues: Queues, watch: Callable[[Done], None] = lambda _done: None) -> None:
        self._queues = queues
        self._watch = watch
        self._settings = json.loads((ROOT / "host.json").read_text())["extensions"]["queues"]
        self.protos = rpc.load()
        self.functions: dict[str, Any] = {}
        """Name to the metadata that the worker has found."""
        self.logs: list[str] = []
        """Every line that the worker has told, errors of functions included."""
        self.messages: list[str] = []
        """The text of every message that came out of a queue."""
        self.traces: list[str] = []
        """The trace id of every invocation, as the host gives it to the worker."""
        self.under_way: list[tuple[str, Received]] = []
        self._out: queue.Queue[Any] = queue.Queue()
        self._waiting: dict[str, futures.Future[Any]] = {}
        self._started = threading.Event()
        self._gone = False
        self.worker: subprocess.Popen[str] | None = None

    def EventStream(self, incoming: Iterator[Any], context: Any) -> Iterator[Any]:  # noqa: N802 - the protocol's name
        """Speak with the worker."""

        def listen() -> None:
            try:
                for message in incoming:
                    kind = message.WhichOneof("content")
                    if kind == "start_stream":
                        self._started.set()
                    elif kind == "rpc_log":
                        self.logs.append(f"{message.rpc_log.category}: {message.rpc_log.message}")
                    else:
                        self._waiting.pop(message.request_id).set_result(getattr(message, kind))
            except grpc.RpcError:
                pass
            self._gone = True
            for waiting in list(self._waiting.values()):
                waiting.cancel()
            self._out.put(None)

        threading.Thread(target=listen, daemon=True).start()
        while (message := self._out.get()) is not None and context.is_active():
            yield message

    def ask(self, **content: Any) -> Any:
        """Send one request to the worker and return its answer.

        Raises:
            HostError: the worker is gone.
            CancelledError: it went while it was asked.
        """
        request = uuid4().hex
        answer = self._waiting[request] = futures.Future()
        if self._gone:
            raise HostError("The worker is gone.")
        self._out.put(self.protos.StreamingMessage(request_id=request, **content))
        return answer.result(_ANSWERS_WITHIN)

    def index(self) -> None:
        """Let the worker find the functions.

        Raises:
            HostError: it does not start, or Microsoft's own code finds a fault in the app.
        """
        if not self._started.wait(_STARTS_WITHIN):
            raise HostError("The worker did not start.")
        init = self.protos.WorkerInitRequest(host_version="4.0", function_app_directory=str(ROOT))
        answer = self.ask(worker_init_request=init)
        if not self.well(answer):
            raise HostError(answer.result.exception.message)
        wanted = self.protos.FunctionsMetadataRequest(function_app_directory=str(ROOT))
        for found in self.ask(functions_metadata_request=wanted).function_metadata_results:
            self.functions[found.name] = found
            load = self.protos.FunctionLoadRequest(function_id=found.function_id, metadata=found)
            if not self.well(self.ask(function_load_request=load)):
                raise HostError(f"The worker can't load {found.name}.")

    def invoke(self, name: str, argument: Any, **metadata: str) -> Any:
        """Run a function; return its whole answer."""
        found = self.functions[name]
        trigger = next(json.loads(each) for each in found.raw_bindings if json.loads(each)["type"].endswith("Trigger"))
        trace = secrets.token_hex(16)
        self.traces.append(trace)
        invocation = self.protos.InvocationRequest(
            invocation_id=uuid4().hex,
            function_id=found.function_id,
            input_data=[self.protos.ParameterBinding(name=trigger["name"], data=argument)],
            trigger_metadata={key: self.protos.TypedData(json=value) for key, value in metadata.items()},
        )
        invocation.trace_context.trace_parent = f"00-{trace}-{secrets.token_hex(8)}-01"
        answer = self.ask(invocation_request=invocation)
        self.logs.append(f"{answer.result.exception.message}\n{answer.result.exception.stack_trace}")
        return answer

    def kill(self) -> None:
        """Kill the worker, and let what it was doing be seen again, as Azure does a while later."""
        if self.worker is not None:
            self.worker.kill()
            self.worker.wait(20)
        for name, message in self.under_way:
            self._queues.put_back(name, message, delay=0)

    def fire(self, name: str) -> Any:
        """Fire a timer."""
        schedule = {"IsPastDue": False, "Schedule": {"AdjustForDST": True}, "ScheduleStatus": None}
        return self.invoke(name, self.protos.TypedData(json=json.dumps(schedule)))

    def get(self, name: str) -> tuple[int, str]:
        """Call a function over HTTP; return status and body.

        Raises:
            HostError: the function fails.
        """
        request = self.protos.RpcHttp(method="GET", url=f"http://127.0.0.1/api/{name}")
        answer = self.invoke(name, self.protos.TypedData(http=request))
        if not self.well(answer):
            raise HostError(answer.result.exception.message)
        http = answer.return_value.http
        return int(http.status_code), http.body.string or http.body.bytes.decode()

    def well(self, answer: Any) -> bool:
        """Tell whether a function ended without an error."""
        return bool(answer.result.status == self.protos.StatusResult.Success)

    def drain(self) -> int:
        """Run the queue functions until no message can be seen; return how many messages were received."""
        trigger = {
            binding["queueName"]: name
            for name, found in self.functions.items()
            for binding in map(json.loads, found.raw_bindings)
            if binding["type"] == "queueTrigger"
        }
        received = 0
        while batch := [(each, message) for each in POLLED for message in self._batch(each)]:
            with futures.ThreadPoolExecutor(self._settings["batchSize"] * len(POLLED)) as pool:
                try:
                    list(pool.map(lambda pair: self.handle(trigger[pair[0]], *pair), batch))
                except BaseException:
                    self.kill()  # so that the pool does not wait for what was interrupted
                    raise
            received += len(batch)
        return received

    def _batch(self, name: str) -> Iterator[Received]:
        for _ in range(self._settings["batchSize"]):
            message = self._queues.receive(name, hidden=_HIDDEN)
            if message is None:
                return
            yield message

    def handle(self, function: str, name: str, message: Received) -> None:
        """Run a queue function with one message and do with it what the host does."""
        self.messages.append(message.text)
        self.under_way.append((name, message))
        answer = self.invoke(
            function,
            self.protos.TypedData(string=message.text),
            Id=json.dumps(message.id),
            DequeueCount=json.dumps(message.dequeued),
            PopReceipt=json.dumps(message.receipt),
        )
        self.under_way.remove((name, message))
        if self.well(answer):
            self._queues.finish(name, message)
        elif message.dequeued >= self._settings["maxDequeueCount"]:
            self._queues.send(f"{name}-poison", message.text)
            self._queues.finish(name, message)
        else:
            # Not after visibilityTimeout: nobody here waits for five minutes.
            self._queues.put_back(name, message, delay=0)
        self._watch(Done(function=function, message=message.text, well=self.well(answer)))


@contextmanager
def hosting(
    queues: Queues,
    environment: Mapping[str, str],
    *,
    python: str = sys.executable,
    watch: Callable[[Done], None] = lambda _done: None,
) -> Iterator[Host]:
    """Run a worker while the block runs."""
    host = Host(queues, watch)
    server = grpc.server(futures.ThreadPoolExecutor(4))
    host.protos.add_FunctionRpcServicer_to_server(host, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("KADANS_", "AZURE_"))}
    # In a session of its own: an interrupt on the terminal reaches this process alone, which ends the other in order.
    worker = host.worker = subprocess.Popen(  # noqa: S603 - our own tool
        [python, "-P", Path(__file__).with_name("worker.py"), f"127.0.0.1:{port}", str(ROOT)],
        env={**kept, **environment},
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        host.index()
        yield host
    finally:
        worker.terminate()  # a process that telemetry leaves gets the time to send what it has
        try:
            said, _ = worker.communicate(timeout=5)
        except subprocess.TimeoutExpired:
            worker.kill()
            said, _ = worker.communicate(timeout=20)
        host.logs += said.splitlines()
        server.stop(grace=None).wait(20)
