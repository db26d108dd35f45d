import { Money } from '../../../kernel/money.js';
import type { SandboxTransaction } from './sandbox-provider.js';

const METHOD_NAMES: Readonly<Record<string, string>> = { fedapay: 'FedaPay', mtn_momo: 'MTN Mobile Money', moov_money: 'Moov Money', card: 'Carte bancaire' };

const STATES = {
  pending: '',
  approved: '<p class="state good">✓ Paiement accepté. Vous pouvez fermer cette page.</p>',
  declined: '<p class="state bad">Paiement refusé. Vous pouvez réessayer.</p>',
} as const;

/** The sandbox's pay page: approve, decline, or leave. Works without scripts, on a small screen and a slow line. */
export function sandboxPage(transaction: SandboxTransaction): string {
  const amount = Money.of(transaction.amount, transaction.currency).format('fr');
  const open = transaction.status !== 'approved';
  return `<!doctype html>
<html lang="fr"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">
<title>Paiement de test – LOKAHOME</title>
<style>
  body { font: 16px/1.5 system-ui, sans-serif; background: #f4f1ea; color: #222; margin: 0; padding: 1.5rem 1rem; }
  main { max-width: 26rem; margin: 0 auto; background: #fff; border-radius: 12px; padding: 1.5rem; box-shadow: 0 1px 4px rgb(0 0 0 / .15); }
  h1 { font-size: 1.15rem; margin: 0 0 1rem; } .note { background: #fff6dd; border-radius: 8px; padding: .5rem .75rem; font-size: .875rem; }
  .amount { font-size: 2rem; font-weight: 700; margin: .5rem 0; } .muted { color: #666; font-size: .9rem; overflow-wrap: anywhere; }
  button, a.leave { display: block; width: 100%; box-sizing: border-box; padding: .85rem; margin-top: .75rem; font: inherit; font-weight: 600; border-radius: 8px;
    border: 1px solid #bbb; background: #fff; color: #222; text-align: center; text-decoration: none; cursor: pointer; }
  button.approve { background: #12704a; border-color: #12704a; color: #fff; } .state { font-weight: 600; } .good { color: #12704a; } .bad { color: #a4262c; }
</style></head>
<body><main>
  <h1>LOKAHOME – paiement de test</h1>
  <p class="note">Bac à sable : aucun argent ne circule. / Sandbox: no money moves.</p>
  <p class="amount">${escape(amount)}</p>
  <p>${escape(transaction.description)}</p>
  <p class="muted">${escape(METHOD_NAMES[transaction.method] ?? transaction.method)} · référence ${escape(transaction.reference)}</p>
  ${STATES[transaction.status]}
  ${open ? `<form method="post"><button class="approve" name="decision" value="approve">Payer ${escape(amount)}</button>
  <button name="decision" value="decline">Refuser / Decline</button></form>` : ''}
  ${transaction.return_url ? `<a class="leave" href="${escape(transaction.return_url)}">${open ? 'Quitter sans payer / Leave' : 'Retour à LOKAHOME'}</a>` : ''}
</main></body></html>
`;
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${String(sign.charCodeAt(0))};`);
}
