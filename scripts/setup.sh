# What the other scripts share: the packages, the toolchain, the build of the command.
# Sourced by a POSIX shell with `root` set to the project's folder; writes on standard error only.
# Functions in round brackets run in a shell of their own, so that their variables are their own.

# The Debian packages, each with what needs it.
packages="
  libopenblas-serial-dev    BLAS and LAPACK (module COpenBLAS)
  liblapacke-dev            LAPACK's C interface (COpenBLAS)
  libgfortran-12-dev        the Fortran library that LAPACK is linked with (COpenBLAS)
  libedit-dev               the prompt's line editing (CEdit)
  libncurses-dev            terminal descriptions for libedit (CEdit)
  libxxhash-dev             fingerprints of data files (CFingerprint)
  zlib1g-dev                files compressed with gzip (CZlib)
  libsqlite3-dev            SQLite databases (CSQLite)
  libgnuplot-iostream-dev   the way to gnuplot (CGnuplot)
  libboost-iostreams-dev    what gnuplot-iostream is made of (CGnuplot)
  libboost-filesystem-dev   what gnuplot-iostream is made of (CGnuplot)
  libstdc++-12-dev          the C++ library (CGnuplot)
  gnuplot-nox               draws the pictures
  fonts-dejavu-core         the letters in them
"

say() { printf '%s\n' "ogive: $*" >&2; }

# fail CODE MESSAGE…: the last words of a set-up that can't go on.
fail() (
  code=$1
  shift
  say "$@"
  exit "$code"
)

# Puts `swift` on the search path, from one of its usual homes if need be.
find_toolchain() {
  command -v swift >/dev/null && return
  for folder in /opt/swift/usr/bin /usr/share/swift/usr/bin /usr/local/swift/usr/bin \
    "${SWIFTLY_BIN_DIR:-$HOME/.local/share/swiftly/bin}"; do
    if [ -x "$folder/swift" ]; then
      PATH=$folder:$PATH
      export PATH
      return
    fi
  done
  fail 69 "no Swift toolchain found. Install Swift 6.2 or later from https://www.swift.org/install" \
    "and put its usr/bin folder on PATH."
}

# The names of the packages that are not installed, on standard output.
missing_packages() {
  names=$(printf '%s' "$packages" | while read -r name _; do [ -n "$name" ] && echo "$name"; done)
  installed=$(dpkg-query --show --showformat '${db:Status-Status} ${Package}\n' $names 2>/dev/null)
  for name in $names; do
    case "
$installed
" in
      *"
installed $name
"*) ;;
      *) echo "$name" ;;
    esac
  done
}

# Installs the packages that are missing; says which before it does.
install_packages() (
  if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    # Another system: the linker will name what it misses, and this says what to look for.
    say "no apt-get here, so nothing is installed. The build needs these Debian packages or their like:"
    printf '%s' "$packages" >&2
    exit 0
  fi
  missing=$(missing_packages | tr '\n' ' ')
  missing=${missing% }
  [ -z "$missing" ] && exit 0
  superuser=
  if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
      fail 69 "these Debian packages are missing, and only root may install them:" \
        "apt-get install --no-install-recommends $missing"
      exit
    fi
    superuser=sudo
  fi
  mkdir -p "$root/.build"
  log=$root/.build/apt.log
  say "installing Debian packages: $missing"
  : >"$log"
  # Lists that are older than a day may name packages that the mirror no longer has. (The folder's
  # date is looked at, as the files in it carry the mirror's.)
  fresh=$(find /var/lib/apt/lists -maxdepth 0 -mtime -1)
  listed=$(find /var/lib/apt/lists -maxdepth 1 -name '*_Packages*' -print -quit)
  if [ -z "$fresh" ] || [ -z "$listed" ]; then
    update_lists
    apt install $missing >>"$log" 2>&1 && exit
  else
    apt install $missing >>"$log" 2>&1 && exit
    update_lists
    apt install $missing >>"$log" 2>&1 && exit
  fi
  cat "$log" >&2
  fail 69 "apt-get could not install: $missing (its output is above)"
)

update_lists() {
  say "bringing the package lists up to date"
  apt update >>"$log" 2>&1 || say "apt-get update failed; going on with the lists there are"
}

# apt COMMAND…: apt-get without questions; waits for another one that is at work.
apt() {
  $superuser env DEBIAN_FRONTEND=noninteractive apt-get --quiet --yes --no-install-recommends \
    -o DPkg::Lock::Timeout=300 "$@"
}

# Installs what is missing, then builds the command, with further options for `swift build` if given.
# The stamp carries the time at which the build began: what changes while it runs counts as newer.
build_command() (
  find_toolchain && install_packages || exit
  mkdir -p "$root/.build"
  if [ -e "$root/.build/ogive.stamp" ]; then
    say "building the command anew"
  else
    say "building the command (takes a few minutes the first time)"
  fi
  began=$root/.build/ogive.stamp.$$
  touch "$began"
  log=$root/.build/build.log
  if ! swift build --package-path "$root" -c release --static-swift-stdlib --product ogive "$@" \
    >"$log" 2>&1 || grep -q '^error: ' "$log"; then
    rm "$began"
    cat "$log" >&2
    fail 70 "the build failed (its output is above)"
    exit
  fi
  mv "$began" "$root/.build/ogive.stamp"
)
