import { createContext, useCallback, useContext, useEffect, useMemo, useState, type ReactNode } from "react";
import { onSignedOut } from "../api/client";
import * as api from "../api/session";
import type { Me } from "../api/types";

interface Session {
  /** Undefined while it is not known yet, null when nobody is signed in. */
  me: Me | null | undefined;
  /** What keeps the console from knowing: the server cannot be reached, or failed. */
  error: Error | undefined;
  signIn: (key: string) => Promise<void>;
  signOut: () => Promise<void>;
  reload: () => void;
}

const Context = createContext<Session | null>(null);

export function SessionProvider({ children }: { children: ReactNode }) {
  const [me, setMe] = useState<Me | null>();
  const [error, setError] = useState<Error>();

  const load = useCallback(async () => {
    setError(undefined);
    try {
      setMe(await api.me());
    } catch (problem) {
      if ((problem as { status?: number }).status === 401) setMe(null);
      else setError(problem as Error);
    }
  }, []);

  useEffect(() => {
    onSignedOut(() => setMe(null));
    void load();
  }, [load]);

  const session = useMemo(
    () => ({
      me,
      error,
      reload: () => void load(),
      signIn: async (key: string) => {
        await api.signIn(key);
        await load();
      },
      signOut: async () => {
        await api.signOut();
        setMe(null);
      },
    }),
    [me, error, load],
  );
  return <Context value={session}>{children}</Context>;
}

export function useSession(): Session {
  const session = useContext(Context);
  if (!session) throw new Error("useSession needs a SessionProvider above it");
  return session;
}

/** Who is signed in; only for what is shown to those who are. */
export function useMe(): Me {
  const { me } = useSession();
  if (!me) throw new Error("nobody is signed in");
  return me;
}
