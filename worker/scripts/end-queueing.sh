#!/bin/sh
# end-queueing [--pathless]   as the machine goes down (ExecStop= of two units): from now on a map fails I/O when it has no path,
# whatever its settings say. What waits for a path would have unmounting wait, and the machine with it, for ever.
# --pathless: only those that have none already, while services are still at work on the others. One of which nothing is known is
# none of them, nor is one of which a path is just being identified: its users would see an error for nothing.
root=${PATHPLUG_ROOT:-}
case $(systemctl is-system-running) in stopping) ;; *) exit 0 ;; esac

# is_pathless UUID BLOCK
is_pathless() {
  status=$(timeout 5 dmsetup status --noflush --uuid "$1") || return
  case $status in *' multipath '*) ;; *) return 1 ;; esac
  ! printf '%s\n' "$status" | grep -Eq ' [0-9]+:[0-9]+ A ' || return
  for slave in "$2"/slaves/*/diskseq; do
    read -r diskseq 2>/dev/null <"$slave" || continue
    [ ! -e "$root/run/pathplug/suspect/$diskseq" ] && [ ! -e "$root/run/pathplug/suspect/$diskseq.test" ] || return
  done
}

for uuid in "$root"/sys/block/dm-*/dm/uuid; do
  id=''
  read -r id 2>/dev/null <"$uuid" || continue
  case $id in mpath-?*) ;; *) continue ;; esac
  # Beside each other: one may hang.
  {
    [ "${1:-}" != --pathless ] || is_pathless "$id" "${uuid%/dm/uuid}" || exit 0
    timeout 5 dmsetup message --uuid "$id" 0 fail_if_no_path
  } &
done
wait
