/** The parts of QuickJS' `std` and `os` modules (2025-04-26) that the shim uses. */
export interface QjsFile {
  read(buffer: ArrayBuffer, position: number, length: number): number;
  puts(text: string): void;
  flush(): void;
  close(): number;
}

export interface QjsStd {
  open(path: string, flags: string, error?: { errno?: number }): QjsFile | null;
  getenv(name: string): string | undefined;
  exit(status: number): never;
  readonly out: QjsFile;
  readonly err: QjsFile;
}

export interface QjsExecOptions {
  readonly block: boolean;
  readonly stdin?: number;
  readonly stdout?: number;
  readonly stderr?: number;
}

export interface QjsOs {
  open(path: string, flags: number, mode?: number): number;
  close(fd: number): number;
  read(fd: number, buffer: ArrayBuffer, offset: number, length: number): number;
  write(fd: number, buffer: ArrayBuffer, offset: number, length: number): number;
  readdir(path: string): [string[], number];
  readlink(path: string): [string, number];
  stat(path: string): [{ readonly mode: number; readonly rdev: number } | null, number];
  mkdir(path: string, mode?: number): number;
  rename(from: string, to: string): number;
  remove(path: string): number;
  exec(argv: readonly string[], options: QjsExecOptions): number;
  waitpid(pid: number, options: number): [number, number];
  kill(pid: number, signal: number): number;
  pipe(): [number, number] | null;
  setReadHandler(fd: number, handler: (() => void) | null): void;
  /** Milliseconds of CLOCK_MONOTONIC; `Date.now` jumps when a boot sets the clock. */
  now(): number;
  setTimeout(callback: () => void, milliseconds: number): unknown;
  signal(signal: number, handler: (() => void) | null | undefined): void;
  readonly O_RDONLY: number;
  readonly O_WRONLY: number;
  readonly O_CREAT: number;
  readonly O_EXCL: number;
  readonly O_TRUNC: number;
  readonly WNOHANG: number;
  readonly SIGPIPE: number;
}
