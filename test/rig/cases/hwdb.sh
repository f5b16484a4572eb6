#!/bin/bash
# What systemd makes of the compiled profiles: it takes the file without complaint, and its look-up gives for every
# vector the profile and the claim that the vector expects; strings made to deceive find nothing.
# rig: engines=qjs timeout=600
. /pathplug/rig/guest/guest.sh

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir -p "$scratch/etc/udev/hwdb.d"
cp /pathplug/rules/60-pathplug.hwdb "$scratch/etc/udev/hwdb.d/"
check "systemd-hwdb update --strict" systemd-hwdb update --strict --root="$scratch"

# found KEY   profile and claim, parted by a tab, as the rule would import them.
found() {
  systemd-hwdb query --root="$scratch" "$1" |
    awk -F= '$1 == "PATHPLUG_PROFILE" { profile = $2 } $1 == "PATHPLUG_CLAIM" { claim = $2 } END { print profile "\t" claim }'
}

wrong=''
count=0
while IFS= read -r line; do
  key=${line%%$'\t'*}
  got=$(found "$key")
  count=$((count + 1))
  [[ $got == "${line#*$'\t'}" ]] || wrong+="$key gives ${got//$'\t'/ }; "
done < <(node /pathplug/test/rig/hwdb-keys.mjs /pathplug/vendor-profiles/30-vendor)
check "$count vectors are found as they expect${wrong:+: $wrong}" test "$count" -ge 25 -a -z "$wrong"

wrong=''
for key in 'pathplug:scsi:v*:m*:r*:' 'pathplug:scsi:vHPQ:mOPEN-V:r1:' 'pathplug:scsi:vnetapp:mLUN:r1:' \
  'pathplug:scsi:v NETAPP:mLUN:r1:' 'pathplug:scsi:vNETAPP:mLUN C-Mode:r1' 'pathplug:nvme:vNETAPP:mLUN:r1:'; do
  [[ $(found "$key") == $'\t' ]] || wrong+="$key; "
done
check "strings made to deceive find nothing${wrong:+: $wrong}" test -z "$wrong"
finish
