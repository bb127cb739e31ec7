"""The memory of Kadans: published reports, the delivery ledger, leases, queues, the policy. Group numbers and keys only.

Three small ports carry everything: `Papers` (whole documents), `Rows` (change under a condition) and `Queues`. Each has an
adapter for Azure Storage and one for a local folder; reports, ledger, leases and policy are written once, on top of them.
"""
