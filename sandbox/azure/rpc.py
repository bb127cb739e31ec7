"""The messages between host and worker, as Microsoft ships them inside `azure-functions-runtime-v1`, loaded by their place."""

import importlib.util
import sys
from importlib.metadata import distribution
from pathlib import Path
from typing import Any


def load() -> Any:
    """Return the module of FunctionRPC messages; it is installed under the name `tests`, which is not its own."""
    name = "function_rpc"
    if name not in sys.modules:
        folder = Path(str(distribution("azure-functions-runtime-v1").locate_file("tests/protos")))
        spec = importlib.util.spec_from_file_location(
            name, folder / "__init__.py", submodule_search_locations=[str(folder)]
        )
        if spec is None or spec.loader is None:
            raise ImportError(name)
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    return sys.modules[name]
