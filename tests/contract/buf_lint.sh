#!/usr/bin/env bash
# Lints the contract; one line per finding, with the path in proto/.
set -euo pipefail
# shellcheck source=tests/contract/workspace.sh
source "$(dirname "$0")/workspace.sh"
trap 'rm -rf "$work"' EXIT
cd "$work"
if ! "$buf" lint own >lint.txt 2>&1; then
  sed 's|^own/|proto/|' lint.txt
  exit 1
fi
echo "buf lint: $(find own -name '*.proto' | wc -l) files, clean"
