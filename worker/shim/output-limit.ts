/**
 * Most that is kept of a program's output, bytes: a mad program must not fill the memory of a boot, and the tables of some thousand maps are
 * more than 1 MiB.
 */
export const OUTPUT_LIMIT = 64 * 1024 * 1024;
