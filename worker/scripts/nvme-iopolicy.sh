#!/bin/sh
# nvme-iopolicy SUBSYSTEM POLICY   what the rule runs where an NVMe subsystem that the kernel multipaths has another I/O policy
# than a profile or the site says: sets it, and tells the journal what it was and what it is.
#
# It runs inside udevd, so it is short. A kernel that does not know the policy keeps the old one.
export PATH="${PATH:-/usr/sbin:/usr/bin:/sbin:/bin}"
file=${PATHPLUG_ROOT:-}/sys/class/nvme-subsystem/$1/iopolicy

[ -r "$file" ] || exit 0
read -r before <"$file"
# The rule has seen what it was at the event; somebody may have set it meanwhile.
[ "$before" != "$2" ] || exit 0
printf '%s\n' "$2" 2>/dev/null >"$file"
read -r now <"$file"
if [ "$now" = "$2" ]; then
  set -- 5 "$1: iopolicy is $now; it was $before"
else
  set -- 4 "$1: iopolicy stays $now: the kernel does not take $2"
fi
PATHPLUG_JOURNAL=yes exec "${PATHPLUG_LIBEXEC:-${0%/*}}/say" "$1" iopolicy-set "$2"
