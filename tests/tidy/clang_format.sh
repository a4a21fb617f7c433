#!/usr/bin/env bash
# Fails when a C++ file is not laid out as .clang-format says, and names each.
set -euo pipefail
if ! command -v clang-format >/dev/null; then
  echo "clang-format is not installed: skipped"
  exit 77
fi
wrong=$(git -c safe.directory='*' ls-files -z --cached --others --exclude-standard '*.h' '*.cc' |
  { while IFS= read -r -d '' file; do [[ ! -f $file ]] || printf '%s\0' "$file"; done; } |
  { xargs -0 -r -P 2 -n 40 clang-format --dry-run -Werror 2>&1 || true; } |
  sed -nE 's/^([^:]+):[0-9]+:[0-9]+: error: .*clang-formatted.*/\1/p' | sort -u)
if [[ -n $wrong ]]; then
  printf 'Not laid out as .clang-format says; mend with clang-format -i:\n%s\n' "$wrong"
  exit 1
fi
