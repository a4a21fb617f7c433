# shellcheck shell=bash
# Sourced: finds buf, and makes a workspace in $work that holds our contract and copies of what it imports, so
# that nothing is fetched. Ends with 77 (skipped) where buf or the copies are missing.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
buf=$root/tools/buf/node_modules/.bin/buf
google=/usr/share/gocode/src/github.com/gogo/googleapis
health=/usr/share/grpc-proto

if [[ ! -x $buf ]]; then
  echo "buf is not installed (./tools/install installs it): skipped"
  exit 77
fi
if [[ ! -f $google/google/type/date.proto || ! -f $health/grpc/health/v1/health.proto ]]; then
  echo "the protos of google.type or grpc.health are not installed (./tools/install): skipped"
  exit 77
fi

work=$(mktemp -d "${TMPDIR:-/tmp}/cartera-buf.XXXXXX")
export HOME=$work/home XDG_CACHE_HOME=$work/cache BUF_CACHE_DIR=$work/cache
mkdir -p "$HOME" "$work/own" "$work/foreign"
cp -r "$root/proto/cartera" "$work/own/"
for file in google/type/date.proto google/rpc/status.proto google/rpc/code.proto \
  google/rpc/error_details.proto; do
  install -D -m 644 "$google/$file" "$work/foreign/$file"
done
install -D -m 644 "$health/grpc/health/v1/health.proto" "$work/foreign/grpc/health/v1/health.proto"
# The rules are those of proto/buf.yaml, told for two folders.
cat >"$work/buf.yaml" <<'YAML'
version: v2
modules:
  - path: own
    lint:
      use: [STANDARD]
  - path: foreign
    lint:
      ignore: [foreign]
YAML
