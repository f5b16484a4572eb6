# A system of the guest's own on a block device, with the initramfs that its own programs make. It boots like any machine: the rig's
# image and its initramfs have no part in it. Wants rig/run --state.

# own_root_copy DEVICE [MB]   copies the running system to a file system on a device, mounted at /mnt/root then.
own_root_copy() {
  mkfs.ext4 -q "$1" && mkdir -p /mnt/root && mount "$1" /mnt/root || return
  tar -C / --one-file-system --exclude=./proc --exclude=./sys --exclude=./dev --exclude=./run --exclude=./tmp --exclude=./mnt \
    --exclude=./pathplug --exclude=./rig --exclude=./results --exclude=./var/cache --exclude=./var/lib/apt --exclude=./usr/share/doc \
    --exclude=./usr/share/locale --exclude=./usr/share/man -cf - . | tar -C /mnt/root -xf -
  mkdir -p /mnt/root/{proc,sys,dev,run,tmp,mnt,pathplug,rig,results,var/cache,boot}
  chmod 1777 /mnt/root/tmp
  cat >/mnt/root/etc/fstab <<END
$1 / ext4 defaults 0 1
pathplug /pathplug 9p trans=virtio,version=9p2000.L,msize=512000,ro,cache=loose 0 0
run /rig 9p trans=virtio,version=9p2000.L,msize=512000,cache=none 0 0
/rig/results /results none bind 0 0
END
  # Counts the boots, as the rig's own does.
  mkdir -p /mnt/root/etc/systemd/system/rig-script.service.d
  cat >/mnt/root/etc/systemd/system/rig-script.service.d/boots.conf <<'END'
[Service]
ExecStartPre=/bin/sh -c 'echo $(($(cat /rig/boots) + 1)) >/rig/boots'
END
}

# own_root_run COMMAND…   runs a command in it.
own_root_run() {
  local each status=0
  for each in proc sys dev run; do mount --rbind "/$each" "/mnt/root/$each" && mount --make-rslave "/mnt/root/$each"; done
  env -u PATHPLUG_ENGINE chroot /mnt/root "$@" || status=$?
  for each in proc sys dev run; do umount -R "/mnt/root/$each"; done
  return "$status"
}

# own_root_paths SEED LUN PATHS   from the next boot on for once: paths of a disk that QEMU plays, in an order and with delays that
# the seed draws; about every second boot lacks one.
own_root_paths() {
  local seed=$1 lun=$2 paths=$3 at order missing=-1 when
  RANDOM=$seed
  order=$(for ((at = 0; at < paths; at++)); do echo "$RANDOM $at"; done | sort -n | cut -d' ' -f2)
  [[ $((RANDOM % 2)) -eq 0 ]] || missing=$((RANDOM % paths))
  for at in $order; do
    when=0
    [[ $((RANDOM % 2)) -eq 0 ]] || when=$((RANDOM % 15000 + 1000))
    [[ $at -ne $missing ]] || when=missing
    echo "lun$lun-path$at $when"
  done >>/rig/own-boot/paths
}

# own_root_boot INITRAMFS WORDS…   from the next boot on, the guest boots with this initramfs, and with these words for the kernel.
own_root_boot() {
  mkdir -p /rig/own-boot
  cp "$1" /rig/own-boot/initramfs
  shift
  echo "$*" >/rig/own-boot/words
}
