#!/usr/bin/env python3
"""Makes world-bank-digital.csv from the list of the World Bank as CSV (see SOURCE.txt).

usage: reduce_world_bank.py Clean_Project.csv > world-bank-digital.csv
"""
import csv
import sys
from decimal import Decimal

KINDS = {"ICT": "ict", "PFM Sys": "pfm-sys", "Gov Sys": "gov-sys", "e-Serv": "e-serv",
         "Open Gov": "open-gov", "ID4D": "id4d", "DT": "dt"}
# The Bank divided its region Africa; older rows of the list still have it whole.
REGIONS = {"AFE": "AFR", "AFW": "AFR"}

with open(sys.argv[1], encoding="utf-8-sig", newline="") as source:
    rows = [row for row in csv.DictReader(source) if row["Project Name"]]
writer = csv.writer(sys.stdout, lineterminator="\n")
writer.writerow(["title", "kinds", "sector", "region", "unit", "cost", "outcome"])
for row in rows:
    cost = Decimal(row["ICT Cost ($m)"]) * 1_000_000
    if row["Status"] != "Closed" or cost <= 0:
        continue
    kinds = ";".join(kind for column, kind in KINDS.items() if row[column].strip())
    title = f'{row["Project Name"].strip()} ({row["Country"].strip()})'
    writer.writerow([title, kinds, row["Practice"],
                     REGIONS.get(row["Region"], row["Region"]), "USD",
                     f"{cost:.2f}", row["IEG Out"]])
