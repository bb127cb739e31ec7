"""A stand-in for the host of Azure Functions: it starts Microsoft's worker, fires timers when told, and polls storage queues.

What it does as host.json says: retries, dequeue counts, poison queues. What it can't tell anything about: NCRONTAB, keys, scaling.
"""

import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from concurrent import futures
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import grpc

from core.ports import Queues, Received
from tests.functions import rpc

ROOT = Path(__file__).parents[2]
POLLED = ("audits", "deliveries", "audits-poison", "deliveries-poison")
_HIDDEN = 600
"""Seconds for which the host keeps a message to itself while a function runs."""


class Host:
    """One worker, and the line to it."""

    def __init__(self, queues: Queues) -> None:
        self._queues = queues
        self._settings = json.loads((ROOT / "host.json").read_text())["extensions"]["queues"]
        self.protos = rpc.load()
        self.functions: dict[str, Any] = {}
        """Name to the metadata that the worker has found."""
        self.logs: list[str] = []
        """Every line that the worker has told, errors of functions included."""
        self.messages: list[str] = []
        """The text of every message that came out of a queue."""
        self.under_way: list[tuple[str, Received]] = []
        self._out: queue.Queue[Any] = queue.Queue()
        self._waiting: dict[str, futures.Future[Any]] = {}
        self._started = threading.Event()
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
            for waiting in list(self._waiting.values()):
                waiting.cancel()
            self._out.put(None)

        threading.Thread(target=listen, daemon=True).start()
        while (message := self._out.get()) is not None and context.is_active():
            yield message

    def ask(self, *, timeout: float = 120, **content: Any) -> Any:
        """Send one request to the worker and return its answer."""
        request = uuid4().hex
        answer = self._waiting[request] = futures.Future()
        self._out.put(self.protos.StreamingMessage(request_id=request, **content))
        return answer.result(timeout)

    def index(self) -> None:
        """Let the worker find the functions."""
        assert self._started.wait(60), "the worker did not start"
        init = self.protos.WorkerInitRequest(host_version="4.0", function_app_directory=str(ROOT))
        answer = self.ask(worker_init_request=init)
        assert answer.result.status == self.protos.StatusResult.Success, answer.result.exception.message
        wanted = self.protos.FunctionsMetadataRequest(function_app_directory=str(ROOT))
        for found in self.ask(functions_metadata_request=wanted).function_metadata_results:
            self.functions[found.name] = found
            load = self.protos.FunctionLoadRequest(function_id=found.function_id, metadata=found)
            assert self.ask(function_load_request=load).result.status == self.protos.StatusResult.Success

    def invoke(self, name: str, argument: Any, **metadata: str) -> Any:
        """Run a function; return its whole answer."""
        found = self.functions[name]
        trigger = next(json.loads(each) for each in found.raw_bindings if json.loads(each)["type"].endswith("Trigger"))
        invocation = self.protos.InvocationRequest(
            invocation_id=uuid4().hex,
            function_id=found.function_id,
            input_data=[self.protos.ParameterBinding(name=trigger["name"], data=argument)],
            trigger_metadata={key: self.protos.TypedData(json=value) for key, value in metadata.items()},
        )
        answer = self.ask(invocation_request=invocation)
        self.logs.append(f"{answer.result.exception.message}\n{answer.result.exception.stack_trace}")
        return answer

    def kill(self) -> None:
        """Kill the worker, and let what it was doing be seen again, as Azure does a while later."""
        assert self.worker is not None
        self.worker.kill()
        self.worker.wait(20)
        for name, message in self.under_way:
            self._queues.put_back(name, message, delay=0)

    def fire(self, name: str) -> Any:
        """Fire a timer."""
        schedule = {"IsPastDue": False, "Schedule": {"AdjustForDST": True}, "ScheduleStatus": None}
        return self.invoke(name, self.protos.TypedData(json=json.dumps(schedule)))

    def get(self, name: str) -> tuple[int, str]:
        """Call a function over HTTP; return status and body."""
        request = self.protos.RpcHttp(method="GET", url=f"http://127.0.0.1/api/{name}")
        answer = self.invoke(name, self.protos.TypedData(http=request))
        assert self.well(answer), answer.result.exception.message
        http = answer.return_value.http
        body = http.body
        return int(http.status_code), body.string or body.bytes.decode()

    def well(self, answer: Any) -> bool:
        """Tell whether a function ended without an error."""
        return bool(answer.result.status == self.protos.StatusResult.Success)

    def drain(self) -> int:
        """Run the queue functions until no message can be seen; return how many messages were received."""
        trigger = {}
        for name, found in self.functions.items():
            for binding in map(json.loads, found.raw_bindings):
                if binding["type"] == "queueTrigger":
                    trigger[binding["queueName"]] = name
        received = 0
        while True:
            batch = [(each, message) for each in POLLED if (message := self._queues.receive(each, hidden=_HIDDEN))]
            if not batch:
                return received
            with futures.ThreadPoolExecutor(4) as pool:
                list(pool.map(lambda pair: self.handle(trigger[pair[0]], *pair), batch))
            received += len(batch)

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
            # Not after visibilityTimeout: a test doesn't wait for five minutes.
            self._queues.put_back(name, message, delay=0)


@contextmanager
def hosting(queues: Queues, environment: Mapping[str, str], *, python: str = sys.executable) -> Iterator[Host]:
    """Run a worker while the block runs."""
    host = Host(queues)
    server = grpc.server(futures.ThreadPoolExecutor(4))
    host.protos.add_FunctionRpcServicer_to_server(host, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("KADANS_", "AZURE_"))}
    worker = host.worker = subprocess.Popen(
        [python, "-P", Path(__file__).with_name("worker.py"), f"127.0.0.1:{port}", str(ROOT)],
        env={**kept, **environment},
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        host.index()
        yield host
    finally:
        worker.kill()
        said, _ = worker.communicate(timeout=20)
        host.logs += said.splitlines()
        server.stop(grace=None).wait(20)
