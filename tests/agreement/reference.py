#!/usr/bin/env python3
"""Writes reference.json: invented codings and what independent programs make of them.

pip install scikit-learn==1.9.1 krippendorff==0.9.0 irrCAC==0.4.4, then run it here. Not run by the tests, which only read the figures.
"""
import json
import random

import krippendorff
import numpy as np
import pandas as pd
from irrCAC.raw import CAC
from sklearn.metrics import cohen_kappa_score, precision_recall_fscore_support

LAYERS = 5
random.seed(20030101)


def draw(shares):
    return sum(1 << at for at, share in enumerate(shares) if random.random() < share)


def err(value, often):
    return sum((value >> at & 1 ^ (random.random() < often)) << at for at in range(LAYERS))


def masi(a, b):
    if a == b:
        return 0.0
    common, both = bin(a & b).count("1"), bin(a | b).count("1")
    if not common:
        return 1.0
    return 1 - common / both * (2 / 3 if a & b in (a, b) else 1 / 3)


def alpha(coders):
    """coders: one list each, None where the coder did not code the unit."""
    values = sorted({value for coder in coders for value in coder if value is not None})
    # The package wants values to be numbers and asks for the distance of each two.
    distance = lambda v1, v2, i1, i2, n_v, dtype=np.float64: np.vectorize(
        lambda a, b: masi(int(a), int(b)))(v1, v2).astype(dtype)
    data = np.array([[np.nan if v is None else v for v in coder] for coder in coders], dtype=float)
    return krippendorff.alpha(reliability_data=data, value_domain=values, level_of_measurement=distance)


truth = [draw([0.3, 0.12, 0.08, 0.1, 0.03]) for _ in range(240)]
coders = [[err(value, often) for value in truth] for often in (0.03, 0.08, 0.15)]
gaps = [[None if random.random() < 0.2 else value for value in coder] for coder in coders]

layers = []
for at in range(LAYERS):
    coded, tagged = ([value >> at & 1 for value in coder] for coder in coders[:2])
    precision, recall, f1, _ = precision_recall_fscore_support(coded, tagged, average="binary")
    ac1 = CAC(pd.DataFrame({"a": coded, "b": tagged}), digits=12).gwet()["est"]["coefficient_value"]
    layers.append(dict(precision=precision, recall=recall, f1=f1, kappa=cohen_kappa_score(coded, tagged), ac1=float(ac1)))

json.dump(
    dict(coders=gaps, coded=coders[0], tagged=coders[1], layers=layers,
         alpha_masi=alpha(coders[:2]), alpha_masi_three_with_gaps=alpha(gaps)),
    open("reference.json", "w"))
