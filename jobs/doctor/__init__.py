"""`kadans doctor`: one page of green and red about a tenant, an app, a policy and a storage, each red line with what to do.

It reads nothing about anybody: tries ask for empty windows or for ids alone, and never about people who are left out.
"""
