/** Asks again until the answer is something: tests wait for what they expect, they never just sleep. */
export async function until<T>(question: () => Promise<T | undefined | null | false>, what: string, timeout_ms = 15_000): Promise<T> {
  const end = Date.now() + timeout_ms;
  for (;;) {
    const answer = await question();
    if (answer !== undefined && answer !== null && answer !== false) return answer;
    if (Date.now() > end) throw new Error(`waited ${String(timeout_ms)} ms for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
