"""The way in: tokens, requests built by Microsoft's SDK, answers decoded from bytes into allow-list shapes.

Nobody else knows msgraph or msal. `Graph` opens a connection; `GraphDirectory` and `GraphCalendars` are the ports on it.
"""
