export { DOCUMENT_ERRORS } from './document.errors.js';
export { DocumentKeys } from './document-keys.js';
export { documentPolicy } from './document.policy.js';
export { Documents } from './documents.js';
export { FileLinks } from './file-links.js';
export { UploadsModule } from './uploads.module.js';
