#!/bin/sh
# say PRIORITY KIND TEXT [FIELD=VALUE…]   one decision for the journal, from what runs without an engine.
#
# As the worker says it (worker/engine/journal.ts): an entry with the id of its kind and PATHPLUG_FIELD for each field, or, where
# no entry can be written, a line with its priority on standard error. By hand it is a plain line.
set -fu
export LC_ALL=C
priority=$1 kind=$2 text=$3
shift 3

# The same ids as in core/diagnostic/decisions.ts; a test compares.
case $kind in
  given-back) id=bdfbf239f41c40b38b6e50aa6ddf1c19 ;;
  failed) id=d3b227ebe545417ca5ef0e47890cfe3d ;;
  fallback) id=07328020e1fd4c2eb7fb8d863860447c ;;
  in-doubt) id=4c7ec09bba3f49a0b678a1c0b56462f7 ;;
  iopolicy-set) id=ee2a5cf232c74d339fe509a34551b708 ;;
  left) id=abbef18e6eac488b81cf3daee3c3d53a ;;
  stands-back) id=134bfd9dafd04befafcf669e49a78eb2 ;;
  worker-failed) id=16121c9ace40470a994424a4db380951 ;;
  *) id= ;;
esac

# printable TEXT   in REPLY, on one line: no value can end its line and begin another field.
printable() {
  REPLY=$1
  case $REPLY in *[!\ -~]*) REPLY=$(printf '%s' "$REPLY" | tr -c ' -~' '?') ;; esac
}

# field NAME VALUE   a line of the entry.
field() {
  printable "$2"
  printf '%s=%s\n' "$1" "$REPLY"
}

# entry FIELD=VALUE…   the whole of it.
entry() {
  field MESSAGE "$text"
  [ -z "$id" ] || field MESSAGE_ID "$id"
  field PRIORITY "$priority"
  field SYSLOG_IDENTIFIER pathplug
  read -r cgroup </proc/self/cgroup && field OBJECT_SYSTEMD_UNIT "${cgroup##*/}"
  [ -z "${INVOCATION_ID:-}" ] || field PATHPLUG_BURST "$INVOCATION_ID"
  field PATHPLUG_DECISION "$kind"
  for each in "$@"; do field "PATHPLUG_${each%%=*}" "${each#*=}"; done
}

# Of what udevd runs it keeps standard error to itself: who is run there says PATHPLUG_JOURNAL.
prefix=
if [ -n "${PATHPLUG_JOURNAL:-}" ] ||
  { [ -n "${JOURNAL_STREAM:-}" ] && [ "$(readlink /proc/self/fd/2)" = "socket:[${JOURNAL_STREAM#*:}]" ]; }; then
  prefix="<$priority>"
  # Without the socket `logger` says nothing of it and ends well.
  if [ -S "${PATHPLUG_ROOT:-}/run/systemd/journal/socket" ]; then
    entry "$@" | timeout 2 logger --journald 2>/dev/null && exit 0
  fi
fi
printable "$text"
printf '%spathplug: %s\n' "$prefix" "$REPLY" >&2
