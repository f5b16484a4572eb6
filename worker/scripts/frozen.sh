#!/bin/sh
# frozen arm | make | begin | wait | all | end   what an initramfs needs besides the programs of the running system:
#   arm     before udevd: arms the host, also where no engine is
#   make    one run that makes maps, also where no engine is
# and where no systemd runs the units, as in an initramfs of initramfs-tools:
#   begin   arms, and does from then on in the background what path units do on a running system
#   wait    until the maps stand that boot needs, for a bounded time
#   all     the root is not found: maps are made of every LUN that is claimed, not only of those that boot was to need
#   end     before udevd ends: nothing of it is left, what has not been done the system does
#
# /etc/pathplug/frozen has a file for each name of a LUN whose map boot needs; where it is missing boot needs all. The other LUNs of
# the registry are claimed, so that nobody takes a path for a disk, and get their maps from the system, to which udev tells of every
# disk again.
set -u
export LC_ALL=C
root=${PATHPLUG_ROOT:-}
run=$root/run/pathplug
here=${PATHPLUG_LIBEXEC:-/usr/lib/pathplug}
newline='
'

# say TEXT   to the kernel's log, which the system's journal keeps.
say() { echo "<5>pathplug: $*" >"$root/dev/kmsg"; }

# attribute FILE   its first line in REPLY; fails where it cannot be read.
attribute() {
  REPLY=
  [ -r "$1" ] && IFS= read -r REPLY <"$1"
}

# is_forbidden   whether the kernel's words forbid it (core/claim/kernel-words.ts), or forbid it here.
is_forbidden() {
  attribute "$root/proc/cmdline"
  for word in $REPLY; do
    case $word in nompath | nompath=* | multipath=off | rd.multipath=0 | rd.multipath=no) return 0 ;; esac
  done
  return 1
}

# is_ours   whether the host is pathplug's (host/ownership/ownership.ts).
is_ours() { grep -qE '^[[:space:]]*(PATHPLUG_OWNER=)?"?pathplug"?([[:space:]]|$)' "$root/etc/pathplug/owner" 2>/dev/null; }

# has_engine   whether maps can be made by policy.
has_engine() { [ -r "$here/worker.js" ] && command -v qjs >/dev/null 2>&1; }

# has_files DIRECTORY   whether anything is in it.
has_files() {
  set -- "$1"/*
  [ -e "$1" ]
}

# id_of DISK   the kernel's id for it in REPLY; fails where it has none that udev leaves as it is.
id_of() {
  case $1 in nvme*) attribute "$root/sys/block/$1/wwid" ;; *) attribute "$root/sys/block/$1/device/wwid" ;; esac
  REPLY=${REPLY%"${REPLY##*[! ]}"}
  case $REPLY in '' | .* | *[!A-Za-z0-9#+.:=@_\ -]*) return 1 ;; esac
}

# is_wanted ID   whether boot needs the map of the LUN with this id.
is_wanted() { [ ! -d "$root/etc/pathplug/frozen" ] || [ -e "$root/etc/pathplug/frozen/$1" ]; }

# read_missing   names of wanted LUNs that have a path and no map, in `missing`; whether any has a path, in `paths`.
read_missing() {
  missing='' paths='' uuids=$newline
  for file in "$root"/sys/block/dm-*/dm/uuid; do if attribute "$file"; then uuids=$uuids$REPLY$newline; fi; done
  for block in "$root"/sys/block/sd* "$root"/sys/block/nvme*n*; do
    [ -e "$block" ] && id_of "${block##*/}" && is_wanted "$REPLY" || continue
    file=$root/etc/pathplug/luns.d/$REPLY
    [ -r "$file" ] || continue
    paths=yes
    wwid=$(sed -n 's/^PATHPLUG_WWID="\{0,1\}\([^"]*\)"\{0,1\}$/\1/p' "$file")
    case $uuids in *"${newline}mpath-$wwid$newline"*) ;; *) missing="$missing ${block##*/}" ;; esac
  done
}

# make_maps   one run, as pathplug-assemble.service makes it. Without an engine there is no worker that waits for the other paths: once udev
# has no disk left to look at, for 3 s at most. Nor one that takes the markers away; while a map is missing, another run follows.
make_maps() {
  if has_engine; then
    "$here/worker" assemble && return
    say "the worker has failed: the maps of known LUNs are made from their stored tables"
    "$here/fallback"
    return
  fi
  busy=15
  while [ -e "$root/run/udev/queue" ] && [ "$busy" -gt 0 ]; do
    sleep 0.2
    busy=$((busy - 1))
  done
  rm -f "$run"/queue/* "$run"/taken/*
  "$here/fallback" --extend
  read_missing
  [ -n "$missing" ] || return 0
  sleep 2
  : >"$run/queue/all"
}

# watch   what pathplug-assemble.path and pathplug-recheck.path do, until `end`.
watch() {
  while [ -d "$run/frozen" ]; do
    if has_files "$run/queue" || has_files "$run/taken"; then make_maps || sleep 2; fi
    if has_engine && { has_files "$run/recheck" || has_files "$run/rechecking"; }; then
      # It goes on while a path is down; a second one waits for the first.
      if [ ! -d "/proc/${recheck:-none}" ]; then
        "$here/worker" recheck &
        recheck=$!
        echo "$recheck" >"$run/frozen/recheck"
      fi
    fi
    sleep 0.2 2>/dev/null || sleep 1
  done
}

arm() {
  is_ours && ! is_forbidden || return 0
  # A table loads what it needs; a handler has to be there before the first disk is read.
  for module in dm_multipath scsi_dh_alua scsi_dh_rdac scsi_dh_emc scsi_dh_hp_sw; do modprobe -q "$module" 2>/dev/null; done
  for each in queue taken parked reload recheck rechecking suspect in-use maps cookies made removed exclusive shrunk swapping; do
    mkdir -p "$run/$each"
  done
  if ! has_engine || ! "$here/worker" arm; then
    # Without an engine nobody judges: what the registry knows is claimed, and nothing else.
    printf 'PATHPLUG_ARMED=1\nPATHPLUG_MODE=listed\n' >"$run/armed"
  fi
}

begin() {
  arm
  [ -e "$run/armed" ] || return 0
  mkdir -p "$run/frozen"
  setsid "$0" watch </dev/null >"$root/dev/kmsg" 2>&1 &
  echo $! >"$run/frozen/watch"
}

# wait_for_maps   while LUNs that boot needs have paths and no map, 30 s at most; for the first path 10 s.
wait_for_maps() {
  [ -d "$run/frozen" ] || return 0
  if [ -d "$root/etc/pathplug/frozen" ]; then has_files "$root/etc/pathplug/frozen" || return 0; fi
  waited=0
  while [ "$waited" -lt 30 ]; do
    read_missing
    [ -n "$missing" ] || [ -z "$paths" ] || break
    [ -n "$paths" ] || [ "$waited" -lt 10 ] || break
    sleep 1
    waited=$((waited + 1))
  done
  [ -z "$missing" ] || say "these disks have no map yet:$missing"
  [ -n "$paths" ] || say "no LUN that boot needs has a path yet"
  udevadm settle --timeout=10
}

# make_all   boot was to need other LUNs than it does, as far as was known when the initramfs was made: the root lay on a path then, or
# its volume group has grown. Who has no root after 10 s gets maps of all that is claimed. Called again and again.
make_all() {
  [ -d "$root/etc/pathplug/frozen" ] && [ -e "$run/armed" ] || return 0
  tries=0
  if attribute "$run/frozen-tries"; then tries=$REPLY; fi
  echo "$((tries + 1))" >"$run/frozen-tries"
  [ "$tries" -ge "${1:-10}" ] || return 0
  say "the root is not found: maps are made of all LUNs that are claimed. Make the initramfs anew once the system runs."
  rm -r "$root/etc/pathplug/frozen"
  : >"$run/queue/all"
}

# end   the run that is under way has 10 s. What is left of the group that watched is killed, whoever started it.
end() {
  [ -d "$run/frozen" ] || return 0
  watch=$run/.frozen
  mv "$run/frozen" "$watch"
  if attribute "$watch/recheck"; then kill "$REPLY" 2>/dev/null; fi
  if attribute "$watch/watch"; then
    left=50
    while [ -d "/proc/$REPLY" ] && [ "$left" -gt 0 ]; do
      sleep 0.2
      left=$((left - 1))
    done
    kill -9 "-$REPLY" 2>/dev/null
  fi
  rm -rf "$watch" "$run/frozen-tries"
}

case ${1:-} in
  arm) arm ;;
  make) make_maps ;;
  begin) begin ;;
  wait) wait_for_maps ;;
  all) make_all "${2:-}" ;;
  end) end ;;
  watch) watch ;;
  *) echo "usage: frozen arm | make | begin | wait | all [TRIES] | end" >&2 && exit 64 ;;
esac
