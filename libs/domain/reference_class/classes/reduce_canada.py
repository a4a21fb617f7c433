#!/usr/bin/env python3
"""Makes canada-2016-2019.csv from two lists in tools/samples (see SOURCE.txt).

usage: reduce_canada.py gc-it-projects-2016.csv gc-it-projects-2019.csv > canada-2016-2019.csv
"""
import csv
import sys
from decimal import Decimal


def rows_by_id(path):
    with open(path, encoding="utf-8", newline="") as source:
        rows = list(csv.DictReader(source))
    by_id = {row["uniqueId"]: row for row in rows}
    assert len(by_id) == len(rows), path
    return by_id


def name_of(row):
    return "".join(c for c in row["projectName"].lower() if c.isalnum())


def budget_of(row):
    text = row["totalBudget"].replace("$", "").replace(",", "")
    return Decimal(text) if text else None


before, after = rows_by_id(sys.argv[1]), rows_by_id(sys.argv[2])
writer = csv.writer(sys.stdout, lineterminator="\n")
writer.writerow(["title", "sector", "unit", "cost", "final_cost"])
for key, row in before.items():
    # The same id with another name may be another scope.
    if key not in after or name_of(after[key]) != name_of(row):
        continue
    planned, later = budget_of(row), budget_of(after[key])
    if planned and later:
        writer.writerow([row["projectName"], row["deptAcronym"], "CAD", f"{planned:.2f}",
                         f"{later:.2f}"])
