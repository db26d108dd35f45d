import { create } from 'qrcode';

/**
 * Draws the QR code of the text as vectors, `size` points wide, crisp at any scale. Keep four modules of paper around
 * it. Level M: still read with a crease or a coffee stain over a seventh of it.
 */
export function drawQr(doc: PDFKit.PDFDocument, text: string, at: { x: number; y: number; size: number }): void {
  const { modules } = create(text, { errorCorrectionLevel: 'M' });
  const side = at.size / modules.size;
  const isDark = (row: number, column: number): boolean => column < modules.size && modules.get(row, column) !== 0;
  for (let row = 0; row < modules.size; row += 1) {
    for (let column = 0; column < modules.size; column += 1) {
      if (!isDark(row, column)) continue;
      const from = column;
      while (isDark(row, column + 1)) column += 1;
      doc.rect(at.x + from * side, at.y + row * side, (column + 1 - from) * side, side);
    }
  }
  // One path, one fill: renderers leave no hairlines between neighbours.
  doc.fill('#000000');
}
