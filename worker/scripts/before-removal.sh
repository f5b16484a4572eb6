#!/bin/sh
# before-removal   before the package goes from a host (prerm, %preun): the maps that stand stay, and nobody is to take their paths for
# disks of his own. Until the next boot a rule in /run says of each disk below a map what our claim rule said. Nothing is triggered.
root=${PATHPLUG_ROOT:-}
rules=$root/run/udev/rules.d/59-pathplug-held.rules
for uuid in "$root"/sys/block/dm-*/dm/uuid; do
  id=
  [ -r "$uuid" ] && read -r id <"$uuid"
  case $id in
    mpath-?*)
      mkdir -p "${rules%/*}"
      cat >"$rules" <<'END'
# Left by pathplug, whose package was removed while maps stood: their paths are nobody's disks. Goes with the next boot.
ACTION=="remove", GOTO="pathplug_held_end"
SUBSYSTEM!="block", GOTO="pathplug_held_end"
KERNEL!="sd*|nvme*", GOTO="pathplug_held_end"
ENV{DEVTYPE}=="partition", GOTO="pathplug_held_partition"
TEST!="holders/*/dm/uuid", GOTO="pathplug_held_end"
IMPORT{db}="DM_MULTIPATH_DEVICE_PATH"
ENV{DM_MULTIPATH_DEVICE_PATH}!="1", GOTO="pathplug_held_end"
ENV{ID_FS_TYPE}="mpath_member", ENV{SYSTEMD_READY}="0"
ENV{UDEV_DISABLE_PERSISTENT_STORAGE_BLKID_FLAG}="1", OPTIONS:="nowatch"
ENV{DONT_DEL_PART_NODES}="1", GOTO="pathplug_held_end"
LABEL="pathplug_held_partition"
IMPORT{parent}="DM_MULTIPATH_DEVICE_PATH"
ENV{DM_MULTIPATH_DEVICE_PATH}=="1", ENV{ID_FS_TYPE}="none", ENV{SYSTEMD_READY}="0", ENV{UDEV_DISABLE_PERSISTENT_STORAGE_BLKID_FLAG}="1"
LABEL="pathplug_held_end"
END
      break
      ;;
  esac
done
