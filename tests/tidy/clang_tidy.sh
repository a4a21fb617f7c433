#!/usr/bin/env bash
# Runs clang-tidy over libs/base and libs/domain: clang_tidy.sh BUILD_TREE
# A file that was clean is looked at again when it, a header of these folders or .clang-tidy changed.
# Begins at another file with every commit, stops after CLANG_TIDY_SECONDS (default 90) and says what it covered;
# findings fail, time does not. CLANG_TIDY_SECONDS=3600 covers everything.
set -euo pipefail
tree=$1
if ! command -v clang-tidy >/dev/null; then
  echo "clang-tidy is not installed: skipped"
  exit 77
fi
stamps=$tree/clang-tidy
mkdir -p "$stamps"
rm -f "$stamps"/*.log
deadline=$((SECONDS + ${CLANG_TIDY_SECONDS:-90}))
newest_header=$(find .clang-tidy libs/base libs/domain \( -name '*.h' -o -name .clang-tidy \) \
  -printf '%T@ %p\n' | sort -n | tail -n 1 | cut -d ' ' -f 2-)

mapfile -t sources < <(find libs/base libs/domain -name '*.cc' ! -name '*_test.cc' | sort)
commit=$(git rev-parse --short=6 HEAD 2>/dev/null || echo 0)
start=$((16#$commit % ${#sources[@]}))
sources=("${sources[@]:start}" "${sources[@]:0:start}")
checked=0 clean=0 late=0 failed=0
batch=()
flush() {
  ((${#batch[@]} > 0)) || return 0
  printf '%s\0' "${batch[@]}" |
    xargs -0 -P 2 -I{} sh -c \
      'name=$(echo "$2" | tr / _)
       rm -f "$3/$name"
       clang-tidy --quiet -p "$1" "$2" >"$3/$name.log" 2>/dev/null && mv "$3/$name.log" "$3/$name"' \
      sh "$tree" {} "$stamps" || failed=1
  checked=$((checked + ${#batch[@]}))
  batch=()
}
for source in "${sources[@]}"; do
  stamp=$stamps/${source//\//_}
  if [[ $stamp -nt $source && $stamp -nt $newest_header ]]; then
    clean=$((clean + 1))
  elif ((SECONDS >= deadline)); then
    late=$((late + 1))
  elif ! grep -qF "$source" "$tree/compile_commands.json"; then
    continue # not part of the build yet
  else
    batch+=("$source")
    if ((${#batch[@]} == 8)); then flush; fi
  fi
done
flush
# Each finding once, though many files include the header it is in; the notes stay in the logs.
cat "$stamps"/*.log 2>/dev/null | grep -E '^/.*: (error|warning): ' | sed "s|^$PWD/||" | sort -u || true
echo "clang-tidy: $checked files checked, $clean unchanged since they were clean, $late left for want of time"
exit "$failed"
