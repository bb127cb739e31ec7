"""Azure on this machine, for tests and for `kadans demo --as-azure`. A development tool: the deployed app never sees it.

Real are Microsoft's storage emulator (`azurite`) and Microsoft's own Python worker, which indexes function_app.py and runs its
functions (`worker`). The host of Azure Functions can't be had from package registries: `host` is a stand-in for it. It speaks
Microsoft's protocol, fires timers when told, and polls the queues as host.json says; it can't tell anything about NCRONTAB,
function keys or scaling.
"""
