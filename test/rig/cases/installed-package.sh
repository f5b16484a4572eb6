#!/bin/bash
# rig: timeout=600
# The package as it comes: it runs, and it is inert. Nobody has run `pathplug enable` in this guest.
. /pathplug/rig/guest/guest.sh

version=$(node -p 'JSON.parse(fs.readFileSync("/pathplug/package.json", "utf8")).version')
same "pathplug --version answers" "pathplug $version" "$(pathplug --version)"
check "pathplug --help answers" pathplug --help
check "the worker plans on $PATHPLUG_ENGINE" bash -c '/usr/lib/pathplug/worker plan | jq -e ".schema == \"pathplug.plan/1\""'

same "nobody owns this host's multipathing" "" "$(ls /etc/pathplug/owner /run/pathplug/armed 2>/dev/null)"
same "the arm unit has not run" "inactive" "$(systemctl is-active pathplug-arm.service)"
same "nothing waits for markers" "inactive" "$(systemctl is-active pathplug-assemble.path)"
same "both are enabled" $'enabled\nenabled' "$(systemctl is-enabled pathplug-arm.service pathplug-assemble.path)"

lio_create inert luns=1 paths=2
lio_plug inert
udevadm settle --timeout=60
disk=$(lio_disks inert | head -n 1)
check "the disks are there" test -b "/dev/$disk"
same "no path is claimed" "" "$(udevadm info --query=property --property=DM_MULTIPATH_DEVICE_PATH --value "/dev/$disk")"
same "no marker was written" "" "$(ls -A /run/pathplug/queue 2>/dev/null)"
same "no map was made" "No devices found" "$(dmsetup ls)"
lio_remove inert

same "no unit of ours has failed" "" "$(systemctl list-units --failed --plain --no-legend 'pathplug*')"
finish
