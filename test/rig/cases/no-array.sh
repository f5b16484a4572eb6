#!/bin/bash
# A host without any array, with one plain SCSI disk: what it pays at boot for pathplug being enabled. Two boots without the
# package are compared with two on which pathplug owns the host: programs started, files, log lines.
# rig: when=asked boot=no-array timeout=300 state=- lun=size=16M
# rig: append=trace_event=sched:sched_process_exec append=trace_buf_size=8M
. /pathplug/rig/guest/guest.sh

kept=/var/lib/rig-aside
ours=$(tar -tf /rig/package.tar | grep -E 'rules\.d/.|systemd/system/.|tmpfiles\.d/.' | grep -v '/$')

# programs   what the kernel was told to execute, with the process: up to the script of the rig itself.
programs() {
  mountpoint -q /sys/kernel/tracing || mount -t tracefs tracefs /sys/kernel/tracing
  sed -n 's/.* sched_process_exec: filename=\(.*\) pid=\([0-9]*\) old_pid=.*/\2 \1/p' /sys/kernel/tracing/trace |
    awk '$2 == "/rig/run-script" { exit } { print }'
}
# lines   what was logged by others than the kernel, numbers left out.
lines() { journalctl -b -o short-monotonic --no-pager | sed -nE '/ (kernel|systemd-journald\[[0-9]+\]): /!s/^\[ *[0-9.]+\] rig //p' | sed -e 's/[0-9][0-9.]*/N/g'; }
# files   in the places where something may be left.
files() { find /etc /run /var -xdev 2>/dev/null | grep -vE '^/(run|var)/(udev|log)/|^/run/(systemd|credentials)/|/systemd-private-' | sed -e 's/[0-9][0-9]*/N/g'; }

note() {
  programs >"/rig/$1.programs"
  lines | sort -u >"/rig/$1.lines"
  files | sort -u >"/rig/$1.files"
}
# more WHAT   what is there with pathplug in either boot, and in none without.
more() { comm -13 <(sort -u /rig/without-[12]."$1") <(sort -u /rig/with-[12]."$1"); }

# away FILE…, back FILE…   the package's files.
away() { for file in $ours; do mkdir -p "$kept/${file%/*}" && mv "/$file" "$kept/$file"; done; }
back() { for file in $ours; do mv "$kept/$file" "/$file"; done; }

case $RIG_BOOT in
  1) away ;;
  2) note without-1 ;;
  3)
    note without-2
    back
    systemctl daemon-reload
    udevadm control --reload
    without_guard
    check "the host is owned" own_host
    ;;
  4) note with-1 ;;
  5) note with-2 ;;
esac
[[ $RIG_BOOT -ge 5 ]] || reboot_guest

same "armed" "PATHPLUG_ARMED=1" "$(head -n 1 /run/pathplug/armed)"
same "programs: one process, that arms the host" "/usr/bin/flock /usr/bin/qjs /usr/lib/pathplug/worker" \
  "$(comm -13 <(cut -d' ' -f2 /rig/without-[12].programs | sort -u) <(cut -d' ' -f2 /rig/with-[12].programs | sort -u) | xargs)"
# One process is one pid: a program that another one takes the place of is not one more.
for boot in 1 2; do
  same "boot $boot: in one process" 1 \
    "$(grep -E ' (/usr/lib/pathplug/worker|/usr/bin/(flock|qjs|dmsetup))$' "/rig/with-$boot.programs" | cut -d' ' -f1 | sort -u | wc -l)"
done
# A path unit has no level below which it is silent.
same "log lines: the one of the path unit" "systemd[N]: Started pathplug-assemble.path - Watch for paths of multipath maps." "$(more lines)"
same "files: the owner, the word that lets the rule work, the lock, and empty directories" \
  "/etc/pathplug /etc/pathplug/owner /run/pathplug /run/pathplug/armed /run/pathplug/lock" \
  "$(more files | while read -r file; do rmdir "$file" 2>/dev/null || echo "$file"; done | xargs)"
finish
