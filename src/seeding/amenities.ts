import type { ClientBase } from 'pg';

/** Turns codes into the bits that searches test. Throws on a code the catalogue does not know. */
export async function amenityMasks(client: ClientBase): Promise<(codes: readonly string[]) => string> {
  const { rows } = await client.query<{ code: string; bit: number }>('SELECT code, bit FROM amenities');
  const bits = new Map(rows.map(({ code, bit }) => [code, 1n << BigInt(bit)]));
  return (codes) => {
    let mask = 0n;
    for (const code of codes) {
      const bit = bits.get(code);
      if (bit === undefined || (mask & bit) !== 0n) throw new Error(`Unknown or repeated amenity: ${code}`);
      mask |= bit;
    }
    return mask.toString();
  };
}
