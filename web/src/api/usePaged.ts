import { useCallback, useEffect, useState } from "react";
import type { Page } from "./types";
import { useResource } from "./useResource";

export interface Paged<T> {
  items: T[] | undefined;
  error: Error | undefined;
  more: boolean;
  loadingMore: boolean;
  loadMore: () => void;
  /** Start again from the first page. */
  reload: () => void;
  /** Renew the first page and keep the later ones. */
  refresh: () => void;
}

/** A list that comes in pages: the first at once, each next one when asked for. */
export function usePaged<T>(key: string, load: (cursor: string | null, signal?: AbortSignal) => Promise<Page<T>>): Paged<T> {
  const first = useResource(key, (signal) => load(null, signal));
  const [later, setLater] = useState<Page<T> | null>(null);
  const [loadingMore, setLoadingMore] = useState(false);
  const [failed, setFailed] = useState<Error>();

  const forget = useCallback(() => {
    setLater(null);
    setFailed(undefined);
  }, []);
  useEffect(forget, [key, forget]);

  const cursor = later ? later.next : (first.data?.next ?? null);
  const loadMore = () => {
    setLoadingMore(true);
    load(cursor)
      .then((page) => setLater((old) => ({ items: [...(old?.items ?? []), ...page.items], next: page.next })))
      .catch(setFailed)
      .finally(() => setLoadingMore(false));
  };
  const reload = useCallback(() => {
    forget();
    first.reload();
  }, [forget, first.reload]);

  const items = first.data && [...first.data.items, ...(later?.items ?? [])];
  const error = first.error ?? failed;
  return { items, error, more: cursor !== null, loadingMore, loadMore, reload, refresh: first.reload };
}
