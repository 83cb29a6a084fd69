export function isNewEnough(version: string): boolean;
export function findNodes(): string[];
export function neededNode(remedy: string): string;
export const NEWER_NODE: string;
export function v8Flags(node: string): string[];
