# Shell functions that the commands in this folder share. Sourced, not run.

REPO=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)

say() { printf '%s\n' "$*"; }
fail() { printf '%s\n' "$*" >&2; exit 1; }

# Where everything built goes: build/ in the clone, else (a read-only or somebody else's clone) the cache.
find_build_root() {
  if [[ -n ${CARTERA_BUILD_DIR:-} ]]; then
    BUILD_ROOT=$CARTERA_BUILD_DIR
  elif { [[ ! -e $REPO/build ]] && [[ -w $REPO ]]; } || [[ -w $REPO/build ]]; then
    BUILD_ROOT=$REPO/build
  else
    BUILD_ROOT=${XDG_CACHE_HOME:-${HOME:?}/.cache}/cartera/build
    say "This clone is not ours to write in: building in $BUILD_ROOT."
  fi
  mkdir -p "$BUILD_ROOT" || fail "Cannot write in $BUILD_ROOT. Name another place in CARTERA_BUILD_DIR."
  # One cache for all clones of a person, with paths relative to the clone: what one compiled, no other compiles.
  local cache=${XDG_CACHE_HOME:-${HOME:-}/.cache}/cartera/ccache
  mkdir -p "$cache" 2>/dev/null && [[ -w $cache ]] || cache=$BUILD_ROOT/ccache
  export CCACHE_DIR=${CCACHE_DIR:-$cache}
  export CCACHE_BASEDIR=$REPO CCACHE_NOHASHDIR=1 CCACHE_SLOPPINESS=time_macros
}

# Only one build at a time in one tree; released when the build is over, or its process gone.
lock_build() {
  exec 9>"$BUILD_ROOT/.lock"
  if ! flock -n 9; then
    say "Another build is running in $BUILD_ROOT; waiting for it ..."
    flock 9
  fi
}
unlock_build() { exec 9>&-; }

# configure PRESET: once; afterwards ninja does it itself when a CMakeLists.txt changed.
configure() {
  local tree=$BUILD_ROOT/$1
  if [[ ! -f $tree/build.ninja ]]; then
    say "Configuring ($1) ..."
    (cd "$REPO" && cmake --preset "$1" -B "$tree" >"$BUILD_ROOT/configure-$1.log" 2>&1 9>&-) ||
      { tail -n 30 "$BUILD_ROOT/configure-$1.log" >&2; fail "CMake failed, see above."; }
  fi
}

# One compiler a CPU, but no more than memory holds: the largest source takes 1.5 GB.
job_count() {
  local cpus memory_jobs
  cpus=$(nproc)
  memory_jobs=$(awk '/^MemAvailable:/ {print int($2 / 1500000)}' /proc/meminfo)
  ((memory_jobs < cpus)) && cpus=$memory_jobs
  ((cpus < 1)) && cpus=1
  say "$cpus"
}

# Shows ninja's progress: on a terminal one line that changes, else every 20th step; other output as it
# is; nothing at all when there was nothing to do.
show_progress() {
  local line said='' pending='' width=${COLUMNS:-100}
  while IFS= read -r line; do
    case $line in
      'ninja: Entering '* | 'ninja: no work to do.' | *'Re-checking globbed directories'*) continue ;;
    esac
    if [[ -z $said ]]; then
      say "Building (the first time takes minutes; [steps done/all, seconds]) ..."
      said=yes
    fi
    if [[ $line =~ ^\[([0-9]+)/([0-9]+) ]]; then
      if [[ -t 1 ]]; then
        printf '\r\033[K%s' "${line:0:width-1}"
        pending=yes
      elif ((BASH_REMATCH[1] % 20 == 0 || BASH_REMATCH[1] == BASH_REMATCH[2])); then
        say "$line"
      fi
    else
      [[ -z $pending ]] || say
      pending=
      say "$line"
    fi
  done
  [[ -z $pending ]] || say
}

# build PRESET TARGET...
build() {
  local tree=$BUILD_ROOT/$1
  shift
  NINJA_STATUS='[%f/%t %es] ' ninja -C "$tree" -j "$(job_count)" "$@" 2>&1 9>&- | show_progress ||
    fail "The build failed, see above."
}
