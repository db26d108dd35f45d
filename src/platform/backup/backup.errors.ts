/** Why there is no backup, or no restore. One line for an operator that says what to do. */
export class BackupFailed extends Error {
  override name = 'BackupFailed';
}

/** Turns what went wrong into that line; what is not known passes. */
export function explained(error: unknown, where: string): unknown {
  const { code } = error as { code?: string };
  const why: Readonly<Record<string, string>> = {
    ENOSPC: 'the disk is full: make room, or name another directory',
    EDQUOT: 'the quota of the disk is used up: make room, or name another directory',
    EROFS: 'it is read-only',
    EACCES: 'this user may not write or read there',
    EPERM: 'this user may not write or read there',
    ENOENT: 'there is no such file or directory',
    ENOTDIR: 'it is not a directory',
    EEXIST: 'it is not a directory',
    EISDIR: 'it is a directory',
  };
  const known = code === undefined ? undefined : why[code];
  return known === undefined ? error : new BackupFailed(`${where}: ${known}`, { cause: error });
}
