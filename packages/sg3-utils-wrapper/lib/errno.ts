/** Linux's small errno numbers (include/uapi/asm-generic/errno-base.h): sg3_utils adds them to 50. */
const NAMES: readonly string[] =
  "EPERM ENOENT ESRCH EINTR EIO ENXIO E2BIG ENOEXEC EBADF ECHILD EAGAIN ENOMEM EACCES EFAULT ENOTBLK EBUSY EEXIST EXDEV ENODEV ENOTDIR EISDIR EINVAL ENFILE EMFILE ENOTTY ETXTBSY EFBIG ENOSPC ESPIPE EROFS EMLINK EPIPE EDOM ERANGE".split(
    " ",
  );

/** Name of an errno number from 1 to 34; absent for others. */
export function errnoName(number: number): string | undefined {
  return NAMES[number - 1];
}
