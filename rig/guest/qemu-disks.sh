# Disks that the guest's own QEMU plugs in and out while the guest runs: see qmp.

# qemu_backing NAME MIB   a file of the run's folder behind a disk; QEMU runs in that folder, the guest sees it as /rig.
qemu_backing() {
  truncate -s "$2M" "/rig/$1.img"
  qmp "{\"execute\":\"blockdev-add\",\"arguments\":{\"node-name\":\"$1\",\"driver\":\"raw\",
    \"file\":{\"driver\":\"file\",\"filename\":\"$1.img\",\"locking\":\"off\"}}}" >/dev/null
}

# qemu_device ARGUMENTS   plugs a device in: the arguments of device_add as JSON without the braces.
qemu_device() { qmp "{\"execute\":\"device_add\",\"arguments\":{$1}}" >/dev/null; }

# qemu_unplug ID [NAME]   takes a device away; with NAME, also what lies behind it.
qemu_unplug() {
  qmp "{\"execute\":\"device_del\",\"arguments\":{\"id\":\"$1\"}}" >/dev/null || return
  [[ -n ${2:-} ]] || return 0
  wait_for "qmp '{\"execute\":\"blockdev-del\",\"arguments\":{\"node-name\":\"$2\"}}' >/dev/null" 15 && rm -f "/rig/$2.img"
}
