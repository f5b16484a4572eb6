#!/bin/bash
# A path that failed is explained by what the kernel's log has of it: a broken link as transport, an unreadable block as
# medium, which fails no path; and the explanation is what the kernel does.
# rig: when=asked timeout=600
. /pathplug/rig/guest/guest.sh

# last FIELD DISK   a field of the last error that is told of a disk.
last() { pathplug explain "$2" --json | jq -r ".detail.lastError | $1"; }

# ── a link breaks ────────────────────────────────────────────────────────────────────────────────────────────────────
lio_create link luns=1 paths=2 vendor=NETAPP product='LUN C-Mode' states='optimized nonoptimized'
check "the host is owned" own_host
lio_plug link
check "settle returns" pathplug settle --timeout 150
map=$(lun_wwid link 0)
disk=$(lio_disk link 0 0) other=$(lio_disk link 1 0)
same "a path that has had no error: nothing is told" null "$(last . "$disk")"
lio_break link 0
check "a path fails: I/O goes on" timeout 100 dd if="/dev/mapper/$map" of=/dev/null bs=4k count=1 iflag=direct status=none
same "the kernel uses it no more" FA "$(path_states "$map")"
same "it is explained as the transport's, and as failing the path" \
  "transport DID_TRANSPORT_DISRUPTED IOERR true $disk" \
  "$(last '"\(.origin) \(.hostByte) \(.status) \(.failsPath) \(.device.dev)"' "$disk")"
check "with the time at which the path failed" test "$(last .failedAt "$disk")" != null
same "and the other path has none" null "$(last . "$other")"
pathplug explain "$disk" | sed -n '/^last error/,/^$/p'
check "a recording holds it" pathplug record -o /run/link.ppb
same "and is explained alike" "$(last .hostByte "$disk")" \
  "$(pathplug explain "$disk" --json --replay /run/link.ppb | jq -r .detail.lastError.hostByte)"
lio_mend link 0
check "the link is back, and so is the path" wait_for '[[ $(path_states "$map") == AA ]]' 60
check "which is told" wait_for '[[ $(last .reinstatedAt "$disk") != null ]]' 20
lio_remove_maps link
lio_remove link

# ── a block cannot be read ───────────────────────────────────────────────────────────────────────────────────────────
check "the host is given back" disown_host
modprobe scsi_debug add_host=2 dev_size_mb=16
udevadm settle
mapfile -t disks < <(grep -l scsi_debug /sys/class/scsi_host/host*/proc_name | sed 's/[^0-9]//g' |
  while read -r host; do basename /sys/bus/scsi/devices/"$host":0:0:0/block/*; done)
same "two disks that share what they store" 2 "${#disks[@]}"
numbers=$(for disk in "${disks[@]}"; do printf ' %s 1' "$(cat "/sys/block/$disk/dev")"; done)
sectors=$(cat "/sys/block/${disks[0]}/size")
check "a map over them" dmsetup create shared --table "0 $sectors multipath 0 0 1 1 service-time 0 2 1$numbers"
udevadm settle
# 2: a medium error at sectors 1234h to 123dh.
echo 2 >/sys/bus/pseudo/drivers/scsi_debug/opts
mark=$(console_mark)
timeout 100 dd if=/dev/mapper/shared of=/dev/null bs=512 skip=$((0x1234)) count=1 iflag=direct status=none 2>/run/dd-errors
same "the block cannot be read" "1 1" "$? $(wc -l </run/dd-errors)"
same "and no path fails" AA "$(path_states shared)"
echo 0 >/sys/bus/pseudo/drivers/scsi_debug/opts
console_since "$mark" | tee /results/medium.log | pathplug explain sense --json - >/run/explained.json 2>/dev/null
told='.errors | map(select(.sense.key == 3)) | last'
same "the kernel's log is explained: as the medium's, and no path's" "medium MEDIUM ENODATA false 17 4660" \
  "$(jq -r "$told"' | "\(.origin) \(.status) \(.errno) \(.failsPath) \(.sense.asc) \(.sector)"' /run/explained.json)"
hit=$(jq -r "$told | .device.dev" /run/explained.json)
same "and so is the disk" "medium false" "$(last '"\(.origin) \(.failsPath)"' "$hit")"
pathplug explain sense - </results/medium.log

# ── what the kernel makes of sense data is what explain says ─────────────────────────────────────────────────────────
mountpoint -q /sys/kernel/debug || mount -t debugfs debugfs /sys/kernel/debug
# errors_of DISK   the file by which scsi_debug is told which commands of a disk end how (from 6.7).
errors_of() { echo "/sys/kernel/debug/scsi_debug/$(basename "$(realpath "/sys/block/$1/device")")/error"; }
# KEY ASC ASCQ in hex: one of each kind but those that are repeated for minutes, and 5 20 0, which has the kernel read otherwise.
codes=("2 4 3" "2 4 b" "2 4 c" "2 4 12" "2 3a 0" "3 c 0" "3 11 0" "3 13 0" "3 14 1" "3 31 0" "4 44 0" "5 21 0"
  "5 24 0" "5 25 0" "5 26 0" "5 94 1" "7 27 0" "7 27 7" "8 0 0" "9 80 0" "b 0 0" "b 10 1" "b 47 3" "d 0 0" "e 1d 0")
if [[ -e $(errors_of "${disks[0]}") ]]; then
  mark=$(console_mark)
  for code in "${codes[@]}"; do
    # Reads (28h) of both disks end in CHECK CONDITION (2) with these codes, 20 of each.
    for disk in "${disks[@]}"; do echo "2 -20 28 0 0 2 $code" >"$(errors_of "$disk")"; done
    timeout 100 dd if=/dev/mapper/shared of=/dev/null bs=512 count=1 iflag=direct status=none 2>/dev/null
    echo "$code: $([[ $(path_states shared) == *F* ]] && echo true || echo false)"
    for disk in "${disks[@]}"; do
      echo "- 2 28" >"$(errors_of "$disk")"
      dmsetup message shared 0 "reinstate_path $(cat "/sys/block/$disk/dev")"
    done
    udevadm settle
    # The kernel writes ten errors in five seconds at most.
    sleep 6
  done >/run/seen
  for code in "${codes[@]}"; do
    read -r key asc ascq <<<"$code"
    printf '7000%02x000000000a00000000%02x%02x00000000\n' "0x$key" "0x$asc" "0x$ascq"
  done | pathplug explain sense --json - >/run/by-table.json
  same "a path fails, or does not, as explain says: ${#codes[@]} of ${#codes[@]}" "$(cat /run/seen)" \
    "$(jq -r '.errors[].failsPath' /run/by-table.json | paste -d: <(printf '%s\n' "${codes[@]}") - | sed 's/:/: /')"
  # How each request ended is in the log, in the block layer's words: that is what the table gives without the log.
  console_since "$mark" | tee /results/injected.log | pathplug explain sense --json - 2>/dev/null >/run/by-log.json
  named='map(select(.sense)) | map("\(.sense.key) \(.sense.asc) \(.sense.ascq) \(.status)") | unique | .[]'
  same "and requests end as it says" "$(jq -r ".errors | $named" /run/by-table.json)" "$(jq -r ".errors | $named" /run/by-log.json)"
else
  pass "this kernel cannot be told how commands end"
fi
dmsetup remove --retry shared
modprobe -r scsi_debug
finish
