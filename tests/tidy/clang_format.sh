#!/usr/bin/env bash
# Fails when a C++ file is not laid out as .clang-format says. To mend: clang-format -i FILE
set -euo pipefail
if ! command -v clang-format >/dev/null; then
  echo "clang-format is not installed: skipped"
  exit 77
fi
git -c safe.directory='*' ls-files -z --cached --others --exclude-standard '*.h' '*.cc' |
  { while IFS= read -r -d '' file; do [[ ! -f $file ]] || printf '%s\0' "$file"; done; } |
  xargs -0 -r -P 2 -n 40 clang-format --dry-run -Werror
