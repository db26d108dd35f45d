/** Types of expressions.mjs for the tests. */

export function rules(): { alert: string; expr: string; for?: string; labels: { severity: string }; annotations: Record<string, string> }[];
export function panels(): { title: string; expr: string }[];
