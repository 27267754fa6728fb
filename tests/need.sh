# Sourced by the scripts that run tests: as root on Debian it installs what is missing; otherwise it says so.

need() { # command, Debian package
  command -v "$1" >/dev/null && return
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get install -y -qq "$2" >/dev/null || { apt-get update -qq && apt-get install -y -qq "$2" >/dev/null; }
  else
    echo "$0: $1 is missing; install $2" >&2
    exit 1
  fi
}
