#!/bin/bash
# rig: suites=trixie with=sg3-utils-udev,multipath-tools engines=qjs timeout=600
# Both packages installed, pathplug the owner, multipathd off: multipath-tools' rules stand aside, for paths and for maps.
. /pathplug/rig/guest/guest.sh
. /pathplug/test/rig/rules-fixture.sh
if [[ ! -x /usr/sbin/multipath ]]; then
  fail "multipath-tools is in the image" "rig/run --with multipath-tools"
  finish
fi
systemctl stop multipathd.socket multipathd.service 2>/dev/null
rules_begin
# Counts who is started by udevd, and goes on.
mv /usr/sbin/multipath /usr/sbin/multipath.real
printf '#!/bin/sh\necho "$*" >>/run/multipath-calls\nexec /usr/sbin/multipath.real "$@"\n' >/usr/sbin/multipath
chmod +x /usr/sbin/multipath
trap 'mv -f /usr/sbin/multipath.real /usr/sbin/multipath; rules_end' EXIT
calls() { cat /run/multipath-calls 2>/dev/null | sed 's/ sd.*//; s/ dm-.*//' | sort | uniq -c | xargs; }

lio_create array vendor=KNOWN paths=2
knowledge KNOWN first-path
rm -f /run/multipath-calls
lio_plug array
udevadm settle
check "not armed: multipath-tools decides, as ever" grep -q -- '-u sd' /run/multipath-calls
read -r first second <<<"$(lio_disks array | xargs)"
id=$(<"/sys/block/$first/device/wwid")
sectors=$(<"/sys/block/$first/size")
table="0 $sectors multipath 0 0 1 1 service-time 0 2 1 /dev/$first 1 /dev/$second 1"

arm known
rm -f /run/multipath-calls
event "$first"
event "$second"
same "armed: claimed by pathplug" "1 first-path" "$(property "$first" DM_MULTIPATH_DEVICE_PATH) $(property "$first" PATHPLUG_CLAIM_REASON)"

# A map whose UUID is none of its paths' ID_SERIAL: what multipath -U fails every path of.
dmsetup create foreign --uuid mpath-3deadbeef --table "$table"
dm=$(basename "$(readlink -f /dev/mapper/foreign)")
dmsetup message foreign 0 "fail_path $(<"/sys/block/$first/dev")"
udevadm settle
dmsetup message foreign 0 "reinstate_path $(<"/sys/block/$first/dev")"
event "$dm" add
udevadm settle
same "armed: udev has started multipath for no path and no map" "" "$(calls)"
same "armed: no path has been failed behind our back" "A A" "$(dmsetup status foreign | grep -oE '[0-9]+:[0-9]+ [AF]' | cut -d' ' -f2 | xargs)"
same "armed: the map rule has spoken" "1 mpath-3deadbeef" "$(property "$dm" MPATH_DEVICE_READY) $(property "$dm" DM_UUID)"
same "armed: links" "$dm" "$(link by-id/scsi-3deadbeef)"
dmsetup remove --retry foreign

rm /run/pathplug/armed
rm -f /run/multipath-calls
event "$first"
check "disarmed: multipath-tools decides again" grep -q -- "-u $first" /run/multipath-calls
same "disarmed: no word of ours is left" "" "$(udevadm info -q property -n "/dev/$first" | grep -E 'PATHPLUG|nompath')"
lio_remove array
finish
