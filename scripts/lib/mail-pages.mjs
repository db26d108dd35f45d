/** The mail catcher's pages: plain HTML in the reader's language, French unless the browser prefers English. */

const WORDS = {
  fr: {
    title: 'Courriels interceptés',
    none: 'Aucun courriel pour l’instant. Tout ce que l’application envoie arrive ici et ne part nulle part.',
    count: (n) => `${n} courriel${n > 1 ? 's' : ''}`,
    clear: 'Tout supprimer',
    back: '← Tous les courriels',
    labels: { received: 'Reçu', from: 'De', to: 'À', subject: 'Objet', attachments: 'Pièces jointes' },
    text: 'Texte',
    headers: 'En-têtes',
  },
  en: {
    title: 'Caught mails',
    none: 'No mail yet. Whatever the application sends arrives here and goes nowhere else.',
    count: (n) => `${n} mail${n === 1 ? '' : 's'}`,
    clear: 'Delete all',
    back: '← All mails',
    labels: { received: 'Received', from: 'From', to: 'To', subject: 'Subject', attachments: 'Attachments' },
    text: 'Text',
    headers: 'Headers',
  },
};

const STYLE = `
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
  body { max-width: 60rem; margin: 0 auto; padding: 1rem; }
  header { display: flex; justify-content: space-between; align-items: baseline; gap: 1rem; }
  h1 { font-size: 1.3rem; }
  table { width: 100%; border-collapse: collapse; }
  td, th { text-align: left; padding: .4rem .6rem .4rem 0; border-bottom: 1px solid #8884; vertical-align: top; overflow-wrap: anywhere; }
  time { white-space: nowrap; }
  iframe { width: 100%; height: 32rem; border: 1px solid #8886; background: #fff; }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; background: #8881; padding: .8rem; }
`;

export function languageOf(acceptLanguage = '') {
  return /^\s*en\b/i.test(acceptLanguage) ? 'en' : 'fr';
}

export function listPage(mails, language) {
  const words = WORDS[language];
  const rows = mails.map(
    (mail) => `<tr><td>${moment(mail.receivedAt)}</td><td>${escape(mail.to.join(', '))}</td>
      <td><a href="/mails/${mail.id}">${escape(mail.subject || '—')}</a>${mail.attachments.length > 0 ? ' 📎' : ''}</td></tr>`,
  );
  const { received, to, subject } = words.labels;
  const table = `<table><thead><tr><th>${received}</th><th>${to}</th><th>${subject}</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
  const clear = `<form method="post" action="/delete"><button>${words.clear}</button></form>`;
  return page(
    language,
    words.title,
    `<header><h1>${words.title}</h1>${mails.length > 0 ? `${words.count(mails.length)} ${clear}` : ''}</header>
    ${mails.length > 0 ? table : `<p>${words.none}</p>`}`,
    '<meta http-equiv="refresh" content="10">',
  );
}

export function mailPage(mail, language) {
  const words = WORDS[language];
  const attachments = mail.attachments.map(
    (one, index) => `<a href="/mails/${mail.id}/attachments/${index}">${escape(one.name || one.type)}</a>`,
  );
  const facts = [
    [words.labels.received, moment(mail.receivedAt)],
    [words.labels.from, escape(mail.from)],
    [words.labels.to, escape(mail.to.join(', '))],
    ...(attachments.length > 0 ? [[words.labels.attachments, attachments.join(', ')]] : []),
  ].map(([label, value]) => `<tr><th>${label}</th><td>${value}</td></tr>`);
  const headers = mail.headers.map(([name, value]) => `${name}: ${value}`).join('\n');
  return page(
    language,
    mail.subject,
    `<p><a href="/">${words.back}</a></p><h1>${escape(mail.subject)}</h1><table>${facts.join('')}</table>
    ${mail.html ? `<p><iframe sandbox="allow-popups allow-popups-to-escape-sandbox" src="/mails/${mail.id}/html" title="HTML"></iframe></p>` : ''}
    ${mail.text ? `<h2>${words.text}</h2><pre>${escape(mail.text)}</pre>` : ''}
    <details><summary>${words.headers}</summary><pre>${escape(headers)}</pre></details>`,
  );
}

/** The mail's own HTML for the frame: links open outside it, and its inline pictures are put in. */
export function mailFrame(mail) {
  const pictures = new Map(mail.attachments.map((one) => [one.contentId, `data:${one.type};base64,${one.content}`]));
  const html = mail.html.replace(/cid:([^"'\s)>]+)/g, (whole, id) => pictures.get(id) ?? whole);
  return `<!doctype html><base target="_blank">${html}`;
}

function page(language, title, body, head = '') {
  return `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
    ${head}<title>${escape(title)} · LokaHome</title><style>${STYLE}</style></head><body>${body}</body></html>`;
}

function moment(instant) {
  const local = new Date(instant);
  return `<time datetime="${instant}">${local.toLocaleString('sv-SE')}</time>`; // 2027-03-31 14:05:09, in the machine's own zone
}

function escape(text) {
  return String(text).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
