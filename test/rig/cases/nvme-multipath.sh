#!/bin/bash
# NVMe over TCP that the kernel does not multipath: the disks of one namespace, one for each controller, are paths of one map,
# grouped by their ANA states; a path that is lost and comes back costs no byte.
# rig: boot=nvme-multipath append=nvme_core.multipath=N timeout=900
. /pathplug/rig/guest/guest.sh
unit=pathplug-recheck.service

sum() { sha256sum <"$1" | cut -d' ' -f1; }
# sum_of MAP   of its first 4 MiB, read past all caches.
sum_of() { dd if="/dev/mapper/$1" bs=64k count=64 iflag=direct status=none | sha256sum | cut -d' ' -f1; }
property() { udevadm info --query=property --property="$2" --value "/sys/block/$1"; }
# tell   what there is, for whoever reads why a check failed.
tell() {
  dmsetup table
  dmsetup status
  grep -H . /sys/class/nvme/nvme*/state /sys/block/nvme*/ana_state /sys/block/nvme*/wwid
  ls -l /run/pathplug/* /etc/pathplug/luns.d
  pathplug topology
  pathplug list paths
  journalctl -b --no-pager -o short-monotonic -t pathplug | tail -n 40
  for disk in /sys/block/nvme*; do udevadm info --query=property "$disk" | grep -E 'PATHPLUG|DM_|ID_WWN|ID_SERIAL|SYSTEMD|ID_FS|DEVNAME'; done
}

nvmet_create shop namespaces=2 paths=2 model='ACME Rocket' states='optimized non-optimized'
same "the kernel does not multipath NVMe" N "$(cat /sys/module/nvme_core/parameters/multipath)"
check "the host is owned" own_host

# ── one path: left to the system, as a local disk is ─────────────────────────────────────────────────────────────────
nvmet_connect shop 0
udevadm settle
first=$(nvmet_disk shop 0 1)
check "settle returns" pathplug settle --timeout 60
same "a namespace with one path gets no map" "" "$(maps)"
same "and is not claimed" "second-path-awaited " "$(property "$first" PATHPLUG_CLAIM_REASON) $(property "$first" DM_MULTIPATH_DEVICE_PATH)"

# ── two paths: a map ─────────────────────────────────────────────────────────────────────────────────────────────────
nvmet_connect shop 1
udevadm settle
second=$(nvmet_disk shop 1 1)
check "settle returns" pathplug settle --timeout 150
wwid=$(cat "/sys/block/$first/wwid")
same "both disks have one id" "$wwid" "$(cat "/sys/block/$second/wwid")"
same "which begins with uuid." uuid. "${wwid:0:5}"
same "one map for each namespace" 2 "$(maps | wc -l)"
check "its name is the id" test -e "/dev/mapper/$wwid"
same "its UUID as multipath-tools names it" "mpath-$wwid" "$(dmsetup info -c --noheadings -o uuid "$wwid")"
same "bio-based, because TCP's queues may block" 1 "$(dmsetup table "$wwid" | grep -c 'queue_mode bio')"
topology_now
same "the optimized path is in a group before the other one" "50 $first
10 $second" "$(path_groups "$wwid")"
for disk in "$first" "$second"; do
  same "$disk is claimed" "1 mpath_member 0" \
    "$(property "$disk" DM_MULTIPATH_DEVICE_PATH) $(property "$disk" ID_FS_TYPE) $(property "$disk" SYSTEMD_READY)"
done
check "its link leads to the map" test "$(realpath "/dev/disk/by-id/scsi-$wwid")" = "$(realpath "/dev/mapper/$wwid")"
check "explain tells of it" eval 'pathplug explain "$first" | grep -q "claimed: the LUN registry lists it"'

# ── data, and a path that is lost ────────────────────────────────────────────────────────────────────────────────────
dd if=/dev/urandom of=/run/written bs=64k count=64 status=none
written=$(sum /run/written)
dd if=/run/written of="/dev/mapper/$wwid" bs=64k oflag=direct status=none
same "what was written is there" "$written" "$(sum_of "$wwid")"
same "and in the subsystem's store" "$written" "$(head -c 4194304 "$nvmet_stores/shop-1" | sha256sum | cut -d' ' -f1)"
mark=$(console_mark)
nvmet_break shop 0
since=$(now)
same "the better path is lost: what is read is right" "$written" "$(sum_of "$wwid")"
within "after" 2 "$(elapsed "$since")" s
check "the kernel uses it no more" wait_for '[[ $(path_states "$wwid") == FA ]]' 60
same "its controller is not live" 0 "$(grep -c live "/sys/block/$first/device/state")"
dd if=/dev/urandom of=/run/written bs=64k count=64 status=none
written=$(sum /run/written)
check "what is written goes the other way" dd if=/run/written of="/dev/mapper/$wwid" bs=64k oflag=direct status=none
sleep 5
same "it stays failed as long as it is lost" FA "$(path_states "$wwid")"
nvmet_mend shop 0
since=$(now)
check "it is mended: the kernel uses it again" wait_for '[[ $(path_states "$wwid") == AA ]]' 60
within "after" 4 "$(elapsed "$since")" s
same "what was written is there" "$written" "$(sum_of "$wwid")"
check "the recheck ends by itself" wait_for '[[ $(systemctl show --property=ActiveState --value "$unit") == inactive ]]' 60
dm=$(basename "$(realpath "/dev/mapper/$wwid")")
same "nobody above has seen an error" "" "$(console_since "$mark" | grep -E 'I/O error|blk_update_request' | grep "$dm")"

# ── ANA states change ────────────────────────────────────────────────────────────────────────────────────────────────
nvmet_set_state shop 0 inaccessible
nvmet_set_state shop 1 optimized
same "the first path is inaccessible: what is read is right" "$written" "$(sum_of "$wwid")"
check "the kernel uses it no more" wait_for '[[ $(path_states "$wwid") == *F* ]]' 60
sleep 5
check "it stays so, as long as a read of it fails" test "$(path_states "$wwid" | tr -d A)" = F
nvmet_set_state shop 0 non-optimized
check "it can be read: the kernel uses it" wait_for '[[ $(path_states "$wwid") == AA ]]' 60
check "the groups follow" wait_for 'topology_now && [[ $(path_groups "$wwid") == "50 $second
10 $first" ]]' 60

# Both change again, and no path fails: nobody is told of it but the audit.
nvmet_set_state shop 1 non-optimized
nvmet_set_state shop 0 optimized
now_audited
check "they change places: the groups follow the audit" wait_for 'topology_now && [[ $(path_groups "$wwid") == "50 $first
10 $second" ]]' 60

# ── a namespace that grows ───────────────────────────────────────────────────────────────────────────────────────────
nvmet_resize shop 1 96
check "the map follows its size" wait_for '[[ $(blockdev --getsize64 "/dev/mapper/$wwid") == $((96 << 20)) ]]' 60

# ── a controller is deleted, and connected anew ──────────────────────────────────────────────────────────────────────
nvmet_disconnect shop 0
check "a controller is deleted: the map loses the path" wait_for '[[ $(path_states "$wwid") == A ]]' 60
same "what is read is right" "$written" "$(sum_of "$wwid")"
nvmet_connect shop 0
check "it is connected anew: the map gets it" wait_for '[[ $(path_states "$wwid") == AA ]]' 60
same "what is read is right" "$written" "$(sum_of "$wwid")"

# ── all paths ────────────────────────────────────────────────────────────────────────────────────────────────────────
nvmet_disconnect shop
check "all controllers are deleted: the maps go" wait_for '[[ -z $(maps) ]]' 60
nvmet_connect shop 1
check "a registered namespace comes back with one path" wait_for '[[ $(path_states "$wwid") == A && -b /dev/mapper/$wwid ]]' 60
same "what is read is right" "$written" "$(sum_of "$wwid")"
[[ $failed == 0 ]] || tell
for map in $(maps); do dmsetup remove --retry "$map"; done
nvmet_remove shop
check "the host is given back" disown_host
finish
