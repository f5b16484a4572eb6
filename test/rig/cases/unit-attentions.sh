#!/bin/bash
# What one path tells by a unit attention while it is used, and nobody else tells: that it may be another LUN, that its size has
# changed, that its write protection has. The rules see to it. Prints how many writes the kernel sends to a path after it has said
# that it may be another LUN; after that none, until it has been identified.
# rig: when=asked timeout=600
. /pathplug/rig/guest/guest.sh
debug=/sys/bus/pseudo/drivers/scsi_debug
tracing=/sys/kernel/tracing

modprobe scsi_debug add_host=2 max_luns=1 num_tgts=1 vpd_use_hostno=0 dev_size_mb=64
check "the host is owned" own_host
check "a map of two paths" wait_for '[[ $(maps | wc -l) == 1 && $(path_states "$(maps)") == AA ]]' 60
check "settle returns" pathplug settle --timeout 120
map=$(maps)
mapfile -t disks < <(grep -l scsi_debug /sys/block/sd*/device/model | cut -d/ -f4)
mountpoint -q /sys/kernel/debug || mount -t debugfs debugfs /sys/kernel/debug
mountpoint -q $tracing || mount -t tracefs tracefs $tracing
# told DISK OPCODE KEY ASC ASCQ   the next command of this operation code on a disk ends so, all in hex (from kernel 6.7).
told() { echo "2 -1 $2 0 0 2 $3 $4 $5" >"/sys/kernel/debug/scsi_debug/$(hctl "$1")/error"; }
said() { journalctl -b --no-pager -o cat -t pathplug; }
read_map() { timeout 60 dd if="/dev/mapper/$map" of=/dev/null bs=4k count="${1:-1}" iflag=direct status=none; }
quiet() { [[ $(systemctl show --property=ActiveState --value pathplug-assemble.service) == inactive && -z $(ls /run/pathplug/queue) ]]; }

# ── INQUIRY DATA HAS CHANGED, under writes ───────────────────────────────────────────────────────────────────────────
# The path that carries the writes: the first of the best group.
devt=$(dmsetup table "$map" | grep -oE '[0-9]+:[0-9]+' | head -n 1)
used=$(basename "$(realpath "/sys/dev/block/$devt")")
host=$(hctl "$used")
host=${host%%:*}
for event in start done; do
  echo "host_no == $host && opcode == 0x2a" >$tracing/events/scsi/scsi_dispatch_cmd_$event/filter
  echo 1 >$tracing/events/scsi/scsi_dispatch_cmd_$event/enable
done
# sent   writes that were sent to the path after it has told.
sent() { awk '/scsi_dispatch_cmd_done: .*CHECK_CONDITION/ { told = 1 } told && /scsi_dispatch_cmd_start:/ { n++ } END { print n + 0 }' $tracing/trace; }
while [[ ! -e /run/enough ]]; do dd if=/dev/zero of="/dev/mapper/$map" bs=4k count=64 oflag=direct status=none || echo failed >>/run/failed; done &
writer=$!
for round in 1 2 3; do
  : >$tracing/trace
  told "$used" 2a 6 3f 3
  check "round $round: it is used no more" wait_for '[[ $(dmsetup status "$map") == *" $devt F "* ]]' 30
  before=$(sent)
  echo "round $round: $before writes were sent to it after it had told"
  check "round $round: the command that met it was sent again, by the kernel" [ "$before" -ge 1 ]
  check "round $round: it is the LUN that it was, and used again" wait_for '[[ $(path_states "$map") == AA ]]' 60
  check "round $round: why is said" eval 'said | grep -q "INQUIRY_DATA_HAS_CHANGED"'
  sleep 2
done
# Once failed it gets nothing: the recheck, which would use it again, is held back.
systemctl stop pathplug-recheck.path pathplug-recheck.service
systemctl mask --runtime --quiet pathplug-recheck.path pathplug-recheck.service
: >$tracing/trace
told "$used" 2a 6 3f 3
check "it is used no more" wait_for '[[ $(dmsetup status "$map") == *" $devt F "* ]]' 30
sleep 0.5
before=$(sent)
sleep 5
same "and gets no write while nobody has identified it" "$before" "$(sent)"
systemctl unmask --runtime --quiet pathplug-recheck.path pathplug-recheck.service
systemctl start pathplug-recheck.path
check "it is used again when somebody has" wait_for '[[ $(path_states "$map") == AA ]]' 60
touch /run/enough
wait "$writer"
same "no write has failed" "" "$(cat /run/failed 2>/dev/null)"
for event in start done; do echo 0 >$tracing/events/scsi/scsi_dispatch_cmd_$event/enable; done

# ── CAPACITY DATA HAS CHANGED ────────────────────────────────────────────────────────────────────────────────────────
size() { blockdev --getsize64 "/dev/mapper/$map"; }
same "64 MiB" $((64 << 20)) "$(size)"
# scsi_debug has each of its disks tell of that, with the next command.
echo 1 >$debug/virtual_gb
same "nobody has used it: nobody knows" $((64 << 20)) "$(size)"
check "it is read" read_map
check "all paths are asked, and the map grows" wait_for '[[ $(size) == $((1 << 30)) ]]' 60

# ── MODE PARAMETERS CHANGED ──────────────────────────────────────────────────────────────────────────────────────────
protected() { blockdev --getro "/dev/mapper/$map"; }
for state in 1 0; do
  echo $state >/sys/module/scsi_debug/parameters/wp
  for disk in "${disks[@]}"; do told "$disk" 28 6 2a 1; done
  check "it is read" read_map 8
  check "write protection $state: the map follows" wait_for '[[ $(protected) == "$state" ]]' 60
  for disk in "${disks[@]}"; do same "and $disk has been asked" "$state" "$(cat "/sys/block/$disk/ro")"; done
done
check "the worker is through" wait_for quiet 30
same "all paths are used" AA "$(path_states "$map")"
same "nobody is suspect" "" "$(ls /run/pathplug/suspect)"
same "nothing is suspended" "" "$(dmsetup info --columns --noheadings -o name,suspended | grep Suspended)"

dmsetup remove --retry "$map"
disown_host
modprobe -r scsi_debug
finish
