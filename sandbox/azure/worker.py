"""The thin loop around Microsoft's worker library that Azure starts as a process: `worker.py HOST:PORT APP_FOLDER`."""

import asyncio
import contextlib
import importlib.util
import logging
import signal
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import grpc

_HERE = Path(__file__).parent
_HANDLED = {
    "worker_init_request": "worker_init_response",
    "functions_metadata_request": "function_metadata_response",
    "function_load_request": "function_load_response",
    "invocation_request": "invocation_response",
}


def _loaded(name: str) -> Any:
    spec = importlib.util.spec_from_file_location(name, _HERE / f"{name}.py")
    if spec is None or spec.loader is None:
        raise ImportError(name)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class _Telling(logging.Handler):
    """Sends every line that is logged to the host, as the worker in Azure does."""

    def __init__(self, protos: Any, out: asyncio.Queue[Any], runtime: Any) -> None:
        super().__init__()
        self._protos, self._out, self._runtime = protos, out, runtime
        self._loop = asyncio.get_running_loop()

    def emit(self, record: logging.LogRecord) -> None:
        log = self._protos.RpcLog(
            message=self.format(record),
            category=record.name,
            invocation_id=self._runtime.invocation_id_cv.get() or "",
            level=getattr(self._protos.RpcLog, record.levelname.capitalize(), self._protos.RpcLog.Error),
        )
        self._loop.call_soon_threadsafe(self._out.put_nowait, self._protos.StreamingMessage(rpc_log=log))


async def main(address: str, app: str) -> None:
    """Serve the host until it hangs up."""
    protos = _loaded("rpc").load()
    sys.path.insert(0, app)
    import azure_functions_runtime as runtime  # noqa: PLC0415 - its path comes first

    runtime.start_threadpool_executor()
    out: asyncio.Queue[Any] = asyncio.Queue()
    logging.basicConfig(level=logging.INFO, handlers=[_Telling(protos, out, runtime)], force=True)

    async def outgoing() -> Any:
        yield protos.StreamingMessage(start_stream=protos.StartStream(worker_id="kadans-stand-in"))
        while True:
            yield await out.get()

    async def handle(message: Any, kind: str) -> None:
        request = SimpleNamespace(request=message, properties={"host": "127.0.0.1", "protos": protos})
        answer = await getattr(runtime, kind)(request)
        out.put_nowait(protos.StreamingMessage(request_id=message.request_id, **{_HANDLED[kind]: answer}))

    told_to_end = asyncio.current_task()
    if told_to_end is not None:
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, told_to_end.cancel)
    running = set()
    async with grpc.aio.insecure_channel(address) as channel:
        async for message in protos.FunctionRpcStub(channel).EventStream(outgoing()):
            kind = message.WhichOneof("content")
            if kind in _HANDLED:
                task = asyncio.create_task(handle(message, kind))
                running.add(task)
                task.add_done_callback(running.discard)


if __name__ == "__main__":
    with contextlib.suppress(asyncio.CancelledError):
        asyncio.run(main(*sys.argv[1:]))
