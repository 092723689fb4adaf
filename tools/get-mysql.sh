#!/usr/bin/env bash
# get-mysql.sh [DIR]   (default: what tools/mysql-home.sh prints)
#
# Makes DIR hold a runnable, current MySQL server and its clients, taken by package name
# from Debian's "sid" suite, without installing anything into
# this (older) system: the packages and every library that they need, libc included,
# are unpacked under DIR/root, and the wrappers in DIR/bin run the programs through
# DIR/root's own dynamic loader.  Safe to run again: a complete DIR is left as it is.
#
#   DIR/root   the unpacked packages (a small sid file system, nothing configured)
#   DIR/bin    wrappers: mysqld mysql mysqladmin mysqldump mysqlbinlog mysqltest ...
#   DIR/apt    apt's private lists/cache/state for sid (apt's own are not touched)
#   DIR/.done  stamp: the package versions that DIR was made from
#
# Settings (environment):
#   MYSQL_SUITE=sid        Debian suite to take it from
#   MYSQL_TESTSUITE=none   none: server and clients only; bin: also the mysqltest program;
#                          full: also the whole mysql-test tree (~0.8 GB)
#   MYSQL_FORCE=1          make DIR again although its stamp is there
#
# The Debian mirror is the one this machine's own apt sources name; no host is written here.
set -euo pipefail

DIR=${1:-$("$(dirname "$0")/mysql-home.sh")}
SUITE=${MYSQL_SUITE:-sid}
TESTS=${MYSQL_TESTSUITE:-none}
PKGS=(mysql-server-core mysql-client-core)      # server + clients, with their library closure
TESTPKG=mysql-testsuite                         # taken alone: its extra deps are only Perl/services

log() { printf 'get-mysql: %s\n' "$*" >&2; }
die() { log "$*"; exit 1; }

complete() { # has it run before, with at least the tests that are asked for now?
  [[ -s $DIR/.done && ${MYSQL_FORCE:-0} != 1 && -x $DIR/bin/mysqld ]] || return 1
  [[ $TESTS == none ]] || grep -qxE "testsuite=(full|$TESTS)" "$DIR/.done" || return 1
  "$DIR/bin/mysqld" --no-defaults --version >/dev/null 2>&1
}
# a complete folder may be read-only, so look before writing
if complete; then log "already complete: $(head -1 "$DIR/.done")"; exit 0; fi
mkdir -p "$DIR"; DIR=$(cd "$DIR" && pwd)
STAMP=$DIR/.done
exec 9>"$DIR/.lock"; flock -w 1800 9 || die "another run holds $DIR/.lock"
if complete; then log "already complete: $(head -1 "$STAMP")"; exit 0; fi
for t in apt-get apt-cache dpkg dpkg-deb tar flock; do command -v $t >/dev/null || die "needs $t"; done

# --- 1. the machine's own Debian mirror ------------------------------------------------------
# '--print-uris update' only names what an update would fetch: it works on a fresh machine,
# before any 'apt-get update' (indextargets prints nothing there).
CODENAME=$(. /etc/os-release && echo "$VERSION_CODENAME")
ARCH=$(dpkg --print-architecture)
MIRROR=$(apt-get update --print-uris 2>/dev/null | awk -F"'" -v tail="/dists/$CODENAME/InRelease" \
  '!m && substr($2, length($2)-length(tail)+1)==tail {m=substr($2, 1, length($2)-length(tail))} END {print m}')
[[ -n $MIRROR ]] || die "no apt source for $CODENAME main on this machine"
KEYRING=/usr/share/keyrings/debian-archive-keyring.gpg
[[ -s $KEYRING ]] || die "needs the package debian-archive-keyring"

# --- 2. a private apt that sees only the suite -----------------------------------------------
A=$DIR/apt
mkdir -p "$A"/{etc,lists/partial,cache/archives/partial,state}
# apt's sandbox user must be able to write its partial/ folders
chown -R _apt "$A"/lists/partial "$A"/cache/archives/partial 2>/dev/null || true
echo "deb [signed-by=$KEYRING] $MIRROR $SUITE main" > "$A/etc/sources.list"
# An empty package database makes apt compute the whole closure (libc too).  The few packages
# that the servers name but do not need to run (Perl scripts, debconf, init) are declared
# present, so that they and what they pull in stay out.
: > "$A/state/status"
for p in perl perl-base debconf systemd passwd; do
  printf 'Package: %s\nStatus: install ok installed\nVersion: 999:1\nArchitecture: %s\nMulti-Arch: allowed\nMaintainer: none <none@localhost>\nDescription: stand-in\n\n' "$p" "$ARCH" >> "$A/state/status"
done
# APT_CONFIG is read after the machine's own apt.conf.d, so its proxy settings, if any, stay.
cat > "$A/apt.conf" <<CONF
Dir::Etc::SourceList "$A/etc/sources.list";
Dir::Etc::SourceParts "/dev/null";
Dir::Etc::Preferences "/dev/null";
Dir::Etc::PreferencesParts "/dev/null";
Dir::State "$A/state";
Dir::State::Lists "$A/lists";
Dir::State::status "$A/state/status";
Dir::Cache "$A/cache";
Dir::Cache::archives "$A/cache/archives";
Dir::Log "$A/state";
APT::Architecture "$ARCH";
APT::Install-Recommends "false";
APT::Get::AllowUnauthenticated "false";
APT::Keep-Downloaded-Packages "true";
Binary::apt-get::APT::Keep-Downloaded-Packages "true";
Acquire::Retries "3";
Acquire::Languages "none";
CONF
# -c is applied last of all, so it wins over apt.conf.d
apt_get()   { apt-get   -c "$A/apt.conf" -q "$@"; }
apt_cache() { apt-cache -c "$A/apt.conf" "$@"; }

log "reading $SUITE's package list"
apt_get update >"$A/update.log" 2>&1 || { cat "$A/update.log" >&2; die "apt-get update failed"; }

# --- 3. download ---------------------------------------------------------------------------
log "downloading ${PKGS[*]} and their libraries"
apt_get -y -d --no-install-recommends install "${PKGS[@]}" >"$A/download.log" 2>&1 \
  || { tail -20 "$A/download.log" >&2; die "download failed"; }
# exactly this closure's name=version list (the cache may hold older files from an earlier run)
CLOSURE=$(apt_get -s --no-install-recommends install "${PKGS[@]}" | awk '/^Inst /{gsub(/[()]/,"",$3); print $2"="$3}')
VERSION=$(awk -F= '$1=="mysql-server-core"{print $2}' <<<"$CLOSURE")
[[ -n $VERSION ]] || die "no mysql-server-core in $SUITE"
if [[ $TESTS != none ]]; then
  log "downloading $TESTPKG=$VERSION (338 MB)"
  (cd "$A/cache/archives" && apt_get download "$TESTPKG=$VERSION" >>"$A/download.log" 2>&1) \
    || { tail -20 "$A/download.log" >&2; die "download of $TESTPKG failed"; }
fi

# --- 4. unpack into a new root, then swap it in ---------------------------------------------
NEW=$DIR/root.new; rm -rf "$NEW"; mkdir -p "$NEW"
# sid is merged-/usr: lay the links first, so that old-style paths land in the same place
mkdir -p "$NEW"/usr/{bin,sbin,lib,lib64}; for d in bin sbin lib lib64; do ln -s "usr/$d" "$NEW/$d"; done
deb_of() { # name=version -> file in the cache (apt writes ':' as %3a)
  local n=${1%%=*} v=${1#*=}; n=${n%%:*}; v=${v//:/%3a}
  ls "$A/cache/archives/${n}_${v}_"*.deb 2>/dev/null | head -1; }
unpack() { # like dpkg -x, but into merged-/usr links, and without docs
  dpkg-deb --fsys-tarfile "$1" | tar -x -C "$NEW" --keep-directory-symlink --no-same-owner \
    --exclude='./usr/share/doc' --exclude='./usr/share/man' --exclude='./usr/share/locale' "${@:2}"; }
n=0
while read -r nv; do
  [[ -n $nv ]] || continue
  f=$(deb_of "$nv"); [[ -n $f ]] || die "not in the cache: $nv"
  unpack "$f"; n=$((n+1))
done <<<"$CLOSURE"
case $TESTS in
  full) unpack "$(deb_of "$TESTPKG=$VERSION")";;
  bin)  unpack "$(deb_of "$TESTPKG=$VERSION")" --wildcards './usr/lib/mysql-test/bin/*';;
esac
log "unpacked $n packages, mysql $VERSION"
rm -rf "$DIR/root.old"; [[ -e $DIR/root ]] && mv "$DIR/root" "$DIR/root.old"
mv "$NEW" "$DIR/root"; rm -rf "$DIR/root.old"

# --- 5. wrappers ------------------------------------------------------------------------------
rm -rf "$DIR/bin"; mkdir -p "$DIR/bin"
cat > "$DIR/bin/.run" <<'W'
#!/bin/bash
# Runs the program this file is linked as, from ../root, with ../root's loader and libraries.
H=$(dirname "$(readlink -f "$0")")/..; H=$(cd "$H" && pwd); R=$H/root; P=$(basename "$0")
case $(uname -m) in x86_64) T=x86_64-linux-gnu; L=$R/usr/lib64/ld-linux-x86-64.so.2;;
                    aarch64) T=aarch64-linux-gnu; L=$R/usr/lib/ld-linux-aarch64.so.1;; esac
[ -e "$L" ] || L=$(ls $R/usr/lib/$T/ld-linux-*.so.* | head -1)
for d in usr/sbin usr/bin usr/lib/mysql-test/bin; do [ -x "$R/$d/$P" ] && X=$R/$d/$P && break; done
[ -n "$X" ] || { echo "$P: not in $R" >&2; exit 127; }
LP=$R/usr/lib/$T:$R/usr/lib/$T/mysql:$R/usr/lib/mysql/private:$R/usr/lib
RUN=("$L" --library-path "$LP" --argv0 "$X" "$X")
first=()
# --no-defaults / --defaults-* / --print-defaults count only as the first arguments
while [ $# -gt 0 ]; do case $1 in --no-defaults|--defaults-*|--login-path=*|--print-defaults) first+=("$1"); shift;; *) break;; esac; done
if [ "$P" = mysqld ]; then
  exec "${RUN[@]}" "${first[@]}" --basedir="$R/usr" --plugin-dir="$R/usr/lib/mysql/plugin" \
       --lc-messages-dir="$R/usr/share/mysql" --character-sets-dir="$R/usr/share/mysql/charsets" "$@"
fi
exec "${RUN[@]}" "${first[@]}" "$@"
W
chmod +x "$DIR/bin/.run"
for d in usr/sbin usr/bin usr/lib/mysql-test/bin; do
  for x in "$DIR/root/$d"/{my*,comp_err,perror,innochecksum,ibd2sdi,zlib_decompress}; do
    [[ -f $x && -x $x ]] || continue
    [[ $(head -c4 "$x" | tail -c3) == ELF ]] || continue      # wrappers are for programs, not scripts
    ln -sf .run "$DIR/bin/$(basename "$x")"
  done
done

# --- 6. check and stamp -----------------------------------------------------------------------
need=(mysqld mysql mysqladmin mysqldump mysqlbinlog); [[ $TESTS == none ]] || need+=(mysqltest)
for p in "${need[@]}"; do
  "$DIR/bin/$p" --no-defaults --version >/dev/null 2>&1 || die "$p does not run: $("$DIR/bin/$p" --no-defaults --version 2>&1 | head -2)"
done
{ echo "mysql=$VERSION suite=$SUITE"; echo "testsuite=$TESTS"; echo "$CLOSURE"; } > "$STAMP"
[[ ${MYSQL_KEEP_CACHE:-0} == 1 ]] || rm -rf "$A/cache/archives"/*.deb "$A/lists"
log "done: $("$DIR/bin/mysqld" --no-defaults --version)"
