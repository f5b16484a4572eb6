/** What udev's blkid builtin finds out about a file system, without the prefix ID_FS_. */
const fileSystem = [
  "TYPE",
  "USAGE",
  "VERSION",
  "UUID",
  "UUID_ENC",
  "UUID_SUB",
  "UUID_SUB_ENC",
  "LABEL",
  "LABEL_ENC",
  "SIZE",
  "LASTBLOCK",
  "BLOCKSIZE",
  "AMBIVALENT",
  "SYSTEM_ID",
  "PUBLISHER_ID",
  "APPLICATION_ID",
  "BOOT_SYSTEM_ID",
  "VOLUME_ID",
  "LOGICAL_VOLUME_ID",
  "VOLUME_SET_ID",
  "DATA_PREPARER_ID",
];

/** What it finds out about partitions, without the prefix ID_PART_. */
const partitions = [
  "TABLE_TYPE",
  "TABLE_UUID",
  "ENTRY_SCHEME",
  "ENTRY_NAME",
  "ENTRY_UUID",
  "ENTRY_TYPE",
  "ENTRY_FLAGS",
  "ENTRY_NUMBER",
  "ENTRY_OFFSET",
  "ENTRY_SIZE",
  "ENTRY_DISK",
  "GPT_AUTO_ROOT",
  "GPT_AUTO_ROOT_UUID",
  "GPT_AUTO_ROOT_DISK",
];

/** Properties that the map rule takes over from udev's database in an event that does not probe. udev has no pattern for that. */
export const keptProperties: readonly string[] = [
  ...fileSystem.map((name) => `ID_FS_${name}`),
  ...partitions.map((name) => `ID_PART_${name}`),
];

/** What device-mapper's rule takes over from udev's database for an event that no cookie came with. */
export const dmFlags: readonly string[] = [
  "DM_UDEV_DISABLE_DM_RULES_FLAG",
  "DM_UDEV_DISABLE_SUBSYSTEM_RULES_FLAG",
  "DM_UDEV_DISABLE_DISK_RULES_FLAG",
  "DM_COOKIE_DISABLE_OTHER_RULES_FLAG",
  "DM_UDEV_LOW_PRIORITY_FLAG",
  "DM_UDEV_DISABLE_LIBRARY_FALLBACK_FLAG",
  "DM_UDEV_PRIMARY_SOURCE_FLAG",
  "DM_UDEV_FLAG7",
];
