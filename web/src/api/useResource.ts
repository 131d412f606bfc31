import { useCallback, useEffect, useRef, useState } from "react";

export interface Resource<T> {
  data: T | undefined;
  error: Error | undefined;
  /** True until the first answer, good or bad, for the present key. */
  loading: boolean;
  reload: () => void;
}

interface Held<T> {
  key: string;
  data?: T | undefined;
  error?: Error | undefined;
}

/** Load something for a key and keep it; a change of key or a reload drops answers that come too late. */
export function useResource<T>(key: string, load: (signal: AbortSignal) => Promise<T>): Resource<T> {
  const [held, setHeld] = useState<Held<T>>({ key: "" });
  const [round, setRound] = useState(0);
  const loader = useRef(load);
  loader.current = load;

  useEffect(() => {
    const abort = new AbortController();
    loader.current(abort.signal).then(
      (data) => !abort.signal.aborted && setHeld({ key, data }),
      (error: Error) => !abort.signal.aborted && setHeld((old) => ({ key, error, data: old.key === key ? old.data : undefined })),
    );
    return () => abort.abort();
  }, [key, round]);

  const reload = useCallback(() => setRound((n) => n + 1), []);
  const fresh = held.key === key;
  return { data: fresh ? held.data : undefined, error: fresh ? held.error : undefined, loading: !fresh, reload };
}

/** Call `reload` every `ms` while `active`; a hidden page waits. */
export function usePolling(active: boolean, ms: number, reload: () => void): void {
  useEffect(() => {
    if (!active) return;
    const timer = window.setInterval(() => document.hidden || reload(), ms);
    return () => window.clearInterval(timer);
  }, [active, ms, reload]);
}
