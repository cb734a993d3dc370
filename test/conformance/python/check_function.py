"""Executes generated Python functions and compares them with the policies they were made of: JSON lines on stdin."""

import json
import sys

TOLERANCE_OF_PEAK = 1e-12

count = 0
worst = 0.0
for line in sys.stdin:
    case = json.loads(line)
    scope = {}
    exec(case["source"], scope)
    function = scope["learning_rate"]
    count += 1
    for t, expected in enumerate(case["learningRates"]):
        # Past the end a value may lie above the peak, which is the budget's.
        scale = max(case["peak"], expected)
        difference = abs(function(t) - expected) / scale if scale else abs(function(t))
        worst = max(worst, difference)
        if not difference <= TOLERANCE_OF_PEAK:
            print(f"{case['notation']}\nover {case['context']}: update {t} is {function(t)!r}, the policy's {expected!r}")
            print(case["source"])
            sys.exit(1)
print(f"{count} generated functions give the learning rates of their policies, the farthest at {worst:.1e} of the peak")
