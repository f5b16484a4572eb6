#!/bin/bash
# A host of multipathd with its maps in use, by friendly names and by an alias: adopted, looked after, and given back, with I/O all the
# time. Names, UUIDs, devices and what is on them stay.
# rig: when=asked with=btrfs-progs,multipath-tools boot=adopt timeout=1200
. /pathplug/rig/guest/guest.sh

export LVM_SUPPRESS_FD_WARNINGS=1
lio_create old luns=3 paths=4 size=64 vendor=NETAPP product='LUN C-Mode' states='optimized optimized nonoptimized nonoptimized'
systemctl stop multipathd.socket multipathd.service
lio_plug old
check "twelve disks" wait_for '[[ $(lio_disks old | wc -l) -eq 12 ]]' 60
udevadm settle
first=$(lun_wwid old 0)
cat >/etc/multipath.conf <<END
defaults {
  find_multipaths no
}
overrides {
  user_friendly_names yes
}
multipaths {
  multipath {
    wwid $first
    alias database
  }
}
END
systemctl restart multipathd
check "multipathd has its maps" wait_for '[[ $(dmsetup ls --target multipath | wc -l) -eq 3 && $(dmsetup table --target multipath | grep -oE " [0-9]+:[0-9]+ " | wc -l) -eq 12 ]]' 120
udevadm settle

# identities   name, UUID and number of each map.
identities() { dmsetup info --columns --noheadings --separator ' ' -o name,uuid,major,minor | grep mpath- | sort; }
# meaning   tables without numbers that change by themselves.
tables() { dmsetup table --target multipath | sort; }
before=$(identities)
echo "$before"
mapfile -t names < <(cut -d' ' -f1 <<<"$before")
mkfs.ext4 -q /dev/mapper/database
mkdir -p /mnt/database && mount "UUID=$(blkid -s UUID -o value /dev/mapper/database)" /mnt/database
dd if=/dev/urandom of=/mnt/database/file bs=1M count=8 status=none
sum=$(sha256sum /mnt/database/file)
second=$(grep -v '^database' <<<"$before" | head -n 1 | cut -d' ' -f1)
vgcreate -qy vg_old "/dev/mapper/$second" >/dev/null
lvcreate -qy -Wy -n data -L 32M vg_old >/dev/null

# busy   writes and reads that go on, until `rested`.
busy() {
  while [[ -e /run/busy ]]; do
    dd if=/dev/urandom of=/mnt/database/busy bs=64k count=16 oflag=direct status=none && cmp -s <(dd if=/mnt/database/busy bs=64k iflag=direct status=none) /mnt/database/busy || echo "I/O failed at $(now)" >>/run/busy-errors
    dd if=/dev/vg_old/data of=/dev/null bs=64k count=16 iflag=direct status=none || echo "read failed at $(now)" >>/run/busy-errors
    rounds=$((${rounds:-0} + 1))
    echo "$rounds" >/run/busy-rounds
  done
}
touch /run/busy
busy &

dry=$(pathplug adopt --dry-run)
echo "$dry"
same "the dry run names all maps and finds nothing to change" "3" "$(grep -cE '^(database|mpath[a-z])  ' <<<"$dry")"
same "and has changed nothing" "active" "$(systemctl is-active multipathd)"
check "the host is adopted" pathplug adopt --yes
same "multipathd does not run, and is masked" "inactive masked" "$(systemctl is-active multipathd) $(systemctl is-enabled multipathd)"
same "the host is pathplug's" "PATHPLUG_OWNER=pathplug" "$(head -n 1 /etc/pathplug/owner)"
check "settle returns" pathplug settle --timeout 120
same "maps have the names, UUIDs and numbers that they had" "$before" "$(identities)"
pathplug topology
check "nothing is to be changed" pathplug diff
same "settings are carried over" '"36' "$(grep -o '"36' /etc/pathplug/pathplug.json | head -n 1)"
same "queueing is as it was" "3" "$(dmsetup table --target multipath | grep -c queue_if_no_path)"

# It is looked after: a path that goes comes back, a new LUN gets a map, by our hand.
lio_unplug old 3
check "maps follow the paths that go" wait_for '[[ $(dmsetup table --target multipath | grep -oE " [0-9]+:[0-9]+ " | wc -l) -eq 9 ]]' 60
lio_plug old 3
check "and those that come" wait_for '[[ $(dmsetup table --target multipath | grep -oE " [0-9]+:[0-9]+ " | wc -l) -eq 12 ]]' 60
check "settle returns again" pathplug settle --timeout 120
same "names stay" "$before" "$(identities)"

check "the host is given back" pathplug release --yes
same "multipathd runs" "active" "$(systemctl is-active multipathd)"
same "settings that were carried over are gone" "" "$(ls /etc/pathplug/pathplug.json /etc/pathplug/profiles.json /etc/udev/hwdb.d/60-pathplug.hwdb 2>/dev/null)"
same "no rule and no unit is masked" "" "$(find /etc/udev/rules.d /etc/systemd/system -lname /dev/null | grep multipath)"
udevadm settle
check "it knows its maps" wait_for '[[ $(multipathd show maps format "%n %w" | tail -n +2 | wc -l) -eq 3 ]]' 60
same "maps have the names, UUIDs and numbers that they had, once more" "$before" "$(identities)"
same "all paths are theirs, for udev" "12 1" "$(for d in $(lio_disks old); do udevadm info -q property --property=DM_MULTIPATH_DEVICE_PATH --value "/dev/$d"; done | sort | uniq -c | xargs)"
sleep 6
same "its paths work" "12" "$(multipathd show paths format '%t %T' | grep -c 'active ready')"
same "bindings are as multipathd wrote them" "2" "$(grep -c '^mpath' /etc/multipath/bindings)"
rm /run/busy
wait
same "no I/O has failed ($(cat /run/busy-rounds) rounds)" "" "$(cat /run/busy-errors 2>/dev/null)"
same "what was written is there" "$sum" "$(sha256sum /mnt/database/file)"
same "nothing is suspended" "" "$(dmsetup info --columns --noheadings -o name,suspended | grep Suspended)"
umount /mnt/database
vgchange -qan vg_old >/dev/null
systemctl stop multipathd
for map in $(dmsetup ls --target multipath | cut -f1); do dmsetup remove --retry "$map"; done
lio_unplug old
lio_remove old
finish
