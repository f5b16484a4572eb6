#!/bin/bash
# A tape and a changer, each behind several hosts: the links by WWID lead to a path that works. They move when that path goes, and
# after an audit when it goes offline, they stay while a path is there, and `explain` tells of both.
# rig: engines=qjs timeout=300
. /pathplug/rig/guest/guest.sh

links=/dev/pathplug/by-wwid
driver=/sys/bus/pseudo/drivers/scsi_debug
# leads LINK   the kernel name of what a link below /dev leads to.
leads() { basename "$(realpath -q "/dev/$1")"; }
# scsi NODE   the SCSI device of a node, by its class: scsi_tape/nst0.
scsi() { realpath "/sys/class/$1/device"; }
# state NODE STATE   sets it as the kernel does when it gives a device up: without an event.
state() { echo "$2" >"$(scsi "$1")/state"; }
# property NODE NAME   what udev stored.
property() { udevadm info --query=property --name="/dev/$1" | sed -n "s/^$2=//p"; }
tell() {
  ls -l "$links" /dev/tape/by-id
  grep -H . /run/udev/links/*by-wwid*/* 2>/dev/null
  for node in /dev/nst[0-9] /dev/st[0-9] /dev/sch[0-9]; do udevadm info "$node" | grep -E '^[NLSE]: ?(PATHPLUG|SYSTEMD|TAGS|ID_SERIAL=|pathplug|st|nst|sch|[0-9-])'; done
  for device in /sys/class/scsi_tape/nst? /sys/class/scsi_changer/*; do echo "$device $(cat "$device/device/state" "$device/device/access_state" 2>&1 | xargs)"; done
} 2>&1

modprobe -a st ch sg
modprobe scsi_debug ptype=1 add_host=2 max_luns=1 num_tgts=1 vpd_use_hostno=0 dev_size_mb=16
check "two paths to a tape are there" wait_for '[[ $(ls -d /sys/class/scsi_tape/nst? | wc -l) == 2 ]]' 30
udevadm settle
same "nobody is the owner: no links" "" "$(ls "$links" 2>/dev/null)"
before=$(ls /dev/tape/by-id)

check "the host is owned" own_host
udevadm settle
id=$(cat "$(scsi scsi_tape/nst0)/wwid")
serial=$(property nst0 ID_SERIAL)
echo "id $id, ID_SERIAL $serial"
same "links of the tape, by both ids" "$(printf '%s\n' "$id" "$id-nst" "$serial" "$serial-nst" | sort)" "$(ls "$links" | sort)"
same "what systemd's own rule links is as before" "$before" "$(ls /dev/tape/by-id)"
# Both paths came at the same moment; the audit has one of them be the first.
systemctl start pathplug-audit.service
udevadm settle
one=$(leads "pathplug/by-wwid/$id-nst")
check "the link leads to a tape that does not rewind" grep -qE '^nst[01]$' <<<"$one"
two=nst$((1 - ${one#nst}))
for node in "$two" "$one" "$two"; do
  echo change >"/sys/class/scsi_tape/$node/uevent"
  udevadm settle
done
same "whatever udev looks at, the link stays while its path works" "$one first $two next" \
  "$(leads "pathplug/by-wwid/$id-nst") $(property "$one" PATHPLUG_TAPE_RANK) $two $(property "$two" PATHPLUG_TAPE_RANK)"
same "the tape that rewinds has its own" st "$(leads "pathplug/by-wwid/$id" | tr -d 0-9)"
tell

# ── a path goes offline: nobody tells, the audit does ────────────────────────────────────────────────────────────────
udevadm monitor --kernel --udev >/run/monitor 2>&1 &
monitor=$!
sleep 2
state "scsi_tape/$one" offline
sleep 3
same "the kernel tells nobody that it has gone offline" "" "$(grep -E 'scsi_tape|scsi_generic|\(scsi\)' /run/monitor)"
kill "$monitor"
same "the link leads there still" "$one" "$(leads "pathplug/by-wwid/$id-nst")"
check "the audit's timer runs" systemctl is-active pathplug-audit.timer
check "an audit" systemctl start pathplug-audit.service
udevadm settle
same "then it leads to the other one" "$two" "$(leads "pathplug/by-wwid/$id-nst")"
same "and the link of ID_SERIAL too" "$two" "$(leads "pathplug/by-wwid/$serial-nst")"
same "and the other node's" "st${two#nst}" "$(leads "pathplug/by-wwid/$id")"
tell
text=$(pathplug explain "$one")
check "explain tells its state" grep -qE "$one \([0-9:]+ offline\)" <<<"$text"
check "and where the link leads" grep -qF "$links/$id-nst -> $two" <<<"$text"
check "and why it is no path of a map" grep -qF "device-mapper serves disks alone" <<<"$text"
same "by the link, it tells of the path in use" "$two" "$(pathplug explain "$links/$id-nst" | sed -nE 's/^ +tape +(\w+) .*/\1/p')"

# ── both offline: the links stay ─────────────────────────────────────────────────────────────────────────────────────
state "scsi_tape/$two" offline
systemctl start pathplug-audit.service
udevadm settle
same "no path works: all links are there" 4 "$(ls "$links" | wc -l)"
state "scsi_tape/$one" running
systemctl start pathplug-audit.service
udevadm settle
same "one works again: the link leads there" "$one" "$(leads "pathplug/by-wwid/$id-nst")"

# ── the path goes ────────────────────────────────────────────────────────────────────────────────────────────────────
state "scsi_tape/$two" running
systemctl start pathplug-audit.service
udevadm settle
gone=$(leads "pathplug/by-wwid/$id-nst")
other=nst$((1 - ${gone#nst}))
place=$(basename "$(scsi "scsi_tape/$gone")")
echo 1 >"$(scsi "scsi_tape/$gone")/delete"
check "its path goes: the link leads to the other one" wait_for '[[ $(leads "pathplug/by-wwid/$id-nst") == "$other" ]]' 20
IFS=: read -r host channel target lun <<<"$place"
echo "$channel $target $lun" >"/sys/class/scsi_host/host$host/scan"
check "it comes back" wait_for '[[ $(ls -d /sys/class/scsi_tape/nst? | wc -l) == 2 ]]' 30
udevadm settle
check "the link leads to one of the two" grep -qE '^nst[0-9]$' <<<"$(leads "pathplug/by-wwid/$id-nst")"
echo 1 >"$(scsi "scsi_tape/$other")/delete"
check "the first that was there goes: it leads to the one that came back" \
  wait_for '[[ $(leads "pathplug/by-wwid/$id-nst") =~ ^nst ]] && [[ $(leads "pathplug/by-wwid/$id-nst") != "$other" || ! -e /sys/class/scsi_tape/$other ]]' 20
tell

# ── a changer with the same ids: other links ─────────────────────────────────────────────────────────────────────────
echo 8 >"$driver/ptype"
echo 2 >"$driver/add_host"
check "two paths to a changer are there" wait_for '[[ $(ls -d /sys/class/scsi_changer/sch? | wc -l) == 2 ]]' 30
udevadm settle
tape=$(leads "pathplug/by-wwid/$id-nst")
check "its link leads to a generic node" grep -qE '^sg[0-9]+$' <<<"$(leads "pathplug/by-wwid/$id-changer")"
check "and that of the changer's driver to one of its own" grep -qE '^sch[01]$' <<<"$(leads "pathplug/by-wwid/$id-sch")"
same "the tape's link is as before" nst "$(tr -d 0-9 <<<"$tape")"
tell
changer=$(leads "pathplug/by-wwid/$id-changer")
state "scsi_generic/$changer" offline
systemctl start pathplug-audit.service
udevadm settle
check "the path goes offline: it leads to another" test "$(leads "pathplug/by-wwid/$id-changer")" != "$changer"
same "systemd's link of the tape is not the changer's" st "$(leads "tape/by-id/scsi-$serial" | tr -d 0-9)"
same "explain knows the changer" changer "$(pathplug explain "$(leads "pathplug/by-wwid/$id-sch")" --json | jq -r .detail.tape.kind)"
tell

check "the host is given back" disown_host
udevadm settle
same "no links" "" "$(ls "$links" 2>/dev/null)"
check "nor the timer" wait_for '! systemctl is-active --quiet pathplug-audit.timer' 30
modprobe -r scsi_debug || { sleep 2 && modprobe -r scsi_debug; }
finish
