#!/usr/bin/env bash
# Clang's thread-safety analysis over the files that use a mutex: thread_safety.sh BUILD_TREE
# A guarded member touched without its mutex is a finding. What was clean is looked at again when it
# or a header that names a mutex changed.
set -euo pipefail
tree=$1
if ! command -v clang-tidy >/dev/null; then
  echo "clang-tidy is not installed: skipped"
  exit 77
fi
stamps=$tree/thread-safety
mkdir -p "$stamps"
rm -f "$stamps"/*.log

mapfile -t headers < <(grep -rlE '\b(Mutex|GUARDED_BY)\b|ABSL_GUARDED_BY' libs services tools tests \
  --include='*.h')
newest_header=$(ls -t "${headers[@]}" | head -n 1)
# The sources that name a mutex; and for a header that does its own source, else one that includes
# it (guarded members are private: nobody else can touch them).
mapfile -t sources < <({
  grep -rlE '\b(Mutex|MutexLock|CondVar)\b' libs services tools tests --include='*.cc' || true
  for header in "${headers[@]}"; do
    own=${header%.h}.cc
    if [[ -f $own ]]; then echo "$own"; continue; fi
    grep -rlF "#include \"$header\"" libs services tools tests --include='*.cc' | sort | head -n 1
  done
} | grep -v '^tests/tidy/' | sort -u)
todo=()
for source in "${sources[@]}"; do
  stamp=$stamps/${source//\//_}
  if [[ $stamp -nt $source && $stamp -nt $newest_header ]]; then continue; fi
  if grep -qF "/$source\"" "$tree/compile_commands.json"; then todo+=("$source"); fi
done
failed=0
if ((${#todo[@]} > 0)); then
  printf '%s\0' "${todo[@]}" |
    xargs -0 -P 2 -I{} sh -c \
      'log=$3/$(echo "$2" | tr / _)
       clang-tidy --quiet -p "$1" --checks="-*,clang-diagnostic-thread-safety*,bugprone-unused-raii" \
         --warnings-as-errors="*" --extra-arg=-Wno-everything \
         --extra-arg=-Wthread-safety --header-filter="/(libs|services|tools|tests)/" \
         "$2" >"$log.log" 2>/dev/null && mv "$log.log" "$log"' \
      sh "$tree" {} "$stamps" || failed=1
fi
cat "$stamps"/*.log 2>/dev/null | grep -E '^/.*: (error|warning): ' | sed "s|^$PWD/||" | sort -u || true
echo "thread safety: ${#sources[@]} files use a mutex, ${#todo[@]} of them looked at now"
exit "$failed"
