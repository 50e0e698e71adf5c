// From what the reader drops or picks to a flat list of files. Reads no file's content.
import type { InputFile } from './state.svelte';

/** Takes files and whole folders out of a drop. */
export async function filesOfDrop(transfer: DataTransfer): Promise<InputFile[]> {
  // Every entry is taken before the first await: afterwards the browser has emptied the list.
  const entries: FileSystemEntry[] = [];
  const loose: File[] = [];
  for (const item of Array.from(transfer.items)) {
    if (item.kind !== 'file') continue;
    const entry = item.webkitGetAsEntry?.();
    const file = entry ? null : item.getAsFile();
    if (entry) entries.push(entry);
    else if (file) loose.push(file);
  }
  const found = await Promise.all(entries.map(filesOfEntry));
  return [...found.flat(), ...filesOfList(loose)];
}

async function filesOfEntry(entry: FileSystemEntry): Promise<InputFile[]> {
  if (entry.isFile) {
    const blob = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    return [{ name: entry.fullPath.replace(/^\//, '') || blob.name, blob }];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const children: FileSystemEntry[] = [];
  // One call returns a part only (100 in Chromium); an empty one ends the list.
  for (;;) {
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (part.length === 0) break;
    children.push(...part);
  }
  const found = await Promise.all(children.filter((child) => !isClutter(child.name)).map(filesOfEntry));
  return found.flat();
}

/** Takes the files of an `<input type="file">`. */
export function filesOfList(list: Iterable<File>): InputFile[] {
  return Array.from(list)
    .map((blob) => ({ name: blob.webkitRelativePath || blob.name, blob }))
    .filter(({ name }) => !name.split('/').some(isClutter));
}

// What operating systems and version control leave in folders, never what the reader means.
function isClutter(name: string): boolean {
  return name === '.DS_Store' || name === '.git' || name === '__MACOSX' || name === 'Thumbs.db';
}

/** What an object of the input looks like: the JSON at `file#pointer`, or why it cannot be shown. */
export async function jsonAt(source: string, inputs: InputFile[]): Promise<string | null> {
  const hash = source.lastIndexOf('#');
  const [name, pointer] = hash < 0 ? [source, ''] : [source.slice(0, hash), source.slice(hash + 1)];
  const input = inputs.find((input) => input.name === name);
  if (!input) return null;
  try {
    let value: unknown = JSON.parse(await input.blob.text());
    for (const token of pointer.split('/').slice(1)) {
      value = (value as Record<string, unknown>)[token.replace(/~1/g, '/').replace(/~0/g, '~')];
    }
    return value === undefined ? null : JSON.stringify(value, null, 2);
  } catch {
    // JSON lines, compressed, YAML: the engine reads more than this page can show.
    return null;
  }
}
