"""What people may know about Kadans, as pages: for employees, for the consultation body and the DPO, for the yearly evaluation.

What is told comes from the code's own lists and from the policy; the words stand here, in catalogues of their own.
"""
