# Sourced by bash scripts that run in the guest: . /pathplug/rig/guest/guest.sh
for part in report wait lio groups iscsi nvmet paths qemu-disks node pathplug without processor-time contenders own-root; do
  # shellcheck source=/dev/null
  . "$(dirname "${BASH_SOURCE[0]}")/$part.sh"
done
unset part
