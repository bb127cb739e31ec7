"""The Azure door with real parts: Azurite, Microsoft's own Python worker, the sandbox over HTTPS.

The host of Azure Functions can't be had from package registries. `sandbox.azure.host` stands in for it: timers are fired by the
test, queues are polled as host.json says. Everything that it does is a stand-in; the worker and the storage are not.
"""
