#!/bin/sh
# Runs a test program as the user `nobody` when root calls this, from a copy that user can reach.
set -eu
if [ "$(id -u)" -ne 0 ]; then
  exec "$@"
fi
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
chmod 755 "$place"
cp "$1" "$place/program"
shift
cd /
setpriv --reuid nobody --regid nogroup --clear-groups env -i PATH=/usr/bin:/bin \
  "$place/program" "$@"
