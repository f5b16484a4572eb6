/** Files of a simulated host that pathplug owns, with all that arming it asks for. */
export const HOST_FILES: Readonly<Record<string, string>> = {
  "/etc/pathplug/owner": "pathplug known\n",
  "/run/pathplug/armed": "PATHPLUG_ARMED=1\nPATHPLUG_MODE=known\n",
  "/proc/cmdline": "quiet\n",
  "/proc/self/mountinfo": "22 1 254:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw\n",
  "/proc/sys/kernel/random/uuid": "1b4e28ba-2fa1-41d2-883f-0016d3cca427\n",
  "/proc/swaps": "Filename Type Size Used Priority\n",
  "/sys/block/vda/dev": "254:0\n",
  "/usr/sbin/dmsetup": "",
  "/usr/bin/flock": "",
  "/sys/module/dm_multipath/refcnt": "0\n",
};
