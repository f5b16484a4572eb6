#!/bin/bash
# rig: boot=fresh timeout=600
# Every function of sg3-utils-wrapper against real SCSI devices: scsi_debug for pages, states and time-outs, LIO for
# persistent reservations and standby. Bytes are compared with sysfs, or with the same command sent by sg_raw.
# Needs .rig/bundles (node test/rig/build-bundles.mjs). Leave the package out: rig/run --no-package.
. /pathplug/rig/guest/guest.sh

bundle=/pathplug/.rig/bundles/sg3-utils-wrapper.mjs
if [[ ! -e $bundle ]]; then
  fail "the exerciser is bundled" "run node test/rig/build-bundles.mjs on the host first"
  finish
fi

# sg3 FUNCTION DEVICE [JSON…]   one line, as the exerciser describes it; the message of a failure goes to the log.
sg3() { node "$bundle" "$@" 2> >(sed 's/^/     /' >>/results/messages.log); }
hex() { od -An -v -tx1 "$@" | tr -d ' \n'; }
# raw LENGTH DEVICE CDB…   what the device itself answers, in hex.
raw() { sg_raw --readonly --binary --request="$1" "${@:2}" 2>/dev/null | hex; }
number() { printf "%0$(($2 * 2))x" "$1"; }

sg_inq --version 2>&1

# ── pages and answers, scsi_debug ────────────────────────────────────────────────────────────────────────────────────
modprobe scsi_debug add_host=2 max_luns=2 num_tgts=1 vpd_use_hostno=0 dev_size_mb=64
udevadm settle
disk=$(scsi_disks | head -n 1)
device=/dev/$disk
sysfs=/sys/block/$disk/device
sectors=$(<"/sys/block/$disk/size")
# Power-on unit attentions are not what is tested here.
sg_turs --low --number=4 "$device" >/dev/null 2>&1

seqnum=$(</sys/kernel/uevent_seqnum)
same "inquiry: the standard data" "data $(hex "$sysfs/inquiry")" "$(sg3 inquiry "$device")"
for page in 00 80 83 b0; do
  expected="data $(hex "$sysfs/vpd_pg${page#0}" 2>/dev/null)"
  same "vpdPage: page $page is what sysfs has" "$expected" "$(sg3 vpdPage "$device" $((16#$page)))"
done
same "vpdPage: a page looked up in page 00 first" "data $(hex "$sysfs/vpd_pg83")" \
  "$(sg3 vpdPage "$device" 131 '{"lookup":"ask"}')"
same "inquiry: a page" "data $(hex "$sysfs/vpd_pg83")" "$(sg3 inquiry "$device" '{"page":131}')"
# 1024 bytes are what sg_rtpg asks for; the answer's own length follows from its first word.
rtpg=$(raw 1024 "$device" a3 0a 00 00 00 00 00 00 04 00 00 00)
same "reportTargetPortGroups" "data ${rtpg:0:$(((16#${rtpg:0:8} + 4) * 2))}" "$(sg3 reportTargetPortGroups "$device")"
same "testUnitReady" data "$(sg3 testUnitReady "$device")"
same "readCapacity: 10" "data $(number $((sectors - 1)) 4)$(number 512 4)" "$(sg3 readCapacity "$device")"
long=$(sg3 readCapacity "$device" '{"command":16}')
same "readCapacity: 16" "data $(number $((sectors - 1)) 8)$(number 512 4) 32 bytes" "${long:0:29} $(((${#long} - 5) / 2)) bytes"
luns=$(raw 8192 "$device" a0 00 00 00 00 00 00 00 20 00 00 00)
same "reportLuns" "data ${luns:0:$(((16#${luns:0:8} + 8) * 2))}" "$(sg3 reportLuns "$device")"
same "requestSense: no sense, fixed format" "data 70000000" "$(sg3 requestSense "$device" | cut -c1-13)"
same "requestSense: no sense, descriptor format" "data 72000000" \
  "$(sg3 requestSense "$device" '{"format":"descriptor"}' | cut -c1-13)"
udevadm settle
same "none of this opened the disk for writing: udev saw nothing" "$seqnum" "$(</sys/kernel/uevent_seqnum)"

# ── failures, scsi_debug ─────────────────────────────────────────────────────────────────────────────────────────────
same "a page the device does not have" "failed illegal-request status=5 sense=05/24/00 isUnsupported" \
  "$(sg3 vpdPage "$device" 186)"
same "the same by inquiry" "failed illegal-request status=5 sense=05/24/00 isUnsupported" \
  "$(sg3 inquiry "$device" '{"page":186}')"
same "a command the device does not know" "failed invalid-opcode status=9 sense=05/20/00 isUnsupported" \
  "$(sg3 persistentReserveIn "$device" '"read-keys"')"
echo 1 >/sys/bus/pseudo/drivers/scsi_debug/virtual_gb
same "a unit attention, on which sg_turs ends with status 0" "failed unit-attention status=0 sense=06/2a/09 isUnitAttention" \
  "$(sg3 testUnitReady "$device")"
same "a unit attention is reported once" data "$(sg3 testUnitReady "$device")"
echo 0 >/sys/bus/pseudo/drivers/scsi_debug/virtual_gb
same "a unit attention by another program" "failed unit-attention status=6 sense=06/2a/09 isUnitAttention" \
  "$(sg3 readCapacity "$device")"
path_state "$disk" offline
same "an offline disk" "failed os-error status=56 errno=ENXIO isAbsent" "$(sg3 vpdPage "$device" 131)"
path_state "$disk" running
same "a node that does not exist" "failed os-error status=52 errno=ENOENT isAbsent" "$(sg3 inquiry /dev/sd-none)"
same "a node that is no SCSI device" "failed os-error status=75 errno=ENOTTY" "$(sg3 reportLuns /dev/null)"
same "a missing program" "failed missing-program status=127 isMissingProgram" \
  "$(sg3 inquiry "$device" '{"directory":"/nonexistent"}')"

# ── persistent reservations and standby, LIO ─────────────────────────────────────────────────────────────────────────
# LIO writes its registrations to a file, even to say that none shall outlive the power; without the folder it refuses.
mkdir -p /var/target/pr
lio_create box luns=1 paths=3 'states=optimized optimized standby'
lio_plug box
udevadm settle
mapfile -t paths < <(lio_disks box)
a=/dev/${paths[0]} b=/dev/${paths[1]} standby=/dev/${paths[2]}
for path in "$a" "$b" "$standby"; do sg_turs --low --number=4 "$path" >/dev/null 2>&1; done
same "a standby path" "failed standby status=0 sense=02/04/0b isNotReady" "$(sg3 testUnitReady "$standby")"

seqnum=$(</sys/kernel/uevent_seqnum)
# prin ACTION SERVICE-ACTION   the function against the device's own bytes.
prin() {
  local answer length=8
  answer=$(raw 8192 "$a" 5e "$2" 00 00 00 00 00 20 00 00)
  [[ $1 == report-capabilities ]] || length=$((16#${answer:8:8} + 8))
  same "persistentReserveIn: $1 ($3)" "data ${answer:0:$((length * 2))}" "$(sg3 persistentReserveIn "$a" "\"$1\"")"
}
prout() { sg3 persistentReserveOut "$1" "$2"; }
keys() { sg3 persistentReserveIn "$a" '"read-keys"' | cut -c22-; }

prin read-keys 00 "none"
same "no key yet" "" "$(keys)"
same "register on the first path" data "$(prout "$a" '{"kind":"register","newKey":"0xabcn"}')"
same "register-ignore on the second, a key of 64 bits" data \
  "$(prout "$b" '{"kind":"register-ignore","newKey":"0xfedcba9876543210n"}')"
prin read-keys 00 "two"
same "both keys are there" "$(number 0xabc 8)fedcba9876543210" "$(keys)"
prin report-capabilities 02 "LIO"
prin read-reservation 01 "none"
same "a reservation from a path with another key is a conflict" \
  "failed reservation-conflict status=24 isReservationConflict" \
  "$(prout "$b" '{"kind":"reserve","key":"0x1n","type":"write-exclusive"}')"
same "reserve" data "$(prout "$a" '{"kind":"reserve","key":"0xabcn","type":"exclusive-access-registrants-only"}')"
prin read-reservation 01 "held"
prin read-full-status 03 "held"
same "the holder and type are as asked" "$(number 0xabc 8)00000000""0006" \
  "$(sg3 persistentReserveIn "$a" '"read-reservation"' | cut -c22-49)"
same "release" data "$(prout "$a" '{"kind":"release","key":"0xabcn","type":"exclusive-access-registrants-only"}')"
same "reserve again" data "$(prout "$a" '{"kind":"reserve","key":"0xabcn","type":"write-exclusive"}')"
# The release before gave the other registrant a unit attention. No preempt-abort here: over tcm_loop, LIO (Linux 6.12)
# waits for ever for the very command that asks for it.
sg_turs --low --number=4 "$b" >/dev/null 2>&1
same "preempt" data \
  "$(prout "$b" '{"kind":"preempt","key":"0xfedcba9876543210n","victim":"0xabcn","type":"write-exclusive"}')"
# The victim is told so by a unit attention.
sg_turs --low --number=4 "$a" >/dev/null 2>&1
same "the victim's key is gone" "fedcba9876543210" "$(keys)"
same "clear" data "$(prout "$b" '{"kind":"clear","key":"0xfedcba9876543210n"}')"
sg_turs --low --number=4 "$a" >/dev/null 2>&1
same "no key is left" "" "$(keys)"
udevadm settle
same "reservations opened no disk for writing either" "$seqnum" "$(</sys/kernel/uevent_seqnum)"

# ── a device that never answers, last: its process stays in the kernel until the command's own time-out ──────────────
# Error injection of scsi_debug (Linux 6.7 and later): the next TEST UNIT READY gets no answer.
mountpoint -q /sys/kernel/debug || mount -t debugfs debugfs /sys/kernel/debug
echo "0 -1 0x00" >"/sys/kernel/debug/scsi_debug/$(hctl "$disk")/error"
began=$(now)
same "a device that does not answer" "failed program-timeout isTimeout" \
  "$(sg3 testUnitReady "$device" '{"timeoutMs":2000}')"
within "the time-out of 2 s holds although the kernel holds the process" 45 "$(elapsed "$began")" s
check "the process is indeed still in the kernel" pgrep -x sg_turs

cat /results/messages.log
lio_remove box
wait_for 'modprobe -r scsi_debug 2>/dev/null' 90
finish
