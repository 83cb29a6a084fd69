/**
 * The policy of every page the workbench serves: all of it comes from its own origin, nothing is run from text.
 * Pictures drawn in the page are blobs. https://www.w3.org/TR/CSP3
 */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');
