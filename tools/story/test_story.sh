#!/usr/bin/env bash
# Plays the main job in an empty data directory, then once more on the data it left; both must pass.
#   test_story.sh BIN_DIRECTORY [--split]
set -euo pipefail
bin=$1
shift
data=$(mktemp -d "${TMPDIR:-/tmp}/cartera story XXXXXX")
trap 'rm -rf "$data"' EXIT
chmod 755 "$data"
play() {
  "$bin/cartera-story" --carterad "$bin/carterad" --cartera "$bin/cartera" --data-dir "$data" \
    --port 0 --exit "$@"
}
play "$@"
echo "--- once more, on the data that is there"
play "$@"
