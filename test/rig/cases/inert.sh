#!/bin/bash
# Installed, and nobody has said `pathplug enable`: an array that a profile knows arrives with a file system that is
# mounted at once, rules are unpacked anew, udev looks again at everything, and nothing comes of it.
# rig: boot=fresh timeout=600
. /pathplug/rig/guest/guest.sh
without_guard

same "nobody owns this host" "" "$(ls /etc/pathplug/owner /run/pathplug/armed 2>/dev/null)"
lio_create idle luns=2 paths=2 vendor=NETAPP product='LUN C-Mode' states='optimized nonoptimized'
lio_plug idle
udevadm settle --timeout=60
mapfile -t disks < <(lio_disks idle)
disk=$(lio_disk idle 0 0)
mkfs.ext4 -q "/dev/$disk"
udevadm trigger --settle "/sys/block/$disk"
uuid=$(blkid -p -s UUID -o value "/dev/$disk")
# By fstab, because systemd unmounts what it mounted itself when the disk under it is taken away.
mkdir -p /mnt/idle
cp /etc/fstab /run/fstab.before
echo "UUID=$uuid /mnt/idle ext4 defaults,nofail 0 0" >>/etc/fstab
systemctl daemon-reload
systemctl start mnt-idle.mount
same "the file system of one path is mounted" "/dev/$disk" "$(findmnt -no SOURCE /mnt/idle)"

# told   all that udev stores of the paths; what changes with each event is left out.
told() {
  for each in "${disks[@]}"; do
    udevadm info --query=all "/sys/block/$each" | grep -Ev '^E: (USEC_INITIALIZED|SEQNUM|ID_PROCESSING|DEVLINKS|ACTION|SYNTH_UUID)=' | sort
  done
}
# untouched WHEN
untouched() {
  same "$1: no path is claimed" "" "$(told | grep -E 'DM_MULTIPATH|SYSTEMD_READY|PATHPLUG|mpath_member')"
  same "$1: no map" "" "$(maps)"
  same "$1: no marker, no registry, not armed" "" \
    "$(find /run/pathplug /etc/pathplug -type f 2>/dev/null | grep -Ev '^/etc/pathplug/(profiles|lun)[^/]*\.d/' | grep -v README)"
  same "$1: no unit of ours has run" "" "$(journalctl -b --no-pager -o cat -u pathplug-assemble.service -u pathplug-arm.service |
    grep -vE 'was skipped because|skipped, unmet condition')"
  same "$1: nothing of ours is active" "" "$(systemctl list-units --plain --no-legend --state=active,activating,failed 'pathplug*.service' 'pathplug*.path')"
  same "$1: the file system is mounted" "/dev/$disk" "$(findmnt -no SOURCE /mnt/idle)"
}
untouched "as it comes"
udevadm trigger --settle
before=$(told)

rules=$(find /usr/lib/udev/rules.d /lib/udev/rules.d -name '*pathplug*' 2>/dev/null | sort -u)
check "the rules are installed" test -n "$rules"
mkdir -p /run/aside
for rule in $(realpath $rules | sort -u); do cp -p "$rule" /run/aside/ && rm "$rule"; done
udevadm trigger --settle
without=$(told)
same "with the rules and without: udev stores the same" "$without" "$before"
for rule in /run/aside/*; do cp -p "$rule" /usr/lib/udev/rules.d/; done
udevadm trigger --settle
untouched "unpacked once more, udev looks at every device"
same "and udev stores what it stored before" "$without" "$(told)"
udevadm control --reload
udevadm trigger --settle --action=add
untouched "rules are read again, every device is added"

same "explain says that nobody owns the host" not-owner "$(pathplug explain "$disk" --json | jq -r .claim.reason)"
same "a dry run lists who would change hands, the mounted LUN's use among them" "4 1" \
  "$(pathplug enable --dry-run --json | jq -r '"\(.disks | length) \([.disks[] | select((.use // "") | test("mounted"))] | length)"')"
untouched "after the dry run"

umount /mnt/idle
cp /run/fstab.before /etc/fstab
systemctl daemon-reload
lio_remove idle
finish
