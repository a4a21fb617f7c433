#!/usr/bin/env bash
# The measuring tool on a portfolio too small to mean anything: every row is printed, and the JSON is JSON.
set -euo pipefail
bin=$1
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
"$bin/cartera-bench" --projects 300 --seconds 0.3 --simulated-cases 4 --json "$scratch/rows.json" | tee "$scratch/table"
for row in 'read a project' 'a page of 100' 'stream the portfolio' 'submit a case' 'mixed' 'memory of carterad' \
  'simulate 4 x 20 x 10000' 'sample only'; do
  grep -q "$row" "$scratch/table" || { echo "no row: $row" >&2; exit 1; }
done
! grep -E '.{101}' "$scratch/table" || { echo 'a line of the table is too wide' >&2; exit 1; }
node -e 'const rows = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"));
  for (const row of rows) for (const key of ["name", "value", "ceiling", "ratio", "aim", "holds"])
    if (!(key in row)) throw new Error(`${row.name} has no ${key}`);' "$scratch/rows.json"
