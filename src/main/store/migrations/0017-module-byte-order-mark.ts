/**
 * Gives modules their byte order mark back. The program left the mark out of the source that it kept, while the digest is of the file
 * with it. `whole_module` is a function of the program's own (main/store/migrate.ts).
 */
export const sql = `
UPDATE datasets SET content = whole_module(digest, content)
WHERE kind = 'module' AND whole_module(digest, content) <> content;
`;
