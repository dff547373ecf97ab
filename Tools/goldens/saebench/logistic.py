#!/usr/bin/env python3
"""Writes Tests/Goldens/saebench/sparse_probing/logistic.json: scikit-learn's LogisticRegression on made-up columns.

    python logistic.py        (needs numpy and scikit-learn; the versions used are in the file)

The columns imitate pooled latents: many zeros, different scales, one nearly useless, one nearly separating.
"""
import json
import pathlib

import numpy
import scipy
import sklearn
from sklearn.linear_model import LogisticRegression

OUT = pathlib.Path(__file__).parents[3] / "Tests/Goldens/saebench/sparse_probing/logistic.json"


def case(name, seed, n, k, positives, scale, shift, balanced):
    random = numpy.random.default_rng(seed)
    labels = numpy.zeros(n, dtype=bool)
    labels[:positives] = True
    random.shuffle(labels)
    x = random.standard_normal((n, k)) + shift * labels[:, None] * random.standard_normal(k)
    x = (numpy.maximum(x, 0) * scale * 10.0 ** random.uniform(-1, 1, k)).astype(numpy.float32)
    x = x.round(3)
    train, test = slice(0, n * 3 // 4), slice(n * 3 // 4, n)
    model = LogisticRegression(C=1.0, max_iter=1000, class_weight="balanced" if balanced else None)
    # On float32 scikit-learn rounds every gradient to float32, which hides what the optimizer does.
    x = x.astype(numpy.float64)
    model.fit(x[train], labels[train])
    return {
        "name": name, "columns": k, "balanced": balanced,
        "train": [float(v) for v in x[train].ravel()], "trainLabels": [bool(v) for v in labels[train]],
        "test": [float(v) for v in x[test].ravel()], "testLabels": [bool(v) for v in labels[test]],
        "weights": [float(v) for v in model.coef_[0]], "intercept": float(model.intercept_[0]),
        "iterations": int(model.n_iter_[0]), "accuracy": float(model.score(x[test], labels[test])),
        "decisions": [float(v) for v in model.decision_function(x[test])],
    }


cases = [
    case("one column", 1, 240, 1, 120, 1.0, 1.0, False),
    case("two columns", 2, 240, 2, 120, 3.0, 1.0, False),
    case("five columns", 3, 400, 5, 200, 1.0, 1.0, False),
    case("small values", 4, 240, 5, 120, 0.05, 2.0, False),
    case("large values", 5, 240, 5, 120, 10.0, 2.0, False),
    case("few positives, balanced", 6, 400, 3, 40, 1.0, 1.0, True),
    case("few positives", 6, 400, 3, 40, 1.0, 1.0, False),
]
OUT.write_text(json.dumps({
    "generator": "Tools/goldens/saebench/logistic.py",
    "versions": {"scikit-learn": sklearn.__version__, "scipy": scipy.__version__, "numpy": numpy.__version__},
    "cases": cases,
}) + "\n")
