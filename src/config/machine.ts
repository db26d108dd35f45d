/** Where programs are looked for: the machine's matter, no setting of the application. */
export function programPath(): string {
  return process.env['PATH'] ?? '/usr/local/bin:/usr/bin:/bin';
}
