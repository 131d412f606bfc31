import { useCallback, useEffect, useRef, useState } from "react";
import { upload } from "../api/knowledge";
import type { StoredDocument } from "../api/types";

/** A file on its way to the server, or one that it did not take. */
export interface UploadItem {
  key: string;
  file: File;
  /** The documents that were listed when it was added: what comes under its name and is none of them, is this file. */
  before: ReadonlySet<string>;
  error?: Error | undefined;
}

interface Uploads {
  items: UploadItem[];
  add: (file: File) => void;
  retry: (item: UploadItem) => void;
  dismiss: (key: string) => void;
}

const AT_ONCE = 3;

/** Send files one request each, a few at a time, so that a bad one does not take the others along. */
export function useUploads(base: string, listed: StoredDocument[] | undefined, onStored: () => void): Uploads {
  const [items, setItems] = useState<UploadItem[]>([]);
  const waiting = useRef<UploadItem[]>([]);
  const running = useRef(0);
  const next = useRef(0);
  const abort = useRef(new AbortController());
  const known = useRef(listed);
  known.current = listed;

  useEffect(() => {
    abort.current = new AbortController();
    return () => abort.current.abort();
  }, []);

  const drop = useCallback((key: string) => setItems((all) => all.filter((one) => one.key !== key)), []);

  const pump = useCallback(() => {
    const item = running.current < AT_ONCE ? waiting.current.shift() : undefined;
    if (!item) return;
    running.current += 1;
    upload(base, item.file, abort.current.signal)
      .then(
        () => {
          drop(item.key);
          onStored();
        },
        (error: Error) => setItems((all) => all.map((one) => (one.key === item.key ? { ...one, error } : one))),
      )
      .finally(() => {
        running.current -= 1;
        pump();
      });
    pump();
  }, [base, drop, onStored]);

  const add = useCallback(
    (file: File) => {
      const item = { key: `upload-${next.current++}`, file, before: new Set(known.current?.map((one) => one.id)) };
      waiting.current.push(item);
      setItems((all) => [...all, item]);
      pump();
    },
    [pump],
  );
  const retry = useCallback(
    (item: UploadItem) => {
      drop(item.key);
      add(item.file);
    },
    [add, drop],
  );
  return { items, add, retry, dismiss: drop };
}

/** Whether an upload is listed as a document already, although its own answer has not come yet. */
export function listedAlready(item: UploadItem, documents: StoredDocument[]): boolean {
  const { file, before } = item;
  return documents.some((one) => one.name === file.name && one.size === file.size && !before.has(one.id));
}
