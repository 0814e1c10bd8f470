"""What is offered: proposals priced, delay, packages, the docket of talks, and what blocks a resolution.

It predicts nobody: every figure stands beside the assumptions and the horizon that it rests on.
"""
